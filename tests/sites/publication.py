"""Publications for tests: a blank one to fill by hand, and the demo, built once.

`Press` is a `Project` (tests/project.py) that begins without articles. Each folder of tests that
wants one imports the fixtures `press` and `demo` into its conftest.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from generator.build import Report, build
from generator.config import SiteConfig
from generator.diagnostics import Diagnostic, Failed
from generator.request import Request
from generator.settings.site import read_config
from tests.project import CHECKOUT, SETTINGS, Project

DEMO_NOW = datetime(2026, 12, 1, tzinfo=UTC)
"""When the demo is seen: after its newest article."""


@dataclass
class Press(Project):
    """A publication without articles, to be filled by hand."""

    @classmethod
    def blank(cls, root: Path, settings: str = SETTINGS) -> Press:
        press = cls(root)
        for folder in ("layouts", "assets"):
            shutil.copytree(CHECKOUT / folder, root / folder)
        press.write("site.yaml", settings)
        press.write("content/pages/about.md", "---\ntitle: عن الموقع\n---\nنص قصير.\n")
        return press

    def article(self, name: str, body: str = "نص.\n", **fields: str) -> str:
        """Write an article; what it must have and is not given is filled in. Its path."""
        usual = {"title": name, "category": "تحليلات", "date": "2026-01-01 08:00"}
        self.fields[name], self.bodies[name] = usual | fields, body
        self._save(name)
        return self.article_path(name)

    def faults(self, **overrides: Any) -> tuple[Diagnostic, ...]:
        """What a build that must fail says."""
        with pytest.raises(Failed) as failed:
            self.build(**overrides)
        return failed.value.diagnostics

    def page(self, path: str) -> str:
        """The text of a published file; a path that ends with `/` means its page."""
        return page_text(self.output, path)


def page_text(output: Path, path: str) -> str:
    name = f"{path}index.html" if path == "" or path.endswith("/") else path
    return (output / unquote(name)).read_text(encoding="utf-8")


def places(findings: Iterable[Diagnostic]) -> list[tuple[str, str, int, int]]:
    """Code, path, line and column of each; 0 where there is none."""
    return [
        (f.code, f.path, f.span.line if f.span else 0, f.span.column if f.span else 0)
        for f in findings
    ]


def config_of(settings: str = SETTINGS) -> SiteConfig:
    config, findings = read_config("site.yaml", settings.encode())
    assert config is not None, findings
    return config


def parsed(html: str) -> Any:
    """The document as a browser sees it: an ElementTree without namespaces."""
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def words(element: Any) -> str:
    """The text of an element, white space as one space."""
    return " ".join("".join(element.itertext()).split())


@dataclass(frozen=True)
class Demo:
    """The publication of this checkout, as built."""

    output: Path
    report: Report
    config: SiteConfig

    def page(self, path: str) -> str:
        return page_text(self.output, path)

    @property
    def pages(self) -> list[str]:
        """The paths of the HTML files."""
        return [
            path.relative_to(self.output).as_posix() for path in sorted(self.output.rglob("*.html"))
        ]


@functools.cache
def build_demo(base: Path) -> Demo:
    """Build the demo under a folder; every test of a process shares it."""
    cache, output = base / "demo-cache", base / "demo"
    request = Request(project=CHECKOUT, output=output, now=DEMO_NOW, workers=1, cache=cache)
    settings = (CHECKOUT / "site.yaml").read_text(encoding="utf-8")
    return Demo(output, build(request), config_of(settings))


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """A publication without articles."""
    return Press.blank(tmp_path / "project")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo publication, built."""
    return build_demo(tmp_path_factory.getbasetemp())
