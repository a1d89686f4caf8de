"""Notices are read from text, Word and YAML files; every other file is told what to do instead."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from domain.errors import BrokenInput, TooMuch, UsageError
from service.notices import notice_docx
from service.notices.notice_docx import docx_text
from service.notices.notice_file import campaign_from, campaign_text, draft_row, read_draft
from service.weeks.campaign_file import parse_campaign

NOTICES = Path(__file__).parents[1] / "domain" / "notices"
TEXT = (NOTICES / "theme-first.txt").read_text(encoding="utf-8")


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def in_word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_every_usual_encoding(tmp_path, encoding):
    path = tmp_path / "通知.txt"
    path.write_bytes(TEXT.encode(encoding))
    campaign = campaign_from(read_draft(path))
    assert campaign.key == "yunling-2025" and campaign.starts_on == date(2025, 5, 24)


def test_a_word_file_gives_the_same_draft_as_its_text(tmp_path):
    plain, word = tmp_path / "a.txt", tmp_path / "b.docx"
    plain.write_text(TEXT, encoding="utf-8")
    word.write_bytes(in_word(TEXT))
    assert draft_row(read_draft(word)) == draft_row(read_draft(plain))


def test_a_word_file_named_txt_is_still_read(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_bytes(in_word(TEXT))
    assert draft_row(read_draft(path))["doc_no"] == "云科发〔2025〕16号"


def test_an_appendix_table_in_word_gives_the_activities(tmp_path):
    document = docx.Document()
    for line in (
        (NOTICES / "appendix-table.txt").read_text(encoding="utf-8").split("序号")[0].splitlines()
    ):
        document.add_paragraph(line)
    rows = [
        ("序号", "活动名称", "时间", "地点", "责任单位", "联系人及电话"),
        ("1", "主场活动", "5月24日上午", "市民广场", "市科技局\n市科协", "某某 13900000000"),
        ("2", "农技培训", "", "城东乡合作社", "市农业农村局", "某某 13900000000"),
        ("县区活动", "", "", "", "", ""),
        ("3", "义诊", "5月26日", "各社区", "市卫健委", "某某 13900000000"),
    ]
    table = document.add_table(rows=len(rows), cols=6)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 5))
    path = tmp_path / "附件.docx"
    path.write_bytes(saved(document))
    row = draft_row(read_draft(path))
    assert [(a["title"], a["date"], a["units"]) for a in row["activities"]] == [
        ("主场活动", "2025-05-24", ["市科技局", "市科协"]),
        ("农技培训", "2025-05-24", ["市农业农村局"]),
        ("义诊", "2025-05-26", ["市卫健委"]),
    ]
    assert "13900000000" not in json.dumps(row) + campaign_text(read_draft(path))


def _numbered(document: Document, level: int, text: str) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    for name, value in (("w:ilvl", level), ("w:numId", 99)):
        element = OxmlElement(name)
        element.set(qn("w:val"), str(value))
        properties.append(element)


def _with_list(document: Document) -> None:
    """A list as Word makes it for official papers: 一、 then （一）."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "98")
    for place, (way, text) in enumerate(
        [("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）")]
    ):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(place))
        for name, value in (("w:start", "1"), ("w:numFmt", way), ("w:lvlText", text)):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "99")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "98")
    number.append(link)
    root.append(abstract)
    root.append(number)


def test_numbers_that_word_draws_by_itself_are_read_as_if_typed(tmp_path):
    document = docx.Document()
    _with_list(document)
    for line in TEXT.splitlines():
        marked = re.fullmatch(r"([一二三四]、|（[一二三四]）)(.*)", line)
        if marked:
            _numbered(document, 0 if marked[1].endswith("、") else 1, marked[2])
        else:
            document.add_paragraph(line)
    data = saved(document)
    assert "四、工作要求\n（一）加强领导" in docx_text(data)
    plain, word = tmp_path / "a.txt", tmp_path / "b.docx"
    plain.write_text(TEXT, encoding="utf-8")
    word.write_bytes(data)
    assert draft_row(read_draft(word)) == draft_row(read_draft(plain))


def test_tracked_insertions_are_read_and_deletions_are_not():
    document = docx.Document()
    paragraph = document.add_paragraph("活动时间：")
    for tag, text_tag, text in (("w:del", "w:delText", "旧"), ("w:ins", "w:t", "5月24日")):
        change, run, content = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        content.text = text
        run.append(content)
        change.append(run)
        paragraph._p.append(change)
    assert docx_text(saved(document)).strip() == "活动时间：5月24日"


