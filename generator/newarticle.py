"""`tahlil new`: a new article with its header filled in, empty or taken from another text."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import files
from generator.arabic.direction import escape_controls
from generator.arabic.letters import fold
from generator.arabic.plurals import PluralForms
from generator.arabic.slugs import slug
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Diagnostic, Exit, Failed, Fault, Language, listed
from generator.intake.furniture import Reason
from generator.intake.parts import Names
from generator.intake.peel import Dropped, Peeled, lines_of, peel
from generator.intake.word import PICTURE, Picture, Word, is_word, read_word
from generator.plaintext import decode
from generator.request import ARTICLES, SETTINGS
from generator.settings.site import config_of
from generator.yamltext import quoted, written

NO_TITLE = Fault(
    code="E-NEW",
    ar="لا يصنع هذا العنوان اسم ملف: «{title}».",
    en="This headline makes no file name: “{title}”.",
    hint_ar="اكتب عنواناً فيه حروف أو أرقام.",
    hint_en="Give a headline with letters or digits in it.",
    exit_code=Exit.USAGE,
)
TAKEN = Fault(
    code="E-NEW",
    ar="هذا الملف موجود من قبل ولن يُمس.",
    en="This file exists already and is left alone.",
    hint_ar="اختر عنواناً آخر، أو افتح الملف الموجود.",
    hint_en="Choose another headline, or open the file that is there.",
    exit_code=Exit.USAGE,
)
UNKNOWN = Fault(
    code="E-NEW",
    ar="هذا الاسم غير مصرّح به في site.yaml: {name}",
    en="This name is not declared in site.yaml: {name}",
    hint_ar="المصرّح به: {known}",
    hint_en="Declared are: {known}",
    exit_code=Exit.USAGE,
)
NO_HEADLINE = Fault(
    code="E-NEW",
    ar="لم يُعرف عنوان المقال من هذا النص.",
    en="No headline was found in this text.",
    hint_ar='اكتب العنوان قبل الملف: tahlil new "العنوان" --from {name}',
    hint_en='Write the headline before the file: tahlil new "HEADLINE" --from {name}',
    exit_code=Exit.USAGE,
)
NO_TEXT = Fault(
    code="E-NEW",
    ar="لم يبق من هذا النص مقال: كل ما فيه من توابع الصفحة.",
    en="Nothing of this text is an article: all of it is furniture of a page.",
    hint_ar="انسخ الصفحة من عنوان المقال إلى آخر فقرة فيه.",
    hint_en="Copy the page from its headline to the last paragraph.",
    exit_code=Exit.USAGE,
)
UNREADABLE = Fault(
    code="E-NEW",
    ar="تعذرت قراءة هذا الملف.",
    en="This file cannot be read.",
    hint_ar="تأكد من اسمه ومن أنه ملف لا مجلد ولا رابط.",
    hint_en="See to its name, and that it is a file and no folder or link.",
    exit_code=Exit.USAGE,
)

_ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are taken for one another when an address is read out."""
_ID_LENGTH = 6
_ID_LINE = re.compile(r"^(?:id|الرقم)\s*:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


class Wishes(msgspec.Struct, frozen=True):
    """What the writer said of the article; "" is for us to fill in."""

    title: str = ""
    category: str = ""
    kind: str = ""


class Taken(msgspec.Struct, frozen=True):
    """The file that was made, by its path in the project, and what its text was taken from."""

    path: str
    peeled: Peeled

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English: every line that is not in the article."""
        return self._told("ar"), self._told("en")

    def as_json(self) -> dict[str, object]:
        dropped = [
            {"line": each.line, "reason": each.reason.name.lower(), "text": each.text}
            for each in self.peeled.dropped
        ]
        return {"path": self.path, "dropped": dropped}

    def _told(self, language: Language) -> str:
        dropped = self.peeled.dropped
        counted = _DROPPED.format(len(dropped)) if language == "ar" else str(len(dropped))
        first = _MADE_FROM.in_language(language).format(path=self.path, count=counted)
        today = [] if self.peeled.date else [f"  {_TODAY.in_language(language)}"]
        return "\n".join([first, *today, *(_line(each, language) for each in dropped)])


def _line(dropped: Dropped, language: Language) -> str:
    """What nobody of ours wrote: signs that turn a line around are shown, not done."""
    reason = dropped.reason.value.in_language(language)
    return f"  {dropped.line or '–'}: {reason}: {escape_controls(dropped.text)}"


_DROPPED = PluralForms("لا شيء", "سطر واحد", "سطران", "{n} أسطر", "{n} سطراً", "{n} سطر")
_TODAY = Bilingual(
    "لم يُعرف تاريخه من النص، فكُتب تاريخ اليوم: صحّحه قبل النشر",
    "no date was found in the text, so today's is written: mend it before it goes out",
)
_MADE_FROM = Bilingual(
    "أُنشئ الملف: {path}، وما لم يؤخذ من الأصل: {count}",
    "made {path}; lines of the source that were left out: {count}",
)


def new_article(project: Path, wishes: Wishes, now: datetime) -> str:
    """Make the file of a new article; its path in the project. Raises Failed, then made none."""
    config = config_of(project)
    header = _Header(
        title=" ".join(wishes.title.split()),
        kind=_kind(wishes.kind, config),
        category=_category(wishes.category, config),
        date=_minute(now, config),
        id=_fresh_id(project),
    )
    return _make(project, header, "")


def article_from(project: Path, name: str, data: bytes, wishes: Wishes, now: datetime) -> Taken:
    """Make the file of an article out of a text that was written for somewhere else, called `name`
    in messages. Raises Failed, then made none."""
    config = config_of(project)
    source = _read(name, data)
    peeled = peel(source.lines, Names.of(config), wishes.title)
    if not peeled.title:
        raise Failed([NO_HEADLINE.at(name, name=name)])
    if not peeled.blocks:
        raise Failed([NO_TEXT.at(name)])
    header = _Header(
        title=peeled.title,
        kind=_kind(wishes.kind or peeled.kind, config),
        category=_category(wishes.category or "، ".join(peeled.categories), config),
        date=peeled.date or _minute(now, config),
        dateline=peeled.dateline,
        author=peeled.author,
        id=_fresh_id(project),
    )
    path = _make(project, header, peeled.text, source.pictures)
    lost = tuple(Dropped(0, each, Reason.PICTURE) for each in source.lost)
    return Taken(path, replace(peeled, dropped=(*peeled.dropped, *lost)))


def _read(name: str, data: bytes) -> Word:
    """A document of Word, or a plain text as one without pictures. Raises Failed."""
    if is_word(data):
        read = read_word(name, data)
        if isinstance(read, Diagnostic):
            raise Failed([read])
        return read
    text = decode(name, data)
    if isinstance(text, Diagnostic):
        raise Failed([text])
    return Word(lines_of(text), (), ())


def read_source(name: str) -> bytes:
    """The bytes of a file that a writer named. Raises Failed."""
    try:
        return files.read(Path(name))
    except OSError:
        raise Failed([UNREADABLE.at(name)]) from None


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    """The front matter of a new article, as it is written."""

    title: str
    kind: str
    category: str
    date: str
    id: str
    dateline: str = ""
    author: str = ""


def _make(project: Path, header: _Header, text: str, pictures: Sequence[Picture] = ()) -> str:
    """Write the article, and its pictures beside it: all of them, or none."""
    stem = slug(header.title)
    if not stem:
        raise Failed([NO_TITLE.at(ARTICLES, title=header.title)])
    path = f"{ARTICLES}{stem}.md"
    names = {each.name: each.name.replace(PICTURE, f"{stem}-") for each in pictures}
    for name, instead in names.items():
        text = text.replace(f"]({name})", f"]({instead})")
    contents = {path: _text(header, text).encode()}
    contents |= {f"{ARTICLES}{names[each.name]}": each.data for each in pictures}
    taken = next((each for each in contents if files.exists(project / each)), "")
    if taken:
        raise Failed([TAKEN.at(taken)])
    with files.writing(path):
        files.write_new(project, contents)
    return path


def _kind(name: str, config: SiteConfig) -> str:
    return _declared(name or config.default_kind, [kind.name for kind in config.kinds])


def _category(names: str, config: SiteConfig) -> str:
    """One or several, apart by commas."""
    known = [entry.name for entry in config.categories]
    wanted = [name.strip() for name in re.split("[،,]", names) if name.strip()] or known[:1]
    return "، ".join(_declared(name, known) for name in wanted)


def _minute(now: datetime, config: SiteConfig) -> str:
    return f"{now.astimezone(ZoneInfo(config.timezone)):%Y-%m-%d %H:%M}"


def _declared(name: str, known: list[str]) -> str:
    for candidate in known:
        if fold(candidate) == fold(name):
            return candidate
    if not known:
        return name
    raise Failed([UNKNOWN.at(SETTINGS, name=name, known=listed(known))])


def _fresh_id(project: Path) -> str:
    """An id that no article has. Chance chooses it, once; from then on it is text in a file."""
    taken: set[str] = set()
    for file in files.survey(project, ARTICLES.rstrip("/"), {}).files:
        taken.update(_ID_LINE.findall(files.read(project / file.path).decode("utf-8", "replace")))
    while True:
        id = "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))
        if id not in taken:
            return id


def _text(header: _Header, text: str) -> str:
    """The file as the writer finds it: a draft, so that nothing half-written goes out."""
    fields = {
        "العنوان": quoted(header.title),
        "النوع": written(header.kind),
        "التصنيف": written(header.category),
        "التاريخ": header.date,
        "المكان": quoted(header.dateline) if header.dateline else "",
        "المصدر": "",
        "الكاتب": quoted(header.author) if header.author else "",
        **dict.fromkeys(("الوسوم", "الموجز"), ""),
        "الرقم": header.id,
        "مسودة": "نعم",
    }
    lines = [f"{key}: {value}".rstrip() for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", text])
