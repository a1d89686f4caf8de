"""The recipe of the sample week of 云岭县, an invented county: who sent what, as data."""

from workers.sample.recipe import Clip, Consent, Phone, Photo, Sending

PHONES = {
    "huawei": Phone(make="HUAWEI", model="ALN-AL00", size=(2400, 1800)),
    "huawei_large": Phone(make="HUAWEI", model="ALN-AL00", size=(3000, 2250), quality=82),
    "xiaomi": Phone(make="Xiaomi", model="23013RK75C", size=(2400, 1800)),
    "oppo": Phone(make="OPPO", model="PHZ110", size=(2400, 1800)),
    "apple": Phone(make="Apple", model="iPhone 13", size=(2400, 1800)),
    "apple_heic": Phone(
        make="Apple", model="iPhone 13", size=(2400, 1800), form="heic", quality=62
    ),
    "dji": Phone(make="DJI", model="FC3582", size=(2400, 1350)),
    "wechat": Phone(make="", model="", size=(1440, 1080), quality=72),
}

#: latitude and longitude, WGS-84; the county is invented, the point lies in hills without a name
PLACES = {
    "square": (27.10321, 105.61874),
    "hall": (27.10502, 105.62210),
    "clinic": (27.09877, 105.61532),
    "village": (27.15460, 105.57018),
    "school": (27.20135, 105.66407),
    "museum": (27.10711, 105.61190),
    "base": (27.13942, 105.64881),
    "zero": (0.0, 0.0),
}

SCIENCE, ASSOCIATION = "县工信和科技局", "县科协"
FARMING, HOSPITAL, SCHOOL = "县农业农村局", "县人民医院", "青石镇中心校"

# fmt: off
# one medium in two or three lines: the week is to be read as a table
_SQUARE = (
    Photo(name="IMG_20250524_090412.jpg", scene="opening", seed=3, when="2025-05-24T09:04:12",
          place="square", phone="huawei_large", small=True),
    Photo(name="IMG_20250524_091530.jpg", scene="opening", seed=3, look=(1190, 470, 820),
          moment=1.1, when="2025-05-24T09:15:30", place="square", small=True),
    Photo(name="IMG_20250524_091532.jpg", scene="opening", seed=3, look=(1204, 474, 816),
          moment=1.6, when="2025-05-24T09:15:32", place="square"),
    Photo(name="IMG_20250524_092207.jpg", scene="opening", seed=8, look=(1480, 640, 900),
          weather="morning", when="2025-05-24T09:22:07", place="square"),
    Photo(name="IMG_20250524_093455.jpg", scene="opening", seed=5, look=(430, 650, 640),
          upright=True, when="2025-05-24T09:34:55", place="square", phone="huawei_large"),
    Photo(name="IMG_20250524_100218.jpg", scene="booths", seed=4, look=(1080, 560, 1330),
          weather="clear", when="2025-05-24T10:02:18", place="square"),
    Photo(name="IMG_20250524_101146.jpg", scene="booths", seed=4, look=(700, 650, 760), moment=1.4,
          when="2025-05-24T10:11:46", place="square"),
    Clip(name="IMG_3107.MOV", scene="opening", seed=3, start=(960, 560, 1640),
         end=(1400, 540, 1320), seconds=8, fps=30, when="2025-05-24T09:06:40", phone="apple",
         clock="quicktime"),
    Clip(name="VID_20250524_092815.mp4", scene="opening", seed=6, start=(1200, 500, 1180),
         end=(1220, 480, 860), seconds=6, when="2025-05-24T09:28:15", sound="applause"),
    Clip(name="IMG_3112.MOV", scene="booths", seed=9, start=(1180, 540, 1690),
         end=(1240, 540, 1690), seconds=3, size=(3840, 2160), codec="hevc", crf=27,
         when="2025-05-24T10:05:03", phone="apple", clock="quicktime"),
)

