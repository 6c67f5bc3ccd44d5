"""What writers write and what readers get: one row for each feature of the Markdown."""

from __future__ import annotations

import pytest

from generator.config import MarkupOptions
from generator.markup.convert import convert

OPTIONS = MarkupOptions()

ROWS = {
    "paragraph": ("تتواصل التقارير.", "<p>تتواصل التقارير.</p>"),
    "emphasis touches letters": ("و**مهم**ة", "<p>و<strong>مهم</strong>ة</p>"),
    "heading": ("## دور محوري", '<h2 id="دور-محوري">دور محوري</h2>'),
    "heading behind a mark": ("\u200f## عنوان", '<h2 id="عنوان">عنوان</h2>'),
    "heading at the top": ("# عنوان", '<h2 id="عنوان">عنوان</h2>'),
    "heading repeated": (
        "## قرار\n\n### قرار",
        '<h2 id="قرار">قرار</h2>\n<h3 id="قرار-2">قرار</h3>',
    ),
    "heading that begins with a digit": (
        "## ٢٠٢٤ عام القرار",
        '<h2 id="h-2024-عام-القرار">٢٠٢٤ عام القرار</h2>',
    ),
    "heading with an id of its own": ("## عنوان {#النتائج}", '<h2 id="النتائج">عنوان</h2>'),
    "heading with an id that pages keep": (
        "## عنوان {#page--main}",
        '<h2 id="page-main">عنوان</h2>',
    ),
    "link to a file": (
        "[نص](../2024/مقال.md#قرار)",
        '<p><a href="source:../2024/مقال.md#قرار">نص</a></p>',
    ),
    "link by reference": ("[نص][م]\n\n[م]: ب.md", '<p><a href="source:ب.md">نص</a></p>'),
    "link in the article": ("[نص](#قرار)", '<p><a href="#قرار">نص</a></p>'),
    "link to another site": (
        "[نص](https://e.org/?a=1&b=2)",
        '<p><a href="https://e.org/?a=1&amp;b=2" data-print="e.org" rel="noopener">نص</a></p>',
    ),
    "address as text": (
        "<https://e.org/>",
        '<p><a dir="ltr" href="https://e.org/" rel="noopener">https://e.org/</a></p>',
    ),
    "mail": (
        "<a@e.org>",
        '<p><a dir="ltr" href="mailto:a@e.org" rel="noopener">a@e.org</a></p>',
    ),
    "link in the writer's HTML": (
        '<a href="ب.md" onclick="x()">نص</a>',
        '<p><a href="source:ب.md">نص</a></p>',
    ),
    "image in a line": (
        "نص ![ب](أ.png)",
        '<p>نص <img alt="ب" decoding="async" loading="lazy" src="source:أ.png"></p>',
    ),
    "figure": (
        '![ب](أ.png "تعليق"){: credit="وكالة" .wide }',
        (
            '<figure class="wide">\n'
            '<img alt="ب" decoding="async" loading="lazy" src="source:أ.png">\n'
            '<figcaption>تعليق <span class="credit">وكالة</span></figcaption>\n</figure>'
        ),
    ),
    "figure in a link": (
        "[![ب](أ.png)](ج.md)",
        (
            '<figure>\n<a href="source:ج.md"><img alt="ب" decoding="async" loading="lazy"'
            ' src="source:أ.png"></a>\n</figure>'
        ),
    ),
    "list from another number": (
        "٣. ثالث\n٤. رابع",
        '<ol start="3">\n<li>ثالث</li>\n<li>رابع</li>\n</ol>',
    ),
    "list from one in Arabic digits": ("١. أول", "<ol>\n<li>أول</li>\n</ol>"),
    "lists of two kinds": ("1. أ\n\n- ب", "<ol>\n<li>أ</li>\n</ol>\n<ul>\n<li>ب</li>\n</ul>"),
    "terms": ("مصطلح\n:   تعريف", "<dl>\n<dt>مصطلح</dt>\n<dd>تعريف</dd>\n</dl>"),
    "abbreviation": (
        "قال OPEC كذا\n\n*[OPEC]: منظمة",
        '<p>قال <abbr title="منظمة">OPEC</abbr> كذا</p>',
    ),
    "box": (
        "!!! تنبيه\n    متن",
        (
            '<aside class="box box-warning" role="note">\n<p class="box-title">تنبيه</p>\n'
            "<p>متن</p>\n</aside>"
        ),
    ),
    "box with a title, in English": (
        '!!! summary "أهم ما جاء"\n    متن',
        (
            '<aside class="box box-summary" role="note">\n<p class="box-title">أهم ما جاء</p>\n'
            "<p>متن</p>\n</aside>"
        ),
    ),
    "box without a title": (
        '!!! تعريف ""\n    متن',
        '<aside class="box box-definition" role="note">\n<p>متن</p>\n</aside>',
    ),
    "pull quote": (
        "!!! اقتباس\n    كلام",
        '<aside class="pull-quote" role="note">\n<p>كلام</p>\n</aside>',
    ),
    "pull quote with its speaker": (
        '!!! اقتباس "السوداني"\n    كلام',
        (
            '<aside class="pull-quote" role="note">\n<p>كلام</p>\n'
            '<p class="pull-quote-source">السوداني</p>\n</aside>'
        ),
    ),
    "table": (
        "## الإنتاج\n\n| أ | ب |\n|:--|--:|\n| 1 | 2 |",
        (
            '<h2 id="الإنتاج">الإنتاج</h2>\n'
            '<section aria-label="الإنتاج" class="table-scroll" tabindex="0">\n'
            "<table>\n<thead>\n<tr>\n"
            '<th class="align-start" scope="col">أ</th>\n<th class="align-end" scope="col">ب</th>\n'
            "</tr>\n</thead>\n<tbody>\n<tr>\n"
            '<td class="align-start">1</td>\n<td class="align-end">2</td>\n'
            "</tr>\n</tbody>\n</table>\n</section>"
        ),
    ),
    "table with a caption": (
        "جدول: الإنتاج\n| | ب |\n|---|:-:|\n| 1 | 2 |",
        (
            '<section aria-label="الإنتاج" class="table-scroll" tabindex="0">\n<table>\n'
            "<caption>الإنتاج</caption>\n<thead>\n<tr>\n<td></td>\n"
            '<th class="align-center" scope="col">ب</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
            '<td>1</td>\n<td class="align-center">2</td>\n</tr>\n</tbody>\n</table>\n</section>'
        ),
    ),
    "code": ("نص `a < b`", '<p>نص <code dir="ltr">a &lt; b</code></p>'),
    "code block": (
        "```python\nx = 'أ'\n```",
        '<pre dir="ltr"><code dir="ltr" class="language-python">x = \'أ\'\n</code></pre>',
    ),
    "typography across elements": (
        'قال "نعم **ولا**", ثم... (2003-2024)',
        "<p>قال “نعم <strong>ولا</strong>”، ثم… (2003–2024)</p>",
    ),
    "typography leaves code": (
        'نص "`"x", y...`", نص',
        '<p>نص “<code dir="ltr">"x", y...</code>”، نص</p>',
    ),
    "typography leaves attributes and the writer's own code": (
        '[أ](ب.md "ق, ل") <kbd>ق, ل</kbd>',
        '<p><a href="source:ب.md" title="ق, ل">أ</a> <kbd dir="ltr">ق, ل</kbd></p>',
    ),
    "isolates": ("قالت OPEC+ إن C++", "<p>قالت <bdi>OPEC+</bdi> إن <bdi>C++</bdi></p>"),
    "isolates of the writer's own": ("<bdi>OPEC+</bdi> قالت", "<p><bdi>OPEC+</bdi> قالت</p>"),
    "numbers that stay whole": (
        "-37.63 ثم +964 770 123 4567",
        '<p><bdi class="number">-37.63</bdi> ثم <bdi class="number">+964 770 123 4567</bdi></p>',
    ),
    "a block from the left": (
        'He said "no", then left.',
        '<p dir="ltr">He said "no", then left.</p>',
    ),
    "templates are text": ("{{ 7*7 }} {% include %}", '<p dir="ltr">{{ 7*7 }} {% include %}</p>'),
    "the writer's HTML": (
        '<details><summary>س</summary>ج</details><time datetime="2024-01-01">أمس</time>',
        '<details><summary>س</summary>ج</details>\n<p><time datetime="2024-01-01">أمس</time></p>',
    ),
}


