"""Whatever comes in by a door, nothing but an answer or a fault of ours comes out, in bounded time
and without making much of little. `make soak` tries thousands of cases that `make test` has not
seen; what is found becomes a fixed example beside the test of its row.

Other doors are tried where they live: YAML in test_yamltext.py, content files in
content/test_document.py, settings in settings/test_site.py, images in images/test_probe.py.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.arabic import slugs
from generator.config import MarkupOptions
from generator.content.document import read_article, read_page
from generator.diagnostics import Failed
from generator.engine import manifest as manifests
from generator.engine.patience import within
from generator.engine.stage import recover
from generator.feeds.elements import legal
from generator.importers.fetch import Refused
from generator.importers.wordpress.importing import import_wordpress
from generator.markup.convert import convert
from generator.request import Request
from generator.serve.guard import host_name
from generator.serve.site import requested_path
from tests.content.test_schema import CONFIG
from tests.importers.conftest import NOW
from tests.importers.exports import HOST, Comment, Export, Post
from tests.markup.mixtures import _BLOCKS, _HOSTILE, _INLINE, _WORDS
from tests.markup.test_hostile import check
from tests.project import SETTINGS
from tests.sites.publication import config_of

OPTIONS = MarkupOptions()
SECONDS = 5.0
_SIGNS = st.sampled_from(tuple(dict.fromkeys((*_BLOCKS, *_HOSTILE, *_INLINE, *_WORDS))))
MARKDOWN = st.lists(st.tuples(_SIGNS, st.sampled_from([1, 1, 1, 2, 30])), max_size=14).map(
    lambda parts: "".join(sign * times for sign, times in parts)
)
LINES = st.lists(
    st.sampled_from(["---", "title: x", "date:", "- a", "  b: [", "x: {", "&a", "*a", "\t", "#"])
    | st.text(max_size=8),
    max_size=12,
).map("\n".join)
BYTES = st.binary(max_size=200) | st.text(max_size=60).map(str.encode)
_PIECES = [
    "/",
    "..",
    "%2e",
    "%",
    "%00",
    "\\",
    "?",
    "#",
    "//",
    "http:",
    "@",
    ":",
    "[",
    "]",
    "مقال",
    " ",
]
TARGETS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=9).map("".join)

_QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
_LONG = settings(_QUICK, max_examples=20_000, print_blob=True)


def _markdown(text: str, _: Path) -> None:
    """Sanitised, and no more than so many times as long as it was."""
    check(text)
    html = within(SECONDS, lambda: convert(text, OPTIONS)).html
    assert len(html) < 60 * len(text) + 2_000


def _front_matter(text: str, _: Path) -> None:
    document, found = within(
        SECONDS, lambda: read_article("content/x.md", text.encode("utf-8", "replace"), CONFIG)
    )
    assert document is not None or found


def _slug(text: str, _: Path) -> None:
    made = within(SECONDS, lambda: slugs.slug(text))
    assert len(made.encode()) <= 140
    assert not re.search(r"[\s/\\.%?#:*\"<>|\x00-\x1f]", made)


def _request(target: str, _: Path) -> None:
    path = within(SECONDS, lambda: requested_path(target.encode("utf-8", "surrogatepass")))
    assert path is None or (path.startswith("/") and ".." not in path.split("/"))
    host_name(target)


def _left_behind(data: bytes, place: Path) -> None:
    """A manifest and a journal of these bytes: no manifest, and nothing that is carried out."""
    (place / "work").mkdir(parents=True)
    (place / manifests.NAME).write_bytes(data)
    (place / "work" / "journal").write_bytes(data)
    try:
        assert manifests.load(place) is None
        recover(place / "work")
    except Failed:
        pass
    assert [path.name for path in place.iterdir()] == [manifests.NAME]


_TEXTS = (_SIGNS | st.text(max_size=9) | st.sampled_from(
    ["../../x", "%2e%2e%2f", "[gallery ids='1,1']", "[caption][/caption]", "<table><td colspan=2>",
     '<!-- wp:block {"ref":1} /-->', "<p>" * 600, "<img src=x>", "<a href='../../etc'>x</a>"]
)).map(legal)  # fmt: skip
_IDS = st.integers(-1, 4).map(str) | _TEXTS
FIRST, LAST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001
"""The years of a calendar, but for days that another zone would put outside of them."""
_POSTS = st.builds(
    Post,
    id=_IDS,
    title=_TEXTS,
    content=st.lists(_TEXTS, max_size=6).map("".join),
    slug=_TEXTS,
    type=st.sampled_from(["post", "post", "page", "attachment", "wp_block", "recipe"]),
    status=st.sampled_from(["publish", "publish", "inherit", "draft", "private", "trash"]) | _TEXTS,
    date=st.none() | st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    ahead=st.integers(-30, 30),
    link=_TEXTS | _TEXTS.map(f"{HOST}/{{}}".format),
    author=_TEXTS,
    excerpt=_TEXTS,
    password=st.sampled_from(["", "", "x"]),
    file=_TEXTS,
    categories=st.lists(_TEXTS, max_size=2).map(tuple),
    terms=st.lists(st.tuples(st.just("post_tag"), _TEXTS), max_size=2).map(tuple),
    meta=st.lists(st.tuples(st.sampled_from(["_thumbnail_id", "_wp_old_slug"]), _IDS)).map(tuple),
    comments=st.lists(st.builds(Comment, id=st.integers(0, 3), text=_TEXTS, author=_TEXTS)).map(
        tuple
    ),
)
_BROKEN = st.sampled_from(["<item>", "</item>", "]]>", "<![CDATA[", "<!DOCTYPE x>", "&x;", "\0"])
EXPORTS = st.tuples(st.lists(_POSTS, max_size=5), st.just("") | _BROKEN).map(
    lambda made: Export(made[0]).text().replace("</channel>", f"{made[1]}</channel>")
)


def _export(text: str, place: Path) -> None:
    """Every item accounted for, in files inside that the press can read."""
    site, path = place / "site", place / "export.xml"
    site.mkdir()
    (site / "site.yaml").write_text(SETTINGS, encoding="utf-8")
    path.write_bytes(text.encode("utf-8", "replace"))
    request = Request(project=site, output=site / "public", now=NOW)
    with contextlib.suppress(Failed):
        receipt = within(SECONDS, lambda: import_wordpress(request, [path], getter=_nothing))
        assert receipt.balanced
    assert {one.name for one in place.iterdir()} == {"site", "export.xml"}
    config = config_of((site / "site.yaml").read_text(encoding="utf-8"))
    for article in (site / "content").rglob("*.md"):
        name = article.relative_to(site).as_posix()
        read = read_page if "/pages/" in name else read_article
        document, found = read(name, article.read_bytes(), config)
        assert document is not None, found


def _nothing(_: str) -> bytes:
    raise Refused("ليست هنا", "status 404")


Try = Callable[[Any, Path], None]
"""Takes what comes in by a door, and an empty folder; fails when anything else comes out."""
DOORS: dict[str, tuple[Try, st.SearchStrategy[Any]]] = {
    "Markdown": (_markdown, MARKDOWN),
    "front matter": (_front_matter, LINES),
    "slugs": (_slug, st.text(max_size=200)),
    "request line": (_request, TARGETS),
    "what was left behind": (_left_behind, BYTES),
    "WordPress": (_export, EXPORTS),
}


@pytest.mark.fault(1, 10, 18, 29, 30, 51, 68, 90, 91, 94, 95)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_but_an_answer_comes_out(door: str, tmp_path: Path) -> None:
    _try(door, tmp_path, _QUICK)


@pytest.mark.slow
@pytest.mark.fault(1, 10, 18, 29, 30, 51, 68, 90, 91, 94, 95)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_but_an_answer_comes_out_for_long(door: str, tmp_path: Path) -> None:
    _try(door, tmp_path, _LONG)


def _try(door: str, folder: Path, how_often: settings) -> None:
    try_, values = DOORS[door]
    numbers = itertools.count()

    def tried(value: Any) -> None:
        place = folder / str(next(numbers))
        place.mkdir()
        try_(value, place)
        shutil.rmtree(place)

    how_often(given(values)(tried))()
