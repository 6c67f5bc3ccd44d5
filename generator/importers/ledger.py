"""The ledger: a receipt for every old address, and the sums that must agree.

`imports/<origin>/ledger.csv` has one row for each thing of the old site (UTF-8 with the mark by
which spreadsheets know it): its address, what answers there now, and why nothing does. `notes.csv`
beside it lists what an editor should look at: short codes that nobody knew, pictures that did not
come.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import posixpath
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from generator import files
from generator.arabic.plurals import PluralForms
from generator.diagnostics import Bilingual, Diagnostic, has_errors
from generator.importers.addresses import HOME, NO_ADDRESS, Answer
from generator.importers.attic import Attic, Pile
from generator.importers.pictures import Pictures
from generator.importers.shelf import Filed, Shelf

_ANSWERS = {
    Answer.KEPT: Bilingual("على حاله", "kept"),
    Answer.REDIRECT: Bilingual("تحويل", "redirect"),
    Answer.REASON: Bilingual("بلا صفحة، لسبب", "no page, for a reason"),
    Answer.MISSING: Bilingual("مفقود", "missing"),
}
_ASIDE = Bilingual(
    "حررت المقال هنا وتغير في الموقع القديم: خذ من هذا الملف ما تريد ثم احذفه",
    "the article was edited here and has changed in the old site: take what you want from this"
    " file, then delete it",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that make a spreadsheet calculate."""

DRAFT = Bilingual("مسودة: لم يكن لها عنوان عام", "a draft: it had no public address")
SCHEDULED = Bilingual("مجدول: لم يظهر بعد", "scheduled: not out yet")
REMOVED_HERE = Bilingual(
    "استُورد من قبل ثم حُذف هنا", "it was imported before and has been removed here"
)
NOT_BROUGHT = Bilingual(
    "ليس صورة ولا مرفقاً مما يُنشر: لا يُستورد، فانقله بنفسك",
    "neither a picture nor what can be attached: not imported, move it yourself",
)
"""Reasons that every import gives."""


class Row(msgspec.Struct, frozen=True):
    """One thing of the old site. file: where it lies now. new: the address of its page."""

    kind: str
    id: str
    title: str
    old: str
    answer: Answer
    new: str = ""
    file: str = ""
    why: Bilingual | None = None

    @property
    def is_taken(self) -> bool:
        """Whether something of this project answers at the old address."""
        answers = self.answer is Answer.REASON and bool(self.new)
        return answers and self.why not in (HOME, NO_ADDRESS)


