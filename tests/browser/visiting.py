"""The demo publication on a host, and a browser that visits a page of each kind."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Page

from tests.sites.publication import Demo
from tests.sites.publication import demo as demo

OpenPage = Callable[..., Page]

KINDS = [
    *("home", "article", "category", "tag", "author", "place", "series", "index", "archive"),
    *("month", "corrections", "static", "search", "lost"),
]
WIDTHS = [320, 390, 768, 1280]


class _Host(SimpleHTTPRequestHandler):
    """A host that knows nothing but files, and shows 404.html for what is not there."""

    base = "/"

    def translate_path(self, path: str) -> str:
        below = unquote(urlsplit(path).path).removeprefix(self.base.rstrip("/"))
        return super().translate_path(quote(below))

    def send_error(self, code: int, *_: Any, **__: Any) -> None:
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextlib.contextmanager
def host(folder: Path, base: str) -> Iterator[str]:
    """Serve a site below a base path; where: `http://127.0.0.1:<port>`."""
    kind = type("Host", (_Host,), {"base": base})
    handler = functools.partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def origin(demo: Demo) -> Iterator[str]:
    """Where the demo is served."""
    with host(demo.output, demo.config.base_path) as address:
        yield address


@pytest.fixture(scope="module")
def paths(demo: Demo) -> dict[str, str]:
    """A page of each kind."""
    feed = json.loads(demo.page("feed.json"))
    articles = [unquote(item["url"].removeprefix(demo.config.base_url)) for item in feed["items"]]
    pieces = re.compile("<(table|figure|sup)")
    richest = max(articles, key=lambda path: len(pieces.findall(demo.page(path))))
    tags = [page for page in demo.pages if re.fullmatch(r"tag/[^/]+/index\.html", page)]
    return {
        "home": "",
        "article": richest,
        "category": "category/تحليلات/",
        "tag": tags[0].removesuffix("index.html"),
        "author": _first(demo, "author"),
        "place": _first(demo, "place"),
        "series": _first(demo, "series"),
        "index": "tag/",
        "archive": "archive/",
        "month": "archive/2026/10/",
        "corrections": "corrections/",
        "static": "من-نحن/",
        "search": "search/",
        "lost": "2019/05/لا-شيء/هنا/",
    }


def _first(demo: Demo, taxonomy: str) -> str:
    pages = (page for page in demo.pages if re.fullmatch(rf"{taxonomy}/[^/]+/index\.html", page))
    return next(pages).removesuffix("index.html")


@pytest.fixture
def visit(open_page: OpenPage, origin: str, demo: Demo, paths: dict[str, str]) -> OpenPage:
    """Opens a page of a kind; every request that it makes is kept in `page.requests`."""

    def visit(kind: str, **options: Any) -> Page:
        page = open_page(**options)
        page.add_init_script(
            "window.violations = []; document.addEventListener('securitypolicyviolation',"
            " event => window.violations.push(event.violatedDirective))"
        )
        page.goto(f"{origin}{demo.config.base_path}{quote(paths[kind])}")
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready")
        return page

    return visit


def forgive_the_404(kind: str, page_errors: list[str]) -> None:
    """A browser prints the status of a page that is not there."""
    if kind == "lost":
        page_errors[:] = [fault for fault in page_errors if "status of 404" not in fault]
