"""Two small publications, byte for byte. `pytest tests/sites --refresh` writes them anew.

Kept are the pages that show most; the hashes in the names of style sheet and fonts are left out, so
that a new colour changes nothing here, and files that are no text are not compared.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import build
from generator.request import Request
from tests.project import CHECKOUT, Tree, tree

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

KEPT = {
    "seed-like": (
        *("2024/09/*/index.html", "category/*/index.html", "category/خاص/feed.xml"),
        *("place/*/index.html", "tag/الجسور/index.html", "feed.xml", "feed.json", "sitemap.xml"),
    ),
    "every-field": (
        *("index.html", "2026/02/*/index.html", "series/*/index.html", "corrections/index.html"),
        *("author/سارة-الجبوري/index.html", "a/hsa26/index.html", "2026/hissa.html", "404.html"),
        *("feed.xml", "_redirects", "عنا/index.html", "images/*.svg"),
    ),
}
_HASH = re.compile(rb"(assets/(?:fonts/)?[a-z0-9-]+\.)[0-9a-f]{8}(\.(?:css|woff2))")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The published folders, by name."""
    return {name: _build(name, tmp_path_factory) for name in KEPT}


def _build(name: str, factory: pytest.TempPathFactory) -> Path:
    project = factory.mktemp(name)
    shutil.copytree(HERE / name / "source", project, dirs_exist_ok=True)
    for folder in ("layouts", "assets"):
        shutil.copytree(CHECKOUT / folder, project / folder)
    report = build(Request(project=project, output=project / "public", now=NOW, workers=1))
    assert report.findings == ()
    return project / "public"


def kept(folder: Path, name: str) -> Tree:
    """The files that are compared, without the hashes of assets."""
    paths = {path for pattern in KEPT[name] for path in folder.glob(pattern)}
    return {
        path.relative_to(folder).as_posix(): _HASH.sub(rb"\1HASH\2", path.read_bytes())
        for path in sorted(paths)
    }


@pytest.mark.parametrize("name", KEPT)
def test_the_published_site_is_the_golden_one(
    built: dict[str, Path], name: str, refresh: bool
) -> None:
    golden = HERE / name / "expected"
    made = kept(built[name], name)
    if refresh:
        shutil.rmtree(golden, ignore_errors=True)
        for path, data in made.items():
            (golden / path).parent.mkdir(parents=True, exist_ok=True)
            (golden / path).write_bytes(data)
    expected = tree(golden)
    assert made.keys() == expected.keys()
    for path, data in made.items():
        assert data.decode() == expected[path].decode(), path


@pytest.mark.parametrize("name", KEPT)
def test_every_pattern_keeps_a_file(built: dict[str, Path], name: str) -> None:
    for pattern in KEPT[name]:
        assert list(built[name].glob(pattern)), pattern