class Note(msgspec.Struct, frozen=True):
    """Something to look at, its name, and the id and file of the article that holds it. kind:
    `shortcode`, `block` or `removed` for what an article held; `furniture` for words that were
    peeled off; `picture` for one that did not come; `file` and `link` for what is linked to and is
    not here; `aside` for a text beside an edited file; `category` for one that only drafts have or
    that was told apart from another; `undated` for what became a page; `headline` for one that was
    made of first words."""

    kind: str
    name: str
    id: str
    file: str
    why: Bilingual | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. expected: how many things of each kind the old site gave. declared: lines
    that were added to site.yaml; redirects: how many of these were. remarks: comments kept. base:
    the folder of base_url, when old addresses do not lie in it, else "". pattern: a permalink under
    which more old addresses would stay, and how many."""

    origin: str
    folder: str
    expected: dict[str, int]
    rows: Collection[Row]
    notes: Collection[Note]
    filed: dict[Filed, int]
    pictures: int
    remarks: int
    declared: tuple[str, ...]
    redirects: int = 0
    findings: tuple[Diagnostic, ...]
    base: str = ""
    pattern: tuple[str, int] = ("", 0)

    @property
    def balanced(self) -> bool:
        """Whether as many things came out as went in, kind by kind."""
        return self.expected == dict(
            Counter(row.kind for row in self.rows if row.kind != "renamed")
        )

    @property
    def missing(self) -> int:
        return sum(row.answer is Answer.MISSING for row in self.rows)

    @property
    def ok(self) -> bool:
        """Whether nothing was lost and nothing is broken."""
        return self.balanced and not self.missing and not has_errors(self.findings)

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        ar, en = zip(*_sentences(self), strict=True)
        return "\n".join(ar), "\n".join(en)

    def as_json(self) -> dict[str, Any]:
        answers = Counter(row.answer.value for row in self.rows)
        return {
            "origin": self.origin,
            "ledger": f"{self.folder}/ledger.csv",
            "in": self.expected,
            "balanced": self.balanced,
            "addresses": {answer.value: answers[answer.value] for answer in Answer},
            "files": {filed.value: self.filed.get(filed, 0) for filed in Filed},
            "pictures": self.pictures,
            "comments": self.remarks,
            "categories": list(self.declared),
            "redirects": self.redirects,
            "notes": [msgspec.to_builtins(note) for note in self.notes],
        }


class Notes(Pile[Note]):
    """What there is to look at, so far."""

    def __init__(self, attic: Attic) -> None:
        super().__init__(attic)
        self._latest = deque[Note](maxlen=20)

    def append(self, note: Note) -> None:
        """Add a note, unless it has just been made: an article may say one thing often."""
        if note not in self._latest:
            super().append(note)
            self._latest.append(note)


def all_notes(notes: Notes, pictures: Pictures, shelf: Shelf) -> Notes:
    """With them the pictures that did not come, and the texts that wait beside edited files."""
    for one in pictures.missing:
        notes.append(Note("picture", one.address, "", one.holder, one.why))
    for text in shelf.asides():
        key = text.key.partition(" ")[2]
        notes.append(Note("aside", text.path, key, text.article, _ASIDE))
    return notes


def write(project: Path, receipt: Receipt) -> None:
    """The ledger and the notes, as files. Raises Failed with E-DISK."""
    rows = (
        (
            *(r.kind, r.id, r.title, r.old, r.answer.value, _ANSWERS[r.answer].ar, r.new, r.file),
            *_why(r),
        )
        for r in receipt.rows
    )
    head = (
        "kind",
        "id",
        "title",
        "old address",
        "answer",
        "الجواب",
        "new address",
        "file",
        "لماذا",
        "why",
    )
    _write(project, f"{receipt.folder}/ledger.csv", head, rows)
    notes = ((n.kind, n.name, n.id, n.file, *_why(n)) for n in receipt.notes)
    _write(
        project,
        f"{receipt.folder}/notes.csv",
        ("kind", "name", "id", "file", "لماذا", "why"),
        notes,
    )


def _why(entry: Row | Note) -> tuple[str, str]:
    return (entry.why.ar, entry.why.en) if entry.why else ("", "")


def _write(project: Path, path: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = itertools.chain([head], ([_harmless(cell) for cell in row] for row in rows))
    with files.writing(path):
        files.write_atomically(project / path, _csv(lines))


def _csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The lines of a table, one after the other (RFC 4180)."""
    yield codecs.BOM_UTF8
    line = io.StringIO(newline="")
    table = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        table.writerow(row)
        yield line.getvalue().encode(errors="backslashreplace")  # names of files may hold any bytes
        line.seek(0)
        line.truncate()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# -- in words --------------------------------------------------------------------------------------

_SHOWN = 5
_IN_ARTICLES = PluralForms(
    zero="{n} مقال",
    one="مقال واحد",
    two="مقالين",
    few="{n} مقالات",
    many="{n} مقالاً",
    other="{n} مقال",
)


def _sentences(receipt: Receipt) -> Iterable[tuple[str, str]]:
    """The summary, line by line, in both languages."""
    yield from _declared(receipt)
    yield _imported(receipt)
    yield _addresses(receipt)
    yield _filed(receipt)
    yield from _asides(receipt)
    yield from _codes(receipt)
    yield from _left(receipt)
    yield from _taken(receipt)
    yield from _missing(receipt)
    yield from _advice(receipt)
    yield (f"السجل: {receipt.folder}/ledger.csv", f"ledger: {receipt.folder}/ledger.csv")


