"""Probing an image: all that pages must know of it before any of its forms is made."""

from __future__ import annotations

from pathlib import PurePosixPath

from PIL import Image

from generator.images import svg
from generator.images.facts import ImageFacts
from generator.images.formats import FORMATS
from generator.images.raster import has_alpha, in_srgb, opened, plain, upright

_FLAT = 4096
"""A picture of fewer colours is a drawing or a screenshot: its edges must stay sharp."""
_STEP = 51
"""Tones have six steps in each channel, nought to five."""


def probe(path: str, data: bytes) -> ImageFacts:
    """Facts of an image file. Raises Failed with E-IMG for what is no fit image."""
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    if wanted == "SVG":
        return ImageFacts(*svg.size(path, data), wanted)
    image = upright(opened(path, data, wanted))
    flat = wanted != "JPEG" and plain(image).getcolors(_FLAT) is not None
    alpha = has_alpha(image)
    return ImageFacts(
        image.width, image.height, wanted, _tone(image) if not alpha else "", flat, alpha
    )


def _tone(image: Image.Image) -> str:
    dot = in_srgb(plain(image).resize((1, 1), Image.Resampling.BOX), image.info.get("icc_profile"))
    steps = [round(value / _STEP) for value in dot.convert("RGB").tobytes()]
    return " ".join(f"{channel}{step}" for channel, step in zip("rgb", steps, strict=True))
