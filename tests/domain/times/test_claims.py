"""The date court: what claims are made of a file, which are doubted, and the verdict."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Claim, ClaimClass
from domain.times.claims import DOUBTS, claims_from, verdict

CHINA = ZoneInfo("Asia/Shanghai")
PLUS8 = timezone(timedelta(hours=8))
RECEIVED = datetime(2024, 6, 3, 4, 0, tzinfo=UTC)
SHOT = datetime(2024, 5, 28, 9, 30, 12, tzinfo=PLUS8)
SHOT_MS = 1716859812000


def claims(exif=None, name="photo.jpg", **other) -> dict[str, Claim]:
    said = {"modified_ms": None, "sender_day": None, "received_at": RECEIVED, "zone": CHINA}
    found = claims_from(exif or {}, name, **{**said, **other})
    assert len({claim.source for claim in found}) == len(found), "one claim a source"
    return {claim.source: claim for claim in found}


def ruled(exif=None, name="photo.jpg", **other):
    return verdict(claims(exif, name, **other).values())


# --- EXIF ---------------------------------------------------------------------------------------


def test_a_camera_without_offset_is_read_in_the_campaigns_zone():
    claim = claims({"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12"})["exif"]
    assert claim.klass is ClaimClass.CAPTURE
    assert (claim.at, claim.zone_known, claim.doubt) == (SHOT, False, "")
    assert claim.day == date(2024, 5, 28)
    assert claim.raw == "2024:05:28 09:30:12"


def test_fraction_and_offset_of_the_original_time_are_used():
    claim = claims(
        {
            "ExifIFD:DateTimeOriginal": "2024:05:28 07:15:12",
            "ExifIFD:SubSecTimeOriginal": 348,
            "ExifIFD:OffsetTimeOriginal": "+05:45",
        }
    )["exif"]
    assert claim.zone_known
    assert claim.at is not None
    assert claim.at.isoformat() == "2024-05-28T07:15:12.348000+05:45"


def test_an_offset_beside_the_same_digitized_time_counts():
    claim = claims(
        {
            "ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12",
            "ExifIFD:CreateDate": "2024:05:28 09:30:12",
            "ExifIFD:OffsetTimeDigitized": "+09:00",
        }
    )["exif"]
    assert claim.zone_known
    assert claim.at == SHOT - timedelta(hours=1)


def test_the_offset_of_another_time_is_not_borrowed():
    claim = claims(
        {
            "ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12",
            "IFD0:ModifyDate": "2024:05:29 10:00:00",
            "ExifIFD:OffsetTime": "+02:00",
        }
    )["exif"]
    assert (claim.at, claim.zone_known) == (SHOT, False)


def test_the_original_time_wins_over_ten_other_dates():
    ruling = ruled(
        {
            "ExifIFD:DateTimeOriginal": "2023:02:02 02:00:00",
            "ExifIFD:CreateDate": "2023:04:04 04:00:00",
            "IFD0:ModifyDate": "2023:05:05 05:00:00",
            "GPS:GPSDateStamp": "2023:10:10",
            "GPS:GPSTimeStamp": "10:00:00",
            "XMP-exif:DateTimeOriginal": "2023:06:06 06:00:00+01:00",
            "XMP-photoshop:DateCreated": "2023:07:07 07:00:00",
            "XMP-xmp:CreateDate": "2023:08:08 08:00:00",
            "Keys:CreationDate": "2023:09:09 09:00:00+08:00",
            "QuickTime:CreateDate": "2023:11:11 11:00:00",
        },
        name="IMG_20231212_121212.jpg",
        modified_ms=SHOT_MS,
        sender_day=date(2024, 5, 28),
    )
    assert ruling.taken_at == datetime(2023, 2, 2, 2, tzinfo=PLUS8)
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.CAPTURE, "exif")
    assert ruling.day == date(2023, 2, 2)


def test_only_a_modified_date_is_a_save():
    ruling = ruled({"IFD0:ModifyDate": "2024:05:28 09:30:12"})
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.SAVE, "exif_modified")
    assert ruling.day is None


# --- the zone by GPS ----------------------------------------------------------------------------

GPS = {"GPS:GPSDateStamp": "2019:03:21", "GPS:GPSTimeStamp": "16:04:21.01"}


def test_gps_time_shows_the_zone_of_the_cameras_clock():
    place = {"Composite:GPSLatitude": 41.2, "Composite:GPSLongitude": -96.07}
    claim = claims({"ExifIFD:DateTimeOriginal": "2019:03:21 11:04:22", **GPS, **place})["exif"]
    assert claim.zone_known
    assert claim.at is not None
    assert claim.at.utcoffset() == timedelta(hours=-5)
    assert claim.at == datetime(2019, 3, 21, 16, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "longitude", "why"),
    [
        ("2019:03:21 11:15:00", -96.07, "a fix eleven minutes old says nothing of the zone"),
        ("2017:01:01 09:00:00", -96.07, "years apart is no zone"),
        ("2019:03:21 11:04:22", 116.4, "no zone of five hours west is used in Beijing"),
        ("2019:03:21 16:04:22", 116.4, "some phones write local time into the GPS tags"),
        ("2019:03:21 16:04:22", None, "equal times without a place prove nothing"),
    ],
)
def test_gps_time_is_not_believed_where_it_cannot_be_a_zone(local, longitude, why):
    place = {"Composite:GPSLatitude": 39.9, "Composite:GPSLongitude": longitude}
    claim = claims({"ExifIFD:DateTimeOriginal": local, **GPS, **(place if longitude else {})})
    assert not claim["exif"].zone_known, why


def test_gps_decides_when_the_cameras_clock_was_never_set():
    ruling = ruled({"ExifIFD:DateTimeOriginal": "2000:01:01 00:03:10", **GPS})
    assert ruling.taken_from == "gps"
    assert ruling.taken_at == datetime(2019, 3, 21, 16, 4, 21, 10000, tzinfo=UTC)
    assert ruling.day == date(2019, 3, 22)


# --- clips --------------------------------------------------------------------------------------


def test_quicktimes_creation_date_with_offset_wins_over_the_header():
    exif = {
        "Keys:CreationDate": "2024:05:28 09:30:12+08:00",
        "QuickTime:CreateDate": "2024:05:28 01:31:00",
    }
    ruling = ruled(exif, name="IMG_1234.MOV")
    assert (ruling.taken_at, ruling.taken_from) == (SHOT, "quicktime")


def test_the_header_is_utc_by_the_standard():
    claim = claims({"QuickTime:CreateDate": "2024:05:28 01:30:12"}, name="a.mp4")["mvhd"]
    assert (claim.at, claim.zone_known) == (SHOT, True)
    assert claim.klass is ClaimClass.CAPTURE


def test_a_header_in_local_time_is_recognised_by_the_file_name():
    found = claims(
        {"QuickTime:CreateDate": "2024:05:28 09:30:42"},
        name="VID_20240528_093012.mp4",
        duration_ms=30_000,
    )
    assert found["mvhd"].at == SHOT + timedelta(seconds=30)
    assert not found["mvhd"].zone_known


def test_a_header_in_local_time_is_recognised_by_the_last_modified():
    found = claims({"QuickTime:CreateDate": "2024:05:28 09:30:12"}, modified_ms=SHOT_MS + 5000)
    assert found["mvhd"].at == SHOT


def test_a_header_from_the_future_was_written_in_local_time():
    found = claims({"QuickTime:CreateDate": "2024:06:03 11:50:00"})
    assert found["mvhd"].at == datetime(2024, 6, 3, 11, 50, tzinfo=PLUS8)
    assert not found["mvhd"].doubt


def test_a_header_near_the_recordings_end_confirms_the_zone_of_the_name():
    found = claims(
        {"QuickTime:CreateDate": "2024:05:28 01:35:12"},
        name="VID_20240528_093012.mp4",
        duration_ms=299_000,
    )
    assert found["file_name"].zone_known
    assert found["mvhd"].zone_known
    assert verdict(found.values()).taken_at == SHOT


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "1904:01:01 00:00:00"])
def test_an_empty_header_date_says_nothing(text):
    claim = claims({"QuickTime:CreateDate": text})["mvhd"]
    assert (claim.klass, claim.at, claim.day) == (ClaimClass.NONE, None, None)
    assert claim.doubt in ("zero", "impossible")


@pytest.mark.parametrize(
    ("name", "software"),
    [(f"mmexport{SHOT_MS}.mp4", {}), ("成片.mp4", {"Keys:Software": "剪映 5.9"})],
)
def test_the_header_of_a_chat_copy_or_an_edited_clip_is_a_save(name, software):
    found = claims({"QuickTime:CreateDate": "2024:05:28 01:30:12", **software}, name=name)
    assert found["mvhd"].klass is ClaimClass.SAVE


# --- names, saves and the sender's word ---------------------------------------------------------


def test_a_camera_name_is_capture_in_the_campaigns_zone():
    ruling = ruled(name="IMG_20240528_093012.jpg", modified_ms=SHOT_MS + 9_000_000)
    assert (ruling.taken_at, ruling.taken_from) == (SHOT, "file_name")
    assert ruling.taken_class is ClaimClass.CAPTURE
    assert ruling.day == date(2024, 5, 28)


def test_a_chat_name_is_not_after_and_says_no_day():
    ruling = ruled(name=f"mmexport{SHOT_MS}.jpg")
    assert (ruling.taken_at, ruling.taken_class) == (SHOT, ClaimClass.SAVE)
    assert ruling.taken_from == "file_name"
    assert ruling.day is None


def test_of_two_saves_the_earlier_is_the_tighter_bound():
    ruling = ruled(name=f"mmexport{SHOT_MS}.jpg", modified_ms=SHOT_MS - 60_000)
    assert (ruling.taken_at, ruling.taken_from) == (SHOT - timedelta(minutes=1), "modified")


def test_the_sender_says_the_day_where_the_file_only_says_not_after():
    ruling = ruled(name=f"mmexport{SHOT_MS}.jpg", sender_day=date(2024, 5, 26))
    assert (ruling.taken_at, ruling.taken_class) == (SHOT, ClaimClass.SAVE)
    assert ruling.day == date(2024, 5, 26)


def test_the_senders_day_alone_is_class_day():
    ruling = ruled(sender_day=date(2024, 5, 28))
    assert (ruling.taken_at, ruling.taken_class) == (None, ClaimClass.DAY)
    assert (ruling.taken_from, ruling.day) == ("sender_day", date(2024, 5, 28))


def test_a_camera_clock_speaks_before_the_sender():
    ruling = ruled(
        {"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12"}, sender_day=date(2024, 5, 30)
    )
    assert ruling.day == date(2024, 5, 28)


def test_a_sender_cannot_mean_a_day_after_the_file_was_saved():
    found = claims(name=f"mmexport{SHOT_MS}.jpg", sender_day=date(2024, 5, 29))
    assert found["sender_day"].doubt == "after_save"
    assert verdict(found.values()).day is None


def test_without_any_statement_the_arrival_is_no_date():
    ruling = ruled(name="义诊.jpg")
    assert (ruling.taken_at, ruling.taken_class) == (None, ClaimClass.NONE)
    assert (ruling.taken_from, ruling.day) == (None, None)
    assert claims(name="义诊.jpg")["upload"].at == RECEIVED


# --- doubts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("0000:00:00 00:00:00", "zero"),
        ("1601:01:01 00:00:00", "impossible"),
        ("2017:08:21 15:08:70", "impossible"),
        ("2024:02:30 10:00:00", "impossible"),
        ("9999:12:31 23:59:59", "impossible"),
        ("2024:06:04 03:00:00", "future"),
        ("2000:01:01 00:00:00", "factory"),
        ("2012:01:01 00:01:30", "factory"),
        ("2002:12:08 12:00:00", "factory"),
        ("1980:01:01 12:00:00", "factory"),
        ("2003:12:14 12:01:44", "too_old"),
        ("2024:05:28 09:30:12", ""),
        ("2012:01:01 10:00:00", ""),
    ],
)
def test_clocks_that_cannot_be_right_are_doubted(text, doubt):
    exif = {"ExifIFD:DateTimeOriginal": text, "ExifIFD:OffsetTimeOriginal": "+08:00"}
    claim = claims(exif)["exif"]
    assert claim.doubt == doubt
    assert (ruled(exif).taken_class is ClaimClass.CAPTURE) == (not doubt)


def test_new_years_night_inside_the_campaign_is_no_factory_date():
    exif = {"ExifIFD:DateTimeOriginal": "2024:01:01 00:05:00"}
    assert claims(exif)["exif"].doubt == "factory"
    period = (date(2023, 12, 30), date(2024, 1, 5))
    assert claims(exif, period=period)["exif"].doubt == ""


def test_an_assumed_zone_may_lie_ahead_of_ours():
    # A visitor's camera on Tokyo time, read in the campaign's zone, is no traveller in time.
    exif = {"ExifIFD:DateTimeOriginal": "2024:06:03 12:55:00"}
    assert claims(exif)["exif"].doubt == ""


def test_an_hour_skipped_by_summer_time_is_doubted():
    found = claims(
        {"ExifIFD:DateTimeOriginal": "2024:03:31 02:30:00"}, zone=ZoneInfo("Europe/Berlin")
    )
    assert found["exif"].doubt == "gap"


@pytest.mark.parametrize("modified_ms", [0, -1, 10**15])
def test_a_last_modified_that_no_phone_means_is_none(modified_ms):
    assert claims(modified_ms=modified_ms)["modified"].klass is ClaimClass.NONE


# --- XMP, IPTC and days alone -------------------------------------------------------------------


def test_iptcs_day_and_time_make_one_moment():
    exif = {"IPTC:DateCreated": "2024:05:28", "IPTC:TimeCreated": "09:30:12+08:00"}
    claim = claims(exif)["iptc"]
    assert (claim.at, claim.klass, claim.zone_known) == (SHOT, ClaimClass.CAPTURE, True)


def test_iptcs_time_alone_is_no_statement():
    assert "iptc" not in claims({"IPTC:TimeCreated": "09:30:12"})


@pytest.mark.parametrize(
    ("exif", "source"),
    [
        ({"IPTC:DateCreated": "2024:05:28"}, "iptc"),
        ({"XMP-photoshop:DateCreated": "2024-05-28"}, "xmp"),
        ({"XMP-xmp:CreateDate": "2024:05:28"}, "xmp"),
    ],
)
def test_a_day_without_a_time_is_only_the_day(exif, source):
    ruling = ruled(exif)
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.DAY, source)
    assert (ruling.taken_at, ruling.day) == (None, date(2024, 5, 28))


def test_an_empty_movie_header_leaves_the_word_to_the_tracks():
    exif = {
        "QuickTime:CreateDate": "0000:00:00 00:00:00",
        "Track1:MediaCreateDate": "2024:05:28 01:30:12",
    }
    assert claims(exif)["mvhd"].at == SHOT


def test_a_day_in_a_name_given_by_a_person_is_only_the_day():
    ruling = ruled(name="2024年5月28日 启动仪式.jpg")
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.DAY, "file_name")
    assert ruling.day == date(2024, 5, 28)
    assert claims(name="20300101义诊.jpg")["file_name"].doubt == "future"


def test_a_name_cannot_mean_a_day_after_the_file_was_saved():
    found = claims(name="20240602报送.jpg", modified_ms=SHOT_MS)
    assert found["file_name"].doubt == "after_save"


def test_the_sender_is_asked_before_the_name_of_a_file():
    ruling = ruled(name="20240528.jpg", sender_day=date(2024, 5, 29))
    assert (ruling.taken_from, ruling.day) == ("sender_day", date(2024, 5, 29))


# --- confidence ---------------------------------------------------------------------------------

SHOT_EXIF = {"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12"}


def test_a_witness_of_another_kind_makes_the_verdict_surer():
    alone = ruled(SHOT_EXIF)
    confirmed = ruled(SHOT_EXIF, name="IMG_20240528_093012.jpg")
    assert 0 < alone.confidence < confirmed.confidence < 1000


def test_a_clock_that_shows_another_day_takes_most_of_the_trust():
    alone = ruled(SHOT_EXIF)
    torn = ruled(SHOT_EXIF, name="IMG_20240530_093012.jpg")
    assert torn.taken_from == "exif"
    assert torn.confidence < alone.confidence - 200


def test_of_nothing_known_nothing_is_sure():
    assert ruled().confidence == 0
    assert 0 < ruled(sender_day=date(2024, 5, 28)).confidence < 900


# --- properties ---------------------------------------------------------------------------------

SOURCES = ("exif", "exif_digitized", "gps", "quicktime", "mvhd", "xmp", "file_name", "modified")
MOMENTS = st.datetimes(
    datetime(2006, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([UTC, PLUS8])
)


@st.composite
def any_claim(draw) -> Claim:
    klass = draw(st.sampled_from(list(ClaimClass)))
    at = draw(MOMENTS) if klass in (ClaimClass.CAPTURE, ClaimClass.SAVE) else None
    day = None if klass is ClaimClass.NONE else at.date() if at else draw(st.dates())
    return Claim(
        source=draw(st.sampled_from(SOURCES)),
        klass=klass,
        at=at,
        day=day,
        zone_known=draw(st.booleans()),
        raw=draw(st.text(max_size=3)),
        doubt=draw(st.sampled_from(["", "", "", *DOUBTS])),
    )


@given(st.lists(any_claim(), max_size=5), st.randoms())
def test_the_verdict_does_not_depend_on_the_claims_order(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert verdict(shuffled) == verdict(some)


@given(st.lists(any_claim(), max_size=5))
def test_a_save_never_yields_capture_nor_a_day_by_itself(some):
    ruling = verdict([claim for claim in some if claim.klass is not ClaimClass.CAPTURE])
    assert ruling.taken_class is not ClaimClass.CAPTURE
    if not any(claim.klass is ClaimClass.DAY for claim in some):
        assert ruling.day is None or ruling.taken_class is ClaimClass.CAPTURE


@given(st.lists(any_claim(), max_size=5))
def test_the_verdict_says_what_some_undoubted_claim_says(some):
    ruling = verdict(some)
    sound = [claim for claim in some if not claim.doubt]
    if ruling.taken_class is ClaimClass.NONE:
        assert all(claim.klass is ClaimClass.NONE for claim in sound)
    else:
        assert any(
            (claim.klass, claim.source, claim.at)
            == (ruling.taken_class, ruling.taken_from, ruling.taken_at)
            for claim in sound
        )


TAGS = ("ExifIFD:DateTimeOriginal", "GPS:GPSDateStamp", "GPS:GPSTimeStamp", "QuickTime:CreateDate")


@given(
    st.dictionaries(
        st.sampled_from([*TAGS, "ExifIFD:OffsetTimeOriginal", "ExifIFD:SubSecTimeOriginal"]),
        st.text(max_size=30)
        | st.from_regex(r"\d{4}:\d{2}:\d{2} \d{2}:\d{2}:\d{2}", fullmatch=True)
        | st.integers()
        | st.floats()
        | st.none()
        | st.lists(st.integers(), max_size=2),
    ),
    st.text(max_size=40),
    st.none() | st.integers(),
)
def test_no_tags_and_no_name_raise(exif, name, modified_ms):
    found = claims_from(
        exif, name, modified_ms=modified_ms, sender_day=None, received_at=RECEIVED, zone=CHINA
    )
    for claim in found:
        assert claim.at is not None or claim.klass in (ClaimClass.NONE, ClaimClass.DAY)
        assert claim.at is None or claim.klass is not ClaimClass.NONE
        assert claim.doubt == "" or claim.doubt in DOUBTS


def test_every_doubt_has_words_in_both_languages():
    for words in DOUBTS.values():
        assert words.zh
        assert words.en
