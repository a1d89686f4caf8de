"""What a request may name: numbers that a database counts to, and words that it can hold."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field

from domain.editing.edits import one_line

#: The largest number of a row; what is larger names none.
MOST = 2**31 - 1


def _held(text: str) -> str:
    if not one_line(text):
        raise ValueError("control characters or halves of characters")
    return text


#: A row's number in a path, in a body, and in a list.
Number = Annotated[int, Path(ge=1, le=MOST)]
Count = Annotated[int, Field(ge=0, le=MOST)]
#: A key, and a line of text.
Name = Annotated[str, Field(max_length=96), AfterValidator(_held)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_held)]
