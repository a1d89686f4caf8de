"""The other beds made for a film that is cut, before an editor tries one: a second and a half each.

In no job: nobody waits for them, and whoever takes the film's next edit makes what it lacks.
"""

import threading

import structlog

from domain.cutting.soundplan import music_frames, sound_parts
from domain.errors import ToolCancelled
from workers.bench import Bench
from workers.film_profile import output_of, profile_of

log = structlog.get_logger()

#: One film's at a time.
_making = threading.Lock()


def beds_ahead(bench: Bench, film_id: str) -> threading.Thread | None:
    """Begin to make what is not there, beside all else; None where nothing is missing.

    A film of natural sound alone is one that music may be tried under too. Raises nothing: the film
    is there.
    """
    try:
        frames = _frames(bench, film_id)
        if frames is None or not bench.beds.missing(frames):
            return None
        thread = threading.Thread(
            target=_made, args=(bench, frames), name="beds-ahead", daemon=True
        )
        thread.start()
    except Exception:
        log.exception("no beds ahead", film=film_id)
        return None
    return thread


def _frames(bench: Bench, film_id: str) -> int | None:
    """Of music under the film; None of a copy, whose music is its film's."""
    film = bench.catalog.films.get(film_id)
    if film.storyboard is None or film.of is not None:
        return None
    storyboard = bench.catalog.films.storyboard(film.campaign, film.storyboard)
    rate = output_of(profile_of(bench, film)).rate
    return music_frames(sound_parts(storyboard.shots, rate), rate)


def _made(bench: Bench, frames: int) -> None:
    with _making:
        for bed in bench.beds.missing(frames):
            try:
                # A seat among the shots, if one is free now: 0.2 GB of samples, and a core. At the
                # pace of all else, since the next film waits for a bed that is begun.
                with bench.room.taken(0, cancelled=lambda: True):
                    bench.beds.make(bed, frames)
            except (OSError, MemoryError, ToolCancelled) as error:
                log.info("no bed ahead", bed=bed.key, frames=frames, error=str(error))
                return