def _declared(receipt: Receipt) -> Iterable[tuple[str, str]]:
    if receipt.declared:
        lines = "".join(f"\n  - {line}" for line in receipt.declared)
        yield (
            f"أضيفت إلى categories في site.yaml:{lines}",
            f"added to categories in site.yaml:{lines}",
        )
    if receipt.redirects:
        yield (
            f"أضيفت إلى redirects في site.yaml عناوين قوائم قديمة، عددها {receipt.redirects}",
            f"added to redirects in site.yaml: {receipt.redirects} old addresses of lists",
        )


def _imported(receipt: Receipt) -> tuple[str, str]:
    written = [row for row in receipt.rows if row.file.endswith(".md") and row.kind != "renamed"]
    pages = sum(row.file.startswith("content/pages/") for row in written)
    articles = len(written) - pages
    given = sum(receipt.expected.values())
    return (
        (
            f"استُورد من {receipt.origin}: المقالات {articles}، الصفحات {pages}، الصور والملفات "
            f"الجديدة {receipt.pictures}، التعليقات {receipt.remarks}؛ وعناصر المصدر كلها {given}"
        ),
        (
            f"imported from {receipt.origin} ({given} things in it): {articles} articles, "
            f"{pages} pages, {receipt.pictures} new pictures and papers, {receipt.remarks} comments"
        ),
    )


def _addresses(receipt: Receipt) -> tuple[str, str]:
    counts = Counter(row.answer for row in receipt.rows)
    kept, moved = counts[Answer.KEPT], counts[Answer.REDIRECT]
    reason, lost = counts[Answer.REASON], counts[Answer.MISSING]
    sums = ("", "") if receipt.balanced else ("؛ المجاميع لا تتطابق!", "; the sums do not agree!")
    return (
        (
            f"العناوين القديمة {len(receipt.rows)}: على حاله {kept}، تحويل {moved}، "
            f"بلا صفحة لسبب {reason}، مفقود {lost}{sums[0]}"
        ),
        (
            f"old addresses {len(receipt.rows)}: {kept} kept, {moved} redirects, "
            f"{reason} without a page for a reason, {lost} missing{sums[1]}"
        ),
    )


def _filed(receipt: Receipt) -> tuple[str, str]:
    new, same = receipt.filed.get(Filed.NEW, 0), receipt.filed.get(Filed.SAME, 0)
    renewed, aside = receipt.filed.get(Filed.RENEWED, 0), receipt.filed.get(Filed.ASIDE, 0)
    out = receipt.filed.get(Filed.LEFT_OUT, 0)
    return (
        (
            f"الملفات: جديد {new}، كما كان {same}، مجدد {renewed}، بجانب المحرَّر (.new) {aside}، "
            f"حذفته هنا فتُرك {out}"
        ),
        (
            f"files: {new} new, {same} unchanged, {renewed} renewed, "
            f"{aside} laid beside edited ones (.new), {out} removed here and left out"
        ),
    )


def _asides(receipt: Receipt) -> Iterable[tuple[str, str]]:
    """The first of the texts that wait beside edited files, and where the rest is listed."""
    names = [note.name for note in receipt.notes if note.kind == "aside"]
    for name in names[:_SHOWN]:
        yield f"نص أحدث بجانب مقال حررته: {name}", f"a newer text beside an edited article: {name}"
    more = len(names) - _SHOWN
    if more > 0:
        yield (
            f"وغيرها {more}، كلها في {receipt.folder}/notes.csv",
            f"and {more} more, all of them in {receipt.folder}/notes.csv",
        )


def _codes(receipt: Receipt) -> Iterable[tuple[str, str]]:
    """The short codes that stayed, with the first places of each."""
    by_name: dict[str, list[str]] = {}
    for note in receipt.notes:
        if note.kind == "shortcode":
            by_name.setdefault(note.name, []).append(note.id)
    for name, ids in sorted(by_name.items()):
        places = list(dict.fromkeys(ids))
        more = " …" if len(places) > _SHOWN else ""
        articles = "1 article" if len(places) == 1 else f"{len(places)} articles"
        yield (
            (
                f"رمز لم يُعرف فبقي نصاً: [{name}]، وهو في {_IN_ARTICLES.format(len(places))} من "
                f"الموقع القديم: {'، '.join(places[:_SHOWN])}{more}"
            ),
            (
                f"short code left as text: [{name}] in {articles} of the old site: "
                f"{', '.join(places[:_SHOWN])}{more}"
            ),
        )


