"""Shows frames of HLG and PQ clips as ordinary pictures, for posters, strips and scores."""

import numpy as np
from numpy.typing import NDArray

#: Diffuse white in nits (ITU-R BT.2408), shown as white on paper would be.
_WHITE = 203.0
#: Peak of the HLG display that its system gamma of 1.2 belongs to (BT.2100), nits.
_HLG_PEAK = 1000.0
#: Up to this share of white tones stay as they are; the rest is rolled off below 1.
_KNEE = 0.6
#: Linear BT.2020 to linear BT.709 (BT.2087).
_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    dtype=np.float32,
)
_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593], dtype=np.float32)

Picture = NDArray[np.uint8]


def to_sdr(rgb: Picture, transfer: str) -> Picture:
    """Rows of 8-bit RGB in BT.2020 with the transfer hlg or pq, as sRGB; sdr comes back as it is.

    Middle tones keep their place, highlights are rolled off; colours outside BT.709 are clipped.
    """
    if transfer not in ("hlg", "pq"):
        return rgb
    light = _HLG_LIGHT[rgb] if transfer == "hlg" else _PQ_LIGHT[rgb]
    if transfer == "hlg":
        scene = light @ _LUMA_2020
        light = light * np.power(np.maximum(scene, 1e-6), 0.2)[..., None] * (_HLG_PEAK / _WHITE)
    light = np.maximum(light @ _TO_709.T, 0)
    room = 1 - _KNEE
    light = np.where(light > _KNEE, _KNEE + room * (1 - np.exp((_KNEE - light) / room)), light)
    return _srgb(light)


def _srgb(light: NDArray[np.float32]) -> Picture:
    signal = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.clip(np.round(signal * 255), 0, 255).astype(np.uint8)


def _hlg_light() -> NDArray[np.float32]:
    """Scene light 0..1 by 8-bit signal (BT.2100 table 5)."""
    signal = np.arange(256, dtype=np.float32) / 255
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)


def _pq_light() -> NDArray[np.float32]:
    """Light in units of diffuse white by 8-bit signal (SMPTE ST 2084)."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = np.power(np.arange(256, dtype=np.float32) / 255, 1 / m2)
    light = np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), 1 / m1)
    return (10_000 / _WHITE * light).astype(np.float32)


_HLG_LIGHT, _PQ_LIGHT = _hlg_light(), _pq_light()
