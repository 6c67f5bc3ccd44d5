"""Import: a file of comments, ours or WordPress', into the database of this publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import files
from generator.build import in_session
from generator.comments.source import BAD_FILE, decode
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.graph.model import Article
from generator.importers.addresses import place_of
from generator.moderation.exchange import TakenIn, take_in
from generator.plan import Plan, make_plan
from generator.request import Request
from generator.run import Run, survey
from generator.settings.site import config_of

_HIDDEN = Bilingual(
    "التعليقات مغلقة في site.yaml، فلا يرى القراء شيئاً منها حتى يُكتب فيه: comments: نعم",
    "site.yaml takes no comments, so readers see none of these until it says comments: yes",
)


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. left_out: comments by kind ("spam", "trash", "ping"). strange: links
    of posts that no article has taken over. shown: whether the publication has comments below its
    articles. findings: where an export breaks off."""

    taken: TakenIn
    shown: bool
    left_out: Mapping[str, int] = {}
    strange: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        taken, out = self.taken, self.left_out
        ar = [
            f"التعليقات المستوردة: {taken.taken}، على مقالات عددها: {taken.threads}",
            f"المنشور منها: {taken.public}، وينتظر المراجعة: {taken.waiting}",
            f"كانت موجودة: {taken.known}، فارغة: {taken.empty}، أُصلح موضعها: {taken.repaired}",
        ]
        en = [
            f"comments imported: {taken.taken}, on articles: {taken.threads}",
            f"of these public: {taken.public}, waiting for review: {taken.waiting}",
            f"known already: {taken.known}, empty: {taken.empty}, put at the top: {taken.repaired}",
        ]
        if out:
            spam, trash, ping = (out.get(kind, 0) for kind in ("spam", "trash", "ping"))
            ar.append(f"تُرك: المزعج {spam}، والمحذوف {trash}، والإشعارات {ping}")
            en.append(f"left out: spam {spam}, trash {trash}, pings {ping}")
        ar += [f"لا مقال لهذا الرابط: {link}" for link in self.strange]
        en += [f"no article has this link: {link}" for link in self.strange]
        if not self.shown:
            ar.append(_HIDDEN.ar)
            en.append(_HIDDEN.en)
        return "\n".join(ar), "\n".join(en)


def import_file(request: Request, path: Path, database: Path) -> Imported:
    """Take the comments of a file in; of an export that is broken, those before the break. Raises
    Failed, then took in none."""
    try:
        if not _is_xml(path):
            shown = config_of(request.project).comments.open
            threads = decode(path.name, files.read(path)).threads
            return Imported(taken=take_in(database, threads), shown=shown)
    except OSError as error:
        raise Failed([BAD_FILE.at(path.name, reason=error.strerror or "?")]) from error
    return _from_wordpress(request, path, database)


def _from_wordpress(request: Request, path: Path, database: Path) -> Imported:
    from generator.moderation.wordpress import comments_of

    # Drafts have comments too, when a whole publication moves.
    plan = in_session(replace(request, preview=True, output=_nowhere(request)), _plan)
    export = comments_of(path, _places(plan.graph.articles), ZoneInfo(plan.config.timezone))
    if export.findings and not export.threads:
        raise Failed(export.findings)
    return Imported(
        taken=take_in(database, list(export.threads.values())),
        shown=plan.config.comments.open,
        left_out=export.left_out,
        strange=tuple(export.strange),
        findings=export.findings,
    )


def _is_xml(path: Path) -> bool:
    """By its first sign: an export of WordPress may be too large to be read whole."""
    with path.open("rb") as file:
        return file.read(99).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _plan(run: Run) -> Plan:
    survey(run)
    return make_plan(run)


def _nowhere(request: Request) -> Path:
    """A folder for an edition that is planned and never made."""
    return request.cache_folder / "planned"


def _places(articles: Iterable[Article]) -> dict[str, str]:
    places: dict[str, str] = {}
    for article in articles:
        slug = article.path.rstrip("/").rpartition("/")[2]
        for address in (article.path, *article.aliases, slug):
            places.setdefault(place_of(f"/{address.lstrip('/')}"), article.id)
    return places