@pytest.mark.parametrize(("text", "html"), ROWS.values(), ids=ROWS)
def test_feature(text: str, html: str) -> None:
    assert convert(text, OPTIONS).html == html


def test_footnotes_are_numbered_as_they_are_read() -> None:
    text = "- أ[^ثان]\n\nب[^أول] ج[^ثان]\n\n[^أول]: هامش أول\n[^ثان]: هامش ثان"
    assert convert(text, OPTIONS).html == (
        '<ul>\n<li>أ<sup id="fnref2-ثان"><a aria-label="الهامش 1" class="footnote-ref"'
        ' href="#fn-ثان">1</a></sup></li>\n</ul>\n'
        '<p>ب<sup id="fnref-أول"><a aria-label="الهامش 2" class="footnote-ref"'
        ' href="#fn-أول">2</a></sup> ج<sup id="fnref-ثان"><a aria-label="الهامش 1"'
        ' class="footnote-ref" href="#fn-ثان">1</a></sup></p>\n'
        '<section aria-label="الهوامش" class="footnotes">\n<hr>\n<ol>\n'
        '<li id="fn-ثان">\n<p>هامش ثان&nbsp;'
        '<a aria-label="عودة إلى الموضع 1 في النص" class="footnote-backref" href="#fnref-ثان"'
        ' title="عودة إلى الموضع 1 في النص">↩︎</a>'
        '<a aria-label="عودة إلى الموضع 1 في النص" class="footnote-backref" href="#fnref2-ثان"'
        ' title="عودة إلى الموضع 1 في النص">↩︎</a></p>\n</li>\n'
        '<li id="fn-أول">\n<p>هامش أول&nbsp;'
        '<a aria-label="عودة إلى الموضع 2 في النص" class="footnote-backref" href="#fnref-أول"'
        ' title="عودة إلى الموضع 2 في النص">↩︎</a></p>\n</li>\n</ol>\n</section>'
    )


def test_typography_can_be_switched_off() -> None:
    options = MarkupOptions(typography=False)
    assert convert('قال "نعم", في C++', options).html == '<p>قال "نعم", في <bdi>C++</bdi></p>'


def test_quotes_are_the_house_style() -> None:
    options = MarkupOptions(quotes=("«", "»"))
    assert convert('قال "نعم"', options).html == "<p>قال «نعم»</p>"
