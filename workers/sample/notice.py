"""The plan of the invented county in the style of such plans, as .txt and as .docx."""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

NUMBER = "云工信科发〔2025〕17号"
TITLE = "2025年云岭县科技活动周实施方案"

OPENING = (
    "为深入贯彻落实国家关于加强科学技术普及工作的部署，营造讲科学、爱科学、学科学、用科学的良好氛围，"
    "按照省、市关于组织开展2025年科技活动周的安排，结合我县工作实际，县工信和科技局、县委宣传部、县科协定于"
    "5月24日至5月31日联合举办2025年云岭县科技活动周，特制定本方案。"
)

#: headings (一、…) and what stands below them, in order
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("一、活动时间", ("2025年5月24日至5月31日",)),
    ("二、活动主题", ("矢志创新发展  建设科技强国",)),
    (
        "三、主要内容",
        (
            "（一）宣传科技创新成就。各部门要采取群众喜闻乐见的方式，展示全县在特色农业、绿色能源、"
            "乡村医疗和数字服务等方面的科技成果，讲好身边的科技故事。",
            "（二）弘扬科学家精神。依托科技馆、科普教育基地和乡镇学校，组织专题讲座和主题展览，"
            "引导青少年树立投身科学的志向。",
            "（三）推动科普服务下沉。动员科技、医疗、教育、农业等领域的专业人员走进村社、学校和社区，"
            "为群众办实事、解难题。",
        ),
    ),
    (
        "四、主要活动安排",
        (
            "1.举办科技活动周启动仪式暨科技宣传活动。5月24日上午在县人民广场举行启动仪式，组织相关单位设立展台，"
            "开展成果展示、政策解读、健康咨询和应急知识宣传。（县工信和科技局、县委宣传部）",
            "2.举办科普大讲堂活动。5月27日下午在县会议中心举办“云岭县科普大讲堂”，邀请省内高校和学会的专家，"
            "围绕人工智能、航天科技等内容作科普报告。（县科协）",
            "3.组织科技进农村活动。选派科技特派员深入田间地头和设施大棚，开展农业技术培训和现场指导，"
            "发放技术资料。（县农业农村局）",
            "4.组织科技志愿服务活动。5月30日结合全国科技工作者日，在县城社区开展健康义诊、视力筛查和用药咨询，"
            "同步组织“科普中国”扫码注册推广。（县人民医院、县科协）",
            "5.开展科学实验进校园活动。组织科学实验课、水火箭发射体验和科技小制作展示，"
            "激发学生的好奇心和动手能力。（县教育局、青石镇中心校）",
            "6.开放科普场所。免费开放县科技馆、科普教育基地，组织科普大篷车到乡镇学校巡展，"
            "方便群众和青少年就近参与。（县科协）",
            "7.积极参加省市组织的相关科技周活动。",
        ),
    ),
    (
        "五、有关要求",
        (
            "（一）加强组织领导。各单位要把科技活动周列入重要日程，明确专人负责，制定具体方案，确保各项活动落到实处。",
            "（二）扩大宣传影响。充分运用广播电视、政务新媒体和乡村大喇叭，及时报道活动动态，提高群众知晓率和参与度。",
            "（三）确保活动安全。坚持节俭务实，落实场地、用电、交通和未成年人保护等安全措施，制定应急预案。",
            "（四）做好总结报送。各单位要注意收集活动照片和视频。活动结束后，由县工信和科技局汇总形成科技活动周"
            "活动总结报告、影像资料（视频时长不超过3分钟），于6月6日前报送至云川市科技局、市科协。",
        ),
    ),
)

SIGNED = ("云岭县工信和科技局", "中共云岭县委宣传部", "云岭县科学技术协会")
DATED = "2025年5月16日"


def write_text(path: Path) -> None:
    """UTF-8, one paragraph a line, an empty line between paragraphs."""
    lines = [NUMBER, TITLE, OPENING]
    for heading, paragraphs in SECTIONS:
        lines += [heading, *paragraphs]
    path.write_text("\n\n".join([*lines, "  ".join(SIGNED), DATED]) + "\n", encoding="utf-8")


def write_docx(path: Path) -> None:
    """The same in the layout of official papers (GB/T 9704): 仿宋 body, 黑体 headings."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _paragraph(document.add_paragraph(), NUMBER, "仿宋", 16, centred=True)
    _paragraph(document.add_paragraph(), TITLE, "方正小标宋简体", 22, centred=True)
    _paragraph(document.add_paragraph(), OPENING, "仿宋", 16)
    for heading, paragraphs in SECTIONS:
        _paragraph(document.add_paragraph(), heading, "黑体", 16)
        for text in paragraphs:
            _paragraph(document.add_paragraph(), text, "仿宋", 16)
    for text in (*SIGNED, DATED):
        last = document.add_paragraph()
        _paragraph(last, text, "仿宋", 16)
        last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(str(path))


def _paragraph(
    paragraph: Paragraph, text: str, face: str, points: int, *, centred: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.paragraph_format.first_line_indent = Pt(2 * points)
