"""Whether film, photos, report and list of one package agree with each other and with the plan."""

from domain.crosschecks.checking import RULES, CrossRule, cross_check
from domain.crosschecks.parts import Parts, PhotoPart
from domain.crosschecks.written import WrittenReport, as_written, read_back

__all__ = [
    "RULES",
    "CrossRule",
    "Parts",
    "PhotoPart",
    "WrittenReport",
    "as_written",
    "cross_check",
    "read_back",
]
