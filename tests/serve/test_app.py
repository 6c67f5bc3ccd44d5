"""Answers: headers, types, ranges, the page for what is missing, and the script that is added only
to them (rows 68, 70, 72, 74 and 75 of the fault matrix)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from starlette.applications import Starlette

from generator.serve.answers import with_script
from generator.serve.app import application
from generator.serve.events import Board
from generator.serve.site import Site
from tests.serve.asking import ask
from tests.serve.projects import make_site

PAGE = b"<!doctype html><html><head><title>x</title></head><body>text</body></html>"
DIGITS = b"0123456789"
FILES = {
    "index.html": PAGE,
    "404.html": b"<html><head></head>nothing here",
    "2026/11/مقال/index.html": PAGE,
    "feed.xml": b"<rss/>",
    "feed.json": b"{}",
    "robots.txt": b"User-agent: *",
    "_headers": b"/*",
    "digits.bin": DIGITS,
    "empty.txt": b"",
    "صور/صورة.png": b"png",
    "a.svg": b"<svg/>",
    "a.woff2": b"wOF2",
    "a.css": b"",
    "a.js": b"",
    "a.webp": b"",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path / "site", FILES)


@pytest.fixture
def app(site: Site) -> Starlette:
    return application(site, Board())


@pytest.mark.fault(75)
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("_headers", "text/plain; charset=utf-8"),
        ("صور/صورة.png", "image/png"),
        ("a.svg", "image/svg+xml"),
        ("a.woff2", "font/woff2"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.webp", "image/webp"),
        ("digits.bin", "application/octet-stream"),
    ],
)
def test_row_75_types_and_headers(app: Starlette, path: str, kind: str) -> None:
    answer = ask(app, quote(f"/daftar/{path}"))
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == str(len(answer.body))


@pytest.mark.fault(75)
def test_row_75_what_is_missing_is_answered_by_the_page_of_the_site(app: Starlette) -> None:
    for path in ("/daftar/nope", "/favicon.ico", "/daftar/%252e%252e/", "/daftar/%2500"):
        answer = ask(app, path)
        assert answer.status == 404
        assert "nothing here" in answer.text
        assert 'data-page="404.html"' in answer.text


def test_a_site_without_such_a_page_says_it_plainly(tmp_path: Path) -> None:
    app = application(make_site(tmp_path, {"index.html": PAGE}), Board())
    answer = ask(app, "/daftar/nope")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        ("/", "/daftar/"),
        ("/?a=1&b=2", "/daftar/?a=1&b=2"),
        ("/daftar", "/daftar/"),
        (quote("/daftar/2026/11/مقال"), "/daftar/2026/11/مقال/"),
    ],
)
def test_a_folder_is_sent_to_its_address(app: Starlette, target: str, goal: str) -> None:
    answer = ask(app, target)
    assert answer.status == 307
    assert unquote(answer.headers["location"]) == goal
    assert answer.headers["location"].isascii()


@pytest.mark.fault(68)
@pytest.mark.parametrize(
    "target", ["//evil.example/", "/daftar/..", "/%2e%2e", "http://x/", "/%ff"]
)
def test_row_68_malformed_targets_are_refused(app: Starlette, target: str) -> None:
    assert ask(app, target).status in {400, 404}


@pytest.mark.fault(70)
@pytest.mark.parametrize("path", ["/daftar/", "/daftar/digits.bin", "/daftar/nope", "/", "/..",
                                  "/.preview/client.js", "/.preview/events"])  # fmt: skip
def test_row_70_head_is_get_without_the_body(app: Starlette, path: str) -> None:
    head = ask(app, path, method="HEAD")
    assert head.body == b""
    if path != "/.preview/events":
        get = ask(app, path)
        assert (head.status, head.headers) == (get.status, get.headers)


@pytest.mark.fault(75)
@pytest.mark.parametrize(
    ("asked", "status", "body", "where"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, DIGITS, "bytes 0-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=9-9", 206, b"9", "bytes 9-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=10-12", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-3", 200, DIGITS, None),
        ("bytes=0-1,3-4", 200, DIGITS, None),
        ("bytes=", 200, DIGITS, None),
        ("lines=0-3", 200, DIGITS, None),
        ("bytes=0-" + "9" * 400, 200, DIGITS, None),
    ],
)
def test_row_75_ranges(
    app: Starlette, asked: str, status: int, body: bytes, where: str | None
) -> None:
    answer = ask(app, "/daftar/digits.bin", headers=[("Range", asked)])
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("content-range") == where


@pytest.mark.fault(75)
def test_row_75_no_part_of_an_empty_file_or_of_a_page(app: Starlette) -> None:
    assert ask(app, "/daftar/empty.txt", headers=[("Range", "bytes=0-")]).status == 416
    page = ask(app, "/daftar/", headers=[("Range", "bytes=0-3")])
    assert page.status == 200
    assert len(page.body) > len(PAGE)


@pytest.mark.fault(74)
def test_row_74_the_script_is_in_the_answer_only(app: Starlette, site: Site) -> None:
    assert "/.preview/client.js" in ask(app, "/daftar/").text
    assert b".preview" not in (site.folder / "index.html").read_bytes()
    for path in ("feed.xml", "a.svg", "_headers"):
        assert ask(app, f"/daftar/{path}").body == FILES[path]


@pytest.mark.fault(74)
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (b"<head>x</head>y</body>", b"<head>x@</head>y</body>"),
        (b"<HEAD>x</HEAD >y", b"<HEAD>x@</HEAD >y"),
        (b"<head>x</head>&lt;/head&gt;</head>", b"<head>x@</head>&lt;/head&gt;</head>"),
        (b"x</body>y</body>", b"x</body>y@</body>"),
        (b"text", b"text@"),
        (b"", b"@"),
    ],
)
def test_row_74_where_the_script_goes(html: bytes, expected: bytes) -> None:
    script = with_script(b"", page="p", base="/", epoch="e")
    assert with_script(html, page="p", base="/", epoch="e") == expected.replace(b"@", script)


@pytest.mark.fault(72)
def test_the_script_learns_the_page_and_its_epoch_and_nothing_escapes(app: Starlette) -> None:
    text = ask(app, quote("/daftar/2026/11/مقال/")).text
    assert 'data-page="2026/11/مقال/index.html" data-base="/daftar/" data-epoch="' in text
    hostile = with_script(b"", page='"><script>alert(1)</script>', base="/", epoch="e")
    assert hostile.count(b"<script") == 1


@pytest.mark.parametrize(
    ("name", "kind"), [("client.js", "text/javascript"), ("client.css", "text/css")]
)
def test_the_own_files_of_the_preview_are_files(app: Starlette, name: str, kind: str) -> None:
    answer = ask(app, f"/.preview/{name}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind)
    assert len(answer.body) > 500


@pytest.mark.fault(72)
def test_row_72_before_the_first_good_build_a_page_of_its_own(tmp_path: Path) -> None:
    app = application(Site(tmp_path), Board())
    for path in ("/", "/daftar/", "/daftar/feed.xml"):
        answer = ask(app, path)
        assert answer.status == 503
        assert "لم تُبنَ المعاينة بعد" in answer.text
        assert "/.preview/client.js" in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]
