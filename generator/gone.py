"""Addresses that go: pages and short links of articles that the last build published, and that this
one takes away without a redirect.

Who deletes a file, or slips in a date, sees a shorter site and no fault; readers see links that
lead nowhere. So the build that takes an address away says so, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from unicodedata import normalize

import msgspec

from generator import standstill
from generator.diagnostics import Bilingual, Diagnostic, Fault, Severity
from generator.engine.manifest import Manifest
from generator.graph.addresses import file_of, short_path
from generator.graph.model import Article, ContentGraph, Status
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Moment, status_of
from generator.moved import MOVED
from generator.run import Run
from generator.standstill import Shown

DELETED = Fault(
    code="W-GONE",
    severity=Severity.WARNING,
    ar="غاب هذا الملف، وكان مقاله منشوراً، فرابطه /{old} لم يعد يقود إلى شيء.",
    en="This file is gone and its article was published: its link, /{old}, leads nowhere now.",
    hint_ar="إن لم تقصد ذلك فأعد الملف. وإن حلّ محله مقال آخر فأضف إلى ترويسته: "
    "«روابط سابقة: /{old}».",
    hint_en="If that is not meant, bring the file back. If another article stands for it, add to "
    "its header “aliases: /{old}”.",
)
HIDDEN = Fault(
    code="W-GONE",
    severity=Severity.WARNING,
    ar="كان هذا المقال منشوراً ولم يعد كذلك ({status})، فرابطه /{old} لم يعد يقود إلى شيء.",
    en="This article was published and is not any more ({status}): its link, /{old}, leads "
    "nowhere now.",
    hint_ar="إن لم تقصد ذلك فراجع في ترويسته: مسودة، التاريخ، الحظر، الانتهاء.",
    hint_en="If that is not meant, look in its header at draft, date, embargo and expires.",
)
RENUMBERED = Fault(
    code="W-GONE",
    severity=Severity.WARNING,
    ar="تغيّر رقم هذا المقال أو اسم ملفه بعد نشره، فرابطه القصير /{old} لم يعد يقود إلى شيء.",
    en="The id of this article, or the name of its file, changed after it was published: its short "
    "link, /{old}, leads nowhere now.",
    hint_ar="اكتب في ترويسته «الرقم: {id}»، فيبقى الرابط كما كان.",
    hint_en="Write “id: {id}” into its header, and the link stays as it was.",
)

REASONS: Mapping[Status, Bilingual] = {
    Status.DRAFT: Bilingual("مسودة", "a draft"),
    Status.SCHEDULED: Bilingual("لم يحن تاريخه", "scheduled"),
    Status.EMBARGOED: Bilingual("محظور حتى موعده", "embargoed"),
    Status.EXPIRED: Bilingual("انتهى موعده", "expired"),
}
"""Why an article is not public, for people."""


def findings(
    run: Run,
    graph: ContentGraph,
    synopses: Iterable[Synopsis],
    published: Manifest,
    paths: Set[str],
) -> list[Diagnostic]:
    """W-GONE for every address of an article that was published and is not among `paths`, the files
    of the site to be. `published`: the site as it lies in the folder of the run. Nothing is told of
    a site whose articles are not remembered, of sources that are held, of articles that were shown
    before their time (`--now`), nor in a preview."""
    if run.request.preview:
        return []
    held = {normalize("NFC", path) for path in run.held}
    lost = [
        shown
        for shown in standstill.shown_of(run, published.sum)
        if not paths >= {file_of(shown.path), file_of(short_path(shown.id))}
        and shown.source not in held
        and shown.out <= run.request.now
    ]
    if not lost:
        return []
    moment = Moment(run.request.now)
    return list(_Site.of(graph, synopses, moment, paths, published).told(lost))


class _Site(msgspec.Struct, frozen=True):
    """The site to be. articles, synopses: by source; places: articles by path; ids: synopses by id.
    paths: its files; before: those of the published site."""

    articles: Mapping[str, Article]
    places: Mapping[str, Article]
    synopses: Mapping[str, Synopsis]
    ids: Mapping[str, Synopsis]
    moment: Moment
    paths: Set[str]
    before: Set[str]

    @classmethod
    def of(
        cls,
        graph: ContentGraph,
        synopses: Iterable[Synopsis],
        moment: Moment,
        paths: Set[str],
        published: Manifest,
    ) -> _Site:
        known = tuple(synopses)
        return cls(
            articles={article.source: article for article in graph.articles},
            places={article.path: article for article in graph.articles},
            synopses={synopsis.source: synopsis for synopsis in known},
            ids={synopsis.id: synopsis for synopsis in known},
            moment=moment,
            paths=paths,
            before=published.entries.keys(),
        )

    def told(self, lost: Iterable[Shown]) -> Iterator[Diagnostic]:
        for shown in lost:
            if file_of(shown.path) not in self.paths:
                yield from self._page(shown)
            if file_of(short_path(shown.id)) not in self.paths:
                yield from self._short(shown)

    def _page(self, shown: Shown) -> Iterator[Diagnostic]:
        """An article that has its id still and stands elsewhere is told of as moved."""
        synopsis = self.ids.get(shown.id) or self.synopses.get(shown.source)
        if synopsis is None:
            yield DELETED.at(shown.source, old=shown.path)
            return
        status = status_of(synopsis, self.moment)
        if status is not Status.PUBLISHED:
            if not _is_planned(shown, synopsis, status):
                yield HIDDEN.at(synopsis.source, old=shown.path, status=REASONS[status])
        elif synopsis.id != shown.id:
            yield MOVED.at(synopsis.source, old=shown.path)

    def _short(self, shown: Shown) -> Iterator[Diagnostic]:
        """Where the article stands on under another id: at its address, or in its file. An article
        that was there before is another one, and keeps its own."""
        heir = self.places.get(shown.path) or self.articles.get(shown.source)
        if heir is not None and file_of(heir.short_path) not in self.before:
            yield RENUMBERED.at(heir.source, old=short_path(shown.id), id=shown.id)


def _is_planned(shown: Shown, synopsis: Synopsis, status: Status) -> bool:
    """Whether an article went when its writer had said that it would, and not by a slip: one that
    expires before it is out was never meant to."""
    expires = synopsis.expires
    return (
        status is Status.EXPIRED
        and expires is not None
        and expires == shown.expires
        and expires > synopsis.published
    )
