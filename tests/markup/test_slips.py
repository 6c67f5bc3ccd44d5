"""Slips of writers who know no Markdown: what is told, and what is meant as it stands."""

from __future__ import annotations

import time

import pytest

from generator.config import MarkupOptions
from generator.diagnostics import Diagnostic, Severity
from generator.markup import slips
from generator.markup.convert import convert
from generator.markup.notes import Notes
from generator.markup.source import Source

OPTIONS = MarkupOptions()


def _slips(text: str) -> list[Diagnostic]:
    found = convert(text, OPTIONS).body.findings
    return [f for f in found if f.code in ("W-LINK-FORM", "W-EMPHASIS", "W-LIST")]


def _places(text: str) -> list[tuple[str, int, int]]:
    return [(f.code, f.span.line, f.span.column) for f in _slips(text) if f.span]


LINKS = {
    "a space": ("انظر [رابط] (al-mawazin.md).", 6, "[رابط](al-mawazin.md)"),
    "an image": ("نص\n\n![صورة] (../images/naft.jpg)", 1, "![صورة](../images/naft.jpg)"),
    "two spaces": ("[رابط]  (https://who.int)", 1, "[رابط](https://who.int)"),
    "a title": ('[رابط] (a.md "عنوان")', 1, '[رابط](a.md "عنوان")'),
    "brackets in it": ("[أ] (https://e.org/a_(b))", 1, "[أ](https://e.org/a_(b))"),
    "a path of the site": ("[من نحن] (/about/)", 1, "[من نحن](/about/)"),
    "an anchor": ("[فوق] (#خلاصة)", 1, "[فوق](#خلاصة)"),
    "an anchor in a file": ("[فوق] (a.md#خلاصة)", 1, "[فوق](a.md#خلاصة)"),
    "mail": ("[راسلنا] (mailto:a@e.org)", 1, "[راسلنا](mailto:a@e.org)"),
    "in a list": ("- [أ] (a.md)\n- ب", 3, "[أ](a.md)"),
    "never closed": ("[رابط](https://who.int", 1, "[رابط](https://who.int)"),
    "never closed, and more": ("قال [رابط](https://who.int، وزاد.\n(هنا)", 5, "[رابط](https://who.int)"),
    "an image never closed": ("![أ](../images/a.png", 1, "![أ](../images/a.png)"),
    "a file never closed": ("[أ](b.md ثم انتهى.\n\n(فقرة)", 1, "[أ](b.md)"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "column", "mended"), LINKS.values(), ids=LINKS)
def test_a_link_that_shows_as_it_was_typed(text: str, column: int, mended: str) -> None:
    """It is told at its place; what the remedy says is a link and has nothing to be told."""
    (found,) = _slips(text)
    assert (found.code, found.severity) == ("W-LINK-FORM", Severity.WARNING)
    assert found.span is not None
    assert found.span.column == column
    assert found.hint.ar.endswith(f": {mended}")
    assert found.hint.en.endswith(f": {mended}")
    better = convert(mended, OPTIONS)
    assert "<a " in better.html or "<img " in better.html
    assert _slips(mended) == []


EMPHASES = {
    "not closed": ("**غليظ بلا إغلاق", 1, 1),
    "not closed, in a sentence": ("قال **كلمة ولم يغلق.", 1, 5),
    "after one that is": ("**نعم** ثم **لا", 1, 12),
    "in the next paragraph": ("نص\n\nنص **لا", 3, 4),
    "closed in the next paragraph": ("**أول\n\nآخر**", 1, 1),
    "a space before the end": ("نص **غليظ ** نص", 1, 4),
    "a space after the beginning": ("نص ** غليظ** نص", 1, 4),
    "after the conjunction": ("قال و**كلمة", 1, 6),
    "before a link": ("**[أ](https://e.org)", 1, 1),
    "before a number": ("عام **2026 كله", 1, 5),
    "before a quotation": ("**«نعم»", 1, 1),
    "in a list": ("- أ\n- **ب", 2, 3),
    "in a heading": ("نص\n\n## **عنوان", 3, 4),
    "in a table": ("| أ | ب |\n|---|---|\n| **ج | د |", 3, 3),
    "beside code that has the same": ("`**كلمة` ثم **كلمة", 1, 13),
}


