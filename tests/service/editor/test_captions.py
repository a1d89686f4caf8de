"""The film's captions as a file to lie beside it."""


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
