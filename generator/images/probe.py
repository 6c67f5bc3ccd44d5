"""Probing an image, and cleaning it for publication: only known formats, no metadata, no script."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from PIL import Image, ImageOps, UnidentifiedImageError

from generator.diagnostics import Failed, Fault

UNFIT = Fault(
    code="E-IMG",
    ar="لا تصلح هذه الصورة للنشر: {reason_ar}.",
    en="This image cannot be published: {reason_en}.",
    hint_ar="احفظها من جديد بصيغة JPEG أو PNG أو WebP أو SVG بسيط، بأقل من {limit} مليون بكسل.",
    hint_en="Save it again as JPEG, PNG, WebP or a plain SVG of less than {limit} million pixels.",
)

MAX_PIXELS = 50_000_000
FORMATS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".gif": "GIF",
    ".avif": "AVIF",
    ".svg": "SVG",
}
"""The file names that are images, and the format that each must really have."""

_SVG = "http://www.w3.org/2000/svg"
_SVG_ELEMENTS = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "title", "desc", "defs", "symbol", "use", "marker", "pattern"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    }
)
_SVG_ATTRIBUTES = re.compile(
    r"(?!on)(?:[a-z][A-Za-z-]*|[xy][12]?|\{http://www\.w3\.org/1999/xlink\}href"
    r"|\{http://www\.w3\.org/XML/1998/namespace\}(?:lang|space))\Z"
)
_SVG_FORBIDDEN_VALUES = re.compile(
    r"javascript:|data:|https?:|//|expression\(|@import", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Size in pixels after orientation is applied, and the format (`JPEG`, …, `SVG`)."""

    width: int
    height: int
    format: str


def probe(path: str, data: bytes) -> ImageFacts:
    """Facts of an image file. Raises Failed with E-IMG for what is no fit image."""
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    if wanted == "SVG":
        return _svg_facts(path, _parse_svg(path, data))
    with _opened(path, data, wanted) as image:
        width, height = ImageOps.exif_transpose(image).size
    return ImageFacts(width, height, wanted)


def clean(path: str, data: bytes) -> bytes:
    """The bytes to publish: orientation applied, every kind of metadata gone, colours kept."""
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    if wanted == "SVG":
        return _svg_bytes(_parse_svg(path, data))
    with _opened(path, data, wanted) as image:
        return _reencoded(image, wanted)


def _opened(path: str, data: bytes, wanted: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[wanted])
            if image.width * image.height > MAX_PIXELS:
                raise _unfit(
                    path,
                    f"{image.width}×{image.height} بكسل",
                    f"it has {image.width}×{image.height} pixels",
                )
            image.load()
    except UnidentifiedImageError:
        raise _unfit(
            path, f"محتواها ليس بصيغة {wanted}", f"its contents are not {wanted}"
        ) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unfit(path, "الملف ناقص أو تالف", "the file is cut off or damaged") from error
    return image


def _reencoded(image: Image.Image, wanted: str) -> bytes:
    if wanted == "GIF" and getattr(image, "is_animated", False):
        return _animation(image)
    upright = ImageOps.exif_transpose(image)
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    if upright.mode == "P":
        bare.putpalette(upright.getpalette("RGBA") or [], "RGBA")
    profile = image.info.get("icc_profile")
    options: dict[str, object] = {"icc_profile": profile} if profile else {}
    if wanted in {"JPEG", "WEBP", "AVIF"}:
        options["quality"] = 85
    buffer = io.BytesIO()
    bare.save(buffer, wanted, **options)
    return buffer.getvalue()


def _animation(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.info.pop("comment", None)
    image.save(buffer, "GIF", save_all=True, comment=b"")
    return buffer.getvalue()


def _unfit(path: str, reason_ar: str, reason_en: str) -> Failed:
    limit = MAX_PIXELS // 1_000_000
    return Failed([UNFIT.at(path, reason_ar=reason_ar, reason_en=reason_en, limit=limit)])


class _Refused(Exception):
    """A declaration in an SVG that could pull in something else."""


def _parse_svg(path: str, data: bytes) -> ElementTree.Element:
    """The tree of an SVG without anything that could run, fetch or fake."""
    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = _refuse_doctype
    try:
        guard.Parse(data, True)
        root = ElementTree.fromstring(data)  # noqa: S314 - the guard refused every DTD and entity
    except (expat.ExpatError, ElementTree.ParseError, _Refused, ValueError, LookupError) as error:
        raise _unfit(path, "ملف SVG غير سليم", "this is no well-formed plain SVG") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _unfit(path, "ليس ملف SVG", "this is no SVG")
    _strip(root)
    return root


def _refuse_doctype(*_: object) -> None:
    raise _Refused


def _strip(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _SVG_ATTRIBUTES.match(name) or _SVG_FORBIDDEN_VALUES.search(value):
            del element.attrib[name]
    for child in list(element):
        namespace, _, name = str(child.tag).rpartition("}")
        if namespace == f"{{{_SVG}" and name in _SVG_ELEMENTS:
            _strip(child)
        else:
            element.remove(child)


def _svg_facts(path: str, root: ElementTree.Element) -> ImageFacts:
    box = [float(part) for part in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    width = _length(root.get("width")) or (box[2] if len(box) == 4 else 0)
    height = _length(root.get("height")) or (box[3] if len(box) == 4 else 0)
    if width < 1 or height < 1:
        raise _unfit(path, "لا مقاس لها", "it has neither width and height nor a viewBox")
    return ImageFacts(round(width), round(height), "SVG")


def _length(text: str | None) -> float:
    match = re.fullmatch(r"\s*([\d.]+)(?:px)?\s*", text or "")
    return float(match[1]) if match else 0.0


def _svg_bytes(root: ElementTree.Element) -> bytes:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"
