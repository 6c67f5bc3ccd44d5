"""Who may ask, and what: rows 66, 67 and 70 of the fault matrix."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Scope

from generator.serve.app import application
from generator.serve.events import Board
from generator.serve.guard import Guard, host_name, is_foreign
from tests.serve.asking import OURS, ask, scope_of
from tests.serve.projects import make_site

METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    site = make_site(tmp_path / "site", {"index.html": b"<head></head>", "404.html": b"nothing"})
    return application(site, Board(), names=["preview.local"])


@pytest.mark.fault(66)
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]",
        "[::1]:8000",
        "preview.local:8000",
    ],
)
def test_row_66_our_names_are_answered(app: Starlette, host: str) -> None:
    assert ask(app, "/daftar/", hosts=[host]).status == 200


@pytest.mark.fault(66)
@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        ([], 400),
        ([OURS, OURS], 400),
        ([OURS, "evil.example"], 400),
        ([""], 400),
        ([":8000"], 400),
        (["localhost:"], 400),
        (["localhost:port"], 400),
        (["local host"], 400),
        (["localhost/evil"], 400),
        (["user@localhost"], 400),
        (["localhost, evil.example"], 400),
        (["[::1"], 400),
        (["[evil]"], 400),
        (["l\u00f6calhost"], 400),
        (["a" * 100_000], 400),
        (["evil.example"], 403),
        (["evil.example:8000"], 403),
        (["localhost.evil.example"], 403),
        (["127.0.0.1.evil.example"], 403),
        (["evil-localhost"], 403),
        (["192.168.1.5:8000"], 403),
        (["0.0.0.0:8000"], 403),
        (["127.0.0.2"], 403),
        (["[::ffff:127.0.0.1]"], 403),
        (["[fe80::1]"], 403),
        (["2130706433"], 403),
    ],
)
def test_row_66_other_names_are_refused(app: Starlette, hosts: list[str], status: int) -> None:
    for target in ("/daftar/", "/nowhere", "/.preview/events", "/.preview/client.js", "/../x"):
        answer = ask(app, target, hosts=hosts)
        assert answer.status == status
        assert b"<head>" not in answer.body


@pytest.mark.fault(66)
@given(st.text(max_size=300))
def test_row_66_a_host_has_a_name_or_none(host: str) -> None:
    name = host_name(host)
    assert name is None or host.lower().startswith(name)


_NAMES = st.sampled_from(
    ["localhost", "127.0.0.1", "[::1]", "preview.local", "evil.example", "127.0.0.2", "0", "::1"]
)
_SIGNS = st.sampled_from([".", ":", ":80", "@", "/", "[", "]", " ", ",", "\t", "%00", "#"])
_LATIN = st.text(st.characters(codec="latin-1"), max_size=2)
_HOSTS = st.lists(_NAMES | _SIGNS | _LATIN, min_size=1, max_size=4).map("".join)


@pytest.mark.fault(66)
@given(_HOSTS)
def test_row_66_who_goes_by_another_name_gets_nothing(host: str) -> None:
    """A browser's own idea of the host is the judge."""
    refused = Guard(Starlette(), names=["preview.local"]).refusal(_with(("host", host)))
    if refused is None:
        asked = urlsplit(f"http://{host}/")
        assert asked.hostname in {"localhost", "127.0.0.1", "::1", "preview.local"}
        assert asked.username is None
    else:
        assert refused.status_code in (400, 403)


def _with(*headers: tuple[str, str]) -> Scope:
    """A request with these headers, which need not be what a browser would send."""
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {**scope_of(), "headers": pairs}


def test_a_server_for_everybody_goes_by_every_address_but_not_by_foreign_names() -> None:
    guard = Guard(Starlette(), names=["studio"], any_address=True)
    for host in ("192.168.1.5:8000", "[fe80::1]", "studio"):
        assert guard.refusal(scope_of(hosts=[host])) is None
    refused = guard.refusal(scope_of(hosts=["evil.example"]))
    assert refused is not None
    assert refused.status_code == 403


@pytest.mark.fault(70)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", ["/daftar/", "/.preview/events", "/.preview/client.js", "*"])
def test_row_70_everything_is_read_only(app: Starlette, method: str, target: str) -> None:
    answer = ask(app, target, method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"


FOREIGN = [
    "https://evil.example",
    "http://evil.example",
    "null",
    "",
    "http://192.168.1.5:8000",
    "http://127.0.0.1:9000",
    "http://localhost:8000",
    "https://127.0.0.1:8000",
    "file://",
]


@pytest.mark.fault(67)
@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "HEAD", *METHODS])
def test_row_67_other_origins_get_no_news_and_nobody_gets_cors(
    app: Starlette, origin: str, method: str
) -> None:
    headers = [("Origin", origin)]
    news = ask(app, "/.preview/events", method=method, headers=headers)
    page = ask(app, "/daftar/", method=method, headers=headers)
    assert news.status == (403 if method in {"GET", "HEAD"} else 405)
    for answer in (news, page):
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.fault(67)
@given(
    _HOSTS | st.sampled_from([OURS, f"{OURS}/", f"{OURS}.evil.example"]),
    st.sampled_from(["http://", "https://", "HTTP://", "ws://", "null", ""]),
)
def test_row_67_our_own_origin_is_the_only_one(host: str, scheme: str) -> None:
    origin = scheme + host
    ours = origin.lower() == f"http://{OURS}"
    assert is_foreign(_with(("host", OURS), ("origin", origin))) is not ours


@pytest.mark.fault(67)
@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ([], False),
        ([("Origin", f"http://{OURS}")], False),
        ([("Origin", f"http://{OURS}"), ("Origin", "null")], True),
        ([("Origin", f"http://{OURS}"), ("Origin", f"http://{OURS}")], True),
        ([("Sec-Fetch-Site", "same-origin")], False),
        ([("Sec-Fetch-Site", "none")], False),
        ([("Sec-Fetch-Site", "same-site")], True),
        ([("Sec-Fetch-Site", "cross-site")], True),
    ],
)
def test_row_67_who_is_foreign(headers: list[tuple[str, str]], foreign: bool) -> None:
    assert is_foreign(scope_of(headers=headers)) is foreign
