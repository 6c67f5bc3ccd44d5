"""Views filled from their types: every text of a view is the text that a test gives."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup

from generator.pages import views
from generator.rendering.layouts import LayoutSet

ROOT = Path(__file__).parents[2]
LAYOUTS = ROOT / "layouts"
ASSETS = ROOT / "assets"
STYLES = ASSETS / "css"

VIEWS: dict[str, type] = {
    "home.html": views.HomeView,
    "article.html": views.ArticleView,
    "list.html": views.ListView,
    "index.html": views.IndexView,
    "archive.html": views.ArchiveView,
    "corrections.html": views.CorrectionsView,
    "static.html": views.StaticView,
    "not_found.html": views.NotFoundView,
    "redirect.html": views.RedirectView,
}
WITH_BODY = {"article.html", "static.html"}

MOMENT = datetime(2026, 11, 23, 17, 5, tzinfo=timezone(timedelta(hours=3)))
_CHOSEN: dict[str, Any] = {
    "list_kind": "category",
    "taxonomy": "tag",
    "status": "draft",
    "language": "ar",
    "theme_body": "serif",
    "months": "both",
    "digits": "arabic",
    "hijri": True,
    "noindex": False,
    "first_day": date(2026, 11, 1),
}
"""Fields that are no free text: one of a few words, or a choice of the publication."""


def layout_files() -> dict[str, str]:
    return {
        path.relative_to(LAYOUTS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(LAYOUTS.rglob("*"))
        if path.is_file()
    }


def site_layouts() -> LayoutSet:
    return LayoutSet.of(layout_files())


def fill(kind: Any, text: str) -> Any:
    """A value of a type, all of whose free texts are `text`; lists hold two things."""
    if isinstance(kind, msgspec.StructMeta):
        return _filled(kind, text)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return (fill(arguments[0], text),) * 2
    if origin in (typing.Union, types.UnionType):
        return fill(next(a for a in arguments if a is not type(None)), text)
    return {str: text, int: 3, bool: False, datetime: MOMENT, Markup: Markup("{}")}[kind]


def _filled(kind: msgspec.StructMeta, text: str) -> Any:
    hints = typing.get_type_hints(kind)
    values = {name: _field(name, hints[name], text) for name in kind.__struct_fields__}
    if kind is views.ArchiveView:
        values["indexes"] = tuple(views.Link(name, text) for name in ("category", "series"))
    return kind(**values)


def _field(name: str, kind: Any, text: str) -> Any:
    plural = typing.get_origin(kind) is tuple
    return _CHOSEN[name] if name in _CHOSEN and not plural else fill(kind, text)


def context(layout: str, text: str = "نص", root: str = "../") -> dict[str, object]:
    """All that `layout` sees, with `text` in every field."""
    values: dict[str, object] = {
        "view": fill(VIEWS[layout], text),
        "masthead": fill(views.Masthead, text),
        "root": root,
    }
    if layout in WITH_BODY:
        values["body"] = Markup("<p>متن</p>")
    return values


def layouts(files: Mapping[str, str]) -> LayoutSet:
    """A small set of layouts with the strings of the site."""
    return LayoutSet.of({"strings.yaml": layout_files()["strings.yaml"], **files})
