"""Comments of a WordPress export: threads and times right, nothing public that was not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.comments.source import from_database
from generator.comments.thread import arranged
from generator.diagnostics import Failed
from generator.moderation.desk import Desk
from generator.moderation.intake import import_file
from generator.moderation.wordpress import as_markdown, read
from generator.request import DATABASE
from tests.comments.isso import WITH_COMMENTS
from tests.sites.publication import Press

_HEAD = """\
<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>قديم</title>
"""
_COMMENT = """\
<wp:comment><wp:comment_id>{id}</wp:comment_id>
<wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_email>canary@private.example</wp:comment_author_email>
<wp:comment_author_url>https://canary.example</wp:comment_author_url>
<wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>
<wp:comment_date>{date}</wp:comment_date><wp:comment_date_gmt>{gmt}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{type}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def wp(id: int, text: str = "نص التعليق", **more: object) -> str:
    usual: dict[str, object] = {
        "author": "سعاد",
        "date": "2019-05-01 13:00:00",
        "gmt": "2019-05-01 10:00:00",
        "approved": "1",
        "type": "comment",
        "parent": 0,
    }
    return _COMMENT.format(**(usual | {"id": id, "text": text} | more))


def item(link: str, *comments: str, slug: str = "") -> str:
    return (
        f"<item><title>مقال</title><link>{link}</link><wp:post_name>{slug}</wp:post_name>"
        f"<content:encoded><![CDATA[<p>نص</p>]]></content:encoded>{''.join(comments)}</item>\n"
    )


@pytest.fixture
def export(press: Press) -> Path:
    """An export beside a publication that has taken its articles over."""
    press.write("site.yaml", WITH_COMMENTS)
    press.article("a", id="a", aliases="/2019/05/قديم/")
    press.article("b", id="b", slug="jadid", draft="نعم")
    old = "https://old.example/2019/05/%d9%82%d8%af%d9%8a%d9%85/"
    text = _HEAD + item(
        old,
        wp(11, 'شرح <strong>واضح</strong>، انظر <a href="https://a.example/">هنا</a>'),
        wp(12, "رد", parent=11, gmt="2019-05-01 11:30:00"),
        wp(13, "رد على رد", parent=12, gmt="2019-05-01 12:00:00"),
        wp(14, "ينتظر", approved="0", gmt="2019-05-02 10:00:00"),
        wp(15, "بيع", approved="spam"),
        wp(16, "في السلة", approved="trash"),
        wp(17, "إشارة", type="pingback"),
        wp(18, "بلا أب", parent=15, gmt="2019-05-03 10:00:00"),
        wp(19, "بلا غرينتش", gmt="0000-00-00 00:00:00", date="2019-05-04 10:00:00"),
    )
    text += item("https://old.example/?p=9", wp(21), slug="jadid")
    text += item("https://old.example/lost/", wp(31), slug="lost")
    path = press.root.parent / "export.xml"
    path.write_text(text + "</channel></rss>", encoding="utf-8")
    return path


@pytest.mark.fault(102)
def test_an_export_comes_in_with_threads_and_times(press: Press, export: Path) -> None:
    imported = import_file(press.request(), export, press.root / DATABASE)
    taken = imported.taken
    assert (taken.taken, taken.threads, taken.known, taken.repaired) == (7, 2, 0, 1)
    assert dict(imported.left_out) == {"spam": 1, "trash": 1, "ping": 1}
    assert imported.strange == ("https://old.example/lost/",)
    threads = from_database(press.root / DATABASE)
    tree = arranged(threads["a"].comments)
    assert [(b.comment.id, [r.id for r in b.replies]) for b in tree] == [
        (11, [12, 13]),
        (18, []),
        (19, []),
    ]
    assert tree[0].comment.created == datetime(2019, 5, 1, 10, tzinfo=UTC)
    assert tree[2].comment.created == datetime(2019, 5, 4, 7, tzinfo=UTC), "Baghdad"
    assert tree[0].comment.text == "شرح **واضح**، انظر [هنا](https://a.example/)"
    assert [(e.id, e.text) for e in Desk(press.root / DATABASE).entries()] == [(14, "ينتظر")]
    assert b"canary" not in (press.root / DATABASE).read_bytes()
    press.build()
    page = press.page("2026/01/a/")
    assert "5 تعليقات" in page
    assert "ينتظر</p>" not in page


def test_a_second_import_adds_nothing(press: Press, export: Path) -> None:
    import_file(press.request(), export, press.root / DATABASE)
    again = import_file(press.request(), export, press.root / DATABASE).taken
    assert (again.taken, again.known) == (0, 7)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("نص", "نص"),
        ("أ<br />ب", "أ\nب"),
        ("<p>أ</p><p>ب</p>", "أ\n\nب"),
        ("<em>أ</em> <code>x</code> <b>ب</b>", "*أ* `x` **ب**"),
        ("<blockquote>قيل\nهنا</blockquote>رد", "> قيل\n> هنا\n\nرد"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<script>alert(1)</script>نص<img src=x onerror=y>", "نص"),
        ("<ul><li>أ</li><li>ب</li></ul>", "- أ\n- ب"),
    ],
)
@pytest.mark.fault(102)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert as_markdown(html) == markdown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<rss>&b;</rss>', None),
        ('<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n<rss/>', None),
        (_HEAD + item("https://old.example/a/", wp(1)), None),
        (_HEAD + "<item>\n<title>\x01</title></item></channel></rss>", 5),
        ("<", None),
    ],
    ids=["bomb", "outside", "cut off", "control", "nothing"],
)
def test_a_file_that_is_no_sound_export_is_refused(
    tmp_path: Path, text: str, line: int | None
) -> None:
    path = tmp_path / "x.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Failed) as failed:
        read(path, "Asia/Baghdad")
    (fault,) = failed.value.diagnostics
    assert fault.code == "E-COMMENTS-XML"
    assert line is None or (fault.span and fault.span.line == line)
