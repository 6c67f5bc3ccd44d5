"""Comments of a WordPress export: threads and times right, nothing public that was not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.comments.markdown import as_html
from generator.comments.source import from_database
from generator.comments.thread import arranged
from generator.diagnostics import Failed
from generator.moderation.desk import Desk
from generator.moderation.intake import import_file
from generator.request import DATABASE
from tests.comments.conftest import Tahlil
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


def wp(id: int | str, text: str = "نص التعليق", **more: object) -> str:
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


@pytest.mark.fault(102)
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("نص", "نص"),
        ("أ<br />ب", "أ<br>ب"),
        ("سطر\nسطر", "سطر<br>سطر"),
        ("<em>أ</em> <code>x</code> <b>ب</b>", "<em>أ</em> <code>x</code> <strong>ب</strong>"),
        ("أ &amp; ب &lt;ج&gt;", "أ &amp; ب &lt;ج&gt;"),
        ("1. ليس *قائمة*", "1. ليس *قائمة*"),
        ("<script>alert(1)</script>نص", "نص"),
    ],
)
def test_readers_see_what_was_written(
    press: Press, tmp_path: Path, written: str, shown: str
) -> None:
    press.write("site.yaml", WITH_COMMENTS)
    press.article("a", id="a")
    path = tmp_path / "export.xml"
    text = _HEAD + item("https://old.example/x/", wp(1, written), slug="a")
    path.write_text(text + "</channel></rss>", encoding="utf-8")
    import_file(press.request(), path, press.root / DATABASE)
    (comment,) = from_database(press.root / DATABASE)["a"].comments
    assert as_html(comment.text) == f'<p dir="rtl">{shown}</p>'


@pytest.mark.parametrize("digits", [25, 5000])
def test_numbers_that_no_database_holds_are_left(press: Press, tmp_path: Path, digits: int) -> None:
    press.write("site.yaml", WITH_COMMENTS)
    press.article("a", id="a")
    path = tmp_path / "export.xml"
    long = "9" * digits
    found = (wp(1, "أول", parent=long), wp(long, "ثان"))
    text = _HEAD + item("https://old.example/x/", *found, slug="a")
    path.write_text(text + "</channel></rss>", encoding="utf-8")
    import_file(press.request(), path, press.root / DATABASE)
    (comment,) = from_database(press.root / DATABASE)["a"].comments
    assert (comment.text, comment.parent) == ("أول", None)


@pytest.mark.parametrize("field", ["id", "parent"])
@pytest.mark.parametrize("number", [str(2**63), "9" * 5000])
def test_a_file_with_such_numbers_is_refused(
    press: Press, tmp_path: Path, field: str, number: str
) -> None:
    fields = {"id": "1", "parent": "null"} | {field: number}
    numbers = ", ".join(f'"{name}": {value}' for name, value in fields.items())
    path = tmp_path / "comments.json"
    path.write_text(
        f'{{"threads": [{{"id": "a", "comments": [{{{numbers}, "text": "نص",'
        ' "created": "2019-05-01T10:00:00Z"}]}]}'
    )
    with pytest.raises(Failed) as failed:
        import_file(press.request(), path, press.root / DATABASE)
    assert [fault.code for fault in failed.value.diagnostics] == ["E-COMMENTS-FILE"]


def test_of_a_broken_export_what_stands_before_the_break_is_taken(
    tahlil: Tahlil, export: Path
) -> None:
    whole = export.read_text(encoding="utf-8")
    export.write_text(whole[: whole.index("https://old.example/lost/")], encoding="utf-8")
    code, out, err = tahlil("import", str(export))
    assert code == 1
    assert "E-XML" in err
    assert "التعليقات المستوردة: 7" in out
    export.write_text(whole, encoding="utf-8")
    code, out, _ = tahlil("import", str(export))
    assert "كانت موجودة: 7" in out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<rss>&b;</rss>', "E-XML"),
        ('<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n<rss/>', "E-XML"),
        (_HEAD + "<item>\n<title>&nbsp;</title></item></channel></rss>", "E-XML"),
        ("<html></html>", "E-WXR"),
        ("<", "E-WXR"),
    ],
    ids=["bomb", "outside", "entity", "page", "nothing"],
)
def test_a_file_that_is_no_export_is_refused(
    press: Press, tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "x.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Failed) as failed:
        import_file(press.request(), path, press.root / DATABASE)
    assert [fault.code for fault in failed.value.diagnostics] == [code]
