"""SVG: an allow list, and the letters of the site's own typeface.

A browser shows an SVG in an `<img>` without the fonts of the page, so its labels would be set in
whatever the reader's machine has; where it has nothing Arabic, in boxes. Therefore each file
carries the letters that it uses, and the browser shapes and orders them as on the page. Outlines
would be half as large, and need a shaper and a bidi algorithm of our own.
"""

from __future__ import annotations

import base64
import functools
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.parsers import expat

import fontpkg

from generator.images.formats import unfit

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


_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")


class _Refused(Exception):
    """An SVG with a declaration that could pull in something else, or deeper than any drawing."""


def _parse_svg(path: str, data: bytes) -> ElementTree.Element:
    """The tree of an SVG without anything that could run, fetch or fake."""
    try:
        _look_over(data)
        root = ElementTree.fromstring(data)  # noqa: S314 - every DTD and entity was refused
    except (expat.ExpatError, ElementTree.ParseError, _Refused, ValueError, LookupError) as error:
        raise unfit(path, "ملف SVG غير سليم", "this is no well-formed plain SVG") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise unfit(path, "ليس ملف SVG", "this is no SVG")
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


def size(path: str, data: bytes) -> tuple[int, int]:
    """Width and height. Raises Failed with E-IMG for what is no plain SVG."""
    root = _parse_svg(path, data)
    box = [float(part) for part in _NUMBERS.findall(root.get("viewBox", ""))]
    width = _length(root.get("width")) or (box[2] if len(box) == 4 else 0)
    height = _length(root.get("height")) or (box[3] if len(box) == 4 else 0)
    if width < 1 or height < 1:
        raise unfit(path, "لا مقاس لها", "it has neither width and height nor a viewBox")
    return round(width), round(height)


def _length(text: str | None) -> float:
    match = re.fullmatch(rf"\s*({_NUMBERS.pattern})(?:px)?\s*", text or "")
    return float(match[1]) if match else 0.0


def clean(path: str, data: bytes) -> bytes:
    """The bytes to publish: what the lists above name, and letters. Raises Failed with E-IMG."""
    root = _parse_svg(path, data)
    letters: defaultdict[int, set[str]] = defaultdict(set)
    _gather(root, 400, letters)
    if letters:
        style = ElementTree.Element(f"{{{_SVG}}}style")
        style.text = _style(letters)
        root.insert(0, style)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


# -- letters -----------------------------------------------------------------------------------

_FAMILY = "News Sans"
"""A cut font may not bear the name of its origin (OFL 1.1, section 3)."""
_ORIGIN = "IBM Plex Sans Arabic"
_TEXTS = frozenset({f"{{{_SVG}}}text", f"{{{_SVG}}}tspan"})
_WEIGHT = re.compile(r"font-weight\s*:\s*([\w-]+)")


def _gather(element: ElementTree.Element, weight: int, letters: defaultdict[int, set[str]]) -> None:
    """The letters of every text in an element, by the weight that they are set in."""
    styled = _WEIGHT.search(element.get("style", ""))
    weight = _weight(styled[1] if styled else element.get("font-weight", ""), weight)
    if element.tag in _TEXTS:
        letters[weight].update(element.text or "")
    for child in element:
        _gather(child, weight, letters)
        if element.tag in _TEXTS:
            letters[weight].update(child.tail or "")


def _weight(written: str, inherited: int) -> int:
    """The nearer of the two weights that there are (CSS Fonts 4, section 2.2)."""
    if written in {"bold", "bolder"}:
        return 700
    if written in {"normal", "lighter"}:
        return 400
    return (700 if int(written) > 500 else 400) if written.isdecimal() else inherited


def _style(letters: Mapping[int, set[str]]) -> str:
    """The rule wins over attributes and styles of the drawing, whatever family they name."""
    faces = "".join(_face(weight, "".join(sorted(letters[weight]))) for weight in sorted(letters))
    return f'{faces}text,tspan{{font-family:"{_FAMILY}",sans-serif!important}}'


def _face(weight: int, letters: str) -> str:
    data = base64.b64encode(_cut(_trimmed(weight), letters, "woff2")).decode()
    return (
        f'@font-face{{font-family:"{_FAMILY}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{data})}}"
    )


@functools.cache
def _trimmed(weight: int) -> bytes:
    """The typeface without its tables for hinting and for scripts that no label uses: the next cuts
    take a third of the time."""
    letters = "".join(map(chr, (*range(0x20, 0x180), *range(0x600, 0x700), *range(0x2000, 0x2070))))
    return _cut(fontpkg.path(_ORIGIN, weight).read_bytes(), letters, None)


_FEATURES = (
    *("init", "medi", "fina", "isol", "rlig", "liga", "calt", "ccmp"),
    *("mark", "mkmk", "curs", "locl", "kern"),
)


def _cut(font: bytes, letters: str, flavor: str | None) -> bytes:
    """A font of these letters, the same bytes in every run."""
    # What cuts fonts takes longer to import than most builds last.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.name_IDs = []
    options.drop_tables += ["meta"]
    options.recalc_timestamp = False
    options.harfbuzz_repacker = False
    cutter = Subsetter(options)
    cutter.populate(text=letters)
    file = TTFont(io.BytesIO(font), recalcTimestamp=False, lazy=False)
    cutter.subset(file)
    file.flavor = flavor
    buffer = io.BytesIO()
    file.save(buffer, reorderTables=False)
    return buffer.getvalue()
