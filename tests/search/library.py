"""A library to search: the demo's articles and those of `corpus.yaml`, as one publication."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path
from typing import Any

import yaml

from generator.build import in_session
from generator.plan import Plan, make_plan
from generator.request import Request
from generator.run import Run, survey
from generator.searching import searcher
from tests.project import CHECKOUT
from tests.sites.publication import DEMO_NOW

HERE = Path(__file__).parent


@functools.cache
def queries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "queries.yaml").read_text("utf-8"))
    return found


def write(folder: Path) -> None:
    """The project: the checkout's, with the corpus among its articles."""
    for name in ("content", "layouts", "assets"):
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copy(CHECKOUT / "site.yaml", folder)
    for number, article in enumerate(yaml.safe_load((HERE / "corpus.yaml").read_text("utf-8"))):
        fields = {
            "title": article["title"],
            "category": "تحليلات",
            "date": f"2024-{1 + number % 12:02d}-{1 + number // 12:02d} 08:00",
            "tags": "، ".join(article["tags"]),
            "summary": article["summary"],
            "slug": article["name"],
        }
        header = "".join(f'{key}: "{value}"\n' for key, value in fields.items())
        text = f"---\n{header}---\n{article['text']}\n"
        (folder / f"content/articles/{article['name']}.md").write_text(text, "utf-8")


def request(folder: Path) -> Request:
    return Request(project=folder, output=folder / "public", now=DEMO_NOW, workers=1)


def planned(request: Request) -> Plan:
    def plan(run: Run) -> Plan:
        survey(run)
        return make_plan(run)

    return in_session(request, plan)
