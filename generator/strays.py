"""Files of content/ that hold writing and that nobody reads: told, or they would vanish without a
word. What else lies there, such as scripts that draw pictures, papers of an import (`x.md.new`) and
what editors leave behind, is nobody's fault.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from unicodedata import normalize

from generator.diagnostics import Diagnostic, Fault, Severity
from generator.request import ARTICLES, CONTENT, PAGES

UNREAD = Fault(
    code="W-FILE",
    severity=Severity.WARNING,
    ar="لا يُقرأ هذا الملف ولا يُنشر: المقال ملف في content/articles ينتهي اسمه بـ .md",
    en="this file is neither read nor published: an article is a file in content/articles whose"
    " name ends in .md",
    hint_ar="إن كان مقالاً فانقله إلى {wanted} وإلا فأخرجه من content",
    hint_en="if it is an article, move it to {wanted} or else take it out of content",
)
DOCUMENT = Fault(
    code="W-FILE",
    severity=Severity.WARNING,
    ar="لا يُقرأ هذا المستند ولا يُنشر",
    en="this document is neither read nor published",
    hint_ar="إن أردته مرفقاً فاربط إليه من مقال، وإلا فأخرجه من content واحفظه بصيغة docx إن كان"
    " بغيرها، ثم اصنع منه مقالاً: tahlil new --from {name}",
    hint_en="to attach it, link to it from an article; else take it out of content, save it as docx"
    " if it is not, then make an article of it: tahlil new --from {name}",
)

_MARKDOWN = re.compile(r"\.(?:md|markdown|mdown|mkdn?)(?:\.txt)?\Z", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:docx?|odt)\Z", re.IGNORECASE)
_TEMPORARY = ("~$", "#", "readme.")
"""How names begin, in small letters, that are no writing: the locks of Word, the copies of Emacs;
and a paper that tells what a folder holds."""


def strays(paths: Collection[str], attached: Collection[str]) -> Iterator[Diagnostic]:
    """What there is to say of the files of content/, by their paths in the project. attached: those
    that are published since a text links to them."""
    for path in _likely(paths):
        if normalize("NFC", path) in attached:
            continue
        if _DOCUMENT.search(path):
            name = path.rpartition("/")[2]
            yield DOCUMENT.at(path, name=_quoted(name))
        else:
            yield UNREAD.at(path, wanted=_free(_wanted(path), paths))


def _likely(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        is_read = path.endswith(".md") and path.startswith((ARTICLES, PAGES))
        if not is_read and path.startswith(CONTENT) and _is_writing(path):
            yield path


def _is_writing(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    is_text = _MARKDOWN.search(name) or _DOCUMENT.search(name)
    return is_text is not None and not name.startswith(_TEMPORARY)


def _wanted(path: str) -> str:
    """Where the file would be read."""
    folder, _, name = path.rpartition("/")
    is_inside = path.startswith((ARTICLES, PAGES))
    return (f"{folder}/" if is_inside else ARTICLES) + _MARKDOWN.sub(".md", name)


def _free(wanted: str, paths: Collection[str]) -> str:
    """The name, or one like it that no other file has."""
    return wanted if wanted not in paths else f"{wanted.removesuffix('.md')}-2.md"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
