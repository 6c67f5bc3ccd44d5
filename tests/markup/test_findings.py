"""Every finding of this room: its code, where it points, and what becomes of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import MarkupOptions
from generator.diagnostics import Severity, Span
from generator.markup.convert import convert

OPTIONS = MarkupOptions()

FINDINGS = {
    "no text": (" \n", "W-EMPTY", Span(1, 1), ""),
    "override": ("أ \u202eب", "W-BIDI", Span(1, 3), "<p>أ ب</p>"),
    "open isolate": ("أ\n\nب \u2067ج", "W-BIDI", Span(3, 3), "<p>أ</p>\n<p>ب \u2067ج</p>"),
    "level 1": (
        "نص\n\n# عنوان",
        "W-HEADING-TOP",
        Span(3, 1),
        '<p>نص</p>\n<h2 id="عنوان">عنوان</h2>',
    ),
    "quote": ('أ\n\nقال "نعم', "W-QUOTES", Span(3, 5), "<p>أ</p>\n<p>قال “نعم</p>"),
    "script": ("أ <script>x()</script>", "W-HTML", Span(1, 3), "<p>أ </p>"),
    "event": ("أ\n<b\nonclick=x>ب</b>", "W-HTML", Span(3, 1), "<p>أ\n<b>ب</b></p>"),
    "style": ('أ\n{: style="color:red" }', "W-HTML", Span(2, 4), "<p>أ</p>"),
    "style of an inline element": (
        '**أ**{: style="color:red" }',
        "W-HTML",
        Span(1, 9),
        "<p><strong>أ</strong></p>",
    ),
    "scheme": ("[أ](javascript:x)", "W-LINK-SCHEME", Span(1, 5), "<p><a>أ</a></p>"),
    "scheme in HTML": ('<a href="data:x">أ</a>', "W-LINK-SCHEME", Span(1, 10), "<p><a>أ</a></p>"),
    "no address": ("[أ]()", "W-LINK-EMPTY", Span(1, 1), "<p><a>أ</a></p>"),
    "image elsewhere": (
        "![أ](https://e.org/a.png)",
        "W-IMG-REMOTE",
        Span(1, 6),
        (
            '<figure>\n<img alt="أ" decoding="async" loading="lazy" src="https://e.org/a.png">\n'
            "</figure>"
        ),
    ),
    "box": (
        "!!! غريب\n    متن",
        "W-BOX",
        Span(1, 5),
        (
            '<aside class="box box-note" role="note">\n<p class="box-title">ملاحظة</p>\n'
            "<p>متن</p>\n</aside>"
        ),
    ),
    "missing footnote": ("`[^أ]`\nنص[^أ]", "E-LINK-FOOTNOTE", Span(2, 3), None),
    "unused footnote": ("نص\n\n[^أ]: هامش", "W-FOOTNOTE-UNUSED", Span(3, 1), "<p>نص</p>"),
    "id": (
        '<b id="أ">أ</b> <b id="أ">ب</b>',
        "W-ID-TWICE",
        Span(1, 8),
        '<p><b id="أ">أ</b> <b>ب</b></p>',
    ),
    "brackets": ("نص\n\n" + "[" * 501, "E-MARKUP-LIMIT", Span(3, 1), ""),
    "nesting": ("نص\n\n" + "- > " * 20 + "نص", "E-MARKUP-NEST", Span(3, 1), ""),
    "nesting by lines": (
        "\n".join("    " * depth + "- بند" for depth in range(41)),
        "E-MARKUP-NEST",
        Span(41, 1),
        "",
    ),
}


@pytest.mark.fault(12, 18, 29, 30, 106)
@pytest.mark.parametrize(("text", "code", "span", "html"), FINDINGS.values(), ids=FINDINGS)
def test_finding(text: str, code: str, span: Span, html: str | None) -> None:
    conversion = convert(text, OPTIONS)
    assert [(found.code, found.span) for found in conversion.body.findings] == [(code, span)]
    assert html is None or conversion.html == html
    severity = Severity.ERROR if code.startswith("E-") else Severity.WARNING
    assert {found.severity for found in conversion.body.findings} == {severity}


@pytest.mark.fault(12)
def test_places_are_those_of_the_writers_text() -> None:
    """Marks, controls and carriage returns that are taken out move no place (faults.md row 12)."""
    text = "\ufeff\u200fأول\r\n\u200f\x01[نص](ب.md) [نص](ب.md)\r\n`[نص](ب.md)` [نص](ا-ب.md#ج)"
    body = convert(text, OPTIONS).body
    assert [(link.path, link.anchor, link.span) for link in body.links] == [
        ("ب.md", "", Span(2, 8)),
        ("ب.md", "", Span(2, 19)),
        ("ا-ب.md", "ج", Span(3, 19)),
    ]


def test_links_in_code_are_not_links() -> None:
    text = """```
[أ](ب.md)
```

    [أ](ب.md) <script>

<!-- [أ](ب.md) <form> -->

- بند

    [أ](ب.md)
"""
    body = convert(text, OPTIONS).body
    assert [link.span for link in body.links] == [Span(11, 9)]
    assert body.findings == ()


@pytest.mark.fault(18, 43)
def test_deep_texts_do_not_depend_on_the_depth_of_their_caller() -> None:
    """faults.md rows 18 and 43."""
    text = "\n".join("    " * depth + "- بند" for depth in range(39))

    def below(depth: int) -> str:
        return below(depth - 1) if depth else convert(text, OPTIONS).html

    assert below(400) == below(0) != ""


LINES = st.lists(
    st.lists(st.text("ابتabc", min_size=1, max_size=5), max_size=4).map(" ".join), max_size=6
)


@pytest.mark.fault(12)
@given(LINES, st.text("ابتabc", min_size=1, max_size=9), st.sampled_from(["[نص](", "![نص]("]))
def test_a_target_is_told_at_its_line_and_column_wherever_it_stands(
    above: list[str], before: str, opening: str
) -> None:
    text = "\n".join([*above, f"{before} {opening}gone.md) بعد"])
    body = convert(text, OPTIONS).body
    found = [*body.links, *body.images]
    assert [(each.path, each.span) for each in found] == [
        ("gone.md", Span(len(above) + 1, len(f"{before} {opening}") + 1))
    ]


@pytest.mark.fault(12)
def test_a_missing_footnote_is_told_with_the_nearest() -> None:
    text = "نص[^الحساب] وآخر[^حصص].\n\n[^حساب]: هامش\n[^حصص]: هامش"
    found = [each for each in convert(text, OPTIONS).body.findings if each.code[0] == "E"]
    assert [each.hint.en.partition("?")[0] for each in found] == ["did you mean [^حساب]"]
