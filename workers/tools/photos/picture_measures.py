"""What is measured of one picture, photo or frame alike: integers that say what they measure."""

import math
from dataclasses import dataclass

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Long side at which sharpness is measured, px: small enough to be past sensor noise.
SHARPNESS_SIDE = 512
#: Variance of the Laplacian at that side. Measured on 25 photos: sharp ones have 370 to 6,200,
#: the same blurred by 1 px (8 px of a 12-megapixel photo) 18 to 245, by 2 px 3 to 23.
_BLURRED, _SHARPEST = 3.0, 4000.0
#: Luma (0..255) that counts as black, as clipped dark and as clipped bright.
BLACK_LUMA, _DARK, _BRIGHT = 20, 8, 250
#: Mean luma of a well exposed picture, and where nothing is left to see.
_TONE_FROM, _TONE_TO, _NIGHT, _GLARE = 80, 185, 15, 255
#: Share of clipped pixels that any sky or screen may have, and at which no value is left.
_CLIPPED_FREE, _CLIPPED_WORST = 0.05, 0.85
_SALIENCY_SIDE = 64
#: Ken Burns needs room around its target: the focus stays inside these, per mille.
_FOCUS_MARGIN = 150

Luma = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Measures:
    #: 0..1000, logarithmic between blurred beyond use and as sharp as pictures get.
    sharpness: int
    #: The same at half the side, past the grain that noise leaves even of a blurred picture: more
    #: than the sharpness where there is anything to see, less where there is only noise.
    detail: int
    #: 0..1000: mean brightness in the usable range, little clipped at either end.
    exposure: int
    #: Per mille of the pixels that are black.
    black: int
    #: Per mille of the pixels that are clipped to black or to white.
    clipped: int
    #: How far the brightness spreads: standard deviation of the lumas, 0..255; a covered lens has
    #: hardly any.
    spread: int


def luma_of(picture: Image.Image) -> Luma:
    """Rec. 601 luma of an RGB or grey picture, rows of 0..255."""
    return np.asarray(picture.convert("L"), dtype=np.float32)


def at_side(picture: Image.Image, side: int) -> Image.Image:
    """The picture scaled so that its long side is `side` px, up or down."""
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if size == picture.size:
        return picture
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return picture.resize(size, method)


def measures(luma: Luma) -> Measures:
    """Scores of a picture whose long side is SHARPNESS_SIDE px."""
    return Measures(
        sharpness=sharpness(luma),
        detail=sharpness(_halved(luma)),
        exposure=exposure(luma),
        black=round(1000 * float(np.mean(luma < BLACK_LUMA))),
        clipped=round(1000 * _clipped(luma)),
        spread=round(float(np.std(luma))),
    )


def _halved(luma: Luma) -> Luma:
    height, width = luma.shape[0] // 2 * 2, luma.shape[1] // 2 * 2
    pairs = luma[:height, :width].reshape(height // 2, 2, width // 2, 2)
    return pairs.mean(axis=(1, 3), dtype=np.float32)


def sharpness(luma: Luma) -> int:
    """Variance of the 4-neighbour Laplacian as 0..1000 on a logarithmic scale."""
    if min(luma.shape) < 3:
        return 0
    centre = luma[1:-1, 1:-1]
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    variance = float(np.var(4 * centre - around))
    if variance <= _BLURRED:
        return 0
    return min(1000, round(1000 * math.log(variance / _BLURRED) / math.log(_SHARPEST / _BLURRED)))


def exposure(luma: Luma) -> int:
    """Brightness that leaves something to see, less the share clipped to black or white."""
    mean = float(np.mean(luma))
    tone = min(
        1.0,
        max(0.0, (mean - _NIGHT) / (_TONE_FROM - _NIGHT)),
        max(0.0, (_GLARE - mean) / (_GLARE - _TONE_TO)),
    )
    lost = (_clipped(luma) - _CLIPPED_FREE) / (_CLIPPED_WORST - _CLIPPED_FREE)
    return round(1000 * tone * (1 - min(1.0, max(0.0, lost))))


def _clipped(luma: Luma) -> float:
    return float(np.mean((luma <= _DARK) | (luma >= _BRIGHT)))


def difference(before: Luma, after: Luma) -> int:
    """Mean absolute luma difference of two equally large frames as 0..1000; 64 levels are all."""
    return min(1000, round(1000 * float(np.mean(np.abs(after - before))) / 64))


def phash(picture: Image.Image) -> str:
    """64-bit perceptual hash (DCT) of an upright picture as 16 hex digits."""
    return str(imagehash.phash(picture))


def focus(picture: Image.Image) -> tuple[int, int]:
    """Centre of what stands out, per mille of width and height of an upright picture.

    The spectral residual of Hou and Zhang (CVPR 2007): what its surroundings do not predict; the
    weighted centre of its strongest twentieth. It finds a face on a plain wall and a banner on a
    facade, and knows nothing of faces or banners.
    """
    small = picture.convert("L").resize((_SALIENCY_SIDE, _SALIENCY_SIDE), Image.Resampling.BOX)
    spectrum = np.fft.fft2(np.asarray(small, dtype=np.float64))
    amplitude = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - _box(amplitude, 1)
    saliency = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    saliency = _box(_box(saliency, 2), 2)
    weights = np.where(saliency >= np.quantile(saliency, 0.95), saliency, 0)
    total = float(weights.sum())
    if not total > 0 or float(np.ptp(np.asarray(small))) < 8:
        return (500, 500)
    places = (np.arange(_SALIENCY_SIDE) + 0.5) / _SALIENCY_SIDE
    across = float((weights.sum(axis=0) * places).sum()) / total
    down = float((weights.sum(axis=1) * places).sum()) / total
    return (_inside(across), _inside(down))


def _box(field: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Mean over a square of 2 * reach + 1, edges repeated."""
    padded = np.pad(field, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1))
    return windows.mean(axis=(2, 3))


def _inside(share: float) -> int:
    return min(1000 - _FOCUS_MARGIN, max(_FOCUS_MARGIN, round(1000 * share)))
