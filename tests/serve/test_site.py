"""Looking pages up: only what the manifest lists is ever opened (faults rows 68 and 69)."""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.serve.site import Moved, Page, Site, requested_path
from tests.serve.projects import make_site

FILES = {
    "index.html": b"home",
    "404.html": b"nothing",
    "2026/11/مقال/index.html": b"article",
    "assets/site.css": b"css",
    ".htaccess": b"deny",
    ".well-known/security.txt": b"contact",
    "_headers": b"headers",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path / "site", FILES)


def _find(site: Site, path: str) -> bytes | str | None:
    found = site.find(path)
    if isinstance(found, Moved):
        return found.path
    return found.data if found else None


@pytest.mark.fault(69)
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/daftar/", b"home"),
        ("/daftar/index.html", b"home"),
        ("/daftar", "/daftar/"),
        ("/daftar/2026/11/مقال/", b"article"),
        ("/daftar/2026/11/مقال/index.html", b"article"),
        ("/daftar/2026/11/مقال", "/daftar/2026/11/مقال/"),
        ("/daftar/assets/site.css", b"css"),
        ("/daftar/.well-known/security.txt", b"contact"),
        ("/daftar/_headers", b"headers"),
        ("/", None),
        ("/index.html", None),
        ("/daftarx/", None),
        ("/daftar/2026/", None),
        ("/daftar/2026", None),
        ("/daftar/assets/site.css/", None),
        ("/daftar/index.html;x", None),
        ("/daftar/.htaccess", None),
        ("/daftar/.tahlil.json", None),
    ],
)
def test_a_path_is_looked_up_in_the_manifest(
    site: Site, path: str, expected: bytes | str | None
) -> None:
    assert _find(site, path) == expected


def test_a_site_at_the_root_of_its_host(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", FILES, base="/")
    assert _find(site, "/") == b"home"
    assert _find(site, "/2026/11/مقال") == "/2026/11/مقال/"


def test_nothing_is_there_before_the_first_build(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.refresh("/")
    assert not site.is_ready
    assert site.find("/") is None
    assert site.not_found() is None


@pytest.mark.fault(69)
def test_row_69_what_no_build_wrote_is_not_found(site: Site, tmp_path: Path) -> None:
    """Files under the root, an edited page, a link in place of a file, and in place of a folder."""
    (site.folder / "secret.html").write_bytes(b"secret")
    (site.folder / "assets/site.css~").write_bytes(b"old")
    (site.folder / "index.html").write_bytes(b"HOME")
    (site.folder / "404.html").unlink()
    (tmp_path / "outside").write_bytes(b"nothing")
    (site.folder / "404.html").symlink_to(tmp_path / "outside")
    (site.folder / "2026").rename(tmp_path / "2026")
    (tmp_path / "2026/11/مقال/index.html").write_bytes(b"ARTICLE")
    (site.folder / "2026").symlink_to(tmp_path / "2026")
    for path in ("secret.html", "assets/site.css~", "", "404.html", "2026/11/مقال/"):
        assert site.find(f"/daftar/{path}") is None


@pytest.mark.fault(74)
def test_the_public_edition_is_not_served(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", FILES)
    text = (site.folder / ".tahlil.json").read_text(encoding="utf-8")
    (site.folder / ".tahlil.json").write_text(text.replace('"preview"', '"public"'), "utf-8")
    other = Site(site.folder)
    other.refresh("/daftar/")
    assert not other.is_ready


@pytest.mark.fault(61)
def test_row_61_nobody_looks_while_the_folder_changes(site: Site) -> None:
    found: list[object] = []
    reader = threading.Thread(target=lambda: found.append(site.find("/daftar/")))
    with site.changing():
        reader.start()
        reader.join(0.05)
        assert found == []
    reader.join(5)
    assert found == [Page("index.html", b"home")]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/daftar/?q=%2e%2e", "/daftar/"),
        ("/%D9%85%D9%82%D8%A7%D9%84/", "/مقال/"),
        ("/" + quote(unicodedata.normalize("NFD", "آفاق")), "/آفاق"),
        ("/%252e%252e/", "/%2e%2e/"),
        ("/a;b", "/a;b"),
        ("/...", "/..."),
        ("/a..b/", "/a..b/"),
    ],
)
def test_a_target_is_decoded_once(target: str, path: str) -> None:
    assert requested_path(target.encode()) == path


@pytest.mark.fault(68)
@pytest.mark.parametrize(
    "target",
    [
        "",
        "*",
        "index.html",
        "http://example.org/daftar/",
        "//example.org/",
        "/daftar//index.html",
        "/../etc/passwd",
        "/daftar/..",
        "/daftar/./index.html",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/daftar/%2E%2e/",
        "/..%2f..%2fetc/passwd",
        "/..%5c..%5cwindows",
        "/a\\b",
        "/%00",
        "/a%0d%0aX-Evil:1",
        "/%7f",
        "/%c0%ae%c0%ae/",
        "/%e0%80%ae/",
        "/%ff",
        "/%ed%a0%80",
    ],
)
def test_row_68_malformed_targets_mean_nothing(target: str) -> None:
    assert requested_path(target.encode()) is None


_PIECES = st.sampled_from(
    ["/", "..", ".", "%2e", "%2f", "%252e", "%5c", "\\", "%00", ";", "?", "#", "daftar", "مقال",
     "2026/11/", "index.html", ".tahlil.json", "~", "%c0%ae", "http://x", " ", "secret.html"]
)  # fmt: skip


@pytest.mark.fault(68, 69)
@given(target=st.lists(_PIECES | st.text(max_size=3), max_size=8).map("".join))
def test_row_68_whatever_is_found_is_listed(
    tmp_path_factory: pytest.TempPathFactory, target: str
) -> None:
    site = _shared(tmp_path_factory)
    path = requested_path(("/" + target).encode("utf-8", "surrogatepass"))
    found = site.find(path) if path is not None else None
    if isinstance(found, Page):
        assert FILES[found.path] == found.data
    if isinstance(found, Moved):
        assert isinstance(site.find(found.path), Page)


_SITES: list[Site] = []


def _shared(factory: pytest.TempPathFactory) -> Site:
    if not _SITES:
        _SITES.append(make_site(factory.mktemp("shared"), FILES))
        (_SITES[0].folder / "secret.html").write_bytes(b"secret")
    return _SITES[0]
