"""Quotation marks: straight ones, and those without a partner. The build tells of a straight one
without partner in the text (W-QUOTES), so here only the others are told."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arabic.letters import has_arabic
from generator.arabic.quotation import Quote, read_quotes
from generator.check.prose import Block, Prose, quotes_of
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

STRAIGHT = Fault(
    code="W-STRAIGHT",
    severity=Severity.WARNING,
    ar='اقتباس بعلامتين مستقيمتين: "',
    en='a quotation in straight signs: "',
    hint_ar="اكتبه بين {opening} و{closing}",
    hint_en="write it between {opening} and {closing}",
)
UNPAIRED = Fault(
    code="W-UNPAIRED",
    severity=Severity.WARNING,
    ar="علامة اقتباس بلا قرين في فقرتها: {sign}",
    en="a quotation mark without its partner in the paragraph: {sign}",
    hint_ar="أغلق الاقتباس في الفقرة التي فُتح فيها، أو احذف العلامة",
    hint_en="close the quotation in the paragraph in which it opens, or delete the sign",
)

_PARTNER = {"”": "“", "»": "«", '"': '"'}


def rule(prose: Prose, house: House) -> Iterator[Slip]:
    for block in prose.blocks:
        shown = prose.shown(block)
        if not quotes_of(shown) or not has_arabic(shown):
            continue
        quotes = read_quotes(shown, house.quotes)
        lonely = list(_lonely(quotes, shown))
        is_straight = '"' in shown
        if lonely and not (is_straight and block.kind not in ("title", "field")):
            yield from (_unpaired(quote, block, shown) for quote in lonely)
        elif is_straight and not lonely:
            yield from _straight(quotes, block, shown, house)


def _lonely(quotes: tuple[Quote, ...], shown: str) -> Iterator[Quote]:
    opened: list[Quote] = []
    for quote in quotes:
        if quote.role == "opens":
            opened.append(quote)
        elif quote.role == "closes" and opened:
            opener = opened.pop()
            while opened and not _are_partners(shown[opener.offset], shown[quote.offset]):
                yield opener
                opener = opened.pop()
        elif quote.role == "stray":
            yield quote
    yield from opened


def _are_partners(opener: str, closer: str) -> bool:
    return '"' in (opener, closer) or _PARTNER.get(closer, opener) == opener


def _unpaired(quote: Quote, block: Block, shown: str) -> Slip:
    place = block.start + quote.offset
    return Slip(UNPAIRED, place, place + 1, None, {"sign": shown[quote.offset]})


def _straight(quotes: tuple[Quote, ...], block: Block, shown: str, house: House) -> Iterator[Slip]:
    opening, closing = house.quotes
    for quote in quotes:
        if shown[quote.offset] == '"' and quote.sign != '"':
            place = block.start + quote.offset
            values = {"opening": opening, "closing": closing}
            told = quote.role == "opens"
            yield Slip(STRAIGHT, place, place + 1, quote.sign, values, is_told=told)
