"""Random texts of all that a writer may type, well and badly; the same number, the same text."""

from __future__ import annotations

import random

_WORDS = (
    *("نص", "كلمة", "من", "بغداد", "التقارير", "مَهمـــة", "word", "OPEC", "OPEC+", "C++"),
    *("U.S.", "2003-2024", "5%", "٪", "١٢٣", "-5", "+964 770 123 4567", "@user", "e.org/x_y"),
    *("د.", " ", " ", " ", "  ", "\t", ",", "،", " ،", "؟", "?", ";", ".", "...", ":", " - "),
    *("--", "ـ", '"', '"', "'", "“", "”", "«", "»", "(", ")", "!", "{{ 7*7 }}"),
)  # fmt: skip
_INLINE = (
    *("**", "**", "*", "*", "_", "__", "***", "`", "``", "\\", "\\*", "\\[", "\\\\", "  \n", "["),
    *("]", "](", "](ب.md)", "](<a b.md>)", '](ج.md "عنوان")', "](//e.org)", "](javascript:x)"),
    *("[م]", "[م][م]", "[]", "![", "![ب](أ.png)", '![](x.png "ق"){: credit="ك" }', "[^أ]"),
    *("[^ب]", "{", "}", "{: .x }", "{: #id }", "{.a}", "{: title='ق' }"),
    *("<https://e.org/?a=1&b>", "<a@e.org>", "&", "&amp;", "&lt;", "&#8220;", "&#2;", "&nope;"),
    *("<", ">", "</>", "< "),
)  # fmt: skip
_BLOCKS = (
    *("\n", "\n", "\n\n", "\n\n", "\n    ", "\n\t", "\n\n    نص\n", "\n- ", "\n  - ", "\n1. "),
    *("\n٣. ", "\n> ", "\n> > ", "\n## ", "\n# ", " ##\n", "\n===\n", "\n---\n", "\n***\n"),
    *("\n:   ", "\n: ", "\n```\n", "\n```python\nx = 1\n```\n", "~~~", "\n\n!!! ملاحظة\n    "),
    *('\n!!! note "ع"\n    ', "\n\n!!! غريب\n    ", "|", " | ", "\n|---|:-:|\n"),
    *("\n\n| أ | ب |\n|---|---|\n| `|` | \\| |\n"),
    *("\n\nجدول: س\n| أ | ب |\n|---|--:|\n| 1 | 2 |\n", "جدول 3: س\n", "\n\n*[OPEC]: منظمة\n"),
    *("\n\n[م]: ب.md\n", "\n\n[م]: <ج.md> 'عنوان'\n", "\n\n[^أ]: هامش\n"),
    *("\n[^ب]: هامش\n    تكملة\n", "\n\n[^أ]:\n\n    فقرة\n", "///Footnotes Go Here///"),
    *("\n        ", "    "),
)  # fmt: skip
_HOSTILE = (
    *("<b>", "</b>", "<div>", "</div>", "\n<div>\nنص\n</div>\n", "<br>", "<hr>", "<img src=x>"),
    *("<script>", "</script>", "<p id='x' onclick=y>", '<a href="ب.md">', "</a>", "<code>"),
    *("</code>", "<bdi>", "</bdi>", "<kbd>K</kbd>", "<!--", "-->", "<!-- x -->", "<?php ?>"),
    *("<![CDATA[x]]>", "<!DOCTYPE x>", "<details><summary>س</summary>", "\x00", "\x01", "\x02"),
    *("\x03", "\x02amp\x03", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03", "\x0242\x03", "\x0c"),
    *("\x1c", "\x85", "\u2028", "\u200f", "\u202e", "\u2067", "\u2069", "\u200b", "\ufeff"),
    *("\ufffc", "\u064b", "\u00a0", "İ"),
)  # fmt: skip
_PIECES = _WORDS + _INLINE + _INLINE + _BLOCKS + _HOSTILE


def mixture(number: int) -> str:
    """A text of up to 40 pieces."""
    chance = random.Random(number)
    return "".join(chance.choices(_PIECES, k=chance.randint(1, chance.choice((6, 15, 40)))))


def spoilt(text: str, number: int) -> str:
    """A few blocks of a good text with pieces thrown in."""
    chance = random.Random(number)
    blocks = text.split("\n\n")
    start = chance.randrange(len(blocks))
    signs = list("\n\n".join(blocks[start : start + chance.randint(1, 6)]))
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(signs) + 1)
        signs[place : place + chance.choice((0, 0, 1, 2))] = chance.choice(_PIECES)
    return "".join(signs)
