"""What the storyboard page asks for, as its requests say it."""

from typing import Annotated

from pydantic import BaseModel, Field

from domain.editing.edits import Edit, EditKind
from service.editor.asked import Count, Line, Name


class Seen(BaseModel):
    #: `seen` of the storyboard that the change was made on.
    seen: Count


class Change(BaseModel):
    """One change; which fields it uses depends on its kind (domain/editing/edits.py says which)."""

    kind: EditKind
    shot: Name = ""
    frames: Annotated[int, Field(ge=0, le=100_000)] | None = None
    in_ms: Annotated[int, Field(ge=0, le=10**9)] | None = None
    activity: Name = ""
    shots: Annotated[list[Name], Field(max_length=200)] = []
    activities: Annotated[list[Name], Field(max_length=200)] = []
    role: Name = ""
    title: Annotated[str, Field(max_length=200)] | None = None
    lines: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)] = []
    value: Name | None = None
    ms: Annotated[int, Field(ge=0, le=10**8)] | None = None

    def edit(self) -> Edit:
        given = self.model_dump()
        for name in ("shots", "activities", "lines"):
            given[name] = tuple(given[name])
        return Edit(**given)


class Changes(Seen):
    #: Made in their order, and kept and taken back as one.
    edits: Annotated[list[Change], Field(min_length=1, max_length=100)]


class Another(Seen):
    shot: Name


class Replan(Seen):
    #: True leaves what stands in the film where it can; False chooses freely.
    keep: bool = False


class Named(BaseModel):
    #: Null or blank takes the name away.
    name: Annotated[Line, Field(max_length=60)] | None
