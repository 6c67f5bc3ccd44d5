"""Each file of the example publication, byte for byte. `pytest --refresh` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import keys
from tests.feeds.examples import made, outputs

GOLDEN = Path(__file__).parent / "golden"

NAMES = {
    "feed.xml": "feed.xml",
    "category/خاص/feed.xml": "category.xml",
    "feed.json": "feed.json",
    "corrections/feed.xml": "corrections.xml",
    "sitemap.xml": "sitemap.xml",
    "news-sitemap.xml": "news-sitemap.xml",
    "_redirects": "redirects.txt",
    ".htaccess": "htaccess.txt",
    "nginx-redirects.conf": "nginx-redirects.conf",
}
"""The golden file of each file of the site."""


@pytest.mark.parametrize("path", NAMES)
def test_the_bytes_are_those_of_the_golden_file(path: str, refresh: bool) -> None:
    golden = GOLDEN / NAMES[path]
    data = made(path)
    if refresh:
        golden.write_bytes(data)
    assert data == golden.read_bytes()


def test_every_value_has_a_digest_of_its_own() -> None:
    planned = outputs().values()
    digests = {keys.digest((output.make.__qualname__, output.value)) for output in planned}
    assert len(digests) == len(planned)
    assert all(output.sources for output in planned)
