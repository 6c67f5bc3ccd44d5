"""`tahlil check` as its users meet it: what it prints, what it writes, and what it ends with."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from generator import cli, files
from generator.check import mends, outside, write
from generator.diagnostics import Exit, Failed
from tests.project import CHECKOUT, svg
from tests.sites.publication import Press
from tests.sites.publication import press as press

SLIP = "وصل الوزير , ثم  مضى.\n"
MENDED = "وصل الوزير، ثم مضى.\n"

Ran = tuple[int, str, str]
Tahlil = Callable[..., Ran]


@pytest.fixture
def tahlil(
    press: Press, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tahlil:
    """Runs `tahlil check` in this process: exit code, output, errors."""
    for name in ("TAHLIL_LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str) -> Ran:
        place = ["--project", str(press.root), "--now", "2026-11-23", "--workers", "1"]
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(["check", *arguments, *place])
        out, err = capfd.readouterr()
        return int(str(ended.value.code)), out, err

    return run


def test_warnings_end_well_and_errors_do_not(press: Press, tahlil: Tahlil) -> None:
    press.article("a", SLIP)
    code, out, err = tahlil()
    assert code == Exit.OK
    assert "warning[W-SIGN]" in err
    assert out == "articles: 1, errors: 0, warnings: 2\n"
    press.write("content/images/one.svg", svg(60, "2a4d69"))
    press.article("b", "![](../images/one.svg)\n")
    code, _, err = tahlil()
    assert code == Exit.CONTENT
    assert "error[E-ALT]" in err


def test_leaks_count_among_the_errors(press: Press, tahlil: Tahlil) -> None:
    """Who reads the last lines alone is not told that all is well."""
    for name, word in (("a", "القرنفلية"), ("b", "الزنجبيلية")):
        press.article(name, f"كلمة {word} هنا.\n", date="2027-01-01")
        press.write(f"public/{name}.txt", f"سر: {word}")
    code, out, err = tahlil("--public", str(press.output))
    assert code == Exit.CONTENT
    assert err.count("error[E-LEAK]") == 2
    assert "errors: 2," in out
    assert "leaks: 2" in out


def test_github_shows_findings_at_their_lines(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    line = press.read(source).split("\n").index(SLIP.rstrip()) + 1
    code, out, err = tahlil("--format", "github")
    assert (code, err) == (Exit.OK, "")
    assert f"::warning file={source},line={line},col=12,title=W-SIGN::a Latin sign" in out
    assert "%0Awrite ، in its place" in out


def test_json_is_one_object(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    code, out, _ = tahlil("--format", "json", "--fix", "--yes")
    told: Any = json.loads(out)
    assert (code, told["ok"], told["mended"], told["diagnostics"]) == (0, True, [source], [])


def test_only_the_files_that_are_asked_about_are_told_of(press: Press, tahlil: Tahlil) -> None:
    for name in "ab":
        press.article(name, SLIP)
    _, out, err = tahlil("content/articles/b.md", "--fix", "--yes")
    assert "articles/a.md" not in out + err
    assert press.read("content/articles/a.md").endswith(SLIP)
    assert press.read("content/articles/b.md").endswith(MENDED)
    _, out, _ = tahlil(str(press.root / "content/articles/a.md"), "--fix")
    assert "b/content/articles/a.md" in out


def test_beside_an_error_warnings_of_other_files_are_not_told(press: Press, tahlil: Tahlil) -> None:
    asked = press.article("a")
    press.article("empty", "")
    press.article("wrong", date="2026-31-01")
    code, _, err = tahlil(asked)
    assert code == Exit.CONTENT
    assert "E-FM-DATE" in err
    assert "W-EMPTY" not in err


def test_a_file_that_is_not_there_is_misuse(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    code, out, _ = tahlil("content/articles/ghaib.md", "--format", "json")
    assert code == Exit.USAGE
    assert [each["code"] for each in json.loads(out)["diagnostics"]] == ["E-CHECK"]


def test_outside_links_are_asked_for_on_request_only(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.article("a", "انظر [هنا](https://example.org/x).\n")
    asked: list[str] = []

    def gone(address: str, _: str) -> outside.Answer:
        asked.append(address)
        return outside.Answer(404, "", 0.0)

    monkeypatch.setattr(outside, "_ask", gone)
    assert "W-OUTSIDE" not in tahlil()[2]
    assert asked == []
    assert "warning[W-OUTSIDE]" in tahlil("--external")[2]
    assert asked == ["https://example.org/x"]


# -- mending ---------------------------------------------------------------------------------------


def test_a_fix_is_shown_first_and_written_on_a_yes(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    _, out, _ = tahlil("--fix", "--yes")
    assert f"--- a/{source}\n+++ b/{source}\n" in out
    assert f"-{SLIP}+{MENDED}" in out
    assert "wrote mends: 2, in files: 1." in out
    assert press.read(source).endswith(MENDED)


@pytest.mark.fault(106)
def test_hidden_signs_are_seen_in_the_difference(press: Press, tahlil: Tahlil) -> None:
    press.article("a", "وصل\u200f الوزير \u202eأمس.\n")
    _, out, _ = tahlil("--fix")
    assert r"-وصل\u200f الوزير \u202eأمس." in out
    assert r"+وصل الوزير \u202eأمس." in out


def test_without_a_terminal_nothing_is_written_unasked(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    _, out, err = tahlil("--fix", "--lang", "ar")
    assert f"-{SLIP}+{MENDED}" in out
    assert "لم يُكتب شيء" in out
    assert "W-SIGN" in err
    assert press.read(source).endswith(SLIP)


def test_a_second_fix_has_nothing_to_do(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    tahlil("--fix", "--yes")
    before = files.stamp_at(press.root / source)
    _, out, _ = tahlil("--fix", "--yes")
    assert out.startswith("nothing to mend.\n")
    assert files.stamp_at(press.root / source) == before


def test_a_fix_works_beside_errors(press: Press, tahlil: Tahlil) -> None:
    source = press.article("a", SLIP)
    press.article("b", "انظر [هذا](ghaib.md).\n")
    code, out, err = tahlil("--fix", "--yes")
    assert code == Exit.CONTENT
    assert "error[E-LINK]" in err
    assert press.read(source).endswith(MENDED)
    assert "wrote mends" in out


def test_a_file_that_was_saved_meanwhile_is_not_overwritten(press: Press) -> None:
    source = press.article("a", SLIP)
    mended = mends(press.request())
    press.write(source, press.read(source) + "\nفقرة جديدة.\n")
    with pytest.raises(Failed) as failed:
        write(press.request(), mended)
    assert [each.code for each in failed.value.diagnostics] == ["E-IO"]
    assert "فقرة جديدة" in press.read(source)


@pytest.mark.parametrize(("answer", "is_written"), [("ن", True), ("yes", True), ("", False)])
def test_at_a_terminal_it_asks(press: Press, answer: str, is_written: bool) -> None:
    source = press.article("a", SLIP)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "generator", "--lang", "ar", "check", "--fix"]
    with subprocess.Popen(
        [*command, "--workers", "1", "--now", "2026-11-23"],
        cwd=press.root,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "TERM": "dumb"},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as asking:
        _read_until(ours, "أتُكتب؟")
        os.write(ours, f"{answer}\n".encode())
        asking.wait()
    os.close(theirs)
    os.close(ours)
    assert press.read(source).endswith(MENDED if is_written else SLIP)


def _read_until(terminal: int, words: str) -> None:
    read = b""
    while words.encode() not in read:
        read += os.read(terminal, 4096)


def test_the_seed_has_its_findings(press: Press, tahlil: Tahlil) -> None:
    """In a page like the seed: names and terms in two ways, a lost subhead, a quoted outlet."""
    body = (
        "تتواصل التقارير الأمريكية من كبريات المؤسسات، وقال مسؤولون أميركيون إن الخطة جاهزة.\n\n"
        "وذكر المسؤولون لصحيفة “وول ستريت جورنال” أن مئات الجنود سيغادرون بحلول سبتمبر 2025.\n\n"
        "تباين في المواقف\n"
        "وتتضارب تصريحات المسؤولين العراقيين ونظرائهم في الولايات المتحدة بشأن الاستعداد لها.\n\n"
        "وقالت السفيرة ألينا رومانوسكي إن التهديدات لا تزال قائمة، وأضافت رومانسكي أنها ملتزمة.\n\n"
        "كان التواجد العسكري محورياً.\n"
    )
    press.article("a", body, source="رويترز")
    settings = (CHECKOUT / "site.yaml").read_text(encoding="utf-8")
    style = settings[settings.index("\nstyle:") :]
    press.write("site.yaml", press.read("site.yaml").rstrip("\n") + style)
    _, _, err = tahlil()
    for code in ("W-SPELLING", "W-OUTLET", "W-BREAK", "W-NAMES", "W-TERM"):
        assert err.count(f"[{code}]") == 1, code
