"""Whatever an export holds: no exception, no file outside, no file that the press cannot read
(faults rows 94 and 95)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import filenames
from generator.config import MarkupOptions, SiteConfig, TermEntry
from generator.content.document import read_article
from generator.diagnostics import has_errors
from generator.engine.patience import within
from generator.importers.addresses import Answer, Register, host_of, place_of
from generator.importers.attic import Attic
from generator.importers.frontmatter import Article, plain, text_of
from generator.importers.pictures import is_picture, whole
from generator.importers.prose import Surroundings, to_markdown
from generator.importers.wordpress.items import slug_for, wanted_file
from generator.importers.wordpress.shortcodes import rendered
from generator.importers.wordpress.wxr import Item
from generator.markup.convert import convert
from tests.importers.conftest import Desk
from tests.importers.exports import Post, attachment

CONFIG = SiteConfig(title="أ", base_url="https://example.org/", categories=(TermEntry("تحليلات"),))
MOMENT = datetime(2024, 9, 22, tzinfo=UTC)
NASTY = st.sampled_from(
    ["../", "%2e%2e%2f", "\\", "\0", "\u202e", "\u2028", "\ufeff", '"', "'", ": ", "# ", "- ",
     "[", "{", "%d8", "%", "?", "&amp;", "<", ">", "]]>", "---", "\n", "\r\n",
     "con", ".", "x" * 300, "س" * 200, "http://[::1", "//", "@", "العراق", "،", "!", "|"]
)  # fmt: skip
TEXT = st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=8).map("".join)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<script>", "</script>", "<table>", "<tr>", "<td>", "</td>",
     "<ul>", "<li>", "</ul>", "<blockquote>", '<img src="x.jpg" alt="', '">', "<a href='", "</a>",
     "<figure>", "<figcaption>", "</figure>", "<!-- wp:x -->", "<br>", "<h2>", "</h2>", "[gallery]",
     "[caption]", "[/caption]", "\n\n", "<pre>", "</pre>", '<p onclick="x">', "<iframe src=//x.y>",
     "x<y ", "<!--", "<ol>", '<li value="7">', "<ul><ul>", "<th>أ</th>",
     '<pre class="wp-block-verse">', '<p class="MsoListParagraph">· ', '<a href="/c/"><h3>',
     "<img class=emoji alt='*'>"]
)  # fmt: skip
HTML = st.lists(st.one_of(TAGS, TEXT), max_size=12).map("".join)


class _Empty:
    def uploads(self, id: str) -> list[str]:
        return []

    def figure(self, id: str) -> str:
        return ""


@pytest.mark.fault(95)
@settings(deadline=None)
@given(HTML, st.booleans())
def test_any_html_becomes_markdown_that_the_press_takes(html: str, is_classic: bool) -> None:
    around = Surroundings(lambda href: "", lambda source: "a.jpg", lambda _: None)
    text = to_markdown(rendered(html, _Empty(), lambda _: None), around, is_classic=is_classic)
    made = convert(text, MarkupOptions()).html
    assert "<script" not in made
    assert "onclick" not in made.partition("<")[2].partition(">")[0]


def _item(slug: str, title: str, date: str) -> Item:
    empty = dict.fromkeys(Item.__struct_fields__, "")
    lists = {"terms": (), "remarks": (), "meta": {}, "sticky": False, "oversized": False, "line": 1}
    known = {"id": "7", "type": "post", "slug": slug, "title": title, "date": date}
    return Item(**{**empty, **lists, **known})  # type: ignore[arg-type]


@pytest.mark.fault(94)
@settings(deadline=None)
@given(TEXT, TEXT, st.sampled_from(["2024-09-22 10:00:00", "../../x", "", "0000-00-00 00:00:00"]))
def test_any_slug_is_a_file_inside(slug: str, title: str, date: str) -> None:
    item = _item(slug, title, date)
    name = slug_for(item, CONFIG)
    path = wanted_file(item, name)
    assert name
    assert path.startswith("content/articles/")
    assert not filenames.escapes(path)
    assert filenames.is_portable(path)
    assert filenames.longest_part(path) <= filenames.MAX_NAME


@pytest.mark.fault(94)
@settings(deadline=None)
@given(TEXT)
def test_an_alias_that_is_promised_is_read(path: str) -> None:
    verdict = Register(Attic()).judge(f"https://old.example.org/{path}", "2024/09/x/", "x.md")
    place_of(path), host_of(path), is_picture(path), whole(path)
    assert (verdict.alias != "") == (verdict.answer is Answer.REDIRECT)
    if verdict.alias:
        document = _read(_article(aliases=(verdict.alias,)))
        assert document.header.aliases == (verdict.alias,)


@settings(deadline=None)
@given(TEXT, TEXT, st.lists(TEXT, max_size=3))
def test_any_words_can_stand_in_front_matter(title: str, caption: str, tags: list[str]) -> None:
    article = _article(
        title=plain(title) or "عنوان", image=("a.jpg", caption, caption), tags=tuple(tags)
    )
    header = _read(article).header
    assert header.title == article.title
    assert header.tags == tuple(dict.fromkeys(filter(None, map(plain, tags))))
    assert header.image is not None
    assert header.image.caption == plain(caption)


def _article(**fields: object) -> Article:
    known = {"mark": "wordpress 1", "title": "عنوان", "body": "نص", "date": MOMENT, "slug": "x"}
    return Article(**{"categories": ("تحليلات",), **known, **fields})  # type: ignore[arg-type]


def _read(article: Article):
    document, findings = read_article("content/articles/x.md", text_of(article), CONFIG)
    assert not has_errors(findings), findings
    assert document is not None
    return document


HOSTILE = {
    "blocks": "<!-- wp:a {",
    "spaces": "أ" + " " * 2_000 + "ب",
    "brackets": "\\[",
    "subheads": "<h2",
    "subheads with ids": '<h2 id="h-a">x</h2>',
    "captions": "[caption]<a ",
    "open values": '<a x="<b ',
    "galleries": "[gallery]",
    "notes": '<figcaption><sup data-fn="a" class="fn"><a href="#a">1</a></sup></figcaption>',
}


@pytest.mark.no_cover
@pytest.mark.fault(91)
@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_texts_of_a_hundred_kilobytes_take_seconds(desk: Desk, shape: str) -> None:
    """With the square of their length they would take minutes."""
    piece = HOSTILE[shape]
    uploads = [attachment(n, f"{n}.jpg", parent=1) for n in range(2, 200)]
    notes = f'[{{"id":"a","content":"{"نص " * 2_000}"}}]'
    post = Post(1, "عنوان", piece * (100_000 // len(piece)), meta=(("footnotes", notes),))
    assert within(30, lambda: desk.take(post, *uploads)).balanced
    assert len(desk.text_of(1)) < 1_000_000
