"""What `check` says of the page that somebody looks at, when they ask.

It is the same check, on the same road, of the preview's edition, for one file; nothing of it is in
any page. One question at a time: each holds the project's lock for a moment.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from generator.arabic.direction import escape_controls
from generator.arabic.plurals import PluralForms
from generator.diagnostics import Diagnostic, Failed, as_json
from generator.graph.related import Reason
from generator.serve.kinship import explained
from generator.serve.rebuild import Project

_COUNTED = PluralForms(
    "لا ملاحظات على هذه الصفحة",
    "ملاحظة واحدة على هذه الصفحة",
    "ملاحظتان على هذه الصفحة",
    "{n} ملاحظات على هذه الصفحة",
    "{n} ملاحظة على هذه الصفحة",
    "{n} ملاحظة على هذه الصفحة",
)
_NO_SOURCE = "لا ملف لهذه الصفحة وحدها: تُفحص المقالات والصفحات الثابتة."


@dataclass(slots=True)
class Proofs:
    """Asks for the checks of a project's pages."""

    project: Project
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def of(self, page: str) -> dict[str, Any]:
        """The findings for a file of the site, and a sentence that counts them; takes a while."""
        # Most previews are never asked, and would start later for it.
        from generator.check import check_page

        with self._asking:
            try:
                found = check_page(self.project.request(), page)
            except Failed as failed:  # the site cannot be planned, and the overlay says why
                return _told(failed.diagnostics)
        if found is None:
            return {"words": _NO_SOURCE, "findings": [], "related": []}
        return _told(found.findings, found.related)


def _told(findings: tuple[Diagnostic, ...], related: tuple[Reason, ...] = ()) -> dict[str, Any]:
    shown = [as_json(each) | {"path": escape_controls(each.path)} for each in findings]
    return {
        "words": _COUNTED.format(len(findings)),
        "findings": shown,
        "related": explained(related),
    }
