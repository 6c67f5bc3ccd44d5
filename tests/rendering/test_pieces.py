"""Pieces: rendered once for all pages, and never with what belongs to one of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from generator.diagnostics import Failed
from generator.rendering.layouts import LayoutSet, render


@dataclass(frozen=True)
class Story:
    title: str


@dataclass(frozen=True)
class Plate:
    name: str


def _page(files: dict[str, str], root: str = "", plate: Plate | None = None, **view: object) -> str:
    layouts = LayoutSet.of({"strings.yaml": "", **files})
    return render(layouts, "page.html", {"root": root, "masthead": plate, **view})


CARD = {
    "page.html": '{{ piece("card.html", story, level=2) }}',
    "card.html": "<h{{ level }}>{{ it.title }}</h{{ level }}>{{ root }}{{ masthead.name }}",
}


def test_a_piece_sees_its_value_its_options_the_masthead_and_the_root() -> None:
    html = _page(CARD, "../", Plate("دفاتر"), story=Story("<خبر>"))
    assert html == "<h2>&lt;خبر&gt;</h2>../دفاتر"


def test_a_piece_does_not_see_the_page_around_it() -> None:
    with pytest.raises(Failed) as failed:
        _page({**CARD, "card.html": "{{ story.title }}"}, story=Story("خبر"))
    (fault,) = failed.value.diagnostics
    assert (fault.code, fault.path) == ("E-TPL", "layouts/card.html")


def test_what_a_piece_is_made_of_decides_what_it_is() -> None:
    """Every part of it: value, options, root, masthead; in any order, and again."""
    plates = Plate("أ"), Plate("ب")
    seen = {
        (title, root, plate.name): _page(CARD, root, plate, story=Story(title))
        for _ in range(2)
        for plate in plates
        for title in ("واحد", "اثنان")
        for root in ("", "../")
    }
    assert len(seen) == 8
    for (title, root, name), html in seen.items():
        assert html == f"<h2>{title}</h2>{root}{name}"


def test_the_closure_holds_the_pieces() -> None:
    layouts = LayoutSet.of({"strings.yaml": "", **CARD})
    assert layouts.closure("page.html") == ("card.html", "page.html")


@pytest.mark.parametrize("call", ["piece(name)", "piece()"])
def test_the_name_of_a_piece_is_written_out(call: str) -> None:
    layouts = LayoutSet.of({"strings.yaml": "", "page.html": f"\n{{{{ {call} }}}}"})
    with pytest.raises(Failed, match="E-TPL"):
        layouts.closure("page.html")
