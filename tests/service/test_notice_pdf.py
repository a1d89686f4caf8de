"""A PDF is read by a child of its own: its text, or a refusal that says the way out."""

import io

import pytest
from pypdf import PdfWriter

from domain.errors import TooMuch, UsageError
from service.notices import notice_pdf
from service.notices.notice_file import draft_from, read_draft
from service.notices.notice_pdf import MAX_PAGES, pdf_text
from service.notices.pdf_child import judged
from tests.domain.notice_recipe import RECIPES
from tests.service.pdf_recipe import bomb_of, pdf_of, scan_of

RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")


def pages_of(text: str, lines: int = 24) -> list[str]:
    """Pages as they are printed, each with its number below."""
    whole = text.splitlines()
    pages = [whole[at : at + lines] for at in range(0, len(whole), lines)]
    return ["\n".join([*page, f"— {n} —"]) for n, page in enumerate(pages, 1)]


def locked(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("geheim", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_with_a_text_layer_is_read_like_its_text(tmp_path):
    path = tmp_path / "通知.pdf"
    path.write_bytes(pdf_of(pages_of(RECIPE.text)))
    draft = read_draft(path)
    assert draft.plan.starts_on == RECIPE.facts.start
    assert [a.title for a in draft.plan.activities] == [a.title for a in RECIPE.facts.activities]
    assert {asked.id for asked in draft.plan.requirements} == set(RECIPE.asked)


def test_places_are_told_in_the_text_that_was_read():
    draft, text = draft_from("通知.pdf", pdf_of(pages_of(RECIPE.text)))
    theme = next(source for source in draft.sources if source.field == "theme")
    ((start, stop),) = theme.read
    assert text[start:stop] == RECIPE.facts.theme


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (lambda: scan_of(3), UsageError, "扫描件"),
        (lambda: locked(pdf_of(["通知" * 40])), UsageError, "密码"),
        (lambda: b"%PDF-1.7\n" + b"x" * 400, UsageError, "损坏"),
        (lambda: pdf_of(["通知" * 40])[:300], UsageError, "损坏"),
        (lambda: pdf_of(["一"] * (MAX_PAGES + 1)), TooMuch, f"超过 {MAX_PAGES} 页"),
        (lambda: pdf_of(["字" * 30 * 120] * 58), TooMuch, "文字太多"),
        (lambda: bomb_of(100_000_000), UsageError, "损坏"),
    ],
    ids=["scan", "locked", "no-pdf", "torn", "pages", "long", "bomb"],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(make, error, told):
    with pytest.raises(error) as refusal:
        pdf_text(make())
    assert told in refusal.value.words.zh and "粘贴" in refusal.value.words.zh


def test_one_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(notice_pdf, "PATIENCE_S", 0.001)
    with pytest.raises(UsageError) as refusal:
        pdf_text(pdf_of(["通知" * 40]))
    assert "没有在规定的时间内读完" in refusal.value.words.zh


def test_the_child_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("WEEKREEL_SECRET_KEY", "k" * 48)
    monkeypatch.setattr(notice_pdf, "_CHILD", "-")  # Python itself, reading its program
    told = notice_pdf._ask_child(
        b"import os, json; print(json.dumps({'text': ' '.join(os.environ)}))"
    )
    assert "PATH" in told["text"] and "WEEKREEL" not in told["text"]


def test_a_text_layer_of_nonsense_is_no_text():
    assert judged("\ue001\ue002\ufffd" * 40) == {"refused": "garbled"}
    assert judged("第1页") == {"refused": "scan"}
    assert judged("科技活动周" * 40) == {"text": "科技活动周" * 40}
