"""What a camera does to a drawn scene: light, vignette, grain, and the faults of bad shots."""

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.sample.stage import Light

#: height x width x 3, RGB
Pixels = NDArray[np.uint8]


def tint(pixels: Pixels, light: Light) -> Pixels:
    """The colour of the light over the whole picture; each channel by itself."""
    ramp = np.arange(256)[:, None] * np.array(light.tint)[None] * light.gain
    table = ramp.clip(0, 255).round().astype(np.uint8)[None]
    return cv2.LUT(pixels, table).astype(np.uint8, copy=False)


def vignette(width: int, height: int, amount: float) -> NDArray[np.uint8]:
    """What is to be multiplied in (height x width): 255 in the middle, darker in the corners."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return (255 * (1 - amount * ((x * x + y * y) / 2) ** 1.4)).astype(np.uint8)


def grain(width: int, height: int, amount: float, seed: int) -> NDArray[np.int16]:
    """Luminance noise of the wanted size, tiled from one square."""
    noise = np.random.default_rng(seed).normal(0, amount, (512, 512))
    soft = cv2.GaussianBlur(noise, (0, 0), 0.7) * 1.9
    across, down = -(-width // 512), -(-height // 512)
    return np.tile(soft, (down, across))[:height, :width].round().astype(np.int16)


def develop(pixels: Pixels, light: Light, seed: int) -> Pixels:
    """A finished photo: tinted, darker in the corners, with a little grain."""
    height, width = pixels.shape[:2]
    corners = cv2.merge([vignette(width, height, light.vignette)] * 3)
    shown = cv2.multiply(tint(pixels, light), corners, scale=1 / 255)
    noise = grain(width, height, light.grain, seed)[:, :, None]
    return (shown.astype(np.int16) + noise).clip(0, 255).astype(np.uint8)


def spoil(pixels: Pixels, fault: str, seed: int) -> Pixels:
    """`blurred` (moved while it was taken), `soft` (out of focus), `black` (in the pocket)."""
    size = max(pixels.shape[:2])
    if fault == "blurred":
        return _smear(pixels, max(9, size // 38), Random(seed).uniform(10, 40))
    if fault == "soft":
        return cv2.GaussianBlur(pixels, (0, 0), size / 150).astype(np.uint8, copy=False)
    if fault == "black":
        noise = np.random.default_rng(seed).normal(5, 2.5, pixels.shape)
        return (pixels * 0.012 + noise).clip(0, 20).astype(np.uint8)
    return pixels


def _smear(pixels: Pixels, length: int, angle: float) -> Pixels:
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2, :] = 1
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), angle, 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return cv2.filter2D(pixels, -1, kernel / kernel.sum()).astype(np.uint8, copy=False)
