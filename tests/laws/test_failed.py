"""Law 4: a build that fails publishes nothing and leaves the last good site as it was, to the last
time stamp; and it tells everything that it found (faults.md, contract for all rows)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from generator import recipes
from generator.diagnostics import Exit, Failed, exit_code
from tests.project import Project, stats

Break = Callable[[Project], None]


def _front_matter(project: Project) -> None:
    project.write("content/articles/maqal-01.md", "---\ntitle: [\n---\nنص.\n")


def _category(project: Project) -> None:
    project.edit("maqal-01", category="لا وجود له")


def _dead_link(project: Project) -> None:
    project.edit("maqal-01", body="[هنا](nowhere.md)\n")


def _image(project: Project) -> None:
    project.write("content/images/dot.png", b"not an image")


def _settings(project: Project) -> None:
    project.set_setting("timezone", "Baghdad/Asia")


def _layout_syntax(project: Project) -> None:
    project.write("layouts/article.html", "{% block main %}")


def _layout_value(project: Project) -> None:
    """Shows only when a page is made, after others were made already."""
    project.substitute("layouts/static.html", "{% block main %}", "{% block main %}{{ nothing }}")


def _strings(project: Project) -> None:
    project.write("layouts/strings.yaml", "articles: {one: مقال}\n")


def _font(project: Project) -> None:
    project.write("assets/css/99.css", "a { src: url(../fonts/comic.woff2); }")


def _one_address(project: Project) -> None:
    project.edit("maqal-01", slug="same", date="2026-01-01")
    project.edit("maqal-02", slug="same", date="2026-01-02")


def _foreign(project: Project) -> None:
    project.output.joinpath("was").mkdir()
    project.output.joinpath("was", "index.html").write_text("mine")
    project.edit("maqal-01", aliases="/was/")


def _link_in_content(project: Project) -> None:
    project.path("content/articles/link.md").symlink_to("maqal-01.md")


BREAKS: dict[Break, tuple[str, Exit]] = {
    _front_matter: ("E-FM-YAML", Exit.CONTENT),
    _category: ("E-REF", Exit.CONTENT),
    _dead_link: ("E-LINK", Exit.CONTENT),
    _image: ("E-IMG", Exit.CONTENT),
    _settings: ("E-CFG", Exit.USAGE),
    _layout_syntax: ("E-TPL", Exit.CONTENT),
    _layout_value: ("E-TPL", Exit.CONTENT),
    _strings: ("E-STR", Exit.CONTENT),
    _font: ("E-CSS-FONT", Exit.CONTENT),
    _one_address: ("E-DUP", Exit.CONTENT),
    _foreign: ("E-FOREIGN", Exit.ENVIRONMENT),
    _link_in_content: ("E-LINKOUT", Exit.CONTENT),
}


@pytest.mark.fault(19, 23)
@pytest.mark.parametrize("broken", BREAKS, ids=lambda each: each.__name__.strip("_"))
def test_a_failed_build_leaves_the_site_as_it_was(built: Project, broken: Break) -> None:
    code, exit = BREAKS[broken]
    built.edit("maqal-03", title="عنوان لن يُنشر اليوم")
    broken(built)
    before = stats(built.output)
    with pytest.raises(Failed) as caught:
        built.build()
    assert code in {diagnostic.code for diagnostic in caught.value.diagnostics}
    assert exit_code(caught.value.diagnostics) == exit
    assert stats(built.output) == before
    assert not (built.cache / "public").exists()


@pytest.mark.parametrize(
    "broken",
    [each for each in BREAKS if each is not _foreign],  # which needs a folder
    ids=lambda each: each.__name__.strip("_"),
)
def test_a_failed_first_build_makes_no_folder(project: Project, broken: Break) -> None:
    broken(project)
    with pytest.raises(Failed):
        project.build()
    assert not project.output.exists()


def test_the_site_appears_once_the_fault_is_mended(built: Project) -> None:
    """What was made before the fault was met is not taken for published."""
    text = built.read("layouts/static.html")
    built.edit("maqal-03", title="عنوان جديد")
    _layout_value(built)
    with pytest.raises(Failed):
        built.build()
    built.write("layouts/static.html", text)
    built.build()
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(2, 19, 23)
def test_all_faults_are_told_at_once(built: Project) -> None:
    """Rows 2, 19, 23: texts, an image and the stylesheet in one run, sorted by file."""
    for broken in (_front_matter, _image, _font):
        broken(built)
    built.edit("maqal-02", category="لا وجود له")
    built.edit("maqal-03", date="2026-02-30")
    with pytest.raises(Failed) as caught:
        built.build()
    found = [(diagnostic.path, diagnostic.code) for diagnostic in caught.value.diagnostics]
    assert found == sorted(found)
    assert {code for _, code in found} == {
        *("E-FM-YAML", "E-REF", "E-FM-DATE", "E-IMG", "E-CSS-FONT"),
    }


@pytest.mark.fault(18)
def test_a_text_without_end_is_named_and_the_others_are_done(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some twenty minutes of lists: what was converted beside it is not converted again."""
    monkeypatch.setattr(recipes, "PREPARE", replace(recipes.PREPARE, limit=0.5))
    built.edit("maqal-01", body="\n- " * 300_000)
    built.edit("maqal-02", body="نص آخر.\n")
    before = stats(built.output)
    with pytest.raises(Failed) as caught:
        built.build()
    found = [(fault.code, fault.path) for fault in caught.value.diagnostics]
    assert found == [("E-TIME", "content/articles/maqal-01.md")]
    assert stats(built.output) == before
    built.edit("maqal-01", body="نص قصير.\n")
    assert built.build().converted == ("content/articles/maqal-01.md",)


@pytest.mark.fault(19)
def test_every_broken_page_is_told(built: Project) -> None:
    """Row 19: a layout that fails for many pages names each of them, and its own line."""
    built.substitute("layouts/article.html", "{% block main %}", "{% block main %}\n{{ nothing }}")
    with pytest.raises(Failed) as caught:
        built.build()
    faults = caught.value.diagnostics
    assert len(faults) == len(built.bodies)
    assert {(fault.code, fault.path) for fault in faults} == {("E-TPL", "layouts/article.html")}
    assert len({fault.span for fault in faults}) == 1


def test_no_settings(project: Project) -> None:
    project.remove("site.yaml")
    with pytest.raises(Failed) as caught:
        project.build()
    assert [d.code for d in caught.value.diagnostics] == ["E-CFG"]
    assert exit_code(caught.value.diagnostics) == Exit.USAGE


def test_warnings_never_stop_a_build(built: Project) -> None:
    """W-TWIN, W-LINK-HIDDEN: told, and the site goes out."""
    built.edit("maqal-01", tags="الكتابه")
    built.edit("maqal-02", tags="الكتابة")
    built.edit("maqal-03", body="[مسودة](maqal-04.md)\n")
    built.edit("maqal-04", draft="نعم")
    codes = {finding.code for finding in built.build().findings}
    assert codes >= {"W-TWIN", "W-LINK-HIDDEN"}
    assert built.tree() == built.build_clean_elsewhere()
