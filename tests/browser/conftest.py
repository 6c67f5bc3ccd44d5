"""A real Chromium for the tests: `page`, or `open_page` for one of another kind.

What a page prints as an error fails its test, so nothing goes unread; a test that means to cause
errors takes `page_errors`, looks at them and clears them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.desk import Desk, opened
from tests.serve.conftest import project as project
from tests.serve.conftest import warm_project as warm_project
from tests.serve.projects import BRIDGE_ADDRESS
from tests.serve.running import running
from tests.tools.browser import ABSENT, arguments, can_be_sandboxed, find_chromium

_READER = {"locale": "ar-IQ", "timezone_id": "Asia/Baghdad"}

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup() -> None:
    """Without a Chromium: a failure in CI, elsewhere a skip (one line for all of them)."""
    if find_chromium() is None:
        stop: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(ABSENT)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    chromium = find_chromium()
    assert chromium
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=arguments(),
            chromium_sandbox=can_be_sandboxed(chromium),
        )
        yield browser
        browser.close()


@pytest.fixture
def page_errors() -> list[str]:
    """Errors and warnings that the pages of this test printed, and exceptions that they threw."""
    return []


@pytest.fixture
def open_page(browser: Browser, page_errors: list[str]) -> Iterator[OpenPage]:
    """Opens pages, each in a profile of its own: `open_page(java_script_enabled=False)`,
    `open_page(color_scheme="dark", viewport={"width": 320, "height": 640})`."""
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            page_errors.append(f"{message.type}: {message.text}")

    def open_page(**options: Any) -> Page:
        context = browser.new_context(
            **{"locale": "ar-IQ", "timezone_id": "Asia/Baghdad"} | options
        )
        contexts.append(context)
        context.on("console", hear)
        context.on("weberror", lambda fault: page_errors.append(f"exception: {fault.error}"))
        context.set_default_timeout(15_000)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert page_errors == [], "the page printed errors"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page at 1280 by 720."""
    return open_page()


@pytest.fixture
def desk(project: Path) -> Iterator[Desk]:
    """A small project, and its preview."""
    with running(project) as preview:
        yield Desk(project, preview)


@pytest.fixture
def article(desk: Desk, page: Page) -> Page:
    """The page of the article about the bridge, which hears the news already."""
    return opened(page, desk.address(BRIDGE_ADDRESS))
