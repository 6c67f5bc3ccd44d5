"""Parts of a project that are damaged or gone: nothing that a reader would see as a ruin is put in
the place of the site (faults.md, contract for all rows)."""

from __future__ import annotations

import shutil

import pytest

from generator.diagnostics import Diagnostic, Failed
from tests.project import Project, stats


def _faults(project: Project) -> tuple[Diagnostic, ...]:
    with pytest.raises(Failed) as failed:
        project.build()
    return failed.value.diagnostics


DAMAGES = {
    "layout that is no text": ("layouts/article.html", bytes(range(256)), "E-ENC", 1),
    "stylesheet that is no text": ("assets/css/30-base.css", b"\xff\xfe\x00", "E-ENC", 1),
    "words that are no text": ("layouts/strings.yaml", b"\xa0\xa0", "E-ENC", 1),
    "layout that was cut off": ("layouts/article.html", b"", "E-TPL", 2),
    "frame that was cut off": ("layouts/base.html", b"\n", "E-TPL", 2),
}


@pytest.mark.fault(19)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_layout_publishes_nothing(built: Project, damage: str) -> None:
    path, data, code, least = DAMAGES[damage]
    before = stats(built.output)
    assert built.path(path).exists()
    built.path(path).write_bytes(data)
    faults = _faults(built)
    assert code in {fault.code for fault in faults}
    assert len(faults) >= least
    assert path.rpartition("/")[0] in {fault.path.rpartition("/")[0] for fault in faults}
    assert stats(built.output) == before


@pytest.mark.fault(19)
def test_without_its_stylesheets_nothing_is_published(built: Project) -> None:
    before = stats(built.output)
    shutil.rmtree(built.root / "assets")
    assert [fault.code for fault in _faults(built)] == ["E-STYLE"]
    assert stats(built.output) == before


@pytest.mark.fault(16)
def test_without_its_content_a_site_stays_as_it_was(built: Project) -> None:
    """As when a disk was not mounted; a new site may begin empty, and an old one may be emptied."""
    before = stats(built.output)
    (built.root / "content").rename(built.root / "elsewhere")
    with pytest.raises(Failed, match="E-NO-CONTENT"):
        built.build()
    assert stats(built.output) == before
    shutil.rmtree(built.output)
    for _ in range(2):  # nor is a site without articles refused when its settings change
        assert {found.code for found in built.build().findings} == {"W-EMPTY"}
        built.set_setting("tagline", "شعار آخر")
