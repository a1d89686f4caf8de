"""Lines that were read on pages become a text in the order in which people read it."""

from domain.notice.misread import doubted, suspicions, unplaced
from domain.notice.reading import read_notice
from domain.notice.scan import ReadLine, ReadPage
from domain.notice.scanned import ScannedText, scanned_text
from domain.notice.sources import Source, find_sources

#: Px of a page, and of its glyphs.
WIDE, HIGH, GLYPH = 1000, 1400, 30
LEFT, RIGHT = 100, 900


def line(text: str, x: int, y: int, *, wide: int = 0, sure: int = 990) -> ReadLine:
    box = (x, y, x + (wide or GLYPH * len(text)), y + GLYPH)
    return ReadLine(text=text, box=box, sure=(sure,) * len(text))


def full(text: str, y: int, x: int = LEFT) -> ReadLine:
    return line(text, x, y, wide=RIGHT - x)


def page(*lines: ReadLine, number: int = 1, cells=()) -> ReadPage:
    return ReadPage(number=number, width=WIDE, height=HIGH, lines=lines, cells=cells)


def text_of(*pages: ReadPage) -> str:
    return scanned_text(pages).text


def test_lines_that_fill_the_column_go_on_and_an_indent_begins_a_paragraph():
    read = page(
        full("一、活动时间为二〇二五年五月", 300, x=LEFT + 2 * GLYPH),
        full("二十四日至三十一日，请各单位认真组织", 350),
        line("并按时报送。", LEFT, 400),
        line("二、活动主题", LEFT + 2 * GLYPH, 450),
    )
    assert text_of(read).splitlines() == [
        "一、活动时间为二〇二五年五月二十四日至三十一日，请各单位认真组织并按时报送。",
        "二、活动主题",
    ]


def test_the_order_is_down_the_page_whatever_the_order_of_finding():
    lines = [full("甲", 300), line("乙", LEFT, 350), line("丙", LEFT + 60, 400)]
    assert text_of(page(*reversed(lines))) == text_of(page(*lines))


def test_page_numbers_and_running_heads_are_left_out_and_a_paragraph_goes_on_overleaf():
    def printed(number: int, *lines: ReadLine) -> ReadPage:
        head = line("柳溪市科技局文件", LEFT, 40)
        foot = line(f"— {number} —", 480, 1340)
        return page(head, *lines, foot, number=number)

    first = printed(1, full("请各单位于活动周期间组织开展形式多样的", 300))
    second = printed(2, full("科普活动，活动结束后认真总结经验并", 200), line("上报。", LEFT, 250))
    assert text_of(first, second) == (
        "请各单位于活动周期间组织开展形式多样的科普活动，活动结束后认真总结经验并上报。"
    )


def test_a_lone_number_in_the_middle_of_a_page_is_no_page_number():
    assert "12" in text_of(page(full("参加人数", 500), line("12", LEFT, 600)))


def test_pieces_of_one_line_are_joined_and_columns_stay_apart():
    read = page(line("2025", LEFT, 300), line("年", LEFT + 130, 302), line("县科协", 700, 298))
    assert text_of(read) == "2025年    县科协"


def test_a_ruled_table_is_read_row_by_row_and_merged_cells_are_repeated():
    cells = (
        *((100, 300, 300, 360), (300, 300, 600, 360), (600, 300, 900, 360)),
        *((100, 360, 300, 520), (300, 360, 600, 440), (600, 360, 900, 440)),
        *((300, 440, 600, 520), (600, 440, 900, 520)),
        (100, 520, 900, 580),
    )
    read = page(
        *(line("序号", 110, 310), line("活动名称", 310, 310), line("时间", 610, 310)),
        *(line("1", 110, 420), line("科普大", 310, 364), line("讲堂", 310, 400)),
        *(line("5月24日", 610, 380), line("农技培训", 310, 460), line("5月25日", 610, 460)),
        line("县区活动", 400, 530),
        cells=cells,
    )
    assert text_of(read).splitlines() == [
        "序号\t活动名称\t时间",
        "1\t科普大讲堂\t5月24日",
        "1\t农技培训\t5月25日",
        "县区活动",
    ]


def test_every_character_has_its_place_and_its_sureness():
    unsure = ReadLine(text="5月24日", box=(100, 400, 250, 430), sure=(500, 990, 990, 850, 990))
    scanned = scanned_text([page(line("时间", LEFT, 300), unsure)])
    start = scanned.text.index("5月")
    assert scanned.unsure(0, len(scanned.text)) == [start, start + 3]
    assert scanned.sureness(start, start + 5) == 500
    (whole,) = scanned.lit(start, start + 5)
    assert (whole.page, whole.box[0], whole.box[1]) == (1, 100, 285)
    (part,) = scanned.lit(start + 2, start + 4)
    assert 100 < part.box[0] < part.box[2] < whole.box[2]
    assert scanned.lit(start - 1, start) == []


def test_a_page_without_words_is_nothing():
    assert scanned_text([page()]).text == "" and scanned_text([]).text == ""


def scanned_lines(*texts: str) -> ScannedText:
    return scanned_text([page(*(line(t, LEFT, 200 + 50 * n) for n, t in enumerate(texts)))])


def test_what_cannot_be_a_number_or_a_day_is_said_and_not_guessed():
    text = "2O25年5月24日至5月3l日，2月30日，13月1日，9:75开始，57日，20255年"
    found = {
        text[each.start : each.stop]: each.doubt.code.split(":")[0] for each in suspicions(text)
    }
    assert found["2O25"] == "ocr_letter_in_number" and found["3l"] == "ocr_letter_in_number"
    assert found["2月30日"] == found["13月1日"] == found["57日"] == "ocr_no_such_day"
    assert found["9:75"] == "ocr_no_such_hour" and found["20255年"] == "ocr_no_such_year"
    assert "2O25" in text


def test_plain_days_years_and_hours_are_not_suspected():
    text = (
        "科发〔2025〕45号，2025年2月28日，2024年2月29日，9:00-17:30，近5年，第12届，5G、AI、IBM培训"
    )
    assert suspicions(text) == []


def test_a_field_read_from_unsure_characters_is_doubted_with_them():
    rows = [
        "关于举办2025年云岭县科技活动周的通知",
        "一、活动时间：2025年5月24日至31日",
        "二、活动主题：科技让生活更美好",
    ]
    faint = rows[1]
    lines = [line(text, LEFT, 200 + 50 * n) for n, text in enumerate(rows)]
    sure = tuple(400 if c == "4" else 990 for c in faint)
    lines[1] = ReadLine(text=faint, box=lines[1].box, sure=sure)
    scanned = scanned_text([page(*lines)])
    sources = doubted(scanned, find_sources(scanned.text, read_notice(scanned.text)))
    by_field = {source.field: source for source in sources}
    codes = [doubt.code for doubt in by_field["period"].doubts]
    assert "ocr_unsure:4" in codes and not by_field["period"].sure
    assert not any("ocr" in doubt.code for doubt in by_field["theme"].doubts)
    assert unplaced(scanned, sources) == []


def test_an_impossible_day_in_no_field_is_told_for_itself():
    scanned = scanned_lines("活动时间：2025年5月24日至31日", "各校请在2月30日前报名。")
    start = scanned.text.index("各校")
    (loose,) = unplaced(scanned, [Source(field="period", quote="活动时间", start=0, stop=start)])
    assert scanned.text[loose.start : loose.stop] == "2月30日"
    assert scanned.lit(loose.start, loose.stop)
    assert unplaced(scanned, [Source(field="x", quote="各校", start=start, stop=start + 9)]) == []