_SQUARE_LAZY = (
    Photo(name="微信图片_20250524201512_31_12.jpg", when="2025-05-24T09:04:12",
          saved="2025-05-24T20:15:12", phone="wechat", of=f"{SCIENCE}/IMG_20250524_090412.jpg",
          copy="recompressed", small=True),
    Photo(name="微信图片_20250524201514_32_12.jpg", scene="booths", seed=7, look=(1330, 540, 1200),
          weather="morning", when="2025-05-24T10:20:41", saved="2025-05-24T20:15:14",
          phone="wechat"),
    Photo(name="mmexport1748089420331.jpg", scene="booths", seed=12, look=(900, 590, 760),
          upright=True, when="2025-05-24T10:31:20", saved="2025-05-24T20:23:40", phone="wechat"),
    Photo(name="IMG_20250524_102233.jpg", scene="booths", seed=4, look=(1240, 640, 900),
          when="2025-05-24T10:22:33", fault="blurred", small=True),
    Photo(name="IMG_20250524_110301.jpg", scene="opening", seed=3, when="2025-05-24T11:03:01",
          fault="black", small=True),
    Photo(name="IMG_20250524_091530(1).jpg", when="2025-05-24T09:15:30",
          of=f"{SCIENCE}/IMG_20250524_091530.jpg", copy="same", small=True),
    Clip(name="微信视频2025-05-24_201603_118.mp4", scene="booths", seed=12, start=(760, 640, 900),
         end=(1160, 640, 900), seconds=6, size=(960, 540), crf=30, when="2025-05-24T10:33:05",
         saved="2025-05-24T20:16:03", phone="wechat", clock="none"),
)

_LECTURE = (
    Photo(name="IMG_20250527_143105.jpg", scene="lecture", seed=3, look=(1180, 500, 1330),
          when="2025-05-27T14:31:05", phone="xiaomi", place="hall", small=True),
    Photo(name="IMG_20250527_144420.jpg", scene="lecture", seed=4, look=(800, 470, 560),
          when="2025-05-27T14:44:20", phone="xiaomi", place="hall"),
    Photo(name="IMG_20250527_144423.jpg", scene="lecture", seed=4, look=(806, 473, 558),
          moment=0.9, when="2025-05-27T14:44:23", phone="xiaomi", place="hall"),
    Photo(name="IMG_20250527_150012.jpg", scene="lecture", seed=5, look=(860, 520, 720),
          upright=True, moment=1.2, when="2025-05-27T15:00:12", phone="xiaomi", place="hall"),
    Photo(name="IMG_20250527_151833.jpg", scene="audience", seed=3, look=(1200, 620, 1200),
          when="2025-05-27T15:18:33", phone="xiaomi", place="hall"),
    Photo(name="IMG_20250527_152108.jpg", scene="audience", seed=6, look=(1420, 720, 760),
          moment=0.8, when="2025-05-27T15:21:08", phone="xiaomi", place="hall"),
    Clip(name="VID_20250527_143512.mp4", scene="lecture", seed=5, start=(1180, 480, 1560),
         end=(1040, 430, 1000), seconds=14, when="2025-05-27T14:35:12", phone="xiaomi",
         sound="room", speech="lecture", small=True),
    Clip(name="VID_20250527_152540.mp4", scene="audience", seed=6, start=(1000, 640, 560),
         end=(1420, 640, 560), seconds=6, size=(1080, 1920), fps=30, when="2025-05-27T15:25:40",
         phone="xiaomi", sound="applause"),
)

_MUSEUM = (
    Photo(name="IMG_2041.HEIC", scene="museum", seed=2, look=(1200, 540, 1330),
          when="2025-05-25T10:12:30", phone="apple_heic", place="museum", small=True),
    Photo(name="IMG_2044.HEIC", scene="museum", seed=5, look=(860, 600, 760), moment=0.8,
          when="2025-05-25T10:20:04", phone="apple_heic", place="museum"),
    Photo(name="IMG_2047.HEIC", scene="museum", seed=4, look=(1560, 590, 780), moment=1.3,
          when="2025-05-25T10:31:52", phone="apple_heic", place="museum"),
    Clip(name="IMG_2049.MOV", scene="museum", seed=2, start=(860, 500, 1240), end=(1540, 520, 1180),
         seconds=7, when="2025-05-25T10:36:10", phone="apple", clock="quicktime", sound="crowd",
         channels=1, rate=44100),
)

