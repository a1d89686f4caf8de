"""What people read, in their tongue: Chinese is the source, English comes from catalogs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po
from starlette.requests import Request

from domain.words import Words

Language = Literal["zh", "en"]

#: Remembers what `?lang=` chose.
COOKIE = "weekreel_lang"
FOLDER = Path(__file__).parents[1] / "locale"


@dataclass(frozen=True, kw_only=True)
class Translations:
    #: Catalog name (file stem under locale/en) -> Chinese sentence -> English sentence.
    catalogs: Mapping[str, Mapping[str, str]]

    def text(self, language: Language, message: str, **values: object) -> str:
        """The Chinese `message` in `language`, `%(name)s` filled from `values`.

        A sentence that no catalog holds is shown in Chinese rather than not at all.
        """
        said = message if language == "zh" else self._english(message)
        return said % values if values else said

    def catalog(self, language: Language, name: str) -> dict[str, str]:
        """One catalog whole, for scripts in the browser; empty for Chinese, the source."""
        return {} if language == "zh" else dict(self.catalogs[name])

    def _english(self, message: str) -> str:
        for catalog in self.catalogs.values():
            if message in catalog:
                return catalog[message]
        return message


@cache
def read_translations(folder: Path = FOLDER) -> Translations:
    """Every catalog `locale/en/*.po`, read once a process."""
    return Translations(
        catalogs={file.stem: _read(file) for file in sorted(folder.glob("en/*.po"))}
    )


def _read(file: Path) -> dict[str, str]:
    with file.open("rb") as stream:
        catalog = read_po(stream, locale="en", domain=file.stem, abort_invalid=True)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string}


def language_of(request: Request) -> Language:
    """`?lang=`, else the cookie, else the first of zh and en that the browser names, else zh."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen == "zh" or chosen == "en":
            return chosen
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    wishes: list[tuple[float, Language]] = []
    for part in header[:200].split(","):
        name, _, weight = part.strip().partition(";q=")
        language = name[:2].lower()
        if language == "zh" or language == "en":
            wishes.append((_weight(weight), language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else "zh"


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def in_language(words: Words, language: Language) -> str:
    return words.zh if language == "zh" else words.en
