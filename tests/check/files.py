"""Files for the rules of style: a short header, and a body from line 6 on."""

from __future__ import annotations

from typing import Any

from generator.check.mend import mend
from generator.check.prose import Prose, read_prose
from generator.check.style import slips_in
from generator.check.style.slip import House
from generator.config import HouseStyle, SiteConfig, StyleRules, TermEntry
from generator.diagnostics import Diagnostic

PATH = "content/articles/x.md"
HEADER = "title: عنوان\ncategory: تحليلات\ndate: 2026-01-01"
FIRST = 6
"""The line on which the body begins."""


def article(body: str, header: str = HEADER) -> str:
    return f"---\n{header}\n---\n{body}"


def prose_of(text: str) -> Prose:
    prose = read_prose(PATH, text)
    assert prose is not None
    return prose


def house(quotes: tuple[str, str] = ("“", "”"), **style: Any) -> House:
    return House(HouseStyle(**style), quotes)


def findings(text: str, **style: Any) -> list[Diagnostic]:
    prose = prose_of(text)
    return [slip.at(prose) for slip in slips_in(prose, house(**style)) if slip.is_told]


def told(text: str, **style: Any) -> list[tuple[str, int, int]]:
    """Code, line and column of each finding."""
    return [(f.code, f.span.line, f.span.column) for f in findings(text, **style) if f.span]


def codes(text: str, **style: Any) -> list[str]:
    return [code for code, *_ in told(text, **style)]


def mended(text: str, rules: StyleRules | None = None, **style: Any) -> str:
    """The file as `--fix` leaves it."""
    config = SiteConfig(
        title="x",
        base_url="https://example.org/",
        categories=(TermEntry("تحليلات"),),
        style=HouseStyle(rules=rules or StyleRules(), **style),
    )
    done = mend(PATH, text.encode(), house(**style), config)
    return done.data.decode() if done else text


def mended_body(body: str, **style: Any) -> str:
    return mended(article(body), **style).removeprefix(article(""))
