"""Markdown of one article -> Body and sanitised HTML."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable

import markdown
import msgspec
from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension

from generator import keys
from generator.arabic import letters
from generator.config import MarkupOptions
from generator.diagnostics import Diagnostic, Fault, Severity, Span, in_order
from generator.markup import limits, printed, raw_html, relative, sanitise, slips
from generator.markup.body import Body, Conversion
from generator.markup.extensions.addresses import AddressExtension
from generator.markup.extensions.attributes import AttributeExtension
from generator.markup.extensions.boxes import BoxExtension
from generator.markup.extensions.figures import FigureExtension
from generator.markup.extensions.footnotes import FootnoteExtension
from generator.markup.extensions.headings import HeadingExtension
from generator.markup.extensions.lists import ListExtension
from generator.markup.extensions.tables import TablesExtension
from generator.markup.extensions.typography import OBJECT, TypographyExtension
from generator.markup.notes import Notes
from generator.markup.source import Source, prepare
from generator.markup.tree import BDI_CLOSE, BDI_OPEN

TEXT_EMPTY = Fault(
    code="W-EMPTY",
    severity=Severity.WARNING,
    ar="لا نص تحت الترويسة",
    en="there is no text below the front matter",
    hint_ar="اكتب نص المقال بعد السطر --- الثاني",
    hint_en="write the text of the article after the second --- line",
)
ID_TWICE = Fault(
    code="W-ID-TWICE",
    severity=Severity.WARNING,
    ar="معرّف (id) مكرر في المقال، فحُذف التكرار: {name}",
    en="an id occurs twice in the article; the second was removed: {name}",
    hint_ar="أعطِ كل موضع معرّفاً خاصاً به",
    hint_en="give each place an id of its own",
)

PROVEN = frozenset({"3.11.3"})
"""The versions of Python-Markdown whose accelerations are known to change nothing. To take up a new
one: run tests/markup/test_accelerations.py with it, the slow tests too, and name it here."""


class Converter(msgspec.Struct, frozen=True):
    """A Markdown instance and the notebook that its extensions write in."""

    markdown: Markdown
    notes: Notes
    relative_days: bool = False


def convert(text: str, options: MarkupOptions) -> Conversion:
    """Convert one article. The same text and options give the same bytes, whatever came before.

    Faults in the text are findings of the Body; a text that Markdown cannot take in bounded time
    or depth (E-MARKUP-LIMIT, E-MARKUP-NEST) gives an empty Body with that finding.
    """
    return convert_with(_converter(options), text)


def convert_with(converter: Converter, text: str) -> Conversion:
    """Convert one article with this converter."""
    source, found = prepare(text)
    if not source.text.strip():
        return _empty((*found, TEXT_EMPTY.at("", Span(1))))
    if excess := limits.excess(source):
        return _empty((*found, *excess))
    try:
        return _converted(converter, source, found)
    except RecursionError:
        _converter.cache_clear()
        return _empty((*found, limits.NESTED.at("", Span(1))))
    except BaseException:  # broken off half-way: it may not serve another text
        _converter.cache_clear()
        raise


@functools.lru_cache(maxsize=4)
def _converter(options: MarkupOptions) -> Converter:
    converter = make_converter(options)
    if markdown.__version__ in PROVEN:
        # Not above: it is made of parts that other versions may not have.
        from generator.markup.accelerations import accelerate

        accelerate(converter.markdown)
    return converter


def make_converter(options: MarkupOptions) -> Converter:
    """The converter of stock parts, as the laws want it; `convert` accelerates its own."""
    notes = Notes()
    instance = Markdown(
        output_format="html",
        extensions=[
            AbbrExtension(),
            AttrListExtension(),
            DefListExtension(),
            FencedCodeExtension(),
            SaneListExtension(),
            FootnoteExtension(notes),
            BoxExtension(notes),
            TablesExtension(),
            FigureExtension(),
            ListExtension(),
            AddressExtension(notes),
            TypographyExtension(notes, options),
            HeadingExtension(notes),
            AttributeExtension(notes),
        ],
    )
    return Converter(instance, notes, options.relative_days)


def _converted(converter: Converter, source: Source, found: tuple[Diagnostic, ...]) -> Conversion:
    notes = converter.notes
    notes.begin(source)
    converter.markdown.reset()
    raw_html.inspect(notes)
    slips.inspect(notes)
    written = converter.markdown.convert(source.text)
    written = written.replace(BDI_OPEN, "<bdi>").replace(BDI_CLOSE, "</bdi>")
    clean = printed.with_addresses(
        _with_numbers_whole(_with_code_directed(sanitise.clean(written)))
    )
    if converter.relative_days:
        clean = relative.mark(clean)
    finished, anchors = _with_single_ids(clean, notes)
    body = Body(
        html_digest=keys.digest(finished),
        excerpt=notes.excerpt,
        words=letters.count_words("\n".join(notes.texts).replace(OBJECT, " ")),
        headings=tuple(notes.headings),
        links=tuple(sorted(notes.links, key=lambda link: link.span)),
        images=tuple(sorted(notes.images, key=lambda image: image.span)),
        anchors=anchors,
        findings=in_order((*found, *notes.findings)),
        days=relative.marks_in(finished),
    )
    return Conversion(body, finished)


def _empty(findings: Iterable[Diagnostic]) -> Conversion:
    body = Body(keys.digest(""), "", 0, (), (), (), (), in_order(findings))
    return Conversion(body, "")


_CODE = re.compile(r"<(pre|code|kbd|samp)(?=>| class=)")
_NUMBER = re.compile("<bdi>(?=[+−-]?[0-9])")


def _with_numbers_whole(cleaned: str) -> str:
    """Told apart, so that the stylesheet keeps a telephone number on one line."""
    return _NUMBER.sub('<bdi class="number">', cleaned) if "<bdi>" in cleaned else cleaned


def _with_code_directed(cleaned: str) -> str:
    """Code reads from the left wherever it stands, unless the writer said otherwise."""
    return _CODE.sub(r'<\1 dir="ltr"', cleaned)


_ID = re.compile(r'(<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*?) id="([^"]*)"')


def _with_single_ids(cleaned: str, notes: Notes) -> tuple[str, tuple[str, ...]]:
    """The HTML with no id twice, and its ids in order."""
    names = tuple(html.unescape(match.group(2)) for match in _ID.finditer(cleaned))
    if len(set(names)) == len(names):
        return cleaned, names
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        name = html.unescape(match.group(2))
        if name in seen:
            notes.report(ID_TWICE, notes.locate(name), name=name)
            return match.group(1)
        seen.add(name)
        return match.group()

    return _ID.sub(once, cleaned), tuple(dict.fromkeys(names))
