"""Pieces: parts of pages that stand on many pages, rendered once and remembered.

A card stands in a dozen lists, and the masthead on every page. A piece is a layout of its own that
sees its value as `it`, its options, `masthead` and `root`, and nothing of the page around it: these
decide what it becomes, and while they are the same it need not be rendered again.
"""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.keys import digest

CALL = "piece"
"""The name by which layouts ask for one: `{{ piece("partials/card.html", story, level=2) }}`."""

_ROOT = "\x1a/"
"""Stands for the root until a page is known: lists lie at several depths. No text holds it, since a
control character is refused wherever something is read."""

_MOST = 1 << 16
"""Pieces that a process remembers: some 100 MB of cards."""


class Pieces:
    """What the pieces of one set of layouts became, for one masthead."""

    def __init__(self) -> None:
        self._masthead: object = None
        self._known: dict[tuple[str, ...], str] = {}

    def piece(self, context: Context, name: str, it: Any = None, **options: Any) -> Markup:
        """The layout `name`, filled with a value."""
        masthead, root = context["masthead"], context["root"]
        if masthead is not self._masthead:
            self._masthead, self._known = masthead, {}
        placed = _ROOT if root else ""
        # A card brings the digest of what it shows; there are a hundred thousand calls.
        key = (name, placed, getattr(it, "key", "") or digest(it), repr(options))
        html = self._known.get(key)
        if html is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            layout = context.environment.get_template(name)
            html = layout.render({"it": it, "masthead": masthead, "root": placed, **options})
            self._known[key] = html
        return Markup(html.replace(_ROOT, root))  # noqa: S704 - rendered with autoescape


def caller() -> Any:
    """The function that layouts call, for one environment."""
    pieces = Pieces()

    @pass_context
    def piece(context: Context, name: str, it: Any = None, **options: Any) -> Markup:
        return pieces.piece(context, name, it, **options)

    return piece
