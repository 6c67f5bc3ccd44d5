"""Tables of fields: every fault of a mapping at once, each with its nearest remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Span
from generator.schema import (
    FLAG,
    NAME,
    TEXT,
    URL,
    Field,
    Reading,
    Table,
    choice,
    fold_key,
    json_schema,
    listing,
    nearest,
    read_record,
    record,
    whole_number,
)
from generator.yamltext import FRONT_MATTER, parse


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    url: str = ""


PERSON = Table(
    (
        Field("name", "الاسم", NAME, "الاسم", "Name", required=True, example="زينب"),
        Field("url", "الرابط", URL, "الرابط", "Link"),
    )
)
TABLE = Table(
    (
        Field("title", "العنوان", TEXT, "العنوان", "Title", required=True),
        Field("names", "أسماء الناس", listing(NAME), "أسماء", "Names"),
        Field("count", "العدد", whole_number(1, 100), "عدد", "Count"),
        Field("draft", "مسودة", FLAG, "مسودة", "Draft"),
        Field("people", "الناس", listing(record(Person, PERSON, short="name")), "ناس", "People"),
        Field("shade", "اللون", choice({"dark": 1, "غامق": 1, "light": 2}), "لون", "Shade"),
    )
)


def read(text: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    mapping, faults = parse(text, "x.md", 2)
    assert mapping is not None
    reading = Reading("x.md", FRONT_MATTER, None, list(faults))
    return read_record(TABLE, mapping, reading).values, reading.found


def good(text: str) -> dict[str, Any]:
    values, found = read("title: x\n" + text)
    assert found == []
    return values


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("names: [أ, ب]", "names", ("أ", "ب")),
        ("names: أ، ب,ج ،، د", "names", ("أ", "ب", "ج", "د")),
        ("names: [أ، ب, ج]", "names", ("أ", "ب", "ج")),
        ('names: ["أ، ب", ج]', "names", ("أ، ب", "ج")),
        ("names:\n  - أ، ب\n  - ج", "names", ("أ، ب", "ج")),
        ("names: وحيد", "names", ("وحيد",)),
        ("أسماء_الناس: أ", "names", ("أ",)),
        ("اسماء الناس: أ", "names", ("أ",)),
        ("\u200fأسماء الناس\u200f: أ", "names", ("أ",)),
        ("Names: أ", "names", ("أ",)),
        ("count: ١٢", "count", 12),
        ("count: ۱۲", "count", 12),
        ("count: '7'", "count", 7),
        ("draft: نعم", "draft", True),
        ("draft: لا", "draft", False),
        ("draft: Yes", "draft", True),
        ("draft: FALSE", "draft", False),
        ("people: زينب", "people", (Person("زينب"),)),
        ("people: {name: زينب}", "people", (Person("زينب"),)),
        (
            "people:\n  - زينب\n  - {الاسم: علي, الرابط: https://example.org/}",
            "people",
            (Person("زينب"), Person("علي", "https://example.org/")),
        ),
        ("shade: غامق", "shade", 1),
        ("shade: Light", "shade", 2),
    ],
)
def test_values_are_read(line: str, name: str, value: object) -> None:
    assert good(line)[name] == value


@pytest.mark.parametrize("line", ["names:", "names: []", "count: ''", "draft: # نعم", "x-mine: 1"])
def test_a_key_with_nothing_after_it_counts_as_not_written(line: str) -> None:
    assert good(line) == {"title": "x"}


def test_texts_are_one_line_of_nfc() -> None:
    values, found = read("title: >\n  سطر\n  اخر   ممدود\nnames: 'cafe\u0301'\n")
    assert found == []
    assert values == {"title": "سطر اخر ممدود", "names": ("café",)}


@pytest.mark.parametrize(
    ("row", "text", "code", "span", "words"),
    [
        ("5", "title: x\ntitel: y", "E-FM-KEY", Span(3, 1), "did you mean “title”?"),
        ("5", "title: x\nالعنوانن: y", "E-FM-KEY", Span(3, 1), "did you mean “العنوان”?"),
        ("5", "title: x\nqwqwqw: y", "E-FM-KEY", Span(3, 1), "known keys: title, names"),
        ("6", "count: 3", "E-FM-REQ", Span(2, 1), "title: …"),
        ("6", "count: 3\ntitle: ''", "E-FM-REQ", Span(3, 1), "title: …"),
        ("6", "title: \u200f", "E-FM-REQ", Span(2, 1), "title: …"),
        ("6", "title: x\npeople: {url: https://a.b/}", "E-FM-REQ", Span(3, 9), "name: زينب"),
        ("4", "title: x\nالعنوان: y", "E-FM-DUP", Span(3, 1), "remove one"),
        ("4", "title: x\nTitle: y", "E-FM-DUP", Span(3, 1), "remove one"),
        ("-", "title: [a]", "E-FM-TYPE", Span(2, 8), "write a text"),
        ("-", "title: x\nnames: [{a: b}]", "E-FM-TYPE", Span(3, 9), "write a text"),
        ("-", "title: x\nnames: ['']", "E-FM-TYPE", Span(3, 9), "write a name"),
        ("-", "title: x\npeople: [[a]]", "E-FM-TYPE", Span(3, 10), "write keys and values"),
        ("-", "title: x\ncount: 101", "E-FM-TYPE", Span(3, 8), "in digits"),
        ("-", "title: x\ncount: 1e2", "E-FM-TYPE", Span(3, 8), "in digits"),
        ("-", "title: x\ndraft: ربما", "E-FM-TYPE", Span(3, 8), "write one of: نعم, لا"),
        ("-", "title: x\nshade: drak", "E-FM-TYPE", Span(3, 8), "did you mean “dark”?"),
        ("-", "title: x\npeople: {name: a, url: ftp://x}", "E-FM-URL", Span(3, 24), "https://"),
        ("106", "title: قبل\u202eبعد", "E-BIDI", Span(2, 11), "by hand"),
        ("106", "title: x\nnames: أ، ب\u2067ج", "E-BIDI", Span(3, 12), "by hand"),
        ("106", 'title: "قبل\\u202dبعد"', "E-BIDI", Span(2, 8), "by hand"),
        ("15", 'title: "قبل\\x07بعد"', "E-CTRL", Span(2, 8), "by hand"),
    ],
)
def test_a_fault_stands_at_its_place(
    row: str, text: str, code: str, span: Span, words: str
) -> None:
    _, found = read(text + "\n")
    assert [(fault.code, fault.span) for fault in found] == [(code, span)], row
    assert words in found[0].hint.en
    assert "{" not in found[0].text.en + found[0].text.ar + found[0].hint.ar + found[0].hint.en


@pytest.mark.fault(106)
@pytest.mark.parametrize(
    "text", ["قبل \u2067وسط\u2069 بعد", "C++\u200f", "\u202bوسط\u202c", "نص\u200cنص", "ﷺ", "𐍈 😀"]
)
def test_row_106_marks_and_balanced_isolates_are_honest(text: str) -> None:
    assert good(f"people: {{name: '{text}'}}")["people"]


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    "url",
    [
        "//example.org/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a b/",
        "https://user:pass@example.org/",
        "https://example.org:port/",
        "https://[::1/",
        "http:\\\\example.org",
        "www.example.org",
    ],
)
def test_row_30_a_link_is_http_or_https(url: str) -> None:
    _, found = read(f"title: x\npeople:\n  - name: أ\n    url: '{url}'\n")
    assert [(fault.code, fault.span) for fault in found] == [("E-FM-URL", Span(5, 10))]


def test_all_faults_of_a_mapping_come_at_once() -> None:
    _, found = read("titel: x\ncount: many\ndraft: ربما\npeople: [{url: x}]\nshade: [a]\n")
    codes = [fault.code for fault in found]
    assert codes == [
        "E-FM-KEY", "E-FM-TYPE", "E-FM-TYPE", "E-FM-URL", "E-FM-REQ", "E-FM-TYPE", "E-FM-REQ"
    ]  # fmt: skip


def test_spans_are_those_of_the_values_that_were_given() -> None:
    mapping, _ = parse("العنوان: x\nnames:\ncount: 3\n", "x.md", 2)
    assert mapping is not None
    got = read_record(TABLE, mapping, Reading("x.md", FRONT_MATTER, None))
    assert got.spans == (("title", Span(2, 10)), ("count", Span(4, 8)))


@given(st.text(max_size=40), st.sampled_from([field.name for field in TABLE.fields]))
def test_no_value_raises(value: str, key: str) -> None:
    mapping, _ = parse(f"{key}: {value}\n", "x.md")
    if mapping is not None:
        read_record(TABLE, mapping, Reading("x.md", FRONT_MATTER, None))


def test_nearest_compares_folded_letters() -> None:
    assert nearest("تحليات", ["تحليلات", "خاص"]) == "تحليلات"
    assert nearest("أقتصاد", ["اقتصاد"]) == "اقتصاد"
    assert nearest("qqqq", ["اقتصاد", ""]) == ""
    assert fold_key("أبرز_النقاط") == fold_key("ابرز  النقاط")


def test_a_table_is_a_json_schema() -> None:
    schema: Any = json_schema(TABLE)
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {
        key for field in TABLE.fields for key in (field.name, field.twin)
    }
    assert schema["properties"]["العدد"] == {
        "description": "عدد | Count",
        "anyOf": [
            {
                "type": ["integer", "string"],
                "minimum": 1,
                "maximum": 100,
                "pattern": "^[0-9٠-٩۰-۹]+$",
            },
            {"type": "null"},
        ],
    }
    assert schema["allOf"] == [{"anyOf": [{"required": ["title"]}, {"required": ["العنوان"]}]}]
