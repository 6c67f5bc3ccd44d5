"""HTML to our Markdown (faults row 95): every row is what WordPress stores, and what a writer
finds; what matters most is what our own press then makes of it."""

from __future__ import annotations

import csv
import html as entities
import re

import pytest

from generator.config import MarkupOptions
from generator.importers.prose import Surroundings, to_markdown
from generator.importers.soup import watched, words_of
from generator.markup.convert import convert
from tests.importers.conftest import Desk
from tests.importers.exports import HOST, UPLOADS, Post, attachment, encoded

PLAIN = MarkupOptions(typography=False)


def markdown(text: str, *, is_classic: bool = False) -> str:
    around = Surroundings(
        link=lambda href: "" if href.startswith("#") else "b.md" if href == "/b/" else href,
        picture=lambda href: (
            href.rpartition("/")[2] if re.search(r"(?<!missing)\.jpg", href) else ""
        ),
        removed=lambda _: None,
    )
    return to_markdown(text, around, is_classic=is_classic)


def read(page: str) -> str:
    """What a reader of a page sees, on one line."""
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", "", page)).split())


BLOCKS = [
    ("<p>فقرة <strong>مهمة</strong> و<em>مائلة</em>.</p>", "فقرة **مهمة** و*مائلة*."),
    ("<h1>كبير</h1><h2>أوسط</h2><h4>صغير</h4>", "## كبير\n\n## أوسط\n\n#### صغير"),
    ("<ul><li>أول</li><li>ثان<ul><li>فرع</li></ul></li></ul>", "- أول\n- ثان\n    - فرع"),
    ("<h2></h2><h3> &nbsp; </h3><h2><br></h2><h2><strong> </strong></h2>", ""),
    ('<ol><li value="7">أ</li><li>ب</li></ol>', "7. أ\n8. ب"),
    ("<ul><li>أ</li><ul><li>فرع</li></ul><li>ب</li></ul>", "- أ\n    - فرع\n- ب"),
    ("<ul><li>أ</li><li><ul><li>فرع</li></ul></li></ul>", "- أ\n    - فرع"),
    ("<ul><ul><li>أ</li></ul><ol><li>فرع</li></ol></ul>", "- أ\n    1. فرع"),
    (
        ('<p class="MsoListParagraphCxSpFirst"><span>·<span>&nbsp;&nbsp; </span></span>بند</p>\n'
        '<p class="MsoListParagraph">o&nbsp;&nbsp;ثان</p><p class="MsoListParagraph">3. ج</p>'),
        "- بند\n- ثان\n\n3\\. ج",
    ),
    ('<ul><li><p class="MsoListParagraph">· بند</p></li></ul>', "- بند"),
    (
        ('<div class="wp-block-file"><a href="/x.pdf">التقرير</a><a href="/x.pdf" '
        'class="wp-block-file__button wp-element-button" download>تنزيل</a></div>'),
        "[التقرير](/x.pdf)",
    ),
    ('<div><a href="/x.pdf" class="wp-block-file__button">تنزيل</a></div>', "[تنزيل](/x.pdf)"),
    (
        '<a href="/c/"><h3>ع <b>و</b></h3><p>نص</p>حر</a>',
        "### [ع **و**](/c/)\n\n[نص](/c/)\n\n[حر](/c/)",
    ),
    (
        ('<a href="/c/"><figure><img src="/a.jpg"><figcaption>ت</figcaption></figure>'
        "<div><p>نص</p></div></a>"),
        '[![](a.jpg "ت")](/c/)\n\n[نص](/c/)',
    ),
    ('<p>قبل <img src="https://s.w.org/i/1.svg" alt="😀"> بعد</p>', "قبل 😀 بعد"),
    ('<p>قبل<img class="wp-smiley" src="/a.jpg" alt=":*">', "قبل:\\*"),
    ('<ol start="3"><li>ج</li><li>د</li></ol>', "3. ج\n4. د"),
    ("<blockquote><p>قول</p><p>ثان</p></blockquote>", "> قول\n>\n> ثان"),
    ("<blockquote><p>قول</p><cite>قائله</cite></blockquote>", "> قول\n>\n> — قائله"),
    (
        '<figure class="wp-block-pullquote"><blockquote><p>جملة</p></blockquote></figure>',
        "!!! اقتباس\n    جملة",
    ),
    (
        ('<figure class="wp-block-image"><img src="/u/a.jpg" alt="وصف"/>'
        '<figcaption>تعليق "مقتبس" <a href="x">هنا</a></figcaption></figure>'),
        '![وصف](a.jpg "تعليق “مقتبس” هنا")',
    ),
    ('<p>قبل <img src="/u/a.jpg" alt="ص"> بعد</p>', "قبل\n\n![ص](a.jpg)\n\nبعد"),
    ('<a href="/u/a.jpg"><img src="/u/a-300x200.jpg" alt=""></a>', "![](a-300x200.jpg)"),
    ('<img src="/u/missing.jpg" alt="غائبة">', "[غائبة](/u/missing.jpg)"),
    (
        ('<figure class="wp-block-gallery"><figure><img src="/a.jpg"/></figure>'
        "<figure><img src='/b.jpg'/><figcaption>ب</figcaption></figure></figure>"),
        '![](a.jpg)\n\n![](b.jpg "ب")',
    ),
    (
        ('<figure class="wp-block-gallery"><figure><img src="/a.jpg"/><figcaption>أ</figcaption>'
        "</figure><figcaption>كلها</figcaption></figure>"),
        '![](a.jpg "أ")\n\nكلها',
    ),
    (
        ('<figure><img src="/a.jpg"><figcaption>قال و<b>أضاف</b> لـ<a href="/c/">أ ف ب</a>.<br>'
        "س</figcaption></figure>"),
        '![](a.jpg "قال وأضاف لـأ ف ب. س")',
    ),
    (
        ('<figure><a href="https://x.example/(1)"><img src="/a.jpg"></a><figcaption>أ</figcaption>'
        "</figure>"),
        '[![](a.jpg "أ")](https://x.example/%281%29)',
    ),
    ('<figure><a href="/u/a-9.jpg"><img src="/a.jpg"></a></figure>', "![](a.jpg)"),
    ('<p><a href="a.jpg?"><img src="/a.jpg"></a></p>', "![](a.jpg)"),
    (
        "<figure><img src='/a.jpg'><p>نص</p><figcaption>ت</figcaption></figure>",
        "![](a.jpg)\n\nنص\n\nت",
    ),
    ("<figure><img src='/a.jpg'><div><figcaption>ت</figcaption></div></figure>", "![](a.jpg)\n\nت"),
    ('<figure><a href="#x"><img src="/a.jpg"></a></figure>', "![](a.jpg)"),
    ('<figure><a href="/c/"><img src="/missing.jpg"></a></figure>', "[صورة](/missing.jpg)"),
    (
        ('<ul class="blocks-gallery-grid"><li class="blocks-gallery-item"><figure>'
        '<img src="/a.jpg"></figure></li></ul>'),
        "![](a.jpg)",
    ),
    (
        "<table><tr><th>البند</th><th>القيمة</th></tr><tr><td>أ|ب</td><td>10</td></tr></table>",
        "| البند | القيمة |\n| --- | --- |\n| أ&#124;ب | 10 |",
    ),
    (
        '<table class="x"><tr><td colspan="2" style="a">أ</td></tr></table>',
        '<table><tbody><tr><td colspan="2">أ</td></tr></tbody></table>',
    ),
    (
        ('<table><tr><td colspan="2"><a href="/b/" class="x">ب</a> <a href="#x">ج</a>'
        '<img src="/a.jpg" alt="د" width="9"><img src="/missing.jpg" alt="هـ"></td></tr></table>'),
        ('<table><tbody><tr><td colspan="2"><a href="b.md">ب</a> ج'
        '<img alt="د" src="a.jpg"/><a href="/missing.jpg">هـ</a></td></tr></tbody></table>'),
    ),
    (
        ('<figure class="wp-block-table"><table><tr><th>س</th></tr><tr><td>9</td></tr></table>'
        "<figcaption>أسعار النفط</figcaption></figure>"),
        "جدول: أسعار النفط\n\n| س |\n| --- |\n| 9 |",
    ),
    (
        ("<table><caption>ت</caption><thead><tr><td>أ</td></tr></thead><tbody><tr><td>1</td></tr>"
        "</tbody><tbody><tr><th>2</th></tr></tbody><tfoot><tr><td>3</td></tr></tfoot></table>"),
        "ت\n\n| أ |\n| --- |\n| 1 |\n| 2 |\n| 3 |",
    ),
    (
        ("<table><tr><th>أ</th></tr><tr><td>ب</td><td>ج</td></tr></table>"),
        ("<table><tbody><tr><th>أ</th></tr><tr><td>ب</td><td>ج</td></tr></tbody></table>"),
    ),
    (
        "<table><tr><td>أ</td></tr><tr><td>ب</td></tr></table>",
        "<table><tbody><tr><td>أ</td></tr><tr><td>ب</td></tr></tbody></table>",
    ),
    ("<table><tr><th>أ</th></tr></table>", "<table><tbody><tr><th>أ</th></tr></tbody></table>"),
    (
        ('<table><tr><th class="has-text-align-center">أ</th><th class="has-text-align-left">ب</th>'
        '<th>ج</th></tr><tr><td class="has-text-align-center" data-align="center">1</td>'
        '<td class="x has-text-align-left">2</td><td class="has-text-align-right">3</td></tr>'
        "</table>"),
        "| أ | ب | ج |\n| :---: | ---: | --- |\n| 1 | 2 | 3 |",
    ),
    (
        ('<table><tr><td><iframe src="//www.youtube.com/embed/x1"></iframe>'
        '<video><source src="https://a.example/v.mp4"></video><audio src="x"></audio></td></tr>'
        "</table>"),
        ('<table><tbody><tr><td><a href="https://www.youtube.com/watch?v=x1">'
        'https://www.youtube.com/watch?v=x1</a><a href="https://a.example/v.mp4">'
        "https://a.example/v.mp4</a></td></tr></tbody></table>"),
    ),
    (
        ('<figure class="wp-block-table"><table><tr><td colspan="2">س</td></tr></table>'
        "<figcaption>أسعار <b>النفط</b> &lt; 90 | *</figcaption></figure>"),
        ("<table><caption>أسعار النفط &lt; 90 | *</caption>"
        '<tbody><tr><td colspan="2">س</td></tr></tbody></table>'),
    ),
    (
        ('<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        "https://www.youtube.com/watch?v=abc_1\n</div></figure>"),
        "[https://www.youtube.com/watch?v=abc_1](https://www.youtube.com/watch?v=abc_1)",
    ),
    (
        '<iframe src="https://www.youtube.com/embed/xyz?rel=0"></iframe>',
        "[https://www.youtube.com/watch?v=xyz](https://www.youtube.com/watch?v=xyz)",
    ),
    ('<video src="https://a.example/v.mp4"></video>', "[https://a.example/v.mp4](https://a.example/v.mp4)"),
    ("<p>كم<sup>2</sup> وH<sub>2</sub>O</p>", "كم<sup>2</sup> وH<sub>2</sub>O"),
    ("<pre><code>a = [1]\n  b</code></pre>", "```\na = [1]\n  b\n```"),
    ("<pre><code>أ\n```\nx = 1\n```\nب</code></pre>", "````\nأ\n```\nx = 1\n```\nب\n````"),
    ("<pre>a = 1<br>b = 2</pre>", "```\na = 1\nb = 2\n```"),
    ("<ul><li>أ<pre>x\n y</pre></li><li>ب</li></ul>", "- أ\n\n        x\n         y\n\n- ب"),
    ("<ul><li><p>أ</p><p>ب</p></li><li>ج</li></ul>", "- أ\n\n    ب\n\n- ج"),
    ("<blockquote><pre>x\n\ny</pre></blockquote>", "> &nbsp;\n>\n>     x\n>\n>     y"),
    ('<pre class="wp-block-verse">صدر\nعجز</pre>', "صدر  \nعجز"),
    (
        ('<pre class="wp-block-verse">قد <em>قال</em>\n   <a href="/c/">عجز</a><br>ب    ج\n\n'
        "د\n</pre>"),
        "قد *قال*  \n\xa0\xa0\xa0[عجز](/c/)  \nب\xa0\xa0\xa0\xa0ج\n\nد",
    ),
    ('<pre class="wp-block-preformatted">بيان <b>مهم</b>\nab</pre>', "بيان **مهم**  \nab"),
    ("<pre><code>قيمة = x</code></pre>", "```\nقيمة = x\n```"),
    ("<hr/>", "---"),
    ("<p>أ" * 400, "\n\n".join("أ" * 400)),
    ("<ul>" + "<li>أ" * 400 + "</ul>", "\n".join(["- أ"] * 400)),
    ("<table><tr><th>أ<th>ب<tr><td>ج<td>د</table>", "| أ | ب |\n| --- | --- |\n| ج | د |"),
    ("<b>أ<p>ب</b>ج", "**أ**\n\n**ب**ج"),
    ("<p>سطر<br>آخر</p>", "سطر  \nآخر"),
    ("<p>سطر<br><br>آخر</p>", "سطر\n\nآخر"),
    ('<p><a href="https://a.example/x(1) y">نص</a></p>', "[نص](https://a.example/x%281%29%20y)"),
    ("<p>قبل</p><script>alert(1)</script><style>p{}</style><p>بعد</p>", "قبل\n\nبعد"),
    ("<details><summary>س</summary><p>ج</p></details>", "س\n\nج"),
]  # fmt: skip


@pytest.mark.fault(95)
@pytest.mark.parametrize(("html", "wanted"), BLOCKS)
def test_blocks_become_our_markdown(html: str, wanted: str) -> None:
    assert markdown(html) == wanted


@pytest.mark.parametrize("cell", ["<td>س</td>", '<td colspan="2">س</td>'])
def test_the_caption_of_a_table_is_one_on_the_page(cell: str) -> None:
    old = f"<figure><table><tr>{cell}</tr></table><figcaption>سعر *البرميل*</figcaption></figure>"
    made = convert(markdown(f"<p>قبل</p>{old}<p>بعد</p>"), PLAIN).html
    assert re.search(r"<table[^>]*>\s*<caption[^>]*>سعر \*البرميل\*</caption>", made), made
    assert made.count("سعر *البرميل*</") == 1


ROWS = "<tr><td>واحد</td></tr><tr><td>أ *ب* [ج](د) &lt; 5</td></tr>"
HELD = [
    "<table><tr><td>واحد</td></tr><tr><td>أ</td><td>ب</td></tr></table>",
    f"<figure><table>{ROWS}<tr><td><h1>ع</h1>\n\n<p>ب</p>\n\n</td></tr></table></figure>",
    f"<table><thead><tr><th>رأس</th></tr></thead><tbody>{ROWS}</tbody><tbody>{ROWS}</tbody></table>",
    f"<blockquote><p>قول</p><table>{ROWS}</table></blockquote>",
    f"<ul><li>بند<table>{ROWS}</table></li></ul>",
]


@pytest.mark.parametrize("html", HELD)
def test_the_page_has_each_cell_of_a_table_and_no_other(html: str) -> None:
    made = convert(markdown(f"<p>قبل</p>{html}<p>بعد</p>"), PLAIN).html
    for name in ("td", "th", "tr"):
        assert made.count(f"</{name}>") == html.count(f"</{name}>")
    assert read(made.replace("<", " <")) == read(f"قبل {html} بعد".replace("<", " <"))


NESTED = [
    "<p>أول</p>" + "<wbr>" * 201 + "<p>ثان</p>",
    "<p>أول</p>" + "<audio><track><track><track></audio><map><area></map>" * 99 + "<p>ثان</p>",
    "<p>أول</p><svg>" + '<path d="M0 0"/>' * 2001 + "</svg><p>ثان</p>",
    "<p>أول</p><form><select>" + "<option>خيار" * 201 + "</select></form><p>ثان</p>",
    "<p>أول" + "<font color=red><u>" * 201 + "</p><p>ثان</p>",
    "<p>أول</p>" + "<span><object>" * 201 + "</object></span>" * 201 + "<p>ثان</p>",
]


@pytest.mark.parametrize("html", NESTED, ids=["wbr", "track", "path", "option", "font", "object"])
def test_what_holds_nothing_or_goes_is_not_nested(html: str) -> None:
    assert markdown(html) == "أول\n\nثان"


def test_tables_with_columns_are_tables() -> None:
    table = (
        f"<table><colgroup>{'<col>' * 8}</colgroup><tr><th>أ</th></tr><tr><td>ب</td></tr></table>"
    )
    assert markdown(table * 26).count("| أ |\n| --- |\n| ب |") == 26


TANGLES = [
    "<div>" * 20_000,
    "".join(f"<b class={n}>" for n in range(190)) + "<p>س" * 50_000,
    "<p>" + "".join(f"<font color={n}>" for n in range(190)) + "<p>س" * 50_000,
    "<span>" * 30_000 + "</div>" * 30_000,
]


@pytest.mark.parametrize("html", TANGLES, ids=["div", "b", "font", "span"])
def test_a_tangle_becomes_its_words_and_no_program(html: str) -> None:
    told: list[str] = []
    around = Surroundings(lambda href: href, lambda _: "", told.append)
    code = "<SCRIPT src=x>alert('برنامج')</script ><style>p { color: red }</style>"
    text = to_markdown(f"أول{code} ثان{html}", around, is_classic=False)
    assert told == ["nesting"]
    assert text.startswith("أول ثان")
    assert "برنامج" not in text
    assert "color: red" not in text


def test_a_picture_that_is_missing_puts_no_link_in_a_link() -> None:
    html = (
        '<table><tr><td colspan="2"><a href="/x/"><img src="/missing.jpg" alt="صورة السد"></a>'
        '<img src="/missing.jpg" alt="أخرى"></td></tr></table>'
    )
    shown = markdown(html)
    assert '<a href="/x/">صورة السد</a>' in shown
    assert '<a href="/missing.jpg">أخرى</a>' in shown


CLASSIC = [
    ("فقرة أولى\n\nفقرة ثانية", "فقرة أولى\n\nفقرة ثانية"),
    ("سطر\nسطر", "سطر  \nسطر"),
    ("<strong>غليظ</strong> ثم\n\n<h2>عنوان</h2>\nنص", "**غليظ** ثم\n\n## عنوان\n\nنص"),
    ("<div>داخل\n\nإطار</div>\n\nخارج", "داخل\n\nإطار\n\nخارج"),
    ('<span style="x">أول\n\nثان</span>', "أول\n\nثان"),
    ("نص\r\n\r\nنص", "نص\n\nنص"),
    ("أول\n&nbsp;\nثان", "أول\n\nثان"),
    ("https://youtu.be/abc", "[https://youtu.be/abc](https://youtu.be/abc)"),
    ("<blockquote>قول\n\nثان</blockquote>", "> قول\n>\n> ثان"),
]


@pytest.mark.parametrize(("html", "wanted"), CLASSIC)
def test_classic_texts_have_paragraphs_at_blank_lines(html: str, wanted: str) -> None:
    assert markdown(html, is_classic=True) == wanted


STRAYS = [
    ("أول x<y وهذا كلام.\n\nفقرة ثانية", "أول x<y وهذا كلام. فقرة ثانية"),
    ("أول x<b وهذا كلام.\n\nفقرة <b>ثانية</b>", "أول x<b وهذا كلام. فقرة ثانية"),
    ("<code>if (a<b)</code> ثم\n\nفقرة", "if (a<b) ثم فقرة"),
    (
        '<a href="https://a.example/a>رابط</a> قال "نعم".\n\nفقرة <a href="/c/">ج</a>',
        '<a href="https://a.example/a>رابط قال "نعم". فقرة ج',
    ),
    ('<a href="/a>رابط</a> و<a href="/c/">ج</a>', '<a href="/a>رابط وج'),
    ("<p <b>نص</b></p>", "<p نص"),
    ("قبل <!-- لم يغلق\n\nفقرة", "قبل <!-- لم يغلق فقرة"),
    ("<!-- wp:p --><p>قبل</p><!-- /wp:p --><?xml a?>بعد <3 <> </p>", "قبل بعد <3 <>"),
    ('<p class="a""><a title="قال "نعم" ثم" href="/c/">ج</a></p>', "ج"),
    ('<p title="أ > ب"\nid=x data-x=\'"\'>نص <o:p>و</o:p><fb-like>ب</fb-like></p>', "نص وب"),
    ('<span title="سطر\n\nسطر">نص</span>', "نص"),
]


@pytest.mark.parametrize(("html", "wanted"), STRAYS)
def test_a_stray_sign_takes_nothing_along(html: str, wanted: str) -> None:
    assert read(convert(markdown(html, is_classic=True), PLAIN).html) == wanted


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<a ='", '<a =\'/" =" ', "<a x=\n", '<a ="\n', "<? "]
)
def test_a_text_of_signs_takes_no_longer_than_another(piece: str) -> None:
    assert words_of(piece * (1_000_000 // len(piece))).count("<") >= 90_000


TEXTS = [
    "نجمة * وشرطة _سفلية_ و**اثنتان**",
    "# وسم في أول السطر",
    "#وسم_طويل و@user_name",
    "- ليست قائمة",
    "+ ولا هذه",
    "1. ولا هذه",
    "2024. كان عاماً",
    "> وليس اقتباساً",
    "[رمز] و[نص](رابط) و![صورة](x)",
    "[^1] و*[PM10]: شرح",
    "`شيفرة` و\\ شرطة مائلة",
    "<b>ليس وسماً</b> و&amp; و&lt;",
    "{: .class} و{x}",
    ": تعريف",
    "!!! ملاحظة",
    "~~~ سياج",
    "=====",
    "-----",
    "| أ | ب |",
    "جملة تنتهي بشرطة \\",
    "انظر a.example/a_b_c?x=1&y=2",
    "السعر 5*3=15 و 2 < 3 > 1",
]


@pytest.mark.fault(95)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("shape", ["<p>{}</p>", "<p>سطر<br>{}</p>", "<ul><li>{}</li></ul>"])
def test_no_letter_of_a_text_becomes_a_sign(text: str, shape: str) -> None:
    """What the press makes of it reads as it did on the old site."""
    made = convert(markdown(shape.format(entities.escape(text))), PLAIN).html
    assert read(made).removeprefix("سطر ") == text
    assert re.sub(r"</?(?:p|br|ul|li|bdi)\b[^>]*>", "", made).find("<") == -1


def test_words_of_an_excerpt_stay_whole() -> None:
    html = "<p>موجز و<strong>فيه</strong></p><p>سطر<br>آخر</p><ul><li>أ</li><li>ب</li></ul>"
    assert words_of(html) == "موجز وفيه سطر آخر أ ب"


def test_a_picture_that_is_a_link_is_a_figure_with_its_caption() -> None:
    html = '<figure><a href="/c/"><img src="/a.jpg"></a><figcaption>قول</figcaption></figure>'
    made = convert(markdown(html), PLAIN).html
    assert re.search(r'<figure>\s*<a href="[^"]*/c/"><img[^>]*></a>\s*<figcaption>قول<', made), made


@pytest.mark.parametrize(
    "holder", ["<ul><li>{}</li><li>آخر</li></ul>", "<blockquote>{}</blockquote>"]
)
@pytest.mark.parametrize("before", ["", "نص", "<p>نص</p>"])
def test_code_in_an_item_is_code(holder: str, before: str) -> None:
    made = convert(markdown(holder.format(f"{before}<pre>a *b*\n\n  c</pre>")), PLAIN).html
    assert re.search(r"<pre[^>]*><code[^>]*>a \*b\*\n\n  c\n?</code></pre>", made), made
    assert "<li>" not in made or made.count("<li>") == 2


def test_frames_of_known_services_are_watched_as_pages() -> None:
    assert watched("//player.vimeo.com/video/12?h=x") == "https://vimeo.com/12"
    page = "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Ffacebook.com%2Fa&w=1"
    assert watched(page) == "https://facebook.com/a"


# -- in an import ----------------------------------------------------------------------------------


@pytest.mark.fault(95)
def test_short_codes_that_nobody_knows_stay_in_sight_and_are_listed(desk: Desk) -> None:
    receipt = desk.take(
        Post(1, "أ", '<p>قبل [slider id="3"] بعد [box color=red]داخل[/box]</p>'),
        Post(2, "ب", "نص [slider] و[[literal]]"),
    )
    assert desk.body_of(1) == 'قبل \\[slider id="3"\\] بعد \\[box color=red\\]داخل\\[/box\\]'
    assert desk.body_of(2) == "نص \\[slider\\] و\\[literal\\]"
    listed = sorted((n.name, n.id) for n in receipt.notes if n.kind == "shortcode")
    assert listed == [("box", "1"), ("slider", "1"), ("slider", "2")]
    arabic, english = receipt.sentences()
    assert "[box]، وهو في مقال واحد من الموقع القديم: 1\n" in arabic
    assert "[slider]، وهو في مقالين من الموقع القديم: 1، 2" in arabic
    assert "[slider] in 2 articles of the old site: 1, 2" in english
    with (desk.root / receipt.folder / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "shortcode"]
    assert len(rows) == 3
    assert all(row["لماذا"] and row["why"] for row in rows)
    desk.build()
    page = next(p for p in desk.files() if p.startswith("public/2024/09/") and "/أ/" in p)
    assert "[slider id=" in desk.read(page)


@pytest.mark.fault(95)
def test_scripts_and_frames_do_not_come_through(desk: Desk) -> None:
    content = (
        "<p onclick=\"x()\">نص</p><script>document.write('شر')</script>"
        '<iframe src="javascript:alert(1)"></iframe><a href="javascript:alert(2)">رابط</a>'
        '<img src="x" onerror="alert(3)"><object data="x.swf"></object>'
        "<!-- wp:latest-posts /-->"
    )
    receipt = desk.take(Post(1, "عنوان", content))
    address = f"{HOST}/2024/09/{encoded('عنوان')}/x"
    assert desk.body_of() == f"نص\n\nرابط\n\n[صورة]({address})"
    names = {note.name for note in receipt.notes}
    assert names >= {"<script>", "<object>", "<iframe>", "latest-posts"}


def test_captions_and_galleries_of_the_classic_editor(desk: Desk, jpeg: bytes) -> None:
    for name in ("a.jpg", "b.jpg"):
        desk.pictures[f"{UPLOADS}/{name}"] = jpeg
    desk.take(
        Post(
            1,
            "صور",
            f'[caption id="attachment_9" width="300"]<a href="{UPLOADS}/a.jpg"><img class="x" '
            f'src="{UPLOADS}/a-300x200.jpg" alt="وصف" /></a> تعليق الصورة[/caption]\n\n'
            'نص بعدها\n\n[gallery columns="2" ids="9,10"]\n\n[embed]https://x.example/1[/embed]',
        ),
        attachment(9, "a.jpg"),
        attachment(10, "b.jpg", alt="ثانية", caption="تعليق <الثانية>"),
    )
    assert re.sub(r"-[0-9a-f]{6}\.", ".", desk.body_of()) == (
        '![وصف](a.jpg "تعليق الصورة")\n\nنص بعدها\n\n![](a.jpg)\n\n'
        '![ثانية](b.jpg "تعليق <الثانية>")\n\n[https://x.example/1](https://x.example/1)'
    )
    assert sorted(desk.asked) == [f"{UPLOADS}/a.jpg", f"{UPLOADS}/b.jpg"]
    desk.build()


def test_reusable_blocks_are_put_in(desk: Desk) -> None:
    desk.take(
        Post(1, "عنوان", '<!-- wp:block {"ref":9} /-->\n<!-- wp:paragraph --><p>نص</p>'),
        Post(9, "صندوق", "<!-- wp:paragraph --><p>من الصندوق</p>", type="wp_block"),
    )
    assert desk.body_of() == "من الصندوق\n\nنص"


def test_a_block_that_is_made_by_wordpress_takes_nothing_along(desk: Desk) -> None:
    content = (
        '<!-- wp:image {"id":2} --><figure><img src="x.jpg" alt="صورة"></figure><!-- /wp:image -->'
        "<!-- wp:paragraph --><p>نص يبقى</p><!-- /wp:paragraph -->"
        '<!-- wp:latest-posts {"n":3} /--><p>وهذا</p>'
    )
    receipt = desk.take(Post(1, "عنوان", content))
    assert desk.body_of() == f"[صورة]({HOST}/2024/09/{encoded('عنوان')}/x.jpg)\n\nنص يبقى\n\nوهذا"
    assert [n.name for n in receipt.notes if n.kind == "block"] == ["latest-posts"]


@pytest.mark.fault(95)
@pytest.mark.parametrize(
    "content", ["[a]" * 50_000, "<b>" * 3_000 + "نص", "[a][b]" * 5_000 + "نص" + "[/b][/a]" * 5_000]
)
def test_texts_that_are_attacks_are_texts(desk: Desk, content: str) -> None:
    receipt = desk.take(Post(1, "أول", content), Post(2, "ثان", "نص"))
    assert receipt.balanced
    assert desk.body_of(2) == "نص"


def test_links_between_articles_are_by_file(desk: Desk) -> None:
    links = [
        (f"{HOST}/2024/09/%D8%AB%D8%A7%D9%86/#part", "ثان.md"),
        (f"http://www.old.example.org/2024/09/{'ثان'}", "ثان.md"),
        ("/?p=2", "ثان.md"),
        (f"{HOST}/about/", "../../../pages/about-2.md"),
        (f"{HOST}/category/x/", f"{HOST}/category/x/"),
        ("https://other.example/a", "https://other.example/a"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ]
    content = " ".join(f'<a href="{href}">ن</a>' for href, _ in links) + ' <a href="#x">مرساة</a>'
    desk.take(
        Post(1, "أول", content),
        Post(2, "ثان", "نص"),
        Post(3, "عن", "نص", type="page", slug="about"),
    )
    assert re.findall(r"\]\((.*?)\)", desk.body_of()) == [wanted for _, wanted in links]
    assert desk.body_of().endswith(" مرساة")
    assert [f.code for f in desk.build().findings] == []
