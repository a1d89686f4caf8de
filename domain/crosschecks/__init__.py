"""Whether film, photos, report and list of one package agree with each other and with the plan."""

from domain.crosschecks.checking import RULES, CrossRule, cross_check
from domain.crosschecks.parts import Parts, PhotoPart

__all__ = ["RULES", "CrossRule", "Parts", "PhotoPart", "cross_check"]
