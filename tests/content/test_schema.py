"""Front matter: what each key accepts, in both languages, and what it refuses at which place."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.config import Kind, SiteConfig, Synonym, TermEntry
from generator.content.document import Document, read_article
from generator.content.header import Dateline, Header, PageHeader, Picture, Source, Update
from generator.content.schema import FIELDS, PAGE_FIELDS
from generator.diagnostics import Diagnostic, Severity, Span
from generator.schema import fold_key

BAGHDAD = ZoneInfo("Asia/Baghdad")
CONFIG = SiteConfig(
    title="دفاتر",
    base_url="https://example.org/daftar/",
    categories=tuple(TermEntry(name) for name in ("تحليلات", "خاص", "إقتصاد", "أميركا")),
    kinds=(Kind("تحليل", "AnalysisNewsArticle"), Kind("رأي", "OpinionNewsArticle")),
    synonyms=(Synonym("أمريكا", "أميركا"),),
)
REQUIRED = {
    "title": "title: عنوان",
    "category": "category: تحليلات",
    "date": "date: 2024-09-22",
}
PATH = "content/articles/2024/x.md"


def read(*lines: str, config: SiteConfig = CONFIG) -> tuple[Document | None, list[Diagnostic]]:
    """An article whose front matter has these lines, from line 2 on, and then the required ones
    that they lack."""
    keys = {fold_key(line.partition(":")[0]) for line in lines}
    lacking = [
        line
        for field, line in REQUIRED.items()
        if keys.isdisjoint({field, fold_key(twin_of(field))})
    ]
    text = "\n".join(("---", *lines, *lacking, "---", "نص"))
    document, found = read_article(PATH, text.encode("utf-8", "surrogatepass"), config)
    return document, list(found)


def twin_of(name: str) -> str:
    return next(field.twin for field in FIELDS.fields if field.name == name)


def header(*lines: str, config: SiteConfig = CONFIG) -> Header:
    document, found = read(*lines, config=config)
    assert found == []
    assert document is not None
    return document.header


def on(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BAGHDAD)  # type: ignore[arg-type, misc]


ACCEPTED: list[tuple[str, str, str, object]] = [
    ("title", 'العنوان: "أ: ب"', "title", "أ: ب"),
    ("kind", "النوع: راي", "kind", "رأي"),
    ("category", "التصنيف: تحليلات، خاص", "categories", ("تحليلات", "خاص")),
    ("category", "category: [اقتصاد]", "categories", ("إقتصاد",)),
    ("category", "category: أمريكا", "categories", ("أميركا",)),
    ("date", "التاريخ: 2024-09-22 17:05", "date", on(2024, 9, 22, 17, 5)),
    ("date", "date: ٢٠٢٤-٠٩-٢٢", "date", on(2024, 9, 22)),
    ("date", "date: ۲۰۲۴/۰۹/۲۲", "date", on(2024, 9, 22)),
    ("date", "date: 2024-09-22T14:05:00Z", "date", on(2024, 9, 22, 17, 5)),
    ("dateline", "المكان: بغداد/ عراق أوبزيرفر", "dateline", Dateline("بغداد", "عراق أوبزيرفر")),
    ("dateline", "dateline: بغداد", "dateline", Dateline("بغداد")),
    ("dateline", "dateline: بغداد /", "dateline", Dateline("بغداد")),
    ("source", "المصدر: بلومبرغ، رويترز", "sources", (Source("بلومبرغ"), Source("رويترز"))),
    (
        "source",
        "source:\n  - {الاسم: بلومبرغ, الرابط: https://example.org/a}\n  - رويترز",
        "sources",
        (Source("بلومبرغ", "https://example.org/a"), Source("رويترز")),
    ),
    ("source", "source: {name: بلومبرغ}", "sources", (Source("بلومبرغ"),)),
    ("author", "الكاتب: هيئة التحرير", "authors", ("هيئة التحرير",)),
    ("tags", "الوسوم: [no, 010, 12:30:45, 1e3]", "tags", ("no", "010", "12:30:45", "1e3")),
    ("summary", "الموجز: |\n  سطر\n  وآخر", "summary", "سطر وآخر"),
    ("points", "أبرز_النقاط:\n  - أولى، وتتمتها\n  - ثانية", "points", ("أولى، وتتمتها", "ثانية")),
    ("points", "أبرز النقاط: [أولى, ثانية]", "points", ("أولى", "ثانية")),
    ("image", "الصورة: ../صور/أ.jpg", "image", Picture("../صور/أ.jpg")),
    (
        "image",
        "image: {المسار: /images/a.jpg, البديل: ب, التعليق: ت, المصدر: ث}",
        "image",
        Picture("/images/a.jpg", "ب", "ت", "ث"),
    ),
    ("slug", "المعرف: مستقبل العِراق", "slug", "مستقبل-العراق"),
    ("id", "الرقم: a1-b2", "id", "a1-b2"),
    ("series", "الملف: الانسحاب", "series", "الانسحاب"),
    ("related", "ذات صلة: a.md، ب", "related", ("a.md", "ب")),
    ("aliases", "روابط سابقة: [/2019/05/%D8%AE%D8%A8%D8%B1/]", "aliases", ("/2019/05/خبر/",)),
    ("aliases", "روابط_سابقة: https://example.org/daftar/old.html", "aliases", ("/old.html",)),
    ("updated", "التحديث: 2024-09-23 10:00", "updated", on(2024, 9, 23, 10)),
    (
        "updates",
        (
            "التصحيحات:\n  - {التاريخ: 2024-09-23, النوع: تصحيح, النص: صحح الاسم}\n"
            "  - {date: 2024-09-24, kind: update, text: زيد}"
        ),
        "updates",
        (
            Update(on(2024, 9, 23), "تصحيح", "صحح الاسم"),
            Update(on(2024, 9, 24), "تحديث", "زيد"),
        ),
    ),
    ("embargo", "الحظر: 2024-10-01", "embargo", on(2024, 10, 1)),
    ("expires", "الانتهاء: 2030-01-01", "expires", on(2030, 1, 1)),
    ("draft", "مسودة: نعم", "draft", True),
    ("featured", "بارز: yes", "featured", True),
    ("comments", "التعليقات: لا", "comments", False),
]


@pytest.mark.parametrize(("key", "line", "attribute", "value"), ACCEPTED)
def test_a_key_is_read(key: str, line: str, attribute: str, value: object) -> None:
    document, found = read(line)
    assert found == []
    assert document is not None
    assert getattr(document.header, attribute) == value
    assert key in dict(document.spans)


def test_every_key_has_a_row_above() -> None:
    assert {row[0] for row in ACCEPTED} == {field.name for field in FIELDS.fields}


@pytest.mark.parametrize(("table", "kind"), [(FIELDS, Header), (PAGE_FIELDS, PageHeader)])
def test_every_attribute_has_one_key_and_every_key_two_names(table: Any, kind: Any) -> None:
    attributes = [field.attribute for field in table.fields]
    assert sorted(attributes) == sorted(kind.__struct_fields__)
    keys = [fold_key(key) for field in table.fields for key in (field.name, field.twin)]
    assert len(set(keys)) == 2 * len(attributes)
    for field in table.fields:
        assert field.ar
        assert field.en


def test_defaults_are_those_of_the_header() -> None:
    assert header() == Header(title="عنوان", date=on(2024, 9, 22), categories=("تحليلات",))


def test_texts_are_nfc() -> None:
    assert header("title: " + unicodedata.normalize("NFD", "آأإؤئ")).title == "آأإؤئ"


@pytest.mark.fault(8)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.times(), st.sampled_from("0٠۰"))
def test_row_8_digits_of_three_scripts_make_one_date(day: date, hour: time, zero: str) -> None:
    typed = f"{day} {hour:%H:%M}"
    shown = typed.translate({ord("0") + n: ord(zero) + n for n in range(10)})
    assert header(f"date: {shown}").date == header(f"date: {typed}").date


LONG = "حرف" * 24

REFUSED: list[tuple[str, str, str, Span, str]] = [
    ("5", "titel: x", "E-FM-KEY", Span(2, 1), "title"),
    ("5", "الموجزز: x", "E-FM-KEY", Span(2, 1), "الموجز"),
    ("4", "tags: أ\nالوسوم: ب", "E-FM-DUP", Span(3, 1), "remove"),
    ("6", "title:", "E-FM-REQ", Span(2, 1), "title: "),
    ("6", "category: ،", "E-FM-REQ", Span(2, 1), "category: "),
    ("6", "updates: [{date: 2024-09-22, text: x}]", "E-FM-REQ", Span(2, 11), "kind: "),
    ("7", "date: 2026-02-30", "E-FM-DATE", Span(2, 7), "2024-09-22"),
    ("7", "date: 2026-13-45", "E-FM-DATE", Span(2, 7), "2024-09-22"),
    ("7", "date: 22-11-2026", "E-FM-DATE", Span(2, 7), "Did you mean 2026-11-22?"),
    ("7", "التاريخ: ٥/٦/٢٠٢٦ 9:30", "E-FM-DATE", Span(2, 10), "Did you mean 2026-06-05 9:30?"),
    ("7", "date: 22.13.2026", "E-FM-DATE", Span(2, 7), "2024-09-22"),
    ("7", "التاريخ: ٢٠٢٦-٠١-٠١ ٢٥:٦١", "E-FM-DATE", Span(2, 10), "2024-09-22"),
    ("7", "updated: 0001-01-01 00:00+14:00", "E-FM-DATE", Span(2, 10), "2024-09-22"),
    ("7", "updates:\n  - {date: أمس, kind: تصحيح, text: x}", "E-FM-DATE", Span(3, 12), "2024"),
    ("7", "date: [2024, 9, 22]", "E-FM-TYPE", Span(2, 7), "a text"),
    ("11", "category: تحليلات، تحليات", "E-REF", Span(2, 20), "did you mean “تحليلات”?"),
    ("11", "category: [رياضة]", "E-REF", Span(2, 12), "تحليلات, خاص, إقتصاد"),
    ("11", "kind: تحلل", "E-REF", Span(2, 7), "site.yaml"),
    ("11", "kind: رياضة", "E-REF", Span(2, 7), "kinds in site.yaml"),
    ("-", "draft: ربما", "E-FM-TYPE", Span(2, 8), "نعم"),
    ("-", "updates: [{date: 2024-09-22, kind: x, text: x}]", "E-FM-TYPE", Span(2, 36), "تصحيح"),
    ("-", "source: {name: x, url: 'javascript:alert(1)'}", "E-FM-URL", Span(2, 24), "https"),
    ("-", "id: A1", "E-FM-ID", Span(2, 5), "a-z"),
    ("-", f"id: {'a' * 33}", "E-FM-ID", Span(2, 5), "32"),
    ("28", "slug: ../x", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: /x", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: a/b", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: a\\b", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: C:x", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: '%2E%2e'", "E-PATH", Span(2, 7), "hyphens"),
    ("28", "slug: a..b", "E-PATH", Span(2, 7), "hyphens"),
    ("28", 'slug: "a\\0b"', "E-CTRL", Span(2, 7), "by hand"),
    ("28", "image: ../../../x.jpg", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: /../x.jpg", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: /", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: C:\\x.jpg", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: a%2fb.jpg", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: //host/x.jpg", "E-PATH", Span(2, 8), "content/images"),
    ("28", "image: https://example.org/x.jpg", "E-PATH", Span(2, 8), "copy the picture"),
    ("28", "image: {src: 'data:image/png,x'}", "E-PATH", Span(2, 14), "copy the picture"),
    ("28", "aliases: old", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: [/, /ok/]", "E-PATH", Span(2, 11), "begins with /"),
    ("28", "aliases: /a/../b", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: /%2e%2e/b", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: /a%5Cb", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: /a%0Ab", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: /%FF", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: //host/x", "E-PATH", Span(2, 10), "begins with /"),
    ("28", "aliases: '/?p=1'", "E-PATH", Span(2, 11), "without"),
    ("28", "aliases: /ok/, https://other.org/daftar/x", "E-PATH", Span(2, 16), "begins with /"),
    ("28", "aliases: https://example.org/x", "E-PATH", Span(2, 10), "begins with /"),
    ("108", f"slug: {LONG}", "E-LONG", Span(2, 7), "seventy"),
    ("108", f"aliases: /{LONG}/", "E-LONG", Span(2, 10), "seventy"),
    ("108", f"aliases: /{'abc/' * 61}", "E-LONG", Span(2, 10), "shorten"),
    ("109", "slug: con", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: nul.md", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: COM1", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: x.", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: 'x '", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: 'ab:c'", "E-NAME", Span(2, 7), "choose another"),
    ("109", "slug: '؟!'", "E-NAME", Span(2, 7), "choose another"),
    ("109", "aliases: /a/aux.html", "E-NAME", Span(2, 10), "choose another"),
    ("106", "title: قبل\u202eبعد", "E-BIDI", Span(2, 11), "by hand"),
    ("106", "slug: قبل\u2067بعد", "E-BIDI", Span(2, 10), "by hand"),
    ("106", "tags: [أ, ب\u202d]", "E-BIDI", Span(2, 12), "by hand"),
    ("106", "author: أ، ب\u202bج", "E-BIDI", Span(2, 13), "by hand"),
    ("106", "image: {src: a.jpg, alt: \u2066x}", "E-BIDI", Span(2, 26), "by hand"),
    ("15", "title: قبل\x07بعد", "E-CTRL", Span(2, 11), "by hand"),
    ("15", "summary: |\n  سطر\x1b[31m", "E-CTRL", Span(3, 6), "by hand"),
]  # fmt: skip


@pytest.mark.fault(4, 5, 6, 7, 11, 15, 28, 106, 108, 109)
@pytest.mark.parametrize(("row", "line", "code", "span", "hint"), REFUSED)
def test_a_fault_stands_at_its_place(row: str, line: str, code: str, span: Span, hint: str) -> None:
    document, found = read(*line.split("\n"))
    assert [(fault.code, fault.span) for fault in found] == [(code, span)], row
    assert hint in found[0].hint.en
    assert document is None
    texts = (found[0].text.ar, found[0].text.en, found[0].hint.ar, found[0].hint.en)
    assert not any(place in text for text in texts for place in ("{value}", "{near}", "{name}"))


@pytest.mark.fault(107)
@pytest.mark.parametrize("slug", ["аpple", "pаypal", "αbc"])
def test_row_107_letters_of_look_alike_scripts_warn(slug: str) -> None:
    document, found = read(f"slug: {slug}")
    assert [(fault.code, fault.span) for fault in found] == [("W-CONFUSE", Span(2, 7))]
    assert found[0].severity is Severity.WARNING
    assert document is not None
    assert document.header.slug == slug


@pytest.mark.fault(107)
def test_row_107_arabic_beside_latin_is_no_confusion() -> None:
    assert header("slug: خطة F-16 لأوبك").slug == "خطة-f-16-لأوبك"


@pytest.mark.fault(28)
@given(st.text(max_size=60))
def test_row_28_an_accepted_slug_is_one_plain_part_of_a_path(slug: str) -> None:
    document, _ = read("slug: '" + slug.replace("'", "''").replace("\n", " ") + "'")
    if document is not None and document.header.slug:
        accepted = document.header.slug
        assert not set(accepted) & set('/\\.%:*?"<>| \0')
        assert len(accepted.encode()) <= 140
        assert unicodedata.is_normalized("NFC", accepted)


@pytest.mark.fault(28)
@given(st.text(max_size=60))
def test_row_28_an_accepted_alias_stays_in_the_site(alias: str) -> None:
    document, _ = read("aliases: ['/" + alias.replace("'", "''").replace("\n", " ") + "']")
    if document is None:
        return
    for path in document.header.aliases:
        assert path.startswith("/")
        assert not {"..", "."} & set(path.split("/"))
        assert "\\" not in path
        assert path.isprintable()


@pytest.mark.fault(104)
def test_row_104_nfd_and_nfc_slugs_are_one() -> None:
    nfd = unicodedata.normalize("NFD", "أخبار-آسيا")
    assert header(f"slug: {nfd}").slug == header("slug: أخبار-آسيا").slug == "أخبار-آسيا"


def test_kinds_are_free_where_site_yaml_declares_none() -> None:
    config = replace(CONFIG, kinds=())
    assert header("kind: قصة", config=config).kind == "قصة"


def test_names_with_one_folded_form_are_one_category_in_the_spelling_of_site_yaml() -> None:
    assert header("category: اقتصـاد، تَحليلات").categories == ("إقتصاد", "تحليلات")


# -- the same for whatever is typed ------------------------------------------------------------

KEYS = sorted({name for field in FIELDS.fields for name in (field.name, field.twin)})
SLIPS = st.tuples(st.integers(0, 20), st.sampled_from("qظ"))


def slip(word: str, place: int, letter: str) -> str:
    """The word with one letter too many, which no key has."""
    return word[: place % len(word)] + letter + word[place % len(word) :]


@pytest.mark.fault(5)
@given(st.sampled_from([key for key in KEYS if len(key) > 4]), SLIPS)
def test_row_5_a_slip_in_any_key_names_the_one_that_was_meant(
    key: str, how: tuple[int, str]
) -> None:
    _, found = read(f"{slip(key, *how)}: x")
    assert [(fault.code, fault.span) for fault in found] == [("E-FM-KEY", Span(2, 1))]
    assert f"did you mean “{key}”?" in found[0].hint.en


@pytest.mark.fault(5)
@given(st.text("abcابت-_", min_size=1, max_size=12))
def test_row_5_keys_for_own_use_are_let_be(name: str) -> None:
    assert header(f"x-{name}: [1, {{a: b}}]") == header()


@pytest.mark.fault(6)
@given(st.fixed_dictionaries({key: st.sampled_from(["good", "", None]) for key in REQUIRED}))
def test_row_6_whatever_is_missing_or_empty_is_named(state: dict[str, str | None]) -> None:
    lines = ["---", "# ترويسة"]
    expected: dict[str, Span] = {}
    for key, line in REQUIRED.items():
        if state[key] is not None:
            lines.append(line if state[key] else f"{key}:")
            expected[key] = Span(len(lines))
    beginning = Span(3 if expected else 2)
    expected = {key: expected.get(key, beginning) for key in REQUIRED}
    text = "\n".join((*lines, "---", "نص"))
    _, found = read_article(PATH, text.encode(), CONFIG)
    named = {key: fault.span for fault in found for key in REQUIRED if f"“{key}”" in fault.text.en}
    assert {fault.code for fault in found} <= {"E-FM-REQ"}
    assert named == {key: span for key, span in expected.items() if not state[key]}


def _no_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return True
    return False


@pytest.mark.fault(7)
@given(
    st.tuples(st.integers(1900, 2100), st.integers(0, 99), st.integers(0, 99)).filter(
        lambda parts: _no_date(*parts)
    ),
    st.sampled_from("0٠۰"),
)
def test_row_7_no_day_that_is_none_is_taken(parts: tuple[int, int, int], zero: str) -> None:
    typed = "{:04}-{:02}-{:02}".format(*parts)
    shown = typed.translate({ord("0") + n: ord(zero) + n for n in range(10)})
    _, found = read(f"date: {shown}")
    assert [(fault.code, fault.span) for fault in found] == [("E-FM-DATE", Span(2, 7))]
    assert shown in found[0].text.ar


@pytest.mark.fault(11)
@given(st.sampled_from(["تحليلات", "إقتصاد", "أميركا"]), SLIPS)
def test_row_11_a_slip_in_any_category_names_the_one_that_was_meant(
    name: str, how: tuple[int, str]
) -> None:
    _, found = read(f"category: [خاص, {slip(name, *how)}]")
    assert [(fault.code, fault.span) for fault in found] == [("E-REF", Span(2, 17))]
    assert f"did you mean “{name}”?" in found[0].hint.en


@pytest.mark.fault(107)
@given(
    st.text("bdfghijklmnqrstuvwz", min_size=1, max_size=8),
    st.integers(0, 8),
    st.sampled_from("аеорсухіαο"),
)
def test_row_107_one_letter_of_another_script_is_enough(
    word: str, place: int, foreign: str
) -> None:
    document, found = read(f"slug: {word[:place]}{foreign}{word[place:]}")
    assert [fault.code for fault in found] == ["W-CONFUSE"]
    assert document is not None


@pytest.mark.fault(109)
@given(st.text("abcابت", max_size=6), st.sampled_from('*?"<>|:'), st.text("abc", max_size=6))
def test_row_109_no_slug_has_a_sign_that_some_system_refuses(
    before: str, sign: str, after: str
) -> None:
    _, found = read(f"slug: '{before}{sign}{after}'")
    assert {fault.code for fault in found} & {"E-NAME", "E-PATH"}
