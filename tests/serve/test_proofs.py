"""What the server answers when a page asks for its checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette

from generator.serve.app import application
from generator.serve.events import Board
from generator.serve.proofs import Proofs
from generator.serve.rebuild import Project
from tests.serve.asking import ask
from tests.serve.projects import BRIDGE, BRIDGE_ADDRESS, NOW, make_site, replace_in

PAGE = f"{BRIDGE_ADDRESS}index.html"


def test_findings_are_those_of_the_page(project: Path) -> None:
    for name in (BRIDGE, "content/articles/market.md"):
        replace_in(project / name, ".", " , ثم مضى.")
    told = Proofs(Project(project, NOW)).of(PAGE)
    assert {each["path"] for each in told["findings"]} == {BRIDGE}
    assert [each["code"] for each in told["findings"]] == ["W-SIGN"]
    assert told["words"] == "ملاحظة واحدة على هذه الصفحة"


def test_why_the_related_articles_are_what_they_are(project: Path) -> None:
    replace_in(project / BRIDGE, "category:", "tags: أنهار\nrelated: market.md\ncategory:")
    replace_in(project / "content/articles/draft.md", "category:", "tags: أنهار\ncategory:")
    chosen, tagged, newest = Proofs(Project(project, NOW)).of(PAGE)["related"]
    assert chosen["title"] == "السوق"
    assert chosen["why"].startswith("اختاره المحرر")
    assert tagged["title"] == "مسودة"
    assert "وسوم مشتركة: أنهار" in tagged["why"]
    assert newest["title"] == "مجدول"


def test_a_draft_and_a_page_without_a_file(project: Path) -> None:
    proofs = Proofs(Project(project, NOW))
    assert proofs.of("2026/11/مسودة/index.html")["words"] == "لا ملاحظات على هذه الصفحة"
    for page in ("index.html", "category/سياسة/index.html", "", "ghaib.html", "../site.yaml"):
        assert proofs.of(page)["words"].startswith("لا ملف لهذه الصفحة")


def test_faults_of_the_build_are_told_where_there_is_no_plan(project: Path) -> None:
    replace_in(project / BRIDGE, "2026-11-20", "2026-02-30")
    told = Proofs(Project(project, NOW)).of(PAGE)
    assert [each["code"] for each in told["findings"]] == ["E-FM-DATE"]


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    def check(page: str) -> dict[str, object]:
        return {"words": page, "findings": []}

    return application(make_site(tmp_path / "site", {"index.html": b""}), Board(), check=check)


def test_a_page_of_another_origin_is_told_nothing(app: Starlette) -> None:
    """Rows 66 and 67: as the stream of news."""
    assert ask(app, "/.preview/check?page=x").status == 200
    refused = ask(app, "/.preview/check?page=x", headers=[("Origin", "https://evil.example")])
    assert refused.status == 403
    assert ask(app, "/.preview/check?page=x", method="POST").status == 405