_ASSOCIATION_LAZY = (
    Photo(name="IMG_20250531_093044.jpg", scene="base", seed=3, look=(1200, 560, 1330),
          weather="clear", when="2025-05-31T09:30:44", phone="xiaomi", place="base"),
    Photo(name="IMG_20250531_094811.jpg", scene="base", seed=6, look=(680, 640, 800),
          weather="morning", when="2025-05-31T09:48:11", phone="xiaomi", place="base"),
    Photo(name="IMG_20250531_100320.jpg", scene="base", seed=8, look=(1640, 620, 640), upright=True,
          when="2025-05-31T10:03:20", phone="xiaomi", place="zero"),
    Photo(name="IMG_20250530_101502.jpg", scene="signup", seed=3, look=(1200, 560, 1300),
          weather="clear", when="2025-05-30T10:15:02", phone="xiaomi", place="clinic"),
    Photo(name="IMG_20250530_102240.jpg", scene="signup", seed=5, look=(1210, 640, 600),
          upright=True, when="2025-05-30T10:22:40", phone="xiaomi", place="clinic"),
    Clip(name="VID_20250525_110820.mp4", scene="museum", seed=7, start=(1300, 560, 1300), seconds=6,
         when="2025-05-25T11:08:20", phone="xiaomi", fault="frozen", sound="crowd"),
    Clip(name="VID_20250531_101007.mp4", scene="base", seed=3, seconds=5,
         when="2025-05-31T10:10:07", phone="xiaomi", fault="black", sound="wind"),
    Clip(name="VID_20250530_102705.mp4", scene="signup", seed=3, start=(980, 560, 1500),
         end=(1280, 580, 1060), seconds=6, when="2025-05-30T10:27:05", phone="xiaomi"),
)

_FARMING = (
    Photo(name="IMG20250526092514.jpg", scene="terraces", seed=3, look=(1180, 560, 1330),
          when="2025-05-26T09:25:14", phone="oppo", place="village", small=True),
    Photo(name="IMG20250526093120.jpg", scene="terraces", seed=5, look=(1150, 660, 760), moment=0.9,
          weather="morning", when="2025-05-26T09:31:20", phone="oppo", place="village"),
    Photo(name="IMG20250526094402.jpg", scene="terraces", seed=8, look=(820, 640, 1000),
          weather="haze", when="2025-05-26T09:44:02", phone="oppo", place="village"),
    Photo(name="IMG20250526095218.jpg", scene="terraces", seed=6, look=(1300, 600, 720),
          upright=True, when="2025-05-26T09:52:18", phone="oppo"),
    Photo(name="DJI_20250526_101530_0042.jpg", scene="valley", seed=2, look=(1200, 520, 1560),
          when="2025-05-26T10:15:30", phone="dji", place="village"),
    Photo(name="IMG20250529090826.jpg", scene="greenhouse", seed=3, look=(1200, 560, 1330),
          when="2025-05-29T09:08:26", phone="oppo", place="village"),
    Photo(name="IMG20250529091433.jpg", scene="greenhouse", seed=5, look=(1150, 560, 800),
          when="2025-05-29T09:14:33", phone="oppo", place="village"),
    Photo(name="IMG20190101000517.jpg", scene="greenhouse", seed=7, look=(1270, 600, 900),
          moment=1.0, when="2025-05-29T09:21:05", clock="2019-01-01T00:05:17", phone="oppo"),
    Clip(name="VID20250526093640.mp4", scene="terraces", seed=3, start=(900, 560, 1600),
         end=(1320, 620, 1100), seconds=7, fps=30, when="2025-05-26T09:36:40", phone="oppo",
         sound="wind", variable=True, small=True),
    Clip(name="VID20250529091910.mp4", scene="greenhouse", seed=3, start=(1200, 560, 600),
         end=(1200, 640, 480), seconds=6, size=(1080, 1920), turned=True,
         when="2025-05-29T09:19:10", phone="oppo", sound="room", small=True),
    Clip(name="DJI_20250526_101815_0043.MP4", scene="valley", seed=2, start=(1060, 500, 1700),
         end=(1250, 600, 1350), seconds=6, fps=30, when="2025-05-26T10:18:15", phone="dji",
         sound="", shake=0.0004),
)

