"""What `check` finds over the whole publication, at its place, once."""

from __future__ import annotations

import pytest

from generator.check import Checked, check
from generator.check import desk as desks
from generator.check.prose import Prose, read_prose
from generator.diagnostics import Diagnostic, Failed
from tests.laws.imports import modules, named_by
from tests.project import CHECKOUT
from tests.sites.publication import DEMO_NOW, Demo, Press, places
from tests.sites.publication import demo as demo
from tests.sites.publication import press as press


def checked(press: Press, style: str = "") -> Checked:
    text = press.read("site.yaml").partition("\nstyle:")[0].rstrip("\n")
    press.write("site.yaml", f"{text}\nstyle:\n{style}" if style else f"{text}\n")
    return check(press.request())


def found(press: Press, code: str, style: str = "") -> list[tuple[str, int, int]]:
    """The places of the findings of one code."""
    return [
        (path, line, column)
        for each, path, line, column in places(checked(press, style).findings)
        if each == code
    ]


def finding(press: Press, code: str) -> Diagnostic:
    (one,) = (each for each in checked(press).findings if each.code == code)
    return one


def test_style_is_told_at_the_line_of_the_file(press: Press) -> None:
    source = press.article("a", "نص.\n\nوصل الوزير, ثم مضى.\n")
    lines = press.read(source).split("\n")
    (place,) = found(press, "W-SIGN")
    assert place == (source, lines.index("وصل الوزير, ثم مضى.") + 1, 11)


def test_a_draft_is_read_too(press: Press) -> None:
    source = press.article("a", "وصل الوزير, ثم مضى.\n", draft="نعم")
    assert [path for path, *_ in found(press, "W-SIGN")] == [source]


def test_what_the_prose_has_is_told_beside_errors_of_the_build(press: Press) -> None:
    press.article("a", "وصل الوزير, ثم مضى.\n")
    press.article("b", "انظر [هذا](ghaib.md).\n")
    with pytest.raises(Failed) as failed:
        check(press.request())
    assert {each.code for each in failed.value.diagnostics} == {"E-LINK", "W-SIGN"}


def test_a_level_of_the_house_is_kept(press: Press) -> None:
    press.article("a", "وصل الوزير, ثم  مضى.\n")
    rules = "  rules:\n    علامات لاتينية: خطأ\n    spaces: لا\n"
    findings = checked(press, rules)
    assert [each.code for each in findings.findings] == ["E-SIGN"]
    assert not findings.ok


def test_only_what_changed_is_looked_at_again(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        press.article(name, "وصل الوزير, ثم مضى.\n")
    assert len(found(press, "W-SIGN")) == 3
    looked: list[str] = []

    def counted(path: str, text: str) -> Prose | None:
        looked.append(path)
        return read_prose(path, text)

    monkeypatch.setattr(desks, "read_prose", counted)
    press.article("b", "وصل الوزير؛ ثم مضى.\n")
    assert len(found(press, "W-SIGN")) == 2
    assert looked == ["content/articles/b.md"]


def test_a_look_names_the_rooms_that_it_runs_through() -> None:
    """Else editing their code would leave stale findings behind."""
    pending = ["generator.check.prose", "generator.check.style", "generator.check.outside"]
    reached: set[str] = set()
    while pending:
        module = pending.pop()
        if module in modules() and module not in reached:
            reached.add(module)
            pending += named_by(module) - {"generator.check"}
    own = {module.removeprefix("generator.") for module in reached}
    rooms = desks.LOOK.rooms
    assert {each for each in own if not each.startswith(rooms)} == set()


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("رومانوسكي", "رومانسكي"),
        ("بلومبيرغ", "بلومبرغ"),
        ("بلومبرغ", "وبلومبرج"),
        ("غورباتشوف", "غورباتشيف"),
        ("نيويورك", "ونييويورك"),
    ],
)
def test_one_name_in_two_spellings_is_told_across_articles(
    press: Press, one: str, other: str
) -> None:
    press.article("a", f"قالت السفيرة {one} أمس، وقالت {one} اليوم.\n", date="2026-01-01")
    source = press.article("b", f"وصل كما ذكر {other} أمس.\n", date="2026-01-02")
    (place,) = found(press, "W-NAMES")
    assert place[0] == source
    assert "content/articles/a.md" in finding(press, "W-NAMES").text.en


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("استعمال", "استعمل"),
        ("محاضرات", "محاضرة"),
        ("وانسحاب", "وانسحب"),
        ("اقتصادية", "اقتصاد"),
        ("كيلومتر", "كيلومترا"),
        ("المسؤولين", "المسؤولون"),
        ("وتقارير", "وتقرير"),
    ],
)
def test_forms_of_one_word_are_no_names(press: Press, one: str, other: str) -> None:
    press.article("a", f"كلام فيه {one} وفيه {other} هنا.\n")
    assert found(press, "W-NAMES") == []


