"""Looking into a build: why a page is made, and whether the published site is what a clean build
would make."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec.structs import replace

from generator import explain, files
from generator.build import build, in_session, publication_of
from generator.diagnostics import Bilingual, Exit, Failed, Fault
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry
from generator.engine.publish import Output
from generator.keys import digest_bytes
from generator.plan import Plan, make_plan
from generator.request import Progress, Request
from generator.run import Run, survey

NO_PAGE = Fault(
    code="E-PAGE",
    ar="لا صفحة بهذا العنوان: {page}",
    en="There is no such page: {page}",
    hint_ar="اكتب عنوان الصفحة كما في المتصفح، أو مسار ملف المقال، مثل content/articles/x.md",
    hint_en="Give the address of the page, or the path of its article: content/articles/x.md",
    exit_code=Exit.USAGE,
)
NO_SITE = Fault(
    code="E-SITE",
    ar="لا موقع مبنياً في هذا المجلد: {path}",
    en="There is no built site in this folder: {path}",
    hint_ar="ابنِه أولاً بالأمر tahlil build.",
    hint_en="Build it first: tahlil build.",
    exit_code=Exit.USAGE,
)

_PARTS = {
    "new": Bilingual("لم تُصنع بعد", "it was never made"),
    "file": Bilingual("الملف المنشور نفسه", "the published file itself, which is not as it was"),
    "code": Bilingual("شيفرة المولّد أو مكتباته", "the generator's code or libraries"),
    "closure": Bilingual("القالب أو أحد أجزائه", "the layout or one of its parts"),
    "masthead": Bilingual("ما تشترك فيه الصفحات (كالقائمة)", "what all pages share"),
    "body": Bilingual("متن المقال", "the text of the article"),
    "article": Bilingual("ترويسة المقال وما يُعرض منه", "the header of the article"),
    "articles": Bilingual("المقالات المعروضة", "the articles that it shows"),
    "cards": Bilingual("المقالات المعروضة في القائمة", "the articles that the list shows"),
    "heading": Bilingual("عنوان القائمة أو وصفها", "the title or description of the list"),
    "pager": Bilingual("ترقيم صفحات القائمة", "the numbering of the list"),
    "parts": Bilingual("ما تحمله التغذية", "what the feed holds"),
    "related": Bilingual("المقالات ذات الصلة", "the related articles"),
    "series": Bilingual("أجزاء الملف", "the parts of the series"),
    "comments": Bilingual("التعليقات", "the comments"),
    "settings": Bilingual("إعدادات النشرة", "the settings of the publication"),
    "target": Bilingual("الصفحة التي يقود إليها", "the page that it leads to"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Why an output is made. `fresh`: the next build would not make it again."""

    path: str
    fresh: bool
    changed: tuple[str, ...]
    """Parts of the key that differ: now from the last run, or, when fresh, then from before."""

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        ar = "، ".join(_part(name).ar for name in self.changed) or "—"
        en = ", ".join(_part(name).en for name in self.changed) or "—"
        if self.fresh:
            return (
                f"/{self.path}: على حالها، ولن يعاد صنعها. تغيّر حين صُنعت آخر مرة: {ar}.",
                f"/{self.path}: fresh. When it was last made, this had changed: {en}.",
            )
        return (
            f"/{self.path}: سيعاد صنعها في البناء القادم، إذ تغيّر: {ar}.",
            f"/{self.path}: the next build makes it again. Changed: {en}.",
        )

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "fresh": self.fresh, "changed": list(self.changed)}


def why(request: Request, page: str) -> Answer:
    """Compares the key of a page as it would be made now with the one it was made under.

    Raises Failed with E-PAGE for an address that the plan does not know.
    """
    return in_session(request, lambda run: _why(run, page))


def _why(run: Run, page: str) -> Answer:
    survey(run)
    output = _output(make_plan(run), page.removeprefix(f"{run.request.output.name}/"))
    record = explain.record(run.store, run.request.edition, output.path)
    publication = publication_of(run)
    if publication.is_fresh(output.path, output.recipe.key(output.value)):
        return Answer(output.path, fresh=True, changed=record.changed if record else ())
    entry = publication.manifest.entries.get(output.path)
    known = record.parts if record else {}
    return Answer(output.path, fresh=False, changed=_now(known, output, entry))


def _now(known: Mapping[str, str], output: Output, entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return ("new",)
    if entry.key == output.recipe.key(output.value):
        return ("file",)
    return explain.difference(known, explain.parts_of(output))


def _part(name: str) -> Bilingual:
    return _PARTS.get(name, Bilingual(name, name))


def _output(plan: Plan, page: str) -> Output:
    """The output that a person means: an address as any browser shows it, a path in the site, or an
    article's file."""
    articles = {article.source: article.path for article in plan.graph.articles}
    written = unicodedata.normalize("NFC", unquote(page.partition("#")[0]))
    path = articles.get(written.removeprefix("./"), written)
    for prefix in (plan.config.base_url, plan.config.base_path, "/"):
        path = path.removeprefix(prefix)
    by_path = {output.path: output for output in plan.outputs}
    for candidate in (path, f"{path.rstrip('/')}/index.html".lstrip("/")):
        if candidate in by_path:
            return by_path[candidate]
    raise Failed([NO_PAGE.at(page, page=page)])


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a published site differs from a clean build, by path."""

    files: int
    different: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return not (self.different or self.missing or self.extra)

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        if self.equal:
            return (
                f"الموقع المنشور يطابق بناءً من الصفر بايتاً ببايت ({self.files} ملفاً).",
                f"the published site equals a clean build byte for byte ({self.files} files)",
            )
        lines = [
            *(f"≠ {path}" for path in self.different),
            *(f"- {path}" for path in self.missing),
            *(f"+ {path}" for path in self.extra),
        ]
        listing = "\n".join(lines)
        return (
            f"الموقع المنشور يخالف بناءً من الصفر (≠ مختلف، - ناقص، + زائد):\n{listing}",
            f"the site differs from a clean build (≠ differs, - lacks, + extra):\n{listing}",
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "different": list(self.different),
            "missing": list(self.missing),
            "extra": list(self.extra),
        }


def verify(request: Request, progress: Progress | None = None) -> Comparison:
    """Build clean elsewhere, with an empty cache, and compare with the published folder.

    Raises Failed with E-SITE when nothing was published yet.
    """
    published = manifests.load(request.output)
    if published is None:
        raise Failed([NO_SITE.at(request.output.name, path=request.output)])
    with tempfile.TemporaryDirectory(prefix="tahlil-") as folder:
        clean = replace(request, output=Path(folder) / "site", cache=Path(folder) / "cache")
        build(clean, progress)
        expected = _digests(clean.output, manifests.load(clean.output))
    actual = _digests(request.output, published)
    return Comparison(
        files=len(expected),
        different=tuple(sorted(p for p in expected if p in actual and actual[p] != expected[p])),
        missing=tuple(sorted(path for path in expected if path not in actual)),
        extra=tuple(sorted(path for path in actual if path not in expected)),
    )


def _digests(folder: Path, manifest: manifests.Manifest | None) -> dict[str, str]:
    """The digest of each file that is ours, as it lies on disk."""
    paths = manifest.entries if manifest else {}
    present = (path for path in paths if files.stamp_at(folder / path))
    return {path: digest_bytes(files.read(folder / path)) for path in present}
