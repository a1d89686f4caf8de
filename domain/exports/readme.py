"""README.txt of a hand-over: how to open it, what came along and what did not. In Chinese."""

from domain.exports.timeline import Timeline
from domain.timebase import clock, frames_to_ms

_OPEN = {
    "mlt": """\
Shotcut：解压后双击 .mlt 文件，或“文件 → 打开”。
Kdenlive：先新建 1920×1080、25 帧/秒的项目，再“项目 → 添加片段”选 .mlt 文件；
　它作为一个整体进入时间线，切点与分镜一致。
命令行：melt 片名.mlt""",
    "fcpxml": """\
达芬奇（DaVinci Resolve 17 及以后）：“文件 → 导入 → 时间线”，选 .fcpxml 文件；
　找不到素材时，指到本文件夹里的“素材”即可。
Final Cut Pro（10.4.9 及以后）：“文件 → 导入 → XML”。
字幕是可以改字的标题（Basic Title）。""",
    "otio": """\
达芬奇（DaVinci Resolve 18 及以后）：“文件 → 导入 → 时间线”，选 .otio 文件。
Premiere Pro（25 及以后）、Kdenlive（25 及以后，“文件 → OpenTimelineIO 导入”）也能打开。
命令行：otioview、otioconvert（OpenTimelineIO 自带）。""",
    "edl": """\
达芬奇、Premiere Pro、Avid：先把“素材”里的文件导入项目，再导入 .edl 文件，
　按“From Clip Name”对上文件名。序列须为 25 帧/秒、不丢帧。
EDL 只有一条画面轨：字幕文字写在注释里，要自己加。""",
    "jianying": """\
【实验性】剪映没有公开草稿格式，本文件夹尚未在剪映里实际打开验证过。
剪映专业版：退出剪映，把整个文件夹复制到剪映的草稿目录
　（“全局设置 → 草稿位置”里看得到，一般以 JianyingPro Drafts 结尾），再打开剪映。
5.9 及以前的版本读 draft_content.json，6.0 起和 Mac 版读 draft_info.json，两个文件内容相同。
打不开时：请改用其他格式，或把“素材”里的文件按序号导入剪映自己排。""",
}

_ALONG = """\
【带过去的】镜头顺序和每个切点（精确到帧，25 帧/秒）、每段是否保留现场声、
　片头片尾（静止图片）、字幕（EDL 除外）、章节之间的转场（叠化或过黑，12 帧）、
　每个镜头的活动和入选理由（注释里）。
【没有带过去的】照片的缓慢推拉（这里是静止照片）、片头片尾的动画、字幕的渐显、
　竖拍画面的模糊背景、配乐和响度调整、转场里声音的交叠（MLT 除外）。
　需要的话请在剪辑软件里重做。
【剪好以后】回到周影的成片页“外部成片”上传，镜头会自动对回素材，
　清单、覆盖情况和检查结果都会重新生成；对不上的部分列为“外来素材”。"""

_CARE = """\
【请注意】“素材”里的视频是原始文件，可能含拍摄地点等信息，只供本单位剪辑使用，
　不要直接转发或公开；照片已去除拍摄信息。有人撤回素材后，请删除本文件夹重新导出。"""


def readme(timeline: Timeline, form: str) -> str:
    """The page's text; lines end in LF."""
    head = f"{timeline.title}　分镜第 {timeline.version} 版"
    length = f"{len(timeline.entries)} 个镜头，{clock(frames_to_ms(timeline.frames))}"
    parts = (f"{head}\n{length}", f"【怎样打开】\n{_OPEN[form]}", _ALONG, _CARE, _media(timeline))
    return "\n\n".join(parts) + "\n"


def _media(timeline: Timeline) -> str:
    sent = [m for m in timeline.media if m.sent_as]
    rows = [f"　{media.name}　←　{media.sent_as}" for media in sent]
    return "\n".join(["【素材原来的文件名】", *rows])
