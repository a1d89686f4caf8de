"""Where in the notice each field of the draft was read, and how sure it is."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.notice.activity import PlannedActivity
from domain.notice.dates import find_spans
from domain.notice.doubts import Doubt
from domain.notice.notice import Notice
from domain.notice.quoting import quotable_slice
from domain.notice.table import split_tables
from domain.notice.text import Flow, flow_of

_END = "。！？；"
#: Share of a full line from which on a line without an end goes on.
_NEARLY = 0.75
#: Characters that are left of a name whose place was said before it.
_SHORTEST = 3
_HOUR = re.compile(r"(?:上午|下午|晚上|晚间|早上|清晨|中午|傍晚|夜间|晚)|\d{1,2}[:：时点]")
_Slice = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where one field was read; without a place the notice does not say it."""

    #: title, doc_no, issuers, issued_on, theme, period, deadline, submitter, recipients,
    #: deliverables, video_limit, units, activities, requirements.ID, or activities.N.FIELD with
    #: the number N and title, date, part, venue, units or partners.
    field: str
    #: The sentence as the notice writes it, freed from line breaks; empty without a place.
    quote: str = ""
    #: Slice of the source, in characters, that holds the sentence; empty without a place.
    start: int = 0
    stop: int = 0
    #: Slices of the source that hold the words themselves.
    read: tuple[_Slice, ...] = ()
    #: Why it is unsure; none when it is sure.
    doubts: tuple[Doubt, ...] = ()

    @property
    def sure(self) -> bool:
        """True when nothing about it has to be looked at."""
        return not self.doubts


def find_sources(text: str, notice: Notice) -> tuple[Source, ...]:
    """One source for each field that the notice gives or leaves in doubt.

    `text` is what `notice` was read from.
    """
    reader = _Reader(text, notice)
    found = [*reader.head(), *(s for a in notice.activities for s in reader.activity(a))]
    named = {source.field for source in found}
    asked = dict.fromkeys(field for doubt in notice.doubts for field in doubt.about)
    missing = [reader.doubtful(field) for field in asked if field not in named]
    return (*found, *missing)


