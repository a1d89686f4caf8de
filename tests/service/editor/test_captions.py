"""The film's captions as a file to lie beside it."""

from domain.cutting.spoken import Spoken
from storage.queue import speech_job
from tests.service.editor_week import KEY


def test_the_captions_of_a_film_are_told_as_subrip_until_it_must_be_replaced(desk):
    path = f"/media/films/{desk.week.film}/captions.srt"
    answer = desk.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-subrip")
    assert f"{desk.week.film}.srt" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("1\r\n00:00:0") and " --> " in text
    assert path in desk.page("/film")


def test_captions_are_shown_to_those_who_may_see_the_film_only(desk):
    desk.client.cookies.clear()
    assert desk.get(f"/media/films/{desk.week.film}/captions.srt").status_code == 401


def test_what_a_program_heard_is_told_as_a_programs(desk):
    path = f"/media/films/{desk.week.film}/speech.srt"
    films, queue = desk.web.storage.catalog.films, desk.web.storage.queue
    assert desk.get(path).status_code == 404 and "语音" not in desk.page("/film")
    queue.send(speech_job(desk.week.film, KEY))
    assert "正在识别语音" in desk.page("/film")
    films.keep_spoken(desk.week.film, ())
    assert desk.get(path).status_code == 404 and "没有听到说话" in desk.page("/film")
    films.keep_spoken(desk.week.film, [Spoken(start_ms=0, end_ms=900, text="大家好")])
    answer = desk.get(path)
    assert answer.content.decode("utf-8-sig") == "1\r\n00:00:00,000 --> 00:00:00,900\r\n大家好\r\n"
    assert path in desk.page("/film") and "程序识别，请核对后使用" in desk.page("/film")
    desk.client.cookies.clear()
    assert desk.get(path).status_code == 401
