"""A sentence for people, in both languages, as every reason, refusal and finding carries it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    #: Chinese sentence, shown in the pages.
    zh: str
    #: English sentence, for logs, the API and the English pages.
    en: str
