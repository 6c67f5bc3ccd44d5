"""Comments as a source of the build: what they make again, where they come from, what breaks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.build import Report
from generator.comments.source import KeptComment
from generator.diagnostics import exit_code
from generator.graph.policy import CONTENT_SECURITY_POLICY
from generator.moderation.desk import Desk
from generator.moderation.exchange import export
from tests.comments.isso import WITH_COMMENTS, beside, database, post, rows, running, thread
from tests.laws.test_glance import built, seen
from tests.sites.publication import Press, parsed, words

_ONE = '{"id": 1, "created": "2026-01-01T00:00:00Z"}'
START = datetime(2026, 1, 2, 6, tzinfo=UTC)
PAGE = "2026/01/a/index.html"


def comment(id: int, text: str = "تعليق", author: str = "سعاد", **more: object) -> KeptComment:
    return replace(KeptComment(id, START + timedelta(minutes=id), author, text), **more)


@pytest.fixture
def open_press(press: Press) -> Press:
    """Three articles that take comments."""
    press.write("site.yaml", WITH_COMMENTS)
    for name in ("a", "b", "c"):
        press.article(name, id=name)
    return press


def section(press: Press, page: str = PAGE) -> str:
    """The part of a page that holds its comments; "" when it has none."""
    found = re.search(
        r'<section class="section comments".*?</section>', press.page(page), re.DOTALL
    )
    return found[0] if found else ""


def made_pages(report: Report) -> tuple[str, ...]:
    return tuple(path for path in report.made if path.endswith(".html"))


# -- what is shown ---------------------------------------------------------------------------------


def test_approved_comments_stand_in_the_page_with_their_replies(open_press: Press) -> None:
    database(
        open_press.root,
        thread(
            "a",
            comment(1, "شرح **واضح**", "مصطفى"),
            comment(2, "شكراً", "المحرر", parent=1),
            comment(3, "ينتظر", state="waiting"),
            comment(4, "", "", state="deleted"),
            comment(5, "رد على محذوف", "هدى", parent=4),
        ),
    )
    open_press.build()
    html = section(open_press)
    tree = parsed(html)
    assert words(tree.find(".//h2")) == "3 تعليقات"
    assert '"commentCount":3' in open_press.page(PAGE)
    assert [words(e) for e in tree.iter() if e.get("class") == "comment-author"] == [
        "مصطفى",
        "المحرر",
        "هدى",
    ]
    (replies, other) = (e for e in tree.iter() if e.get("class") == "comment-replies")
    assert "شكراً" in words(replies)
    assert "رد على محذوف" in words(other)
    assert "<strong>واضح</strong>" in html
    assert "حُذف هذا التعليق." in html
    assert "ينتظر" not in html
    assert '<time datetime="2026-01-02T09:01:00+03:00">2 يناير 2026، 9:01 ص</time>' in html
    assert '<a href="#page--comments">3 تعليقات</a>' in open_press.page(PAGE)


def test_what_belongs_to_a_person_is_in_no_published_byte(open_press: Press) -> None:
    path = database(open_press.root, thread("a", comment(1)))
    canary = "canary@private.example"
    rows(path, "update comments set email=?, remote_addr='203.0.113.0', website=?", canary, canary)
    open_press.build()
    tree = open_press.tree()
    cache = b"".join(p.read_bytes() for p in open_press.cache.rglob("*") if p.is_file())
    for word in (b"canary", b"203.0.113"):
        assert not any(word in data for data in (*tree.values(), cache))


@pytest.mark.fault(101)
@pytest.mark.parametrize("where", ["site", "article"])
def test_where_comments_are_off_there_is_no_trace_of_them(open_press: Press, where: str) -> None:
    database(open_press.root, thread("b", comment(1)))
    if where == "site":
        open_press.write("site.yaml", WITH_COMMENTS.partition("comments:")[0] + "comments: لا\n")
    else:
        open_press.edit("a", comments="لا")
    open_press.build()
    page = open_press.page(PAGE)
    for trace in ("comments.example.org", "assets/comments", "data-comments", "letters@"):
        assert trace not in page
    assert section(open_press) == ""
    assert f'content="{CONTENT_SECURITY_POLICY}"'.replace("'", "&#39;") in page


def test_closed_comments_keep_what_was_said(open_press: Press) -> None:
    database(open_press.root, thread("a", comment(1, "قيل")))
    open_press.edit("a", comments="لا")
    open_press.build()
    html = section(open_press)
    assert "قيل" in html
    assert "أُغلق باب التعليق على هذا المقال." in html
    for trace in ("<form", "<button", "<script", "mailto:"):
        assert trace not in html
    assert "comments.example.org" not in open_press.page(PAGE)


def test_the_policy_names_the_server_where_comments_are_taken_and_nowhere_else(
    open_press: Press,
) -> None:
    open_press.build()
    allowed = "connect-src &#39;self&#39; https://comments.example.org;"
    assert allowed in open_press.page(PAGE)
    assert allowed not in open_press.page("archive/")
    assert "comments.example.org" not in open_press.page("")
    headers = open_press.page("_headers")
    assert "connect-src 'self' https://comments.example.org;" in headers
    assert headers.count("Content-Security-Policy") == 1


def test_without_script_a_mail_names_the_article(open_press: Press) -> None:
    open_press.build()
    link = next(e for e in parsed(section(open_press)).iter("a") if "mailto:" in e.get("href", ""))
    assert link.get("href").startswith("mailto:letters@example.org?subject=")
    assert link.get("href").endswith("%20a")


def test_without_a_server_there_is_no_form_and_no_script(open_press: Press) -> None:
    open_press.write(
        "site.yaml", WITH_COMMENTS.replace("  server: https://comments.example.org\n", "")
    )
    open_press.build()
    assert "mailto:" in section(open_press)
    assert "<form" not in section(open_press)
    assert "<script" not in section(open_press)


# -- what is made again ----------------------------------------------------------------------------


def test_an_approval_makes_one_page_again(open_press: Press) -> None:
    path = database(open_press.root, thread("a", comment(1)), thread("b", comment(2)))
    open_press.build()
    rows(
        path,
        "insert into comments (tid, id, created, mode, text, author, voters)"
        " select tid, 9, created, 2, 'جديد', author, voters from comments where id = 1",
    )
    report = open_press.build()
    assert report.made == report.written == (), "what waits is nobody's business"
    Desk(path).approve((9,))
    report = open_press.build()
    assert report.made == (PAGE,)
    assert report.converted == ()
    assert "جديد" in section(open_press)
    assert open_press.build().made == ()


def test_a_deletion_and_an_edit_make_that_page_again(open_press: Press) -> None:
    path = database(open_press.root, thread("a", comment(1), comment(2, "قيل")))
    open_press.build()
    rows(path, "update comments set text = 'عُدّل' where id = 1")
    assert open_press.build().made == (PAGE,)
    Desk(path).delete((2,))
    assert open_press.build().made == (PAGE,)
    assert "قيل" not in section(open_press)


@pytest.mark.fault(99)
def test_a_new_slug_and_a_new_domain_lose_no_comment(open_press: Press) -> None:
    database(open_press.root, thread("a", comment(1, "باقٍ")))
    open_press.edit("a", slug="jadid")
    open_press.write(
        "site.yaml", WITH_COMMENTS.replace("https://example.org/daftar/", "https://new.example/")
    )
    open_press.build()
    assert "باقٍ" in section(open_press, "2026/01/jadid/index.html")


def test_comments_on_what_is_not_there_are_told(open_press: Press) -> None:
    database(open_press.root, thread("a", comment(1)), thread("gone", comment(2)))
    (finding,) = open_press.build().findings
    assert finding.code == "W-COMMENTS-LOST"
    assert "gone" in finding.text.ar


def test_comments_that_site_yaml_keeps_closed_are_told(press: Press) -> None:
    press.article("a", id="a")
    press.write("content/comments.json", f'{{"threads": [{{"id": "a", "comments": [{_ONE}]}}]}}')
    (finding,) = press.build().findings
    assert (finding.code, finding.path) == ("W-COMMENTS-OFF", "content/comments.json")


def test_incremental_equals_clean(open_press: Press) -> None:
    path = database(open_press.root, thread("a", comment(1)))
    open_press.build()
    rows(
        path,
        "insert into comments (tid, created, mode, text, voters)"
        " select tid, created + 1, 1, 'آخر', voters from comments",
    )
    open_press.build()
    assert open_press.build_clean_elsewhere() == open_press.tree()


def test_a_glance_shows_the_comments_that_the_build_publishes(open_press: Press) -> None:
    """Also for an article that closes its comments in the same stroke."""
    database(open_press.root, thread("a", comment(1, "قيل")))
    ground, output = built(open_press, preview=True)
    open_press.edit("a", body="نص آخر.\n", comments="لا")
    glimpse = seen(open_press, ground, "content/articles/a.md")
    built(open_press, preview=True)
    assert glimpse
    assert "قيل" in glimpse.data.decode()
    assert (output / glimpse.path).read_bytes() == glimpse.data


def test_the_script_is_small_and_has_a_name_of_its_own(open_press: Press) -> None:
    open_press.build()
    (script,) = (open_press.output / "assets").glob("comments.*.js")
    assert len(script.read_bytes()) <= 3_000
    assert f'src="../../../assets/{script.name}"' in open_press.page(PAGE)


# -- other sources ---------------------------------------------------------------------------------


def test_a_file_beside_the_articles_is_a_source_where_there_is_no_database(
    open_press: Press,
) -> None:
    path = database(open_press.root, thread("a", comment(1, "من الملف")))
    export(path, open_press.root / "content/comments.json")
    path.unlink()
    open_press.build()
    assert "من الملف" in section(open_press)
    database(open_press.root, thread("a", comment(1, "من القاعدة")))
    assert open_press.build().made == (PAGE,)
    assert "من القاعدة" in section(open_press)


@pytest.mark.parametrize(
    ("data", "span"),
    [
        ('{"threads": [\n  {"id": }]}', (2, 10)),
        ('{"threads": [{"id": 3}]}', None),
        ('{"threads": [{"id": "a", "comments": [1, 1]}]}'.replace("1", _ONE), None),
        (
            '{"threads": [{"id": "a", "comments": [{"id": 1, "created": "2026-01-01T00:00:00"}]}]}',
            None,
        ),
        ("\xff", None),
    ],
)
def test_a_file_that_is_none_stops_the_build(
    open_press: Press, data: str, span: tuple[int, int] | None
) -> None:
    open_press.write("content/comments.json", data.encode("latin-1"))
    (fault,) = open_press.faults()
    assert (fault.code, fault.path) == ("E-COMMENTS-FILE", "content/comments.json")
    assert span is None or (fault.span and (fault.span.line, fault.span.column) == span)


def test_a_server_elsewhere_is_asked_over_its_api(open_press: Press, free_port: int) -> None:
    path = database(
        open_press.root,
        thread("a", comment(1, "شرح **واضح**", 'س & "ص"'), comment(2, "رد", parent=1)),
    )
    open_press.build()
    here = open_press.tree()
    with running(beside(open_press.root, free_port, 1), free_port) as address:
        assert post(address, "b", "لم يوافق عليه بعد").status == 202
        open_press.build(comments=address)
    assert open_press.tree() == here
    (fault,) = open_press.faults(comments=address)
    assert fault.code == "E-COMMENTS-HOST"
    assert open_press.tree() == here
    assert path.exists()


def test_another_database_can_be_named(open_press: Press, tmp_path: Path) -> None:
    elsewhere = database(tmp_path / "host", thread("a", comment(1, "من بعيد")))
    open_press.build(comments=str(elsewhere))
    assert "من بعيد" in section(open_press)
    (fault,) = open_press.faults(comments=str(tmp_path / "none.db"))
    assert fault.code == "E-COMMENTS-NONE"
    (fault,) = open_press.faults(comments=str(tmp_path))
    assert (fault.code, "rights" in fault.hint.en) == ("E-COMMENTS-DB", True)


# -- a database in trouble -------------------------------------------------------------------------


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield
        other.execute("rollback")


@pytest.mark.fault(103)
def test_a_locked_database_stops_the_build_and_changes_nothing(
    open_press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.comments.source.PATIENCE", 0.01)
    path = database(open_press.root, thread("a", comment(1)))
    open_press.build()
    before = open_press.tree()
    open_press.article("d")
    with locked(path):
        faults = open_press.faults()
    assert [(fault.code, fault.path) for fault in faults] == [("E-COMMENTS-DB", "comments.db")]
    assert "مشغولة" in faults[0].text.ar
    assert exit_code(faults) == 3
    assert open_press.tree() == before


@pytest.mark.fault(103)
@pytest.mark.parametrize("how", ["garbage", "truncated", "tables"])
def test_a_corrupt_database_stops_the_build_and_names_the_way_back(
    open_press: Press, how: str
) -> None:
    path = database(open_press.root, thread("a", *(comment(n, "نص " * 99) for n in range(1, 99))))
    open_press.build()
    before = open_press.tree()
    whole = path.read_bytes()
    if how == "tables":
        rows(path, "drop table comments")
    else:
        path.write_bytes(b"x" * 9999 if how == "garbage" else whole[: len(whole) // 3])
    (fault,) = open_press.faults()
    assert fault.code == "E-COMMENTS-DB"
    assert "restore" in fault.hint.ar
    assert open_press.tree() == before