@pytest.mark.parametrize(("text", "line", "column"), EMPHASES.values(), ids=EMPHASES)
def test_stars_that_show(text: str, line: int, column: int) -> None:
    assert "**" in convert(text, OPTIONS).html
    assert _places(text) == [("W-EMPHASIS", line, column)]


LISTS = {
    "points": ("الأسباب ثلاثة:\n- شح المطر\n- السدود\n- الهدر", 2),
    "points by stars": ("الأسباب:\n* شح المطر\n* السدود", 2),
    "points below bold words": ("**الأسباب:**\n- شح المطر\n- السدود", 2),
    "points below a heading and a line": ("## عنوان\nالأسباب:\n- شح المطر\n- السدود", 3),
    "indented": ("الأسباب:\n  - شح المطر\n  - السدود", 2),
    "numbers": ("الخطوات:\n1. أولى\n2. ثانية", 2),
    "Arabic numbers": ("الخطوات:\n١. أولى\n٢. ثانية", 2),
    "a table": ("وهذه أرقامه:\n| أ | ب |\n|---|---|\n| ج | د |", 2),
    "a table with sides": ("أرقام\n| أ | ب |\n|:--|--:|\n| ج | د |", 2),
    "bullets": ("الأسباب:\n• شح المطر\n• السدود", 2),
    "bullets alone": ("نص\n\n• شح المطر\n• السدود", 3),
    "below a paragraph of two lines": ("سطر\nالأسباب:\n- شح المطر\n- السدود", 3),
}


@pytest.mark.parametrize(("text", "line"), LISTS.values(), ids=LISTS)
def test_a_list_that_becomes_running_text(text: str, line: int) -> None:
    html = convert(text, OPTIONS).html
    assert not any(tag in html for tag in ("<ul", "<ol", "<table"))
    assert _places(text) == [("W-LIST", line, 1)]


def test_a_paragraph_is_told_once_and_each_by_itself() -> None:
    text = "أ:\n- ب\n- ج\nد:\n- ه\n- و\n\nز:\n- ح\n- ط\n"
    assert _places(text) == [("W-LIST", 2, 1), ("W-LIST", 9, 1)]


