"""Probing an image, and cleaning it for publication: only known formats, no metadata, no script."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

import msgspec
from PIL import ExifTags, Image, UnidentifiedImageError

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

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation of EXIF (tag 274)."""

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
    r"javascript:|data:|https?:|//|expression\(|@import|\\|url\((?!\s*['\"]?#)", re.IGNORECASE
)
_SVG_DEPTH = 100
"""Elements within elements; drawings have a dozen."""


class ImageFacts(msgspec.Struct, frozen=True):
    """Size in pixels after orientation is applied, and the format (`JPEG`, …, `SVG`)."""

    width: int
    height: int
    format: str


def probe(path: str, data: bytes) -> ImageFacts:
    """Facts of an image file. Raises Failed with E-IMG for what is no fit image."""
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    if wanted == "SVG":
        return _svg_facts(path, _parse_svg(path, data))
    width, height = _upright(_decoded(path, data, wanted)).size
    return ImageFacts(width, height, wanted)


def clean(path: str, data: bytes) -> bytes:
    """The bytes to publish: orientation applied, every kind of metadata gone, colours kept."""
    wanted = FORMATS[PurePosixPath(path).suffix.lower()]
    if wanted == "SVG":
        return _svg_bytes(_parse_svg(path, data))
    return _reencoded(_decoded(path, data, wanted), wanted)


def _decoded(path: str, data: bytes, wanted: str) -> Image.Image:
    """The image, decoded whole, its EXIF read."""
    try:
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(io.BytesIO(data), formats=[wanted])
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(path, f"{image.width}×{image.height}")
            image.load()
            image.getexif()
    except Failed:
        raise
    except UnidentifiedImageError:
        raise _unfit(
            path, f"محتواها ليس بصيغة {wanted}", f"its contents are not {wanted}"
        ) from None
    except Image.DecompressionBombError as error:
        pixels = re.search(r"\d+", str(error))
        raise _too_large(path, pixels[0] if pixels else "∞") from error
    except Exception as error:  # decoders of damaged files raise what they like
        raise _unfit(path, "الملف ناقص أو تالف", "the file is cut off or damaged") from error
    return image


def _upright(image: Image.Image) -> Image.Image:
    """The image as it is meant to be seen. EXIF itself is not written again: it may be broken."""
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _too_large(path: str, pixels: str) -> Failed:
    return _unfit(path, f"فيها {pixels} بكسل", f"it has {pixels} pixels")


def _reencoded(image: Image.Image, wanted: str) -> bytes:
    if wanted == "GIF" and getattr(image, "is_animated", False):
        return _animation(image)
    upright = _upright(image)
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    options: dict[str, object] = {}
    if upright.mode == "P":
        bare.putpalette(upright.getpalette() or [])
    if wanted in {"PNG", "GIF"} and "transparency" in image.info:
        options["transparency"] = image.info["transparency"]
    if profile := image.info.get("icc_profile"):
        options["icc_profile"] = profile
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


_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")


class _Refused(Exception):
    """An SVG with a declaration that could pull in something else, or deeper than any drawing."""


def _parse_svg(path: str, data: bytes) -> ElementTree.Element:
    """The tree of an SVG without anything that could run, fetch or fake."""
    try:
        _look_over(data)
        root = ElementTree.fromstring(data)  # noqa: S314 - every DTD and entity was refused
    except (expat.ExpatError, ElementTree.ParseError, _Refused, ValueError, LookupError) as error:
        raise _unfit(path, "ملف SVG غير سليم", "this is no well-formed plain SVG") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _unfit(path, "ليس ملف SVG", "this is no SVG")
    _strip(root)
    return root


def _look_over(data: bytes) -> None:
    """Refuses declarations, and more depth than a walk through the tree can bear."""
    depth = 0

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _SVG_DEPTH:
            raise _Refused

    def leave(_: object) -> None:
        nonlocal depth
        depth -= 1

    def declare(*_: object) -> None:
        raise _Refused

    guard = expat.ParserCreate()
    guard.StartElementHandler = enter
    guard.EndElementHandler = leave
    guard.StartDoctypeDeclHandler = declare
    guard.Parse(data, True)


def _strip(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _may_stay(name, value):
            del element.attrib[name]
    for child in list(element):
        namespace, _, name = str(child.tag).rpartition("}")
        if namespace == f"{{{_SVG}" and name in _SVG_ELEMENTS:
            _strip(child)
        else:
            element.remove(child)


def _may_stay(name: str, value: str) -> bool:
    if not _SVG_ATTRIBUTES.match(name) or _SVG_FORBIDDEN_VALUES.search(value):
        return False
    return not name.endswith("href") or value.startswith("#")


def _svg_facts(path: str, root: ElementTree.Element) -> ImageFacts:
    box = [float(part) for part in _NUMBERS.findall(root.get("viewBox", ""))]
    width = _length(root.get("width")) or (box[2] if len(box) == 4 else 0)
    height = _length(root.get("height")) or (box[3] if len(box) == 4 else 0)
    if width < 1 or height < 1:
        raise _unfit(path, "لا مقاس لها", "it has neither width and height nor a viewBox")
    return ImageFacts(round(width), round(height), "SVG")


def _length(text: str | None) -> float:
    match = re.fullmatch(rf"\s*({_NUMBERS.pattern})(?:px)?\s*", text or "")
    return float(match[1]) if match else 0.0


def _svg_bytes(root: ElementTree.Element) -> bytes:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"
