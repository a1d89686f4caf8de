"""What a client says of its file, read."""

import pytest

from service.upload.protocol import read_metadata
from tests.service.tus_client import metadata


@pytest.mark.parametrize(
    "pairs",
    [
        {"activity": "two"},
        {"day": "28.5.2025"},
        {"consent": "everything"},
        {"sending": "a b"},
        {"sending": "x" * 65},
    ],
)
def test_metadata_that_no_page_of_ours_sends_is_refused(pairs):
    with pytest.raises(Exception, match="cannot be read"):
        read_metadata(metadata(**pairs))


def test_metadata_of_other_clients_is_taken_for_what_it_is():
    said = read_metadata(metadata(filename="C:\\a\\b\x00.jpg", relativePath="x", filetype="<b>"))
    assert (said.filename, said.filetype, said.sending) == ("b.jpg", "", "")
    assert read_metadata("is_confidential").filename == "unnamed"
    assert read_metadata("").consent == frozenset()


@pytest.mark.parametrize("told", ["-5", "abc", "9" * 18, "1e9"])
def test_a_phone_without_a_sensible_clock_loses_the_claim_not_the_file(told):
    assert read_metadata(metadata(modified=told)).modified_ms is None