def test_words_that_the_house_calls_distinct_stay_two(press: Press) -> None:
    press.article("a", "ذكر رومانوف وذكر رومانيف هنا.\n")
    assert len(found(press, "W-NAMES")) == 1
    assert found(press, "W-NAMES", "  distinct:\n    - رومانوف، رومانيف\n") == []


@pytest.mark.fault(105)
def test_a_name_that_is_typed_in_two_ways_is_one_and_told(press: Press) -> None:
    press.article("a", tags="إيران، الموازنة", dateline="بغداد", date="2026-01-01")
    press.article("b", tags="إيران", dateline="بغداد/ وكالة", date="2026-01-02")
    source = press.article("c", tags="ايران، المُوازنة", dateline="بَغداد", date="2026-01-03")
    assert [path for path, *_ in found(press, "W-VARIANT")] == [source] * 3


def test_a_synonym_of_the_house_is_no_slip(press: Press) -> None:
    press.article("a", tags="أمريكا")
    press.write("site.yaml", press.read("site.yaml") + "synonyms: {أمريكا: أميركا}\n")
    assert found(press, "W-VARIANT") == []


# -- headers ---------------------------------------------------------------------------------------


def test_a_headline_stands_once(press: Press) -> None:
    press.article("b", title="ما مستقبل العراق؟", date="2026-01-01")
    source = press.article("a", title="ما مستقبل العِراق؟", date="2026-03-01", slug="akhar")
    assert found(press, "W-HEADLINE") == [(source, 2, 8)]
    assert "content/articles/b.md" in finding(press, "W-HEADLINE").text.en


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"date": "2062-01-01"}, "date"),
        ({"date": "1447-06-01"}, "date"),
        ({"updated": "2025-12-01"}, "updated"),
        ({"expires": "2025-12-01"}, "expires"),
        ({"embargo": "2026-02-01", "expires": "2026-01-15"}, "expires"),
    ],
)
def test_a_date_that_looks_wrong(press: Press, fields: dict[str, str], key: str) -> None:
    source = press.article("a", **fields)
    lines = press.read(source).split("\n")
    line = next(n for n, each in enumerate(lines, 1) if each.startswith(f"{key}:"))
    assert found(press, "W-DATE") == [(source, line, len(key) + 3)]


@pytest.mark.parametrize("date", ["1958-07-14", "2026-12-24", "2027-06-01"])
def test_a_date_that_may_be_right(press: Press, date: str) -> None:
    press.article("a", date=date)
    assert found(press, "W-DATE") == []


UPDATED = """
  - {date: 2026-11-20, kind: تحديث, text: سطر}
  - date: %s
    kind: تصحيح
    text: سطر"""


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2027-03-01", "later than now"),
        ("2026-11-23 13:00", "later than now"),
        ("2025-12-31", "before the article"),
        ("2026-01-01 07:59", "before the article"),
    ],
)
def test_an_update_whose_date_looks_wrong(press: Press, date: str, said: str) -> None:
    """At the place of that date."""
    source = press.article("a", updates=UPDATED % date)
    lines = press.read(source).split("\n")
    line = lines.index(f"  - date: {date}") + 1
    assert found(press, "W-DATE") == [(source, line, 11)]
    assert said in finding(press, "W-DATE").text.en


