"""What layouts and stylesheets may not hold, and that the palette can be read."""

from __future__ import annotations

import itertools
import re

import pytest
from jinja2 import meta, nodes

from generator.rendering.environment import make_environment
from generator.rendering.pieces import CALL
from generator.rendering.strings import Strings
from tests.rendering.samples import LAYOUTS, STYLES, layout_files

PAGES = {name: text for name, text in layout_files().items() if name.endswith(".html")}
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.css"))}
SEEN = {"view", "masthead", "root", "body", "t", CALL}


@pytest.mark.fault(31, 42)
@pytest.mark.parametrize("name", PAGES)
def test_layouts_escape_everything_and_hold_no_inline_code(name: str) -> None:
    """Faults rows 31 and 42."""
    source = PAGES[name]
    assert not re.search(r"\|\s*safe\b|\bMarkup\b|autoescape", source)
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", source, re.IGNORECASE)
    scripts = re.findall(r"<script[^>]*>", source)
    assert all(re.search(' type="application/ld\\+json"| src="{{', script) for script in scripts)


def _pieces() -> dict[str, set[str]]:
    """The names of the pieces, each with the options that layouts give to it."""
    environment = make_environment(PAGES, Strings({}, {}))
    pieces: dict[str, set[str]] = {}
    for name, text in PAGES.items():
        for call in environment.parse(text, name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == CALL:
                options = pieces.setdefault(call.args[0].as_const(), set())
                options |= {option.key for option in call.kwargs}
    return pieces


@pytest.mark.parametrize("name", PAGES)
def test_layouts_ask_for_nothing_but_what_they_are_given(name: str) -> None:
    """A piece is not given the view: what it becomes is remembered for other pages."""
    environment = make_environment(PAGES, Strings({}, {}))
    tree = environment.parse(PAGES[name], name)
    options = _pieces().get(name)
    given = SEEN if options is None else (SEEN - {"view", "body"}) | {"it"} | options
    given = given | {str(name) for node in tree.find_all(nodes.FromImport) for name in node.names}
    given |= {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    assert meta.find_undeclared_variables(tree) <= given


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_the_interface_stands_in_a_layout(name: str) -> None:
    assert not re.search("[\u0621-\u064a]", PAGES[name])


PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height)|float)\s*:|text-align\s*:\s*(?:left|right)"
)


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_logical_and_keep_letters_joined(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.DOTALL)
    assert not PHYSICAL.search(sheet)
    assert not re.search(r"letter-spacing|italic|!important|https?:|data:|@import", sheet)


@pytest.mark.parametrize("name", [n for n in SHEETS if "tokens" not in n and "print" not in n])
def test_colours_have_one_home(name: str) -> None:
    assert not re.search(r":\s*[^;{]*#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", SHEETS[name])


def test_every_custom_property_is_declared() -> None:
    css = "".join(SHEETS.values())
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+)\s*:", css))


def test_every_class_of_a_layout_is_known_to_the_sheets() -> None:
    css = "".join(SHEETS.values())
    for name, source in PAGES.items():
        for value in re.findall(r'class="([^"{]*)[\s"]', source):
            for word in value.split():
                known = f".{word}" in css or word in UNSTYLED
                assert known, f"{name}: {word}"


UNSTYLED = {
    "card-minutes",
    "footer-plate",
    "front-lead",
    "hits",
    "kicker-kind",
    "pager-newer",
    "pager-head",
}
"""Hooks without a rule of their own."""


# -- the palette -----------------------------------------------------------------------------------

PAIRS = tuple(
    itertools.chain(
        itertools.product(("ink", "soft", "accent", "alert"), ("paper", "tint")),
        itertools.product(("ink", "soft", "alert"), ("alert-tint",)),
        (("ink", "selection"), ("accent", "selection"), ("accent-ink", "accent")),
    )
)


def _palettes() -> dict[str, dict[str, str]]:
    sheet = SHEETS["10-tokens.css"]
    plain = re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet)
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", sheet)
    return {
        "plain": dict(plain),
        "light": {name: light for name, light, _ in pairs},
        "dark": {name: dark for name, _, dark in pairs},
    }


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    palette = _palettes()[scheme]
    assert contrast(palette[text], palette[ground]) >= 4.5


def test_both_schemes_name_the_same_colours() -> None:
    """A browser that does not know `light-dark()` sees the light one."""
    palettes = _palettes()
    assert palettes["light"] == palettes["plain"]
    assert palettes["light"].keys() == palettes["dark"].keys()


def test_the_layouts_folder_holds_only_what_it_says() -> None:
    strange = [p for p in LAYOUTS.rglob("*") if p.is_file() and p.suffix not in (".html", ".yaml")]
    assert [path.name for path in strange] == ["README.md"]
