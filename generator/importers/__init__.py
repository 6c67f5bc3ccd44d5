"""Imports: a publication that lived elsewhere becomes files of this one, with a receipt.

`wordpress` reads exports (WXR), `hugo` and `jekyll` read folders: `hugo_addresses` and
`jekyll_addresses` know where these put things, `hugo_codes` and `liquid` their texts, `codes` what
is code. Each says what every old thing became; `ledger` counts, `shelf` writes and never over an
edit, `addresses` judges what will answer at an old address, `pictures` and `fetch` bring media in.
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