def test_a_hand_written_plan_is_a_draft_too_and_gets_its_keys(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "key: baisha-2025\ntitle: 白沙科技周\nstarts_on: 2025-05-24\nends_on: 2025-05-31\n"
        "deadline: 2025-06-05\ndeadline_text: 于6月5日前\n"
        "units:\n  - name: 县科协\nactivities:\n  - title: 义诊\n    units: [县科协]\n",
        encoding="utf-8",
    )
    draft = read_draft(path)
    campaign = campaign_from(draft)
    assert (campaign.units[0].key, campaign.activities[0].key) == ("u1", "a1")
    row = draft_row(draft)
    assert row["period"] == {"start": "2025-05-24", "end": "2025-05-31"}
    assert row["deadline"]["internal_target"] == "2025-06-04" and draft.warnings == ()
    assert parse_campaign(campaign_text(draft)) == campaign


def test_a_draft_of_a_yaml_has_the_same_keys_as_one_of_a_notice(tmp_path):
    text, plan = tmp_path / "a.txt", tmp_path / "b.yaml"
    text.write_text(TEXT, encoding="utf-8")
    plan.write_text(campaign_text(read_draft(text)), encoding="utf-8")
    assert list(draft_row(read_draft(plan))) == list(draft_row(read_draft(text)))
    assert campaign_from(read_draft(plan)) == campaign_from(read_draft(text))


def test_faults_of_a_yaml_have_their_lines(tmp_path):
    path = tmp_path / "plan.yml"
    path.write_text("key: a-2025\ntitel: x\n", encoding="utf-8")
    with pytest.raises(BrokenInput) as refusal:
        read_draft(path)
    assert "plan.yml" in refusal.value.words.zh and "第 2 行" in refusal.value.words.zh


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("通知.doc", b"\xd0\xcf\x11\xe0", "另存为 .docx"),
        ("通知.wps", b"x", "另存为 .docx"),
        ("通知.pdf", b"%PDF-1.7", "存为 .txt"),
        ("通知.png", b"\x89PNG", "文字识别"),
        ("通知.xlsx", b"PK", ".txt、.docx、.pdf 或 .yaml"),
        ("通知", b"x", ".txt、.docx、.pdf 或 .yaml"),
        ("假.docx", b"\xd0\xcf\x11\xe0rest", "另存为 .docx"),
        ("假.docx", b"%PDF-1.7", "存为 .txt"),
        ("坏.docx", b"PK\x03\x04 cut off", "重新另存为 .docx"),
        ("空.docx", b"", "重新另存为 .docx"),
        ("假.txt", b"%PDF-1.7", "存为 .txt"),
        ("乱.txt", b"\x00\x01\x02\xff\xfe\x00", "UTF-8"),
        ("空.txt", b"", "没有从这份文件里读出"),
        ("别的.txt", "请大家按时参加会议。".encode(), "没有从这份文件里读出"),
    ],
)
def test_an_unusable_file_is_refused_with_its_name_and_the_way_out(tmp_path, name, data, told):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UsageError) as refusal:
        read_draft(path)
    assert told in refusal.value.words.zh


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    (tmp_path / "夹.txt").mkdir()
    for name in ("没有.txt", "夹.txt"):
        with pytest.raises(UsageError):
            read_draft(tmp_path / name)


def test_a_zip_that_is_no_word_file_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(UsageError):
        read_draft(path)


def test_a_file_over_five_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(5 * 1024 * 1024 + 1)
    with pytest.raises(TooMuch) as refusal:
        read_draft(path)
    assert "5 MB" in refusal.value.words.zh


def test_a_text_with_far_too_many_characters_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("科" * 100_001, encoding="utf-8")
    with pytest.raises(TooMuch):
        read_draft(path)


def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path, monkeypatch):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * (notice_docx.MAX_UNPACKED_BYTES + 1))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(TooMuch) as refusal:
        read_draft(path)
    assert "40 MB" in refusal.value.words.zh


def test_entities_in_a_word_file_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    good, bad = io.BytesIO(in_word("活动时间：X")), io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "word/document.xml":
                declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document'
                data = data.replace(b"<w:document", declared.encode(), 1).replace(b"X<", b"&x;<")
            target.writestr(entry, data)
    try:
        text = docx_text(bad.getvalue())
    except UsageError:
        return
    assert "机密" not in text


def test_a_notice_without_dates_is_drafted_with_blanks_and_a_warning(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("一、活动安排\n1.义诊。（县卫健局）\n2.讲座。（县科协）\n", encoding="utf-8")
    draft = read_draft(path)
    assert {"period_missing", "year_missing"} <= {warning.code for warning in draft.warnings}
    assert "starts_on:" in campaign_text(draft) and "请核对" in campaign_text(draft)
    assert "[period_missing]" in " ".join(map(str, draft.warnings))
    with pytest.raises(BrokenInput) as refusal:
        campaign_from(draft)
    assert "starts_on" in refusal.value.words.zh
