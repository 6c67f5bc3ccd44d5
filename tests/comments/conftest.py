"""The fixtures of this folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator import cli
from tests.comments.isso import WITH_COMMENTS
from tests.comments.isso import free_port as free_port
from tests.sites.publication import Press
from tests.sites.publication import press as press

Said = tuple[int, str, str]
Tahlil = Callable[..., Said]


@pytest.fixture
def tahlil(press: Press, capfd: pytest.CaptureFixture[str]) -> Tahlil:
    """Runs `tahlil comments` on the project of the test; exit code, output, errors."""
    press.write("site.yaml", WITH_COMMENTS)
    press.article("a", id="a")

    def run(*arguments: str, lang: str = "ar") -> Said:
        capfd.readouterr()
        place = ["--project", str(press.root), "--now", "2026-11-24", "--lang", lang]
        with pytest.raises(SystemExit) as ended:
            cli.main(
                [
                    "comments",
                    *arguments,
                    *(place if arguments and arguments != ("--help",) else place[-2:]),
                ]
            )
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run
