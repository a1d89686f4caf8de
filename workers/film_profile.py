"""Which profile a film is made for and measured by, used by the stations cut and verify."""

from domain.campaign import Campaign
from domain.cutting.demands import demanded
from domain.cutting.output import Output
from domain.errors import BrokenInput
from domain.film import Film
from domain.judging.profiles import Profile
from domain.judging.requirements import with_requirements
from domain.words import Words
from workers.bench import Bench
from workers.tools.film.profile_file import load_profile


def profile_of(bench: Bench, film: Film) -> Profile:
    """The campaign's profile with what its notice demands; a copy has its own alone."""
    if film.profile is not None:
        return load_profile(bench.profiles / f"{film.profile}.yaml")
    return profile_of_week(bench, bench.catalog.campaigns.get(film.campaign).campaign)


def profile_of_week(bench: Bench, campaign: Campaign) -> Profile:
    """The profile that a film of the campaign is made for, copies aside."""
    return with_requirements(
        load_profile(bench.profiles / f"{campaign.profile}.yaml"), campaign.requirements
    )


def output_of(profile: Profile) -> Output:
    """How a film for this profile comes out; BrokenInput when its rules demand the impossible."""
    try:
        return demanded(profile.output, profile.rules)
    except ValueError as problem:
        raise BrokenInput(
            Words(
                zh=f"要求“{profile.title.zh}”里有做不到的条款：{problem}",
                en=f"profile {profile.name!r} demands what no film can be: {problem}",
            )
        ) from problem
