"""Comments as a source of the build: the approved ones, from where they are kept.

They are read on every build, and count by what they say: a new approval changes the digest of one
thread, and that makes one page again. A comment that waits changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.comments.source import from_database, from_file, from_server
from generator.comments.thread import Threads
from generator.config import SiteConfig
from generator.diagnostics import Fault, Severity
from generator.graph.synopsis import Synopsis
from generator.request import DATABASE
from generator.run import Run

FILE = "content/comments.json"
"""Comments that are kept with the articles, where there is no database."""

LOST = Fault(
    code="W-COMMENTS-LOST",
    severity=Severity.WARNING,
    ar="تعليقات على أرقام لا يحملها مقال، فلا تظهر: {ids}",
    en="Comments on ids that no article has, which do not show: {ids}",
    hint_ar="أعد الرقم (id) إلى ترويسة مقالها كما كان.",
    hint_en="Give its article the id that it had, in its front matter.",
)
OFF = Fault(
    code="W-COMMENTS-OFF",
    severity=Severity.WARNING,
    ar="في هذا الملف تعليقات، والتعليقات مغلقة في site.yaml، فلا يظهر منها شيء.",
    en="There are comments in this file, and site.yaml takes none, so none of them shows.",
    hint_ar="اكتب في site.yaml السطر comments: نعم، أو انقل الملف.",
    hint_en="Write comments: yes in site.yaml, or move the file away.",
)
_NAMED = 5
"""Lost threads that are named."""


def read_threads(run: Run, config: SiteConfig, synopses: Sequence[Synopsis]) -> Threads:
    """The threads of the publication; none where it takes no comments. Raises Failed when they
    cannot be read: pages that lose their comments would be worse than pages as they were."""
    if not (config.comments.open or any(synopsis.comments for synopsis in synopses)):
        if FILE in run.surveyed:
            run.findings.append(OFF.at(FILE))
        return {}
    ids = [synopsis.id for synopsis in synopses]
    threads = _threads(run, ids)
    _tell_lost(run, threads, ids)
    return threads


def _threads(run: Run, ids: Sequence[str]) -> Threads:
    request = run.request
    if request.comments_server:
        return from_server(request.comments_server, ids)
    if request.comments or DATABASE in run.surveyed:
        return from_database(request.project / request.comments_database)
    return from_file(FILE, run.read(FILE)) if FILE in run.surveyed else {}


def _tell_lost(run: Run, threads: Threads, ids: Iterable[str]) -> None:
    lost = sorted(threads.keys() - set(ids))
    if lost:
        more = "، …" if len(lost) > _NAMED else ""
        run.findings.append(LOST.at("comments", ids="، ".join(lost[:_NAMED]) + more))
