"""A writer's desk: a project, and the preview of it in a real browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from tests.serve.projects import BRIDGE, replace_in
from tests.serve.running import Running


@dataclass(frozen=True, slots=True)
class Desk:
    """The project, and the preview of it that runs."""

    project: Path
    preview: Running

    def address(self, path: str = "") -> str:
        return self.preview.address + quote(path)

    def save(self, old: str, new: str, path: str = BRIDGE) -> None:
        replace_in(self.project / path, old, new)


def opened(page: Page, address: str) -> Page:
    """A page of the preview, once it hears the news."""
    with page.expect_response(re.compile(r"/\.preview/events")):
        page.goto(address)
    return page