_LEFT = {
    "furniture": Bilingual(
        "أسطر ليست من المقالات فأُزيلت", "lines that are no part of the articles, taken off"
    ),
    "block": Bilingual("كتل لا نص لها فتُركت", "blocks without a text of their own, left out"),
    "removed": Bilingual("عناصر لا مكان لها هنا فحُذفت", "elements with no place here, removed"),
    "file": Bilingual(
        "روابط إلى ملفات بقيت في الموقع القديم، فانقلها بنفسك",
        "links to files that stayed on the old site: move these yourself",
    ),
    "link": Bilingual("روابط إلى ما ليس هنا", "links to what is not here"),
    "category": Bilingual("تصنيفات تحتاج إلى نظرك", "categories that want a look"),
    "undated": Bilingual("نصوص بلا تاريخ صارت صفحات", "texts without a date, made pages"),
    "headline": Bilingual(
        "نصوص بلا عنوان أُخذ عنوانها من أول كلماتها",
        "texts without a headline, which got their first words",
    ),
}
"""What an import could not take over as it was, by the kind of its notes."""


def _left(receipt: Receipt) -> Iterable[tuple[str, str]]:
    """How much of each kind, and where all of it is listed."""
    counts = Counter(note.kind for note in receipt.notes)
    for kind, what in _LEFT.items():
        if counts[kind]:
            where = f"{receipt.folder}/notes.csv, {kind}"
            yield f"{what.ar}: {counts[kind]} ({where})", f"{what.en}: {counts[kind]} ({where})"


def _taken(receipt: Receipt) -> Iterable[tuple[str, str]]:
    """Old addresses that a file of the project answers, and not the page that stood there."""
    taken = [row for row in receipt.rows if row.is_taken]
    for row in taken[:_SHOWN]:
        holder = (row.why or Bilingual("", "")).en.rpartition(": ")[2]
        yield (
            f"عنوان قديم يشغله ملف من هنا ({holder}): {row.old}؛ وصفحته القديمة الآن في {row.new}",
            f"address of a file of this project ({holder}): {row.old}; its page is now {row.new}",
        )


def _missing(receipt: Receipt) -> Iterable[tuple[str, str]]:
    lost = [row for row in receipt.rows if row.answer is Answer.MISSING]
    for row in lost[:_SHOWN]:
        why = row.why or Bilingual("", "")
        yield f"مفقود: {row.old} ({why.ar})", f"missing: {row.old} ({why.en})"
    pictures = {_file_of(note) for note in receipt.notes if note.kind == "picture"}
    if pictures:
        yield (
            (
                f"ملفات صور لم تُجلب: {len(pictures)}؛ أسبابها في {receipt.folder}/notes.csv، "
                "وإعادة الأمر تحاول من جديد"
            ),
            (
                f"files of pictures that did not come: {len(pictures)}; {receipt.folder}/notes.csv "
                "says why, and running the command again tries again"
            ),
        )


def _file_of(picture: Note) -> str:
    """What makes two mentions of a picture one file: a path counts from the text that names it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(picture.id), picture.name))


def _advice(receipt: Receipt) -> Iterable[tuple[str, str]]:
    if receipt.base:
        yield (
            (
                f"base_url في site.yaml تحت المجلد {receipt.base} والعناوين القديمة ليست تحته، "
                "فلن تجيب إلا من الجذر؛ صحّح base_url وأعد الأمر"
            ),
            (
                f"note: base_url of site.yaml has the folder {receipt.base} and the old addresses "
                "do not, so they answer only at the root; mend base_url and run this again"
            ),
        )
    pattern, count = receipt.pattern
    if pattern:
        yield (
            f"لو كتبت permalink: {pattern} في site.yaml لبقيت عناوين أكثر على حالها: {count}",
            f"with permalink: {pattern} in site.yaml more addresses would stay: {count}",
        )