_CLINIC = (
    Photo(name="IMG_20250530_090530.jpg", scene="consult", seed=3, look=(1200, 560, 1330),
          weather="clear", when="2025-05-30T09:05:30", place="clinic"),
    Photo(name="IMG_20250530_091217.jpg", scene="consult", seed=4, look=(760, 650, 760), moment=0.8,
          weather="clear", when="2025-05-30T09:12:17", place="clinic"),
    Photo(name="IMG_20250530_092040.jpg", scene="consult", seed=6, look=(1700, 590, 640),
          upright=True, weather="morning", when="2025-05-30T09:20:40", place="clinic", small=True),
    Photo(name="IMG_20250530_093305.jpg", scene="eyes", seed=3, look=(1140, 560, 1330),
          when="2025-05-30T09:33:05", place="clinic"),
    Photo(name="IMG_20250530_094128.jpg", scene="eyes", seed=6, look=(1340, 560, 820), moment=0.7,
          when="2025-05-30T09:41:28", place="clinic"),
    Photo(name="微信图片_20250530123341_7_3.jpg", scene="consult", seed=9, look=(1180, 520, 1000),
          weather="overcast", when="2025-05-30T10:02:19", saved="2025-05-30T12:33:41",
          phone="wechat", overlay="健康义诊进社区"),
    Photo(name="微信图片_20250530123345_8_3.jpg", when="2025-05-30T09:33:05",
          saved="2025-05-30T12:33:45", phone="wechat", of=f"{HOSPITAL}/IMG_20250530_093305.jpg",
          copy="cropped"),
    Clip(name="VID_20250530_091555.mp4", scene="consult", seed=3, start=(880, 520, 1340),
         end=(1500, 520, 1340), seconds=7, weather="clear", when="2025-05-30T09:15:55"),
    Clip(name="VID_20250530_094510.mp4", scene="eyes", seed=3, start=(1100, 560, 1000),
         end=(1260, 520, 900), seconds=6, shake=0.016, when="2025-05-30T09:45:10", sound="room"),
)

_PATIENT = (
    Photo(name="mmexport9f3c1a7be02d4586a1c94d07be55f213.jpg", scene="consult", seed=11,
          look=(1090, 640, 420), upright=True, weather="clear", when="2025-05-30T09:55:48",
          saved="2025-05-30T12:40:10", phone="wechat", small=True),
)

