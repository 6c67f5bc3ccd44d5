"""The forms in which a picture is published: smaller sizes, lean formats, and no past."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import Any

from PIL import Image, features

from generator.diagnostics import Failed
from generator.images.facts import Variant
from generator.images.formats import FORMATS, NO_AVIF, unfit
from generator.images.raster import in_srgb, opened, plain, upright

_LONGEST = 16_383
"""Pixels of a side that WebP can hold (14 bits; RFC 9649, section 2.6)."""


def make(variant: Variant, path: str, data: bytes) -> bytes:
    """The bytes of a variant: upright, sRGB, without any metadata. The same everywhere: one thread,
    no tiles that follow the number of processors. Raises Failed with E-IMG; with E-AVIF where
    Pillow cannot write it: a site must not differ by the machine without a word."""
    if variant.format == "AVIF" and not features.check("avif"):
        raise Failed([NO_AVIF.at("site.yaml")])
    longest = max(variant.width, variant.height)
    if variant.format == "WEBP" and longest > _LONGEST:
        raise unfit(
            path,
            f"ضلعها {longest} بكسل، وأطول ما يصلح {_LONGEST}",
            f"one side is {longest} pixels long, {_LONGEST} at most",
        )
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    image = upright(opened(path, data, wanted, longest))
    profile = image.info.get("icc_profile")
    size = (variant.width, variant.height)
    scaled = plain(image)
    if scaled.size != size:
        scaled = scaled.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    bare = in_srgb(scaled, profile)
    if variant.format == "JPEG":
        bare = bare.convert("RGB")
    file = io.BytesIO()
    bare.save(file, variant.format, **_options(variant))
    return file.getvalue()


def _options(variant: Variant) -> dict[str, Any]:
    """How to encode. AVIF and WebP look like a JPEG of some quality at lower numbers of their own;
    AVIF at speed 8 takes a quarter of the time of speed 6 and is hardly larger."""
    quality = variant.quality
    if variant.format == "AVIF":
        threads = {"max_threads": 1, "autotiling": False}
        return {"quality": max(1, quality - 25), "speed": 8, **threads}
    if variant.format == "WEBP":
        if variant.flat:
            return {"lossless": True, "method": 4}
        return {"quality": max(1, quality - 5), "method": 4}
    if variant.format == "JPEG":
        return {"quality": quality, "optimize": True, "progressive": True}
    return {"optimize": True}
