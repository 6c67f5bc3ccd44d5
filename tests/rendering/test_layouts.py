"""Sets of layouts: what depends on what, and faults at their lines (faults row 19)."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest

from generator.diagnostics import Diagnostic, Failed, Span
from generator.rendering.layouts import LayoutSet, findings, render
from tests.rendering.samples import VIEWS, context, layout_files, layouts, site_layouts

PAGE = {"view": SimpleNamespace(meta=SimpleNamespace(path="2026/11/x/"), title="ع")}


def fault(files: dict[str, str], **more: object) -> Diagnostic:
    with pytest.raises(Failed) as caught:
        render(layouts(files), "page.html", {**PAGE, **more})
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("<p>\n{{ view.titel }}\n", 2, "titel"),
        ("<p>\n{{ view.titel|isolate }}\n", 2, "titel"),
        ("<p>\n\n{{ nothing }}\n", 3, "nothing"),
        ("\n{% if nothing %}x{% endif %}\n", 2, "nothing"),
        ("\n{% if %}\n", 2, "Expected an expression"),
        ("<p>\n{% for x in view.title %}\n", 2, "endfor"),
        ("\n{{ view.title|nofilter }}\n", 2, "nofilter"),
        ("\n\n{% include 'gone.html' %}\n", 3, "gone.html"),
        ("\n{% include view.title %}\n", 2, "written out"),
        ("\n{% include 'page.html' %}\n", 2, "endless include"),
        ("{% macro m() %}\n{{ m() }}\n{% endmacro %}\n{{ m() }}\n", 2, "recursion"),
        ("\n{{ view.__class__.__mro__ }}\n", 2, "unsafe"),
        ("\n{{ [].append(1) }}\n", 2, "unsafe"),
        ("\n{{ t('no_such_key') }}\n", 2, "no_such_key"),
        ("\n{{ t('part', number=1) }}\n", 2, "total"),
        ("\n{{ 3|count('skip') }}\n", 2, "skip"),
        ("\n{{ view.title + 3 }}\n", 2, "str"),
        ("\n{{ 1 / 0 }}\n", 2, "zero"),
    ],
)
def test_a_fault_is_shown_at_its_line(source: str, line: int, says: str) -> None:
    masthead = context("home.html")["masthead"]
    found = fault({"page.html": source}, masthead=masthead)
    assert (found.code, found.path, found.span) == ("E-TPL", "layouts/page.html", Span(line))
    assert says in found.text.en


@pytest.mark.fault(19)
def test_a_fault_while_rendering_names_the_page() -> None:
    assert "/2026/11/x/" in fault({"page.html": "{{ view.titel }}\n"}).text.en


@pytest.mark.fault(19)
def test_a_fault_in_a_partial_is_shown_in_the_partial() -> None:
    files = {"page.html": "\n{% include 'part.html' %}\n", "part.html": "\n\n{{ view.titel }}\n"}
    found = fault(files)
    assert (found.path, found.span) == ("layouts/part.html", Span(3))


@pytest.mark.fault(19)
def test_a_ring_of_layouts_is_refused_where_it_closes() -> None:
    files = {"page.html": "{% include 'a.html' %}\n", "a.html": "\n{% include 'page.html' %}\n"}
    found = fault(files)
    assert (found.path, found.span) == ("layouts/a.html", Span(2))


def test_a_layout_that_is_not_there() -> None:
    with pytest.raises(Failed) as caught:
        layouts({}).closure("page.html")
    assert caught.value.diagnostics[0].path == "layouts/page.html"


def test_findings_are_all_faults_that_show_without_rendering() -> None:
    files = {"a.html": "{% if %}\n", "b.html": "\n{% include 'gone.html' %}\n", "c.html": "x\n"}
    assert [(f.path, f.span) for f in findings(layouts(files))] == [
        ("layouts/a.html", Span(1)),
        ("layouts/b.html", Span(2)),
    ]
    assert [f.code for f in findings(LayoutSet.of({"strings.yaml": "a: {one: x}\n"}))] == ["E-STR"]
    assert findings(site_layouts()) == ()


def test_the_closure_holds_what_a_layout_extends_includes_and_imports() -> None:
    assert set(site_layouts().closure("article.html")) == {
        "article.html",
        "base.html",
        "partials/card.html",
        "partials/comments.html",
        "partials/footer.html",
        "partials/head.html",
        "partials/masthead.html",
        "partials/picture.html",
        "partials/pieces.html",
        "partials/share.html",
    }
    assert site_layouts().closure("redirect.html") == ("redirect.html",)


@pytest.mark.parametrize("edited", [name for name in layout_files() if name.endswith(".html")])
def test_an_edit_moves_the_digests_of_the_closures_that_hold_it(edited: str) -> None:
    before = site_layouts()
    files = layout_files()
    after = LayoutSet.of({**files, edited: files[edited] + "\n"})
    moved = {n for n in VIEWS if before.closure_digest(n) != after.closure_digest(n)}
    assert moved == {name for name in VIEWS if edited in before.closure(name)}


def test_strings_move_every_closure_and_readmes_none() -> None:
    before, files = site_layouts(), layout_files()
    words = LayoutSet.of({**files, "strings.yaml": files["strings.yaml"] + "x: y\n"})
    assert all(before.closure_digest(name) != words.closure_digest(name) for name in VIEWS)
    assert LayoutSet.of({**files, "README.md": "new"}) == before


def test_a_set_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(site_layouts())) == site_layouts()


@pytest.mark.parametrize("layout", VIEWS)
def test_pages_end_in_one_newline_and_are_the_same_twice(layout: str) -> None:
    page = render(site_layouts(), layout, context(layout))
    assert page == render(site_layouts(), layout, context(layout))
    assert page.endswith("</html>\n")
    assert "\n\n" not in page


@pytest.mark.fault(115)
def test_nothing_is_read_from_the_disk(tmp_path: object) -> None:
    """Faults row 115: the loader knows the given names and no path."""
    for name in ("../site.yaml", "/etc/passwd", "..\\site.yaml"):
        assert "no such layout" in fault({"page.html": f"{{% include {name!r} %}}\n"}).text.en