_SCHOOL = (
    Photo(name="IMG_20250528_085511.jpg", scene="lesson", seed=3, look=(1200, 520, 1330),
          when="2025-05-28T08:55:11", place="school"),
    Photo(name="IMG_20250528_090324.jpg", scene="lesson", seed=4, look=(1220, 470, 860), moment=1.1,
          when="2025-05-28T09:03:24", place="school"),
    Photo(name="IMG_20250528_091802.jpg", scene="lesson", seed=5, look=(900, 660, 800), moment=0.6,
          when="2025-05-28T09:18:02", place="school", fault="soft"),
    Photo(name="IMG_20250528_151040.jpg", scene="rockets", seed=3, look=(1200, 560, 1330),
          moment=0.9, when="2025-05-28T15:10:40", place="school"),
    Photo(name="IMG_20250528_151612.jpg", scene="rockets", seed=6, look=(1220, 500, 700),
          moment=1.9, upright=True, when="2025-05-28T15:16:12", place="school"),
    Photo(name="wx_camera_1748417091220.jpg", scene="rockets", seed=8, look=(900, 600, 1000),
          moment=3.0, weather="morning", when="2025-05-28T15:24:51", phone="wechat"),
    Clip(name="VID_20250528_090815.mp4", scene="lesson", seed=4, start=(1200, 540, 1240),
         end=(1240, 500, 900), seconds=8, size=(1440, 1080), when="2025-05-28T09:08:15",
         sound="room", speech="lesson"),
    Clip(name="VID_20250528_151830.mp4", scene="rockets", seed=6, start=(1210, 560, 600),
         end=(1210, 470, 600), seconds=7, size=(1080, 1920), fps=30, when="2025-05-28T15:18:30",
         sound="children"),
    Clip(name="VID_20250528_090815(1).mp4", when="2025-05-28T09:08:15",
         of=f"{SCHOOL}/VID_20250528_090815.mp4"),
)

_CHILDREN = (
    Photo(name="IMG_20250528_092610.jpg", scene="near", seed=3, look=(1260, 585, 1330),
          when="2025-05-28T09:26:10", place="school", small=True),
    Clip(name="VID_20250528_092745.mp4", scene="near", seed=4, start=(1150, 640, 1250),
         end=(1330, 620, 1100), seconds=6, when="2025-05-28T09:27:45", sound="children",
         small=True),
)

_VAN = (
    Photo(name="mmexport1748512874010.jpg", scene="van", seed=3, look=(1200, 560, 1300),
          when="2025-05-29T15:02:11", saved="2025-05-29T18:01:14", phone="wechat"),
    Photo(name="微信图片_20250529180302_55_2.jpg", scene="van", seed=5, look=(1000, 680, 760),
          weather="morning", moment=0.9, when="2025-05-29T15:11:36", saved="2025-05-29T18:03:02",
          phone="wechat", overlay="科普大篷车进校园"),
    Photo(name="微信图片_20250529180305_56_2.jpg", scene="van", seed=7, look=(1500, 640, 620),
          upright=True, when="2025-05-29T15:20:08", saved="2025-05-29T18:03:05", phone="wechat"),
    Clip(name="mmexport1748513022456.mp4", scene="van", seed=3, start=(1060, 540, 1500),
         end=(1400, 620, 1150), seconds=6, size=(1280, 720), crf=30, when="2025-05-29T15:14:00",
         saved="2025-05-29T18:03:42", phone="wechat", clock="none", sound="children"),
)

SENDINGS = (
    Sending(unit=SCIENCE, activity=1, day="2025-05-24", media=_SQUARE),
    Sending(unit=SCIENCE, activity=None, day=None, via="web", note="群里同事发的",
            media=_SQUARE_LAZY),
    Sending(unit=ASSOCIATION, activity=2, day="2025-05-27", media=_LECTURE),
    Sending(unit=ASSOCIATION, activity=6, day="2025-05-25", via="web", media=_MUSEUM),
    Sending(unit=ASSOCIATION, activity=None, day=None, media=_ASSOCIATION_LAZY),
    Sending(unit=FARMING, activity=3, day=None, media=_FARMING),
    Sending(unit=HOSPITAL, activity=4, day="2025-05-30", media=_CLINIC),
    Sending(unit=HOSPITAL, activity=4, day="2025-05-30", via="web", consent=Consent(patients=True),
            note="有患者近景", media=_PATIENT),
    Sending(unit=SCHOOL, activity=5, day="2025-05-28", media=_SCHOOL),
    Sending(unit=SCHOOL, activity=5, day="2025-05-28", via="web", consent=Consent(minors=True),
            note="有孩子近景，请斟酌", media=_CHILDREN),
    Sending(unit=SCHOOL, activity=None, day=None, via="web", media=_VAN),
)
# fmt: on