MEANT = {
    "a remark in brackets": "[sic] (انظر أعلاه)",
    "a remark with a name in it": "قال [الوزير] (وزير النفط في حكومة 2014)",
    "a number in brackets": "البند [أ] (2) والبند [ب] (3.5) و[ج] (#1)",
    "a file named in a remark": "[أ] (انظر الملف naft.jpg)",
    "a note and an address": "كلمة[^1] (https://who.int).\n\n[^1]: حاشية",
    "a link and a remark": "[أ](b.md) (https://who.int)",
    "a link defined below": "[منظمة] (https://who.int)\n\n[منظمة]: https://who.int",
    "a link by its name": "[أ][منظمة] (https://who.int)\n\n[منظمة]: https://who.int",
    "an escaped bracket": r"\[رابط] (al.md) و\[رابط](https://who.int",
    "links in code": "`[رابط] (al.md)` و`[رابط](https://who.int`",
    "links in a fence": "```\n[رابط] (al.md)\n[رابط](https://who.int\n```",
    "links in indented code": "نص\n\n    [رابط] (al.md)\n    [رابط](https://who.int",
    "links in HTML code": "<code>[رابط] (al.md)</code> <code>[رابط](https://who.int</code>",
    "links in a comment": "نص <!-- [رابط] (al.md) -->",
    "a whole link": "[أ](https://e.org/a_(b)) و[ب](c.md#د)",
    "a title on the next line": '[أ](https://who.int\n"عنوان") نص',
    "a bracket on the next line": "[أ](https://who.int\n) نص",
    "no address": "[أ](قيل له",
    "a sum": "5 ** 3 و2**3 و2 **3",
    "powers": "x**2 + y**2",
    "escaped stars": r"\*\*نجوم وكلمة \**نجمة",
    "stars in code": "`**kwargs` و`**كلمة`",
    "stars in a fence": "```\n**كلمة\n```",
    "stars in HTML code": "<code>**كلمة</code> نص",
    "bold": "**كلمة** و**كلمة**، و***كلمة***",
    "bold in a word": "و**كلمة**نا",
    "bold around a link": "**[أ](b.md)** و**«نعم»**",
    "a number with its note": "بلغ 12.5** في العام",
    "a rude word": "قال يا ابن ال*** وقال ****",
    "stars between paragraphs": "نص\n\n***\n\nنص\n\n* * *\n\nنص",
    "a list": "نص\n\n- أ\n- ب\n- ج",
    "a list in a list": "- أ\n    - ب\n    - ج\n- د",
    "a list with long points": "- بند\n  وتتمته\n- بند\n- بند",
    "a list below a heading": "## عنوان\n- أ\n- ب",
    "a list below a rule": "نص\n***\n- أ\n- ب",
    "one line of a dialogue": "قال له:\n- لا أعرف.\nثم مضى.",
    "dashes of a dialogue": "قال له:\n— لا أعرف.\n— بل تعرف.",
    "one bullet": "نص\n• واحد\nنص",
    "a number that begins a line": "وذلك في عام\n1990. ثم كان عام\n1991. وانتهى",
    "one number": "نص\n3. نص\nنص",
    "negative numbers": "كانت القيم\n-5 و\n-6 ثم",
    "bold lines": "نص\n**أ** ب\n**ج** د",
    "a list in a fence": "```\nنص\n- أ\n- ب\n| أ |\n|---|\n• أ\n• ب\n```",
    "a list in a quotation": "> نص\n>\n> - أ\n> - ب",
    "a list in a box": "!!! ملاحظة\n    نص\n\n    - أ\n    - ب",
    "a list below a definition": "[أ]: https://e.org\n- أ\n- ب",
    "a definition": "القاسم\n:   العدد\n:   غيره",
    "a table": "نص\n\n| أ | ب |\n|---|---|\n| ج | د |",
    "a table below a heading": "## عنوان\n| أ | ب |\n|---|---|\n| ج | د |",
    "a table with its caption": "جدول 1: أرقام\n| أ | ب |\n|---|---|\n| ج | د |",
    "a bar in a line": "نص\n| قال | نعم\nنص",
}


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_what_is_meant_as_it_stands(text: str) -> None:
    assert _slips(text) == []


HOSTILE = {
    "brackets": "[أ] (",
    "links": "[أ](b.md ",
    "a long address": "[أ](https://e.org/" + "a" * 100,
    "links by line": "[أ](b.md\n",
    "code": "<code>[أ] (b.md)</pre>",
    "stars": "**أ\n\n",
    "lists": "أ:\n- ب\n- ج\n\n",
    "lists in a paragraph": "أ:\n- ب\n- ج\n",
    "bullets": "• ب\n• ج\n\n",
    "bars": "أ\n| ",
    "rules": "أ\n|- - ",
}


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_looks_take_a_time_that_grows_with_the_text(piece: str) -> None:
    """Each text is 20 times the other; a look that took the square would take 400 times as long."""

    def seconds(text: str) -> float:
        notes = Notes()
        notes.begin(Source(text, text))
        begun = time.process_time()
        slips.inspect(notes)
        slips.tell_stars(notes, text.split("\n\n"))
        return time.process_time() - begun

    short = seconds(piece * 500)
    assert seconds(piece * 10_000) < 100 * short + 0.5
