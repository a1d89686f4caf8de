"""The film, made once for all that is asked of it.

WEEKREEL_FILM_SAMPLE names a sample week made before (the full one, say). Where the shared media are
not beside the repository, the week and the clappers alone are filmed.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.acceptance.conftest import Once
from tests.acceptance.real_film.filming import OUT, Filmed, film_of
from tests.acceptance.real_film.sheet import lines
from tests.acceptance.sample_week import Week, read_week


@pytest.fixture(scope="session")
def filmed(request: pytest.FixtureRequest, once: Once) -> Filmed:
    made = os.environ.get("WEEKREEL_FILM_SAMPLE")
    week: Week = read_week(Path(made)) if made else request.getfixturevalue("week")
    found: Filmed = once("real-film", lambda folder: film_of(folder, week))
    OUT.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(found.path, OUT / "film.mp4")
    print("\n" + "\n".join(lines(found)))
    return found
