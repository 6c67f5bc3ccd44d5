"""Pictures: under what names, in what sizes and formats an image of the project is published."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from generator.arabic.slugs import slug
from generator.config import ImageOptions
from generator.graph.addresses import portable
from generator.graph.model import Form, ImageFile
from generator.images.facts import ImageFacts, Variant
from generator.keys import Digest, digest

_NAME = 112
"""Bytes of an image's name, before its digest, width and extension; 140 is the most of a disk."""
_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}


def image_files(
    images: Mapping[str, tuple[ImageFacts, Digest]], options: ImageOptions
) -> dict[str, ImageFile]:
    """The images of the project by path, NFC."""
    return {
        normalize("NFC", source): _image_file(source, facts, sum, options)
        for source, (facts, sum) in images.items()
    }


def _image_file(source: str, facts: ImageFacts, sum: Digest, options: ImageOptions) -> ImageFile:
    if facts.format == "SVG":
        path = f"{_stem(source, sum)}.svg"
        return ImageFile(source, path, facts.width, facts.height, sum, facts.tone)
    stem = _stem(source, digest((sum, options.quality)))
    forms = tuple(
        Form(_path(stem, variant, number), variant)
        for number, variant in enumerate(_variants(facts, options))
    )
    plain = forms[0]
    size = plain.variant.width, plain.variant.height
    return ImageFile(source, plain.path, *size, sum, facts.tone, forms)


def _stem(source: str, sum: Digest) -> str:
    """An address that changes with the bytes, so that hosts and readers may keep it for ever."""
    stem = posixpath.splitext(posixpath.basename(source))[0]
    return f"images/{portable(slug(stem, limit=_NAME)) or 'image'}.{sum[:8]}"


def _path(stem: str, variant: Variant, number: int) -> str:
    width = f"-{variant.width}" if number else ""
    return f"{stem}{width}.{_SUFFIXES[variant.format]}"


def _variants(facts: ImageFacts, options: ImageOptions) -> Iterator[Variant]:
    """The plain form first, for browsers, feeds and machines that know no other; then each lean
    format in all widths. Nothing is scaled up. Drawings keep their edges: WebP without loss, which
    AVIF is not good at, and in one size, since a scaled drawing has more colours and more bytes."""
    largest = min(facts.width, options.widths[-1])
    plain = "PNG" if facts.flat or facts.alpha else "JPEG"
    yield _variant(facts, options, plain, largest)
    if facts.flat:
        yield _variant(facts, options, "WEBP", largest)
        return
    for format in ("AVIF", "WEBP") if options.avif else ("WEBP",):
        for width in (*(w for w in options.widths if w < largest), largest):
            yield _variant(facts, options, format, width)


def _variant(facts: ImageFacts, options: ImageOptions, format: str, width: int) -> Variant:
    height = max(1, round(facts.height * width / facts.width))
    return Variant(format, width, height, options.quality, facts.flat)
