"""Whatever comes in by a door, nothing but an answer or a fault of ours comes out, in bounded time
and without making much of little. `make soak` tries thousands of cases that `make test` has not
seen; what is found becomes a fixed example beside the test of its row.

Other doors are tried where they live: YAML in test_yamltext.py, content files in
content/test_document.py, settings in settings/test_site.py, images in images/test_probe.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.arabic import slugs
from generator.config import MarkupOptions
from generator.content.document import read_article
from generator.diagnostics import Failed
from generator.engine import manifest as manifests
from generator.engine.patience import within
from generator.engine.publish import recover
from generator.markup.convert import convert
from generator.serve.guard import host_name
from generator.serve.site import requested_path
from tests.content.test_schema import CONFIG
from tests.markup.mixtures import _BLOCKS, _HOSTILE, _INLINE, _WORDS
from tests.markup.test_hostile import check

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


def _markdown(text: str) -> None:
    """Sanitised, and no more than so many times as long as it was."""
    check(text)
    html = within(SECONDS, lambda: convert(text, OPTIONS)).html
    assert len(html) < 60 * len(text) + 2_000


def _front_matter(text: str) -> None:
    document, found = within(
        SECONDS, lambda: read_article("content/x.md", text.encode("utf-8", "replace"), CONFIG)
    )
    assert document is not None or found


def _slug(text: str) -> None:
    made = within(SECONDS, lambda: slugs.slug(text))
    assert len(made.encode()) <= 140
    assert not re.search(r"[\s/\\.%?#:*\"<>|\x00-\x1f]", made)


def _request(target: str) -> None:
    path = within(SECONDS, lambda: requested_path(target.encode("utf-8", "surrogatepass")))
    assert path is None or (path.startswith("/") and ".." not in path.split("/"))
    host_name(target)


PLACES = itertools.count()


def _left_behind(data: bytes, folder: Path) -> None:
    """A manifest and a journal of these bytes: no manifest, and nothing that is carried out."""
    place = folder / str(next(PLACES))
    (place / "work").mkdir(parents=True)
    (place / manifests.NAME).write_bytes(data)
    (place / "work" / "journal").write_bytes(data)
    try:
        assert manifests.load(place) is None
        recover(place / "work")
    except Failed:
        pass
    assert [path.name for path in place.iterdir()] == [manifests.NAME]


DOORS: dict[str, tuple[Callable[[str], None], st.SearchStrategy[str]]] = {
    "Markdown": (_markdown, MARKDOWN),
    "front matter": (_front_matter, LINES),
    "slugs": (_slug, st.text(max_size=200)),
    "request line": (_request, TARGETS),
}


@pytest.mark.fault(1, 10, 18, 29, 30, 68)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_but_an_answer_comes_out(door: str) -> None:
    try_, texts = DOORS[door]
    _QUICK(given(texts)(try_))()


@pytest.mark.fault(51)
def test_nothing_is_made_of_what_was_left_behind(tmp_path: Path) -> None:
    _QUICK(given(BYTES)(lambda data: _left_behind(data, tmp_path)))()


@pytest.mark.slow
@pytest.mark.fault(1, 10, 18, 29, 30, 68)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_but_an_answer_comes_out_for_long(door: str) -> None:
    try_, texts = DOORS[door]
    _LONG(given(texts)(try_))()