class _Reader:
    """One notice and its characters."""

    def __init__(self, text: str, notice: Notice) -> None:
        self._notice = notice
        #: Prose as it was read; rows of tables stand in `_all` alone.
        self._prose = flow_of(split_tables(text)[0])
        self._all = flow_of(text)
        self._full = _full_line(self._all)
        self._whole = (0, len(text))

    def head(self) -> Iterator[Source]:
        notice, asked = self._notice, self._notice.submission
        signed = self._notice.places.get("signature")
        request = self._notice.places.get("submission")
        titles = [t for t in (notice.title, notice.event, notice.title_suggested) if t]
        title = next((t for t in titles if self._find(t, None)), None)
        yield from self._said("title", [title or ""], None)
        yield from self._said("doc_no", [notice.doc_no or ""], None)
        yield from self._said("issuers", notice.issuers, signed)
        if notice.issued_on and signed:
            yield from self._dated("issued_on", notice.issued_on, signed, whole=True)
        yield from self._placed("theme")
        yield from self._placed("period")
        yield from self._said("submitter", [asked.submitter or ""], request, last=True)
        deliverables = [item.name for item in asked.deliverables]
        yield from self._said("deliverables", deliverables, request)
        yield from self._placed("video_limit")
        yield from self._said("deadline", [asked.deadline.text if asked.deadline else ""], request)
        yield from self._said("recipients", asked.recipients, request)
        for each in notice.requirements:
            yield from self._said(f"requirements.{each.id}", [each.quote], None)

    def activity(self, activity: PlannedActivity) -> Iterator[Source]:
        place, name = activity.place, f"activities.{activity.number}"
        yield from self._said(f"{name}.title", [activity.title], place)
        if activity.date is not None:
            part = f"{name}.part"
            dated = list(self._dated(f"{name}.date", activity.date, place, part=part))
            # The day of an event is said once for all that is done at it.
            yield from dated or self._dated(f"{name}.date", activity.date, self._whole, part=part)
        venue = activity.venue or ""
        pieces = [venue] if self._find(venue, place) else venue.split("、")
        yield from self._said(f"{name}.venue", pieces, place)
        yield from self._said(f"{name}.units", activity.units, place, last=True)
        yield from self._said(f"{name}.partners", activity.partners, place)

    def doubtful(self, field: str) -> Source:
        """A field that was left open: its place is that of the words that were unsure."""
        quoted = (d.quoted for d in self._notice.doubts if field in d.about and d.quoted)
        number = re.match(r"activities\.(\d+)", field)
        place = self._place_of(int(number[1])) if number else None
        spans = [s for words in quoted for s in self._find(words, place)[:1]]
        return self._source(field, spans, place)

    def _place_of(self, number: int) -> _Slice | None:
        return next((a.place for a in self._notice.activities if a.number == number), None)

    def _said(
        self, field: str, values: Iterable[str], place: _Slice | None, *, last: bool = False
    ) -> Iterator[Source]:
        """The source of words that stand there as they were read."""
        wanted = [value for value in values if value]
        if not wanted:
            return
        spans = [s for value in wanted for s in self._first(value, place, last=last)]
        yield self._source(field, spans, place)

    def _first(self, value: str, place: _Slice | None, *, last: bool) -> list[_Slice]:
        """Where it stands in its place, there maybe shortened (市科协), else anywhere."""
        tries: list[tuple[str, _Slice | None]] = [(value, place), (value, None)]
        if place is not None:
            shorter = (value[cut:] for cut in range(1, len(value) - _SHORTEST + 1))
            tries[1:1] = [(shown, place) for shown in shorter]
        for shown, where in tries:
            if found := self._find(shown, where):
                return [found[-1 if last and where else 0]]
        return []

    def _placed(self, field: str) -> Iterator[Source]:
        """The source of what was read as a whole."""
        place = self._notice.places.get(field)
        if place is not None:
            yield self._source(field, [place], None)

    def _dated(
        self, field: str, day: date, place: _Slice, *, part: str = "", whole: bool = False
    ) -> Iterator[Source]:
        flow, first, last = self._within(place)
        text = flow.text[first:last]
        spans = [s for s in find_spans(text, day.year, dotted=True) if s.first == day]
        if not spans:
            # A day that a space tears is read in its row: the row is shown.
            whole_text = re.sub(r"\s", "", text)
            if any(s.first == day for s in find_spans(whole_text, day.year, dotted=True)):
                yield self._source(field, [place], place)
            return
        span = next((s for s in spans if s.part), spans[-1 if whole else 0])
        read = flow.in_source(first + span.start, first + span.stop)
        yield self._source(field, [read], place)
        hour = _HOUR.search(text, span.start, span.stop + 4) if part else None
        if hour:
            read = flow.in_source(first + hour.start(), first + hour.end())
            yield self._source(part, [read], place)

    def _within(self, place: _Slice | None) -> tuple[Flow, int, int]:
        """The flow that holds a place, and its slice there: prose, or the row of a table."""
        if place is None:
            return self._all, 0, len(self._all.text)
        first, last = self._prose.from_source(*place)
        if first < last:
            return self._prose, first, last
        return self._all, *self._all.from_source(*place)

    def _find(self, value: str, place: _Slice | None) -> list[_Slice]:
        """Every slice of the source that holds the value, spaces aside."""
        if not value:
            return []
        flow, first, last = self._within(place)
        shape = " ?".join(map(re.escape, re.sub(r"\s+", "", value)))
        matches = re.compile(shape).finditer(flow.text, first, last)
        return [flow.in_source(*match.span()) for match in matches]

    def _source(self, field: str, spans: list[_Slice], place: _Slice | None) -> Source:
        doubts = tuple(doubt for doubt in self._notice.doubts if field in doubt.about)
        if not spans:
            return Source(field=field, doubts=doubts)
        whole = min(start for start, _ in spans), max(stop for _, stop in spans)
        inside = place is not None and place[0] <= whole[0] and whole[1] <= place[1]
        flow, low, high = self._within(place if inside else None)
        first, last = flow.from_source(*whole)
        start, stop = _sentence(flow, first, last, low, high, self._full)
        a, b = quotable_slice(flow.text[start:stop], first - start, last - start)
        start, stop = start + a, start + b
        if field.startswith("requirements."):
            # Its words may be quoted as they are, though here an address follows on the next line.
            start, stop = min(start, first), max(stop, last)
        source = flow.in_source(start, stop)
        return Source(
            field=field,
            quote=flow.spaced(start, stop),
            start=source[0],
            stop=source[1],
            read=tuple(spans),
            doubts=doubts,
        )


def _sentence(flow: Flow, first: int, last: int, low: int, high: int, full: int) -> _Slice:
    """The sentence around a slice: to the marks that end it, not over the end of a short line.

    Where lines are wrapped but end too unevenly to be told from paragraphs, one of nearly `full`
    characters goes on.
    """
    while first > low and not _ends(flow, first, full):
        first -= 1
    while last < high and not _ends(flow, last, full):
        last += 1
    return first, last


def _ends(flow: Flow, at: int, full: int) -> bool:
    """True when a sentence ended before the character at `at`."""
    if flow.text[at - 1] in _END:
        return True
    return flow.starts_paragraph(at) and at - flow.line_start(at - 1) < full * _NEARLY


def _full_line(flow: Flow) -> int:
    """Characters of a line that three of four do not exceed."""
    starts = [at for at in range(len(flow.text)) if at == 0 or flow.starts_line(at)]
    lengths = sorted(b - a for a, b in itertools.pairwise([*starts, len(flow.text)]))
    return lengths[len(lengths) * 3 // 4] if lengths else 0
