"""The files of one sending as witnesses for one another: wrong clocks and shared days."""

import random
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from domain.facts import ClaimClass
from domain.times.claims import claims_from
from domain.times.doubting import Bench
from domain.times.neighbours import Member, judged_together
from domain.times.verdict import verdict

PLUS8 = timezone(timedelta(hours=8))
RECEIVED = datetime(2024, 6, 3, 4, 0, tzinfo=UTC)
CHINA = ZoneInfo("Asia/Shanghai")
COURT = Bench(zone=CHINA, received_at=RECEIVED, period=(date(2024, 5, 25), date(2024, 6, 1)))


def member(name: str, exif: dict | None = None, camera: str | None = None, **said) -> Member:
    claims = claims_from(
        exif or {},
        name,
        modified_ms=said.get("modified_ms"),
        sender_day=said.get("sender_day"),
        received_at=RECEIVED,
        zone=CHINA,
        period=COURT.period,
    )
    return Member(id=name, name=name, camera=camera, received_at=RECEIVED, claims=claims)


def shot(name: str, wall: str, gps: str = "", camera: str = "Canon EOS R5") -> Member:
    """A photo of a camera's clock, with a satellite's time ("HH:MM:SS" UTC of 28 May) if given."""
    exif: dict = {"ExifIFD:DateTimeOriginal": wall}
    if gps:
        exif |= {"GPS:GPSDateStamp": "2024:05:28", "GPS:GPSTimeStamp": gps}
    return member(name, exif, camera)


def judged(*members: Member) -> dict:
    """Name -> verdict, after the sending was judged."""
    found = judged_together(members, COURT)
    return {each.id: verdict(found.get(each.id, each.claims)) for each in members}


#: A camera that starts at its factory date, with satellite times in two of its photos.
FORGETFUL = (
    shot("DSC_0001.JPG", "2000:01:01 00:10:00", gps="01:10:03"),
    shot("DSC_0002.JPG", "2000:01:01 00:20:00", gps="01:20:04"),
    shot("DSC_0003.JPG", "2000:01:01 01:31:00"),
)


def test_satellites_in_two_photos_set_the_clock_of_the_third():
    ruling = judged(*FORGETFUL)["DSC_0003.JPG"]
    assert ruling.taken_at is not None
    assert ruling.taken_at.isoformat(timespec="minutes") == "2024-05-28T10:31+08:00"
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.CAPTURE, "camera_clock")
    assert ruling.day == date(2024, 5, 28)


def test_the_clock_of_one_camera_says_nothing_of_another():
    other = shot("IMG_9.JPG", "2000:01:01 01:31:00", camera="Nikon D90")
    assert judged(*FORGETFUL, other)["IMG_9.JPG"].taken_class is not ClaimClass.CAPTURE


def test_one_satellite_time_carried_by_several_photos_is_one_witness():
    stale = (
        shot("DSC_0001.JPG", "2024:05:28 11:10:00", gps="01:00:00"),
        shot("DSC_0002.JPG", "2024:05:28 11:11:00", gps="01:00:00"),
        shot("DSC_0003.JPG", "2024:05:28 12:00:00"),
    )
    ruling = judged(*stale)["DSC_0003.JPG"]
    assert ruling.taken_from == "exif"


def test_satellites_that_disagree_about_a_clock_prove_nothing():
    torn = (
        shot("DSC_0001.JPG", "2024:05:28 09:10:00", gps="03:17:00"),
        shot("DSC_0002.JPG", "2024:05:28 09:20:00", gps="05:48:00"),
        shot("DSC_0003.JPG", "2024:05:28 12:00:00"),
    )
    assert judged(*torn)["DSC_0003.JPG"].taken_from == "exif"


def test_a_clock_that_is_right_is_left_alone():
    right = (
        shot("DSC_0001.JPG", "2024:05:28 09:10:00", gps="01:10:05"),
        shot("DSC_0002.JPG", "2024:05:28 09:20:00", gps="01:20:07"),
        shot("DSC_0003.JPG", "2024:05:28 09:31:00"),
    )
    assert judged_together(right, COURT) == {}


def test_a_file_without_time_gets_the_day_that_all_the_others_share():
    dated = [shot(f"DSC_{n:04}.JPG", f"2024:05:28 09:{n}:00") for n in range(10, 13)]
    copy = member("mmexport0123456789abcdef0123456789abcdef.jpg")
    ruling = judged(*dated, copy)[copy.name]
    assert (ruling.taken_class, ruling.taken_from) == (ClaimClass.DAY, "neighbours")
    assert (ruling.day, ruling.taken_at) == (date(2024, 5, 28), None)
    assert ruling.confidence < 700


def test_a_sending_of_two_days_says_no_day_except_between_two_numbers():
    first = [shot(f"IMG_00{n}.JPG", f"2024:05:28 09:{n}:00") for n in range(41, 44)]
    second = [shot(f"IMG_00{n}.JPG", f"2024:05:29 09:{n}:00") for n in range(51, 54)]
    lost = [member("IMG_0047.JPG"), member("IMG_0055.JPG"), member("义诊.jpg")]
    assert all(
        judged(*first, *second, each)[each.name].taken_class is ClaimClass.NONE for each in lost
    )
    between = member("IMG_0052.JPG")
    split = (*first, second[0], second[2], between)
    assert judged(*split)["IMG_0052.JPG"].day == date(2024, 5, 29)


def test_two_neighbours_are_too_few():
    dated = [shot(f"DSC_{n:04}.JPG", f"2024:05:28 09:{n}:00") for n in (10, 12)]
    assert judged(*dated, member("义诊.jpg"))["义诊.jpg"].taken_class is ClaimClass.NONE


def test_the_senders_day_stands_above_the_neighbours():
    dated = [shot(f"DSC_{n:04}.JPG", f"2024:05:28 09:{n}:00") for n in range(10, 13)]
    said = member("义诊.jpg", sender_day=date(2024, 5, 30))
    ruling = judged(*dated, said)["义诊.jpg"]
    assert (ruling.taken_from, ruling.day) == ("sender_day", date(2024, 5, 30))


def test_a_copy_that_was_saved_before_that_day_is_not_of_it():
    dated = [shot(f"DSC_{n:04}.JPG", f"2024:05:28 09:{n}:00") for n in range(10, 13)]
    copy = member("义诊.jpg", modified_ms=1_716_600_000_000)
    found = judged_together([*dated, copy], COURT)
    claim = next(claim for claim in found[copy.name] if claim.source == "neighbours")
    assert claim.doubt == "after_save"


def test_judging_again_changes_nothing_and_a_late_file_is_heard():
    found = judged_together(FORGETFUL, COURT)
    again = [
        Member(
            id=each.id,
            name=each.name,
            camera=each.camera,
            received_at=each.received_at,
            claims=found.get(each.id, each.claims),
        )
        for each in FORGETFUL
    ]
    assert judged_together(again, COURT) == {}
    alone = [each for each in again if each.name == "DSC_0003.JPG"]
    assert [c.source for c in judged_together(alone, COURT)["DSC_0003.JPG"]] == [
        c.source for c in FORGETFUL[2].claims
    ]


def test_the_order_of_the_files_does_not_matter():
    members = [*FORGETFUL, member("义诊.jpg"), member("DSC_0004.JPG")]
    once = judged(*members)
    random.Random(7).shuffle(members)
    assert judged(*members) == once
