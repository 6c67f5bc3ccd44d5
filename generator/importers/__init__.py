"""Imports: a publication that lived elsewhere becomes files of this one, with a receipt.

Each past has a room of its own: `wordpress/` reads exports (WXR); `hugo/` and `jekyll/` know where
these put things and what their texts mean, and `folders` takes the articles over from both. What
all share lies here: `ledger` counts what every old thing became, `shelf` writes and never over an
edit, `attic` remembers, `addresses` judges what will answer at an old address, `soup` and `prose`
make Markdown of HTML, `codes` finds what is code, `pictures` and `fetch` bring media in.
"""

from __future__ import annotations

from importlib.util import find_spec

from generator.diagnostics import Exit, Failed, Fault

NOT_INSTALLED = Fault(
    code="E-EXTRA",
    ar="لا يُستورد من WordPress إلا بمكتبة markdownify، وهي غير مثبتة.",
    en="Importing from WordPress needs the library markdownify, which is not installed.",
    hint_ar="ثبّتها بالأمر: pip install 'tahlil[import]'",
    hint_en="Install it: pip install 'tahlil[import]'",
    exit_code=Exit.ENVIRONMENT,
)


def needed() -> None:
    """Raises Failed where what turns HTML into Markdown is not installed."""
    if find_spec("markdownify") is None:
        raise Failed([NOT_INSTALLED.at("tahlil import")])
