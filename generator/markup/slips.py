"""What a writer meant as Markdown and Markdown did not take: it is shown as it was typed, without a
word. Only for telling the writer, who may know no Markdown at all; the page is made as ever.

Each look begins with a test that costs next to nothing, since nearly all texts have no slip. What
may be meant as it stands is left alone: a remark in brackets behind another, one line of a
dialogue, stars between numbers, code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from generator.arabic.punctuation import TAG
from generator.diagnostics import Fault, Severity
from generator.markup.notes import Notes
from generator.markup.source import PARAGRAPH, Source

LINK_FORM = Fault(
    code="W-LINK-FORM",
    severity=Severity.WARNING,
    ar="رابط أو صورة لم تكتمل صيغته، فظهر كما كُتب: {written}",
    en="a link or image that is not in the right form, and shows as it was typed: {written}",
    hint_ar="اكتبه هكذا، بلا مسافة بين القوسين، وبقوس يغلقه: {mended}",
    hint_en="write it like this, with no space between the brackets and one that closes: {mended}",
)
EMPHASIS = Fault(
    code="W-EMPHASIS",
    severity=Severity.WARNING,
    ar="نجمتان ظهرتا كما كُتبتا: خط غليظ لم يُغلق، أو بينه وبين نجمتيه مسافة",
    en="two stars show as they were typed: bold text not closed, or with a space inside its stars",
    hint_ar=r"اكتب **كلمة** في الفقرة نفسها، والنجوم لاصقة بالكلام؛ وإن أردت النجمتين فاكتب \*\*",
    hint_en=r"write **word** in one paragraph, the stars close to it; for plain stars write \*\*",
)
LIST = Fault(
    code="W-LIST",
    severity=Severity.WARNING,
    ar="قائمة أو جدول بلا سطر فارغ قبله، فصار كلاماً متصلاً",
    en="a list or table without an empty line before it becomes running text",
    hint_ar="اترك سطراً فارغاً قبل هذا السطر",
    hint_en="leave an empty line before this one",
)
BULLETS = Fault(
    code="W-LIST",
    severity=Severity.WARNING,
    ar="أسطر تبدأ بالعلامة • لا تصير قائمة، بل كلاماً متصلاً",
    en="lines that begin with • are no list, and become running text",
    hint_ar="ابدأ كل سطر منها بـ - تليها مسافة، واترك سطراً فارغاً قبل أولها",
    hint_en="begin each with - and a space, and leave an empty line before the first",
)


def inspect(notes: Notes) -> None:
    """Report the links, lists and tables of the article that Markdown did not take."""
    found = [look for is_likely, look in _LOOKS if is_likely(notes.source.text)]
    if found:
        prose = _without_raw_code(notes.source.masked)
        for look in found:
            look(notes, prose)


_RAW_CODE = re.compile(r"<(/?)(pre|code|kbd|samp)\b[^<>]*>", re.IGNORECASE)
_VISIBLE = re.compile(r"[^\n]")


def _without_raw_code(text: str) -> str:
    """The text with what stands in HTML code of the writer's own blanked."""
    if "</" not in text:
        return text
    opened: re.Match[str] | None = None
    pieces, end = list[str](), 0
    for tag in _RAW_CODE.finditer(text):
        if opened is None:
            opened = None if tag.group(1) else tag
        elif tag.group(1) and tag.group(2) == opened.group(2):
            code = text[opened.start() : tag.end()]
            pieces += text[end : opened.start()], _VISIBLE.sub(" ", code)
            opened, end = None, tag.end()
    return "".join((*pieces, text[end:]))


# -- links -----------------------------------------------------------------------------------------

_GAP = "[ \t\u00a0]+"
_SPACED = re.compile(
    rf'(?<![\\\]])(!?\[(?!\^)[^\[\]\n]+\]){_GAP}\(((?:[^()\s]|\([^()\s]*\))+)({_GAP}"[^"\n]*")?\)'
)
_IS_SPACED = re.compile(rf"\]{_GAP}\(")
_UNCLOSED = re.compile(
    r"\]\(([^()\s،؛\"]++)[^()\n]*+$(?!\n[ \t]*(?:[^()\n]*[\"'])?[ \t]*\))", re.MULTILINE
)
_DEFINED = re.compile(r"^ {0,3}(\[[^\]\n]+\]):", re.MULTILINE)
_TEXT_BEFORE = re.compile(r"(?<!\\)!?\[(?!\^)[^\[\]]+\Z")
_SUFFIXES = "md|html?|pdf|docx?|xlsx?|csv|zip|mp[34]|jpe?g|png|webp|gif|avif|svg|hei[cf]|tiff?|bmp"
_ADDRESS = re.compile(
    rf"[a-z][a-z0-9+.-]*://.|(?:mailto|tel):.|\.{{0,2}}/\w|#[^\W\d]|.*[^/]\.(?:{_SUFFIXES})(?:#.*)?\Z",
    re.IGNORECASE,
)


