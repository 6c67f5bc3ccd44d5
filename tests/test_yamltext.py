"""YAML as text: values stay as typed, places are exact, and what is refused is refused at its
place. Rows are those of faults.md."""

from __future__ import annotations

import itertools
import time
import tracemalloc

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Exit, Span, as_text
from generator.yamltext import Dialect, Mapping, Node, Scalar, Sequence, parse

LETTERS = st.text(st.characters(categories=["Ll", "Lo"], exclude_characters="ىﷺ"), min_size=1)
WORDS = st.text("ابتثجabcxyz", min_size=1, max_size=12)


def read(text: str, first_line: int = 1) -> Mapping:
    mapping, faults = parse(text, "x.md", first_line)
    assert faults == ()
    assert mapping is not None
    return mapping


def fault_of(text: str, first_line: int = 1) -> Diagnostic:
    _, faults = parse(text, "x.md", first_line)
    assert len(faults) == 1, faults
    return faults[0]


def plain(node: Node) -> object:
    """A node as text, lists and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


@pytest.mark.fault(9)
def test_row_9_values_stay_as_typed() -> None:
    text = "tags: [no, 010, 12:30:45, 1e3, ~, null, 2026-02-30, .5, 0x1F]\n"
    assert plain(read(text)) == {
        "tags": ["no", "010", "12:30:45", "1e3", "~", "null", "2026-02-30", ".5", "0x1F"]
    }


@pytest.mark.parametrize(
    ("text", "place", "lost"),
    [
        ("title: دجلة يجف #العراق_عطشان\n", Span(1, 17), "#العراق_عطشان"),
        ("tags: #دجلة، #المياه\n", Span(1, 7), "#دجلة، #المياه"),
        ("title: x\ntags:\n  - #دجلة\n  - ب\n", Span(3, 5), "#دجلة"),
        ('title: "أ #ب" #جيم\n', Span(1, 15), "#جيم"),
        ("a: >\n  نص #أ\nb: 😀 #ج\n", Span(3, 6), "#ج"),
    ],
)
def test_a_hashtag_of_a_writer_is_not_lost_without_a_word(
    text: str, place: Span, lost: str
) -> None:
    fault = fault_of(text)
    assert (fault.code, fault.span) == ("E-FM-HASH", place)
    assert fault.text.en.endswith(f": {lost}")


@pytest.mark.parametrize(
    "text",
    [
        "# ملاحظة #وسم\ntitle: x\n",
        "#tags: أ، ب\ntitle: x\n",
        "  #tags: أ، ب\ntitle: x\n",
        "title: x # ملاحظة لي #عاجل\n",
        "title: x #\n",
        "title: x #1\n",
        "title: 'عام على #الموازنة'\n",
        'title: "سطر\n  ثان #وسم"\n',
        "text: |\n  سطر #وسم\n",
        "url: https://example.org/#anchor\n",
        "title: لغة C#وأخواتها\n",
    ],
)
def test_remarks_and_signs_of_a_value_are_no_hashtags(text: str) -> None:
    read(text)


def test_a_remark_in_settings_is_as_its_writer_wills() -> None:
    assert parse("title: x #remark\n", "site.yaml", dialect=Dialect(code="E-CFG"))[1] == ()


@pytest.mark.fault(9)
@given(
    st.one_of(
        st.integers().map(str),
        st.floats(allow_nan=True).map(str),
        st.booleans().map(lambda value: str(value).lower()),
        st.times().map(str),
        st.dates().map(str),
        st.integers(0, 9**9).map(oct),
        st.sampled_from(["no", "Yes", "on", "null", "~", "1_000", "+1", ".inf", "0b11", "1:2:3"]),
    )
)
def test_row_9_nothing_that_looks_like_a_value_becomes_one(word: str) -> None:
    assert plain(read(f"tags: [{word}]\n")) == {"tags": [word]}


def test_places_are_lines_and_columns_of_the_file_in_code_points() -> None:
    text = "العنوان: نص\nx: 𐍈𐍈 y\nlist: [𐍈, «ب», 'ج']\nmap:\n  - key: قيمة\n"
    mapping = read(text, first_line=2)
    title, x, items, nested = (value for _, value in mapping.entries)
    assert mapping.entries[0][0].span == Span(2, 1)
    assert title.span == Span(2, 10)
    assert x.span == Span(3, 4)
    assert isinstance(items, Sequence)
    assert items.flow
    assert [item.span for item in items.items] == [Span(4, 8), Span(4, 11), Span(4, 16)]
    assert isinstance(nested, Sequence)
    assert not nested.flow
    assert nested.items[0].span == Span(6, 5)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("k: abc", Span(1, 5)),
        ('k: "abc"', Span(1, 6)),
        ("k: 'abc'", Span(1, 6)),
        ('k: "\\x61bc"', Span(1, 4)),
        ("k: |\n  abc", Span(1, 4)),
    ],
)
def test_place_of_a_character_of_a_value(written: str, place: Span) -> None:
    value = read(written).entries[0][1]
    assert isinstance(value, Scalar)
    assert value.place(1) == place


@pytest.mark.parametrize("text", ["", "\n\n", "# ملاحظة\n", "---\n", "~\n"])
def test_nothing_is_an_empty_mapping_or_no_mapping(text: str) -> None:
    mapping, faults = parse(text, "x.md", 2)
    if text == "~\n":
        assert [fault.code for fault in faults] == ["E-FM-YAML"]
    else:
        assert mapping is not None
        assert mapping.entries == ()


@pytest.mark.fault(1)
@pytest.mark.parametrize(
    ("text", "span", "hint"),
    [
        ("العنوان: أ: ب\n", Span(2, 11), "quotes"),
        ('title: "أ" ب\n', Span(2, 12), "straight quotes"),
        ("title: [عاجل] نص\n", Span(2, 15), "straight quotes"),
        ("title:نص\ndate: x\n", Span(3, 5), "line above"),
        ("title: x\nنص\ndate: y\n", Span(3, 1), "a colon and a space"),
        ('a: b\ntitle: "نص\ndate: x\n', Span(3, 8), "close it"),
        ("tags: [أ, ب\ndate: x\n", Span(2, 7), "close it"),
        ("a: b\n\tc: d\n", Span(3, 1), "two spaces"),
        ("title: @x\n", Span(2, 8), "quotes"),
        ("a: b\n- c\n", Span(3, 1), "margin"),
        ("- a\n- b\n", Span(2, 1), "key, a colon"),
        ("[a]: b\n", Span(2, 1), "key, a colon"),
        ('a: "\\q"\n', Span(2, 5), "key: value"),
    ],
)
def test_row_1_syntax_faults_stand_at_their_place(text: str, span: Span, hint: str) -> None:
    fault = fault_of(text, first_line=2)
    assert (fault.code, fault.span) == ("E-FM-YAML", span)
    assert fault.exit_code is Exit.CONTENT
    assert hint in fault.hint.en


@pytest.mark.fault(1)
@given(st.lists(WORDS, max_size=6, unique=True), st.integers(1, 9), WORDS)
def test_row_1_the_line_is_that_of_the_file(above: list[str], first: int, word: str) -> None:
    good = "".join(f"k{name}: {name}\n" for name in above)
    fault = fault_of(f"{good}title: {word}: {word}\n", first_line=first)
    assert fault.span == Span(first + len(above), len(f"title: {word}") + 1)


@pytest.mark.fault(4)
@given(st.lists(WORDS, max_size=6, unique=True), WORDS, st.integers(2, 9))
def test_row_4_a_key_written_twice_names_both_lines(
    between: list[str], key: str, first: int
) -> None:
    text = f"{key}: 1\n" + "".join(f"k{name}: x\n" for name in between) + f"{key}: 2\n"
    mapping, faults = parse(text, "x.md", first)
    second = first + len(between) + 1
    assert [(fault.code, fault.span) for fault in faults] == [("E-FM-DUP", Span(second, 1))]
    assert f"line {first} and on line {second}" in faults[0].text.en
    assert mapping is not None
    assert plain(mapping.entries[0][1]) == "1"


@pytest.mark.fault(4)
def test_row_4_inside_nested_mappings_too() -> None:
    fault = fault_of("image: {src: a, alt: b, src: c}\n")
    assert (fault.code, fault.span) == ("E-FM-DUP", Span(1, 25))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in itertools.pairwise("abcdefghi")
)


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    ("text", "span"),
    [
        (BOMB, Span(2, 4)),
        ("a: *x\n", Span(2, 4)),
        ("<<: {a: b}\n", Span(2, 1)),
        ("a: !!python/object:os.system x\n", Span(2, 4)),
        ("a: !own x\n", Span(2, 4)),
        ("a: " + "[" * 32 + "\n", Span(2, 35)),
        ("a: " + "[" * 60_000 + "\n", Span(2, 35)),
        ("".join(f"{' ' * n}k:\n" for n in range(40)), Span(34, 33)),
        ("a: " + "x" * 64_001, Span(2, 1)),
        ("a: b\n--- \nc: d\n", Span(3, 1)),
    ],
)
def test_row_10_limits_are_kept_quickly(text: str, span: Span) -> None:
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        fault = fault_of(text, first_line=2)
        seconds.append(time.perf_counter() - started)
    tracemalloc.start()
    fault_of(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (fault.code, fault.span) == ("E-FM-LIMIT", span)
    assert min(seconds) < 0.1
    assert peak < 50_000_000


@pytest.mark.fault(10)
def test_row_10_thirty_two_levels_are_allowed() -> None:
    assert read("a: " + "[" * 31 + "]" * 31 + "\n").entries


@pytest.mark.fault(15)
@pytest.mark.parametrize(
    "control", ["\x00", "\x01", "\x1b", "\x7f", "\x9f", "\u2028", "\ufffe", "\ud800"]
)
def test_row_15_control_characters_stand_at_their_place(control: str) -> None:
    _, faults = parse(f"a: b\nالعنوان: قب{control}ل: x\n", "x.md", 2)
    found = [(fault.code, fault.span) for fault in faults]
    assert found == [("E-CTRL", Span(3, 12)), ("E-FM-YAML", Span(3, 14))]
    assert f"U+{ord(control):04X}" in faults[0].text.en


@pytest.mark.fault(25)
def test_row_25_site_yaml_speaks_its_own_dialect() -> None:
    dialect = Dialect(code="E-CFG", exit_code=Exit.USAGE)
    for text in ("a: b: c\n", "a: *x\n", "a: b\na: c\n", "a: \x01\n"):
        _, faults = parse(text, "site.yaml", dialect=dialect)
        assert [(fault.code, fault.exit_code) for fault in faults] == [("E-CFG", Exit.USAGE)]


@pytest.mark.fault(1)
@given(st.text(max_size=80))
@example("a: \ud800")
@example("%YAML 9.9\n---\na: b")
@example("? \n: b")
@example("\ufeff\ufeff: a")
def test_no_text_raises_and_no_message_has_leftover_places(text: str) -> None:
    mapping, faults = parse(text, "x.md")
    assert mapping is not None or faults
    for fault in faults:
        assert as_text(fault, "ar")
        assert "{thing" not in fault.text.ar + fault.text.en
        assert fault.span is not None


@pytest.mark.fault(9)
@given(st.dictionaries(LETTERS, st.lists(st.text("ابتث abc:#-'\"", max_size=9)), max_size=5))
def test_what_a_yaml_library_writes_is_read_back(value: dict[str, list[str]]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    assert plain(read(text)) == value
