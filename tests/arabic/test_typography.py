"""Typography: what is mended, what is left, and that it is done once for all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic.punctuation import TAG
from generator.arabic.typography import is_settled, typeset, unpaired_quotes

MENDED = [
    # Quotes
    ('قال "نعم" ومضى', "قال “نعم” ومضى", "5: straight quotes are paired"),
    ('و"اقتباس" ثان', "و“اقتباس” ثان", "5: opening after و"),
    ('بـ"2026" تقريبا', "بـ“2026” تقريبا", "5: opening after ـ"),
    ('وقال:"خبر".', "وقال:“خبر”.", "5: opening after a colon"),
    ('قال "أ" ثم "ب"', "قال “أ” ثم “ب”", "5: toggling"),
    ('قال “نعم" ومضى', "قال “نعم” ومضى", "a curly opening closed by a straight sign"),
    ('قال "نعم” ثم "لا"', "قال “نعم” ثم “لا”", "a straight opening closed by a curly sign"),
    ('قال "إن «النفط» غال" ثم', "قال “إن «النفط» غال” ثم", "other quotes inside"),
    ('شاشة 5" كبيرة', 'شاشة 5" كبيرة', "5: a sign after a digit means inches"),
    ('شاشة 5" من "شركة"', 'شاشة 5" من “شركة”', "5: inches, then a quote"),
    ('خطة "رؤية 2030" جديدة', "خطة “رؤية 2030” جديدة", "5: after a digit, but a quote is open"),
    ('صحيفة "The Times" قالت', "صحيفة “The Times” قالت", "quotes around Latin"),
    ('نص [chart title="منسوب, أول"] "ثم"', 'نص [chart title="منسوب, أول"] “ثم”', "a short code"),
    # Ellipsis
    ("ربما... لا", "ربما… لا", "5: ... is …"),
    ("جاهزة.. فماذا", "جاهزة.. فماذا", "5: two dots are a headline's convention"),
    ("الاسم .......", "الاسم .......", "a dotted line is no ellipsis"),
    # Commas, semicolons, question marks
    ("قال, ثم مضى", "قال، ثم مضى", "5: after Arabic"),
    ("قال; هل جاء?", "قال؛ هل جاء؟", "5: after Arabic"),
    ("قائماً, ثم", "قائماً، ثم", "5: a mark is part of its letter"),
    ("ماذا?? نعم!?", "ماذا؟؟ نعم!؟", "5: each sign of a run"),
    ("“نعم”, (لا), ثم", "“نعم”، (لا)، ثم", "5: after a closing quote or bracket"),
    ('قال "نعم", ثم', "قال “نعم”، ثم", "5: after a quote that was straight"),
    ("بنهاية 2026, مرجحين", "بنهاية 2026، مرجحين", "5: a number before Arabic"),
    ("أيام 5, 6, 7 منه", "أيام 5، 6، 7 منه", "a list of numbers in an Arabic sentence"),
    ("منظمة OPEC, وقالت", "منظمة OPEC، وقالت", "a Latin name in an Arabic sentence"),
    ("عام 2026? نعم", "عام 2026؟ نعم", "a question that ends in a number"),
    ("بنسبة 5%, وفق", "بنسبة 5%، وفق", "after a per cent sign"),
    # Spaces around them
    ("قال ، ثم ؛ هل ؟ نعم !", "قال، ثم؛ هل؟ نعم!", "5: space before"),
    ("قال , ثم", "قال، ثم", "5: space before, a Latin comma"),
    ("قال،ثم؛نعم", "قال، ثم؛ نعم", "5: space after"),
    ("عام 2026،وقال", "عام 2026، وقال", "5: space after"),
    ("نص   طويل  هنا", "نص طويل هنا", "5: runs of spaces"),
    # Dashes
    ("بغداد - أربيل", "بغداد – أربيل", "5: dash"),
    ("بغداد -- أربيل", "بغداد – أربيل", "5: double hyphen"),
    ("بين 2003-2024.", "بين 2003–2024.", "5: years, at the end of a sentence"),
    ("أعوام ٢٠٠٣-٢٠٢٤", "أعوام ٢٠٠٣–٢٠٢٤", "5: years"),
    ("و1990-2003", "و1990–2003", "5: years after و"),
    # Per cent
    ("نحو ٣٫٥% منه", "نحو ٣٫٥٪ منه", "5: per cent after Arabic-Indic digits"),
    # Tatweel
    ("العـــراق", "العراق", "5: tatweel between letters"),
    ("العَـــراق", "العَراق", "5: tatweel after a haraka"),
    ("العـَراق", "العَراق", "5: a haraka that sat on the tatweel"),
    # Addresses are read over, their neighbours are not
    ("موقع https://x.example/a,b?c=5, ثم", "موقع https://x.example/a,b?c=5، ثم", "no address"),
    ("بريد a-b@x.example, ثم", "بريد a-b@x.example، ثم", "no address"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), MENDED)
def test_mended(text: str, expected: str, rule: str) -> None:
    assert typeset((text,)) == (expected,), f"arabic.md {rule}"


LEFT_ALONE = [
    ("قال “نعم”، ثم «لا»؛ هل جاء؟ نعم!", "good text comes back byte for byte"),
    ("عام 1446 هـ بـ “2026” والـ30", "5: a tatweel at a word's end"),
    ("يوم 2024-09-22 هنا", "5: a date is no range"),
    ("هاتف 770-123 و7701-2345", "5: a telephone number is no range"),
    ("رقم 2003-2024-1 وISO-2003-2004", "5: a number of parts is no range"),
    ("الساعة 10:30-12:00", "5: times"),
    ("بنسبة 3.5% اليوم", "5: Western digits keep %"),
    ("بلغ 1,000.5 و١,٥ مليون", "5: separators of numbers"),
    ("مدن New York, London, Paris كلها", "5: commas between Latin words"),
    ("شركة Foo (Bar), Baz قالت", "commas of a Latin phrase with brackets"),
    ("في Sept 22, 2024 كتب", "a Latin date"),
    ("كتب Wait... what هنا", "an ellipsis of a Latin phrase"),
    ("كتب foo - bar هنا", "a dash of a Latin phrase"),
    ("قال Who are you? ثم", "a question in Latin"),
    ("شركة Yahoo ! هنا", "a sign after a Latin word"),
    ("شرط x != y هنا", "no stop at all"),
    ("مهم ؟ماذا", "a sign between two words keeps its space"),
    ("سطر أول\nسطر ثان", "line breaks"),
    ("سطر أول\n، سطر ثان", "a line break is no space"),
    ("نص\u00a0! می\u200cرود ل\u200dه", "5: NBSP, ZWNJ and ZWJ stay"),
    ("- بند أول", "a hyphen at the start of a block"),
    ("نص &quot;نعم&quot; ثم &#8207;نص", "entities"),
    ("نص \x02amp\x03quot; ثم \x0246\x03", "placeholders of Python-Markdown"),
    (" نص ", "one space at each end"),
]


@pytest.mark.parametrize(("text", "rule"), LEFT_ALONE)
def test_left_alone(text: str, rule: str) -> None:
    assert typeset((text,)) == (text,), f"arabic.md {rule}"


NOT_ARABIC = [
    ('He said "yes", then... left - at 2003-2024',),
    ("  two  spaces , here",),
    ("٢٠٠٣-٢٠٢٤", "،x"),
    (),
    ("",),
]


@pytest.mark.parametrize("runs", NOT_ARABIC)
def test_a_block_without_arabic_comes_back_as_it_is(runs: tuple[str, ...]) -> None:
    """arabic.md 5: Latin-only paragraphs."""
    assert typeset(runs) == runs


ACROSS = [
    (('قال "', "نعم", '" ثم'), ("قال “", "نعم", "” ثم"), "5: quotes across **bold**"),
    (("قال ", '"نعم"', ", ثم"), ("قال ", "“نعم”", "، ثم"), "5: a comma after **bold**"),
    (("Latin only", ", ", "نعم"), ("Latin only", "، ", "نعم"), "one Arabic run is enough"),
    (("نص ", ", ثم"), ("نص ", "، ثم"), "the space before a tag (code, image) stays"),
    (("نص ", " ثم"), ("نص ", " ثم"), "two spaces around a tag are not one run"),
    (("نص", " ، ثم"), ("نص", "، ثم"), "a space inside one run"),
    (("قال،", "ثم"), ("قال، ", "ثم"), "a space added before **bold**"),
    (("ربما..", "."), ("ربما..", "."), "no ellipsis across a tag"),
    (("العـ", "ـراق"), ("العـ", "ـراق"), "a tatweel at the edge of a run joins its letter"),
    (("", "نعم", "", ", لا"), ("", "نعم", "", "، لا"), "empty runs stay"),
    (("5", '" نص'), ("5", '" نص'), "inches across a tag"),
]


@pytest.mark.parametrize(("runs", "expected", "rule"), ACROSS)
def test_across_tags(runs: tuple[str, ...], expected: tuple[str, ...], rule: str) -> None:
    assert typeset(runs) == expected, f"arabic.md {rule}"


def test_guillemets_when_the_house_wants_them() -> None:
    assert typeset(('قال "نعم" ثم “لا”',), quotes=("«", "»")) == ("قال «نعم» ثم “لا”",)


def test_a_run_with_our_own_signs_comes_back_as_it_is() -> None:
    for text in ('نص "\x00"', 'نص "\x01"'):
        assert typeset((text, "ثان")) == (text, "ثان")


UNPAIRED = [
    (('قال "نعم',), True, "never closed"),
    (("قال نعم”",), True, "never opened"),
    (("قال “نعم «لا”",), True, "an inner quote never closed"),
    (('قال "', "نعم", '" ثم'), False, "paired across a tag"),
    (('شاشة 5" كبيرة',), False, "inches"),
    (("قال «نعم» ثم “لا”",), False, "paired"),
    (('نص [chart id=4" title="منسوب" x="5"] ثم',), False, "values of a short code"),
    ((), False, "nothing"),
]


@pytest.mark.parametrize(("runs", "expected", "rule"), UNPAIRED)
def test_unpaired_quotes(runs: tuple[str, ...], expected: bool, rule: str) -> None:
    assert unpaired_quotes(runs) is expected, f"arabic.md 5, lint: {rule}"


SIGNS = 'ابـةو\u064bAz5٥۲ \n\u00a0\u200c\u200f"“”«»()[]،؛؟,;?!.…-–%٪/:=&@\x02\x03'
PARTS = [
    "2003-2024",
    "...",
    " - ",
    " -- ",
    'قال "',
    "https://x.example/",
    "1,000",
    "ـــ",
    "&amp;",
    '[x y="',
]
RUNS = st.lists(st.lists(st.sampled_from([*SIGNS, *PARTS])).map("".join), max_size=4)
PAIRS = st.sampled_from([("“", "”"), ("«", "»")])


@given(RUNS, PAIRS)
@settings(database=None, derandomize=True, max_examples=2000)
def test_a_second_pass_changes_nothing(runs: list[str], quotes: tuple[str, str]) -> None:
    once = typeset(runs, quotes=quotes)
    assert len(once) == len(runs)
    assert typeset(once, quotes=quotes) == once


@given(RUNS)
@settings(database=None, derandomize=True, max_examples=500)
def test_no_word_is_lost_and_no_line_is_joined(runs: list[str]) -> None:
    """Letters, digits and line breaks are the writer's; only the tatweel between letters goes."""

    def kept(texts: tuple[str, ...] | list[str]) -> list[str]:
        return [
            "".join(s for s in text if s == "\n" or (s.isalnum() and s != "ـ")) for text in texts
        ]

    assert kept(typeset(runs)) == kept(runs)


# -- one look at many blocks -----------------------------------------------------------------------


def test_good_prose_is_settled_at_once() -> None:
    prose = (
        "قال: “نعم”، ثم مضى؛ ولم يعد. هل عاد؟ نعم!\nبلغ 1,250 برميلا، ونحو 5% منه في GDP، أو -3."
    )
    assert is_settled(prose)


@pytest.mark.parametrize("text", [text for text, mended, _ in MENDED if text != mended])
def test_what_is_to_be_mended_is_not_settled(text: str) -> None:
    assert not is_settled(f"نص\n{text}\nنص")


@given(
    st.lists(
        st.lists(
            st.text(alphabet='اَـ ab5٣,،;؛?؟!.-–%"“”&@/:w\n', max_size=8), min_size=1, max_size=4
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=500, deadline=None)
def test_settled_blocks_would_not_be_changed(blocks: list[list[str]]) -> None:
    if is_settled("\n".join(TAG.join(runs) for runs in blocks)):
        assert [typeset(runs) for runs in blocks] == [tuple(runs) for runs in blocks]