def _tell_spaced(notes: Notes, prose: str) -> None:
    """`[text] (address)`; but not where `[text]` alone is a link, defined elsewhere."""
    defined = {name.casefold() for name in _DEFINED.findall(prose)}
    for match in _SPACED.finditer(prose):
        text, address, title = match.group(1), match.group(2), match.group(3) or ""
        if _ADDRESS.match(address) and text.lstrip("!").casefold() not in defined:
            mended = f"{text}({address}{title})"
            span = notes.source.span(match.start())
            notes.report(LINK_FORM, span, written=match.group(), mended=mended)


def _tell_unclosed(notes: Notes, prose: str) -> None:
    """`[text](address` with no bracket that closes it on its line."""
    for match in _UNCLOSED.finditer(prose):
        address = match.group(1).rstrip(".,:;!؟")
        line = prose.rfind("\n", 0, match.start()) + 1
        text = _TEXT_BEFORE.search(prose[line : match.start()])
        if text and _ADDRESS.match(address):
            written = f"{text.group()}]({address}"
            span = notes.source.span(line + text.start())
            notes.report(LINK_FORM, span, written=written, mended=f"{written})")


# -- lists and tables ------------------------------------------------------------------------------

_NUMBER = r"[0-9٠-٩]{1,3}\."
_RUN = re.compile(
    rf"\n(?P<first> *(?:[-*+][ \t]+\S[^\n]*\n *[-*+]|{_NUMBER}[ \t]+\S[^\n]*\n *{_NUMBER})[ \t]+\S"
    r"| *(?P<table>\|)[^\n]*\n *\|?[ \t]*:?-[-:| \t]*(?:\n|\Z))"
)
_BULLETS = re.compile(r"^[ \t]*•[ \t\u00a0][^\n]*\n[ \t]*•[ \t\u00a0]", re.MULTILINE)
_BEGINNING = r" {0,3}(?:[-*+:•][ \t\u00a0]|[>|{<]|!!!|\*?\[[^\]\n]*\]:|[0-9٠-٩]+\.[ \t])"
_STRUCTURE = re.compile(rf"[ \t]*\Z|{_BEGINNING}|#|[ \t]*[-=*_][-=*_ \t]*\Z")
_CONTAINER = re.compile(rf"{_BEGINNING}|\t| {{4}}")
_CAPTION = re.compile(r"\s*(?:جدول|الجدول|[Tt]able)\s*\d*\s*:")


def _is_led(text: str) -> bool:
    return any(_follows_text(text, run.start()) for run in _RUN.finditer(text))


def _follows_text(text: str, end: int) -> bool:
    """Whether the line that ends here is one of a paragraph."""
    return not _STRUCTURE.match(text[text.rfind("\n", 0, end) + 1 : end])


def _tell_led(notes: Notes, prose: str) -> None:
    """Report each paragraph that runs into a list or table, once."""
    for block in PARAGRAPH.finditer(prose):
        if run := next(_led_in(block.group()), None):
            notes.report(LIST, notes.source.span(block.start() + run.start("first")))


def _led_in(block: str) -> Iterator[re.Match[str]]:
    """None where the block begins as a list, box or quotation: these have rules of their own."""
    if _CONTAINER.match(block):
        return
    for run in _RUN.finditer(block):
        is_caption = run.group("table") and _CAPTION.match(block[: run.start()])
        if _follows_text(block, run.start()) and not is_caption:
            yield run


def _has_bullets(text: str) -> bool:
    return "•" in text and _BULLETS.search(text) is not None


def _tell_bullets(notes: Notes, prose: str) -> None:
    for block in PARAGRAPH.finditer(prose):
        if bullets := _BULLETS.search(block.group()):
            notes.report(BULLETS, notes.source.span(block.start() + bullets.start()))


_LOOKS: tuple[tuple[Callable[[str], object], Callable[[Notes, str], None]], ...] = (
    (_IS_SPACED.search, _tell_spaced),
    (_UNCLOSED.search, _tell_unclosed),
    (_is_led, _tell_led),
    (_has_bullets, _tell_bullets),
)


# -- stars -----------------------------------------------------------------------------------------

_STARS = re.compile(
    rf"(?:(?<![\w*])|(?<=\bو))\*\*"
    rf"(?:(?=[^\W\d]|[“«\"(\[{TAG}])|(?<!\d \*\*)(?=\d)|"
    rf" [^\W\d][^*\n{TAG}]*(?<=\S)\*\*(?!\*))"
)
_HIDDEN = re.compile("[\x00-\x03\n\ufffc]")


def tell_stars(notes: Notes, blocks: Iterable[str]) -> None:
    """Report the blocks of the finished article that show stars, each once; `blocks` as they are
    before typography, TAG between two pieces. Stars escaped on purpose are not found in the source
    as they are shown."""
    seen: dict[str, int] = {}
    for block in blocks:
        if "**" in block and (stars := _STARS.search(block)):
            needle = _HIDDEN.split(block[stars.start() : stars.start() + 40])[0].rstrip()
            place = _unescaped(notes.source, needle, seen.get(needle, 0))
            if place >= 0:
                seen[needle] = place + 1
                notes.report(EMPHASIS, notes.source.span(place))


def _unescaped(source: Source, needle: str, start: int) -> int:
    """The next place of stars that no sign before them makes others, or -1."""
    found = source.masked.find(needle if needle != "**" else "**[", start)
    while found > 0 and source.masked[found - 1] in "\\*":
        found = source.masked.find(needle, found + 1)
    return found
