"""What every test may use."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest


def pytest_configure() -> None:
    """A shell that starts the tests in the background has them ignore Ctrl-C, and their processes
    would inherit that; tests of interruptions need it heard."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh",
        action="store_true",
        help="write the golden files anew instead of comparing with them; then read the diff",
    )


_LONG = ("laws/test_clean.py", "laws/test_crash.py", "laws/test_races.py", "deploy/test_hosts.py")
"""Files that take minutes. Side by side with the rest from the start, they do not make it wait; and
what forks a build again and again does so from a process that is still small."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.as_posix().endswith(_LONG))


@pytest.fixture(autouse=True)
def _garbage_is_collected() -> Iterator[None]:
    """A command leaves its garbage to the end of its process; one that a test runs must not leave
    it to all the tests after it, of which those that fork would copy it again and again."""
    yield
    gc.enable()


@pytest.fixture(scope="session")
def refresh(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written anew."""
    return bool(pytestconfig.getoption("--refresh"))
