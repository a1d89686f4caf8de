"""Listens to music that somebody brought: whether it plays, how long, where its beats are.

Not a station: no asset and no film goes through it.
"""

import contextlib

from domain.cutting.music import MUSIC_LEAST_MS, MUSIC_MOST_MS, MusicState
from domain.errors import ToolFailed, ToolTimedOut
from domain.words import Words
from storage.originals import music_blob
from workers.bench import Bench
from workers.tools.film.beat_tracking import beats_of
from workers.tools.film.music_reading import read_music


def hear_music(bench: Bench, music_id: str) -> bool:
    """False when it was refused, is gone or was heard already."""
    music = bench.catalog.music.get(music_id)
    if music.state is not MusicState.RECEIVED:
        return False
    folder = bench.scratch / f"music-{music_id}"
    folder.mkdir(exist_ok=True)
    decoded = folder / "mono.f32"
    try:
        with bench.blobs.local(music_blob(music.sha256)) as source:
            mono = read_music(source, decoded, cancelled=bench.cancelled)
    except ToolTimedOut:
        return _refused(bench, music_id, _TOO_SLOW)
    except ToolFailed:
        return _refused(bench, music_id, _NOT_AUDIO)
    finally:
        decoded.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    duration_ms = len(mono) * 1000 // 48_000
    if not MUSIC_LEAST_MS <= duration_ms <= MUSIC_MOST_MS:
        return _refused(bench, music_id, _LENGTH)
    return bench.catalog.music.heard(music_id, duration_ms=duration_ms, beats=beats_of(mono))


def _refused(bench: Bench, music_id: str, words: Words) -> bool:
    bench.catalog.music.refuse(music_id, words)
    return False


_NOT_AUDIO = Words(
    zh="这个文件里没有能播放的声音，请换成 MP3、M4A、WAV 或 FLAC 格式的音乐",
    en="there is no sound in this file that can be played; bring MP3, M4A, WAV or FLAC",
)
_TOO_SLOW = Words(
    zh="这个音乐文件一直读不完，请重新导出后再上传",
    en="reading this music did not come to an end; export it again",
)
_LENGTH = Words(
    zh=f"音乐长度应在 {MUSIC_LEAST_MS // 1000} 秒到 {MUSIC_MOST_MS // 60_000} 分钟之间",
    en=f"music lasts {MUSIC_LEAST_MS // 1000} s to {MUSIC_MOST_MS // 60_000} minutes",
)