@pytest.mark.parametrize("date", ["2026-01-01", "2026-01-01 08:00", "2026-11-23"])
def test_an_update_whose_date_may_be_right(press: Press, date: str) -> None:
    """A day without an hour is not before the hour of that day."""
    press.article("a", updates=UPDATED % date)
    assert found(press, "W-DATE") == []


LONG = "تكتب الصحيفة ما تراه وتقول لقارئها من أين جاءت به ولماذا يهمه اليوم وغداً. " * 6


def test_a_summary_is_missed_only_where_the_first_paragraph_is_cut(press: Press) -> None:
    press.article("short", "فقرة قصيرة.\n")
    press.article("given", LONG, summary="موجز")
    press.article("draft", LONG, draft="نعم")
    source = press.article("long", LONG)
    assert [path for path, *_ in found(press, "W-SUMMARY")] == [source]


def test_a_dateline_is_missed_where_its_like_have_one(press: Press) -> None:
    source = press.article("bare", kind="خبر")
    press.article("other", kind="تحليل")
    for number in range(4):
        press.article(f"n{number}", kind="خبر", dateline="بغداد")
    assert found(press, "W-DATELINE") == []
    press.article("n5", kind="خبر", dateline="أربيل")
    assert [path for path, *_ in found(press, "W-DATELINE")] == [source]


# -- what nobody uses, what is nearly one ----------------------------------------------------------


def test_a_picture_that_nothing_shows(press: Press) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1h2"/></svg>'
    )
    for name in ("lead", "text", "link", "draft", "page", "orphan"):
        press.write(f"content/images/{name}.svg", drawing)
    press.article("a", "![و](../images/text.svg)\n\n[ص](../images/link.svg)\n",
                  image="{src: ../images/lead.svg, alt: و}")  # fmt: skip
    press.article("b", "![و](../images/draft.svg)\n", draft="نعم")
    press.write("content/pages/p.md", "---\ntitle: ص\n---\n![و](../images/page.svg)\n")
    assert found(press, "W-ORPHAN") == [("content/images/orphan.svg", 0, 0)]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("النفط", "نفط", 1),
        ("سعر الصرف", "سعر صرف", 1),
        ("الانتخابات", "الانتخبات", 1),
        ("السكن", "السكان", 0),
        ("المالية العامة", "الموازنة العامة", 0),
        ("مونديال 2022", "مونديال 2026", 0),
        ("مستشفي", "مستشفى", 0),  # twins: the build's to tell
    ],
)
def test_tags_that_are_nearly_one(press: Press, one: str, other: str, count: int) -> None:
    press.article("a", tags=one)
    press.article("b", tags=one, date="2026-02-01")
    source = press.article("c", tags=other, date="2026-03-01")
    assert [path for path, *_ in found(press, "W-TAGS")] == [source] * count


def test_a_declared_tag_that_nobody_has(press: Press) -> None:
    press.article("a", tags="نفط")
    press.write("site.yaml", press.read("site.yaml") + "tags:\n  - نفط\n  - غاز\n")
    line = press.read("site.yaml").split("\n").index("  - غاز") + 1
    assert found(press, "W-TAGS") == [("site.yaml", line, 1)]


# -- our own house ---------------------------------------------------------------------------------


def test_the_demo_has_no_findings(demo: Demo) -> None:
    """Good articles, and the settings of a house: nothing may be told of them."""
    request = Press(CHECKOUT).request(
        output=demo.output, cache=demo.output.parent / "demo-cache", now=DEMO_NOW
    )
    assert check(request).findings == ()
