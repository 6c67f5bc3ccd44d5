"""What every test may use."""

from __future__ import annotations

import signal

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


@pytest.fixture(scope="session")
def refresh(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written anew."""
    return bool(pytestconfig.getoption("--refresh"))
