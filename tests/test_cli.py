"""The command as a user meets it: exit codes, one JSON object, two languages (faults.md, head)."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator import build as build_module
from generator import cli, files
from generator.diagnostics import Exit
from generator.engine import lock
from tests.project import CHECKOUT, stats
from tests.sites.publication import Press, parsed, words
from tests.sites.publication import press as press


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Tahlil = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language or clock of the machine."""
    for name in ("TAHLIL_LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def tahlil(press: Press, capfd: pytest.CaptureFixture[str]) -> Tahlil:
    """Runs the command in this process, on the project of the test."""

    def run(*arguments: str, now: str = "2026-11-23") -> Ran:
        place = ["--project", str(press.root), "--now", now, "--workers", "1"]
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, *place])
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(int(ended.value.code), out, err)

    return run


def in_a_process(folder: Path, *arguments: str, program: tuple[str, ...] = ()) -> Ran:
    """Runs the command as a shell would."""
    done = subprocess.run(
        [*(program or (sys.executable, "-m", "generator")), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# -- exit codes --------------------------------------------------------------------------------


def test_0_when_the_site_is_built(press: Press) -> None:
    press.article("a")
    installed = Path(sys.executable).with_name("tahlil")
    ran = in_a_process(press.root, "build", program=(str(installed),))
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"done: 1 articles, \d+ files; \d+ made, 0 reused, in [\d.]+ s\n", ran.out)
    assert (press.root / "public/2026/01/a/index.html").is_file()


@pytest.mark.fault(16)
def test_0_when_there_are_only_warnings(press: Press, tahlil: Tahlil) -> None:
    ran = tahlil("build")
    assert ran.code == 0
    assert "warning[W-EMPTY]" in ran.err


@pytest.mark.fault(1, 2)
def test_1_when_content_is_at_fault_and_every_fault_is_named_in_order(press: Press) -> None:
    """Rows 1, 2: three files, three errors, sorted, with line and column; the site stays."""
    press.article("good")
    assert in_a_process(press.root, "build").code == 0
    before = stats(press.output)
    press.article("z", date="2026-02-30")
    press.article("b", category="رياضة")
    press.write("content/articles/a.md", "لا ترويسة هنا\n")
    ran = in_a_process(press.root, "build")
    assert ran.code == 1
    heads = [line for line in ran.err.splitlines() if "error[" in line]
    assert [line.partition(" ")[0] for line in heads] == [
        "content/articles/a.md:1:1:",
        "content/articles/b.md:3:11:",
        "content/articles/z.md:4:7:",
    ]
    assert re.findall(r"error\[([A-Z-]+)\]", ran.err) == ["E-FM-OPEN", "E-REF", "E-FM-DATE"]
    assert len(re.findall("^  hint: ", ran.err, re.MULTILINE)) == 3
    assert "Traceback" not in ran.err
    assert stats(press.output) == before


def test_a_build_that_fails_says_that_the_site_has_not_changed(
    press: Press, tahlil: Tahlil
) -> None:
    """Below the faults, of content and of settings; not before there is a site."""
    sentence = "لم يتغير الموقع المنشور: بقي كما كان قبل هذا البناء."
    press.article("a", date="2026-02-30")
    assert sentence not in tahlil("build", "--lang", "ar").err
    press.article("a")
    tahlil("build")
    press.article("a", date="2026-02-30")
    assert tahlil("build", "--lang", "ar").err.endswith(f"{sentence}\n")
    assert "the published site has not changed" in tahlil("build").err
    assert sentence not in tahlil("check", "--lang", "ar").err
    told = tahlil("build", "--lang", "ar", "--format", "json")
    assert sentence not in told.err + told.out
    press.write("site.yaml", "")
    assert tahlil("build", "--lang", "ar").err.endswith(f"{sentence}\n")


def test_1_when_the_bad_are_held_and_the_good_are_published(press: Press) -> None:
    """The head of the matrix: `--hold-bad`."""
    press.article("good")
    press.article("bad")
    assert in_a_process(press.root, "build").code == 0
    press.article("good", title="عنوان جديد")
    press.article("bad", title="عنوان مرفوض", date="2026-02-30")
    press.article("new", date="2026-02-30")
    ran = in_a_process(press.root, "build", "--hold-bad", "--lang", "ar")
    assert ran.code == 1
    assert re.findall(r"\[(E-[A-Z-]+)\]", ran.err) == ["E-FM-DATE", "E-FM-DATE"]
    assert "بقي كما نُشر آخر مرة: content/articles/bad.md" in ran.out
    assert "لم يُنشر بعد: content/articles/new.md" in ran.out
    home = press.page("")
    assert "عنوان جديد" in home
    assert "bad" in home
    assert "عنوان مرفوض" not in home


def test_2_where_there_is_no_project_and_nothing_is_left_there(tmp_path: Path) -> None:
    for command in (["build"], ["new", "عنوان"], ["why", "/"], ["verify"]):
        ran = in_a_process(tmp_path, *command)
        assert (ran.code, "E-CFG" in ran.err, "--project" in ran.err) == (2, True, True)
    assert list(tmp_path.iterdir()) == []
    assert in_a_process(tmp_path, "build", "--project", "none").code == 2
    assert list(tmp_path.iterdir()) == []


def test_2_in_a_folder_of_a_project_which_is_named(press: Press) -> None:
    ran = in_a_process(press.path("content/pages"), "check")
    assert (ran.code, f"--project {press.root}" in ran.err) == (2, True)
    assert (
        f"--project {press.root}"
        in in_a_process(press.path("content"), "check", "--lang", "ar").err
    )


MISUSES = [
    ("biuld",),
    ("build", "--colour"),
    ("build", "--workers", "0"),
    ("build", "--now", "yesterday"),
    ("build", "--format", "xml"),
    ("build", "--lang", "fr"),
    ("build", "--lang"),
    ("new",),
    ("why",),
]


@pytest.mark.parametrize("arguments", MISUSES)
def test_2_when_the_command_is_misused(
    arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    assert ended.value.code == Exit.USAGE
    out, err = capfd.readouterr()
    assert out == ""
    assert "error[E-USAGE]" in err
    assert "--help" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bild",), "لا أمر بهذا الاسم: bild؛ لعلك تقصد: build"),
        (("build", "--outpt", "x"), "لا خيار بهذا الاسم: --outpt؛ لعلك تقصد: --output"),
        (("serve", "--port", "x"), "--port: يصلح هنا عدد من 0 إلى 65535"),
        (("check", "--format", "x"), "--format: يصلح هنا: text، json، github"),
        (("deploy", "a", "b"), "زائد على ما يأخذه الأمر: b"),
        (("import", "wordpress"), "ينقص EXPORTS"),
        (("build", "--workers"), "يحتاج --workers إلى قيمة بعده"),
        (("build", "--adopt=x"), "لا يأخذ --adopt قيمة"),
        (("build", "--now", "أمس"), "ليس «أمس» تاريخاً؛ يُكتب مثل: 2026-11-23 أو 2026-11-23 08:00"),
        (("new",), "ينقص TITLE؛ اكتب العنوان بين علامتي اقتباس"),
        (("new", "عنوان", "بلا", "اقتباس"), "بلا اقتباس؛ اكتب العنوان بين علامتي اقتباس"),
        (("comments", "reply", "3", "شكراً", "لك"), "لك؛ اكتب النص بين علامتي اقتباس"),
        (("import", "export.xml"), "لعلك تقصد: tahlil import wordpress export.xml"),
        (("import", "wordpress", "gone.xml"), "EXPORTS: لا يُفتح: gone.xml"),
    ],
)
def test_2_is_explained_in_arabic_too(
    arguments: tuple[str, ...], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main([*arguments, "--lang", "ar"])
    assert told in capfd.readouterr().err


def test_2_leads_to_the_help_of_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in (("build", "--workers"), ("build", "--outpt", "x")):
        with pytest.raises(SystemExit):
            cli.main([*arguments, "--lang", "ar"])
        assert "انظر: tahlil build --help" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("import",), ("comments",)])
def test_0_for_the_help_of_who_names_no_command(
    arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--lang", "ar"])
    assert ended.value.code == Exit.OK
    assert "الأوامر:\n" in capfd.readouterr().out


@pytest.mark.fault(25)
def test_2_when_the_settings_are_wrong_before_any_work(press: Press, tahlil: Tahlil) -> None:
    """Row 25: the broken article is not even looked at."""
    press.write("content/articles/a.md", "لا ترويسة\n")
    press.substitute("site.yaml", "timezone: Asia/Baghdad", "timezone: Asia/Bagdad\ntitel: x")
    ran = tahlil("build")
    assert ran.code == 2
    assert re.findall(r"(site\.yaml:\d+:\d+): error\[(.*?)\]", ran.err) == [
        ("site.yaml:4:11", "E-CFG"),
        ("site.yaml:5:1", "E-CFG"),
    ]
    assert "Asia/Baghdad" in ran.err
    assert "title" in ran.err


BAD_OUTPUTS = [".", "content", "content/deep", "layouts", "assets", "..", "/", "~", "site.yaml"]


@pytest.mark.fault(40)
@pytest.mark.parametrize("output", BAD_OUTPUTS)
def test_2_when_the_site_cannot_go_there(press: Press, tahlil: Tahlil, output: str) -> None:
    """Row 40: nothing is touched."""
    press.article("a")
    before = stats(press.root)
    place = Path(output).expanduser() if output in {"/", "~"} else press.root / output
    ran = tahlil("build", "--output", str(place))
    assert ran.code == 2
    assert "E-OUT" in ran.err
    assert stats(press.root) == before


@pytest.mark.fault(40)
def test_2_when_the_output_is_a_link(press: Press, tahlil: Tahlil, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert tahlil("build", "--output", str(tmp_path / "link")).code == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.fault(57)
def test_3_when_another_command_holds_the_project(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 57."""
    ticks = itertools.count(0, 6)
    clock = SimpleNamespace(monotonic=ticks.__next__, sleep=lambda _: None)
    with lock.held(press.cache, "since this morning"):
        monkeypatch.setattr(lock, "time", clock)
        ran = tahlil("build")
    assert ran.code == 3
    assert f"pid {os.getpid()}, since this morning" in ran.err


@pytest.mark.fault(49)
def test_3_when_the_disk_is_full(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 49: one line that says what is wrong; the site stays; the next run heals."""
    press.article("a")
    assert tahlil("build").code == 0
    before = press.tree()
    press.edit("a", body="نص آخر.\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "public/x")

    with monkeypatch.context() as patched:
        patched.setattr(files, "open_new", full)
        ran = tahlil("build")
    assert ran.code == 3
    assert ran.err.count("error[") == 1
    assert "E-DISK" in ran.err
    assert os.strerror(errno.ENOSPC) in ran.err
    assert press.tree() == before
    assert tahlil("build").code == 0
    assert "نص آخر." in press.page("2026/01/a/")


@pytest.mark.fault(39)
def test_3_when_a_foreign_file_stands_in_the_way(press: Press, tahlil: Tahlil) -> None:
    """Row 39; and `--adopt` is the remedy that the message names."""
    press.article("a")
    press.write("public/index.html", "بيد إنسان")
    ran = tahlil("build")
    assert ran.code == 3
    assert "E-FOREIGN" in ran.err
    assert "--adopt" in ran.err
    assert press.page("") == "بيد إنسان"
    assert tahlil("build", "--adopt").code == 0
    assert press.page("") != "بيد إنسان"


@pytest.mark.parametrize("fault", [RuntimeError, EOFError])
@pytest.mark.parametrize("form", ["text", "json"])
def test_5_when_we_are_at_fault_with_a_report_and_no_traceback(
    press: Press,
    tahlil: Tahlil,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    fault: type[Exception],
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault("a fault of ours")

    monkeypatch.setattr(build_module, "build", broken)
    ran = tahlil("build", "--format", form)
    assert ran.code == 5
    report = press.cache / "internal-error.txt"
    said = ran.err if form == "text" else ran.json()["diagnostics"][0]["hint"]["en"]
    assert str(report) in said
    assert "Traceback" not in ran.out + ran.err
    assert "a fault of ours" in report.read_text(encoding="utf-8")


@pytest.mark.fault(19)
def test_a_layout_that_fails_on_every_page_is_told_a_few_times(
    press: Press, tahlil: Tahlil
) -> None:
    for number in range(7):
        press.article(f"a{number}")
    mark = "{% block main %}"
    press.substitute("layouts/article.html", mark, f"{mark}{{{{ view.nothing }}}}")
    ran = tahlil("build", "--lang", "ar")
    assert ran.code == 1
    assert ran.err.count("E-TPL") == 3
    assert "layouts/article.html:4:1: ومثله 4\n" in ran.err
    assert len(tahlil("build", "--format", "json").json()["diagnostics"]) == 7


@pytest.mark.fault(47)
def test_130_also_when_something_fails_of_an_interruption(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise OSError("handle is closed")

    monkeypatch.setattr(build_module, "build", interrupted)
    ran = tahlil("build")
    assert (ran.code, ran.err) == (130, "")


COUNTING = "{% for a in range(1000) %}{% for b in range(5000) %}{% endfor %}{% endfor %}"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.fault(47)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("ending", SIGNALS, ids=lambda ending: ending.name)
@pytest.mark.parametrize("workers", ["1", "3"])
def test_130_within_two_seconds_of_an_interruption_leaving_the_site_as_it_was(
    press: Press, ending: signal.Signals, workers: str
) -> None:
    """Row 47. A layout that counts to millions gives work for many seconds."""
    for number in range(40):
        press.article(f"m{number}", "نص طويل جداً. " * 400)
    press.build()
    before = stats(press.output)
    for number in range(40):
        press.edit(f"m{number}", body="نص آخر. " * 4000)
    press.substitute("layouts/article.html", "{% block main %}", f"{{% block main %}}{COUNTING}")
    shutil.rmtree(press.cache)
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--workers", workers],
        cwd=press.root,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    _wait_until((press.cache / "store.sqlite").exists)
    time.sleep(0.3)
    assert process.poll() is None
    begun = time.monotonic()
    os.killpg(process.pid, ending)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - begun < 2
    if ending is not signal.SIGHUP:  # which Python's own helpers do not outlive, nor the terminal
        assert "Traceback" not in out + err
    assert stats(press.output) == before
    assert not list(press.cache.rglob("stage"))
    _wait_until(lambda: not _alive(process.pid))


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "this never happened"
        time.sleep(0.02)


def _alive(group: int) -> bool:
    """Whether a process of the group still runs; one that nobody has buried yet does not."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = status.read_text().rpartition(")")[2].split()[:3]
            if its_group == str(group) and state not in "ZX":
                return True
    return False


# -- what is said, and how ---------------------------------------------------------------------


def test_json_is_one_object_whatever_happens(press: Press, tahlil: Tahlil) -> None:
    press.article("a", "[x](y.md)\n")
    failed = tahlil("build", "--format", "json")
    assert (failed.code, failed.err) == (1, "")
    (fault,) = failed.json()["diagnostics"]
    assert failed.json()["ok"] is False
    assert (fault["code"], fault["severity"], fault["path"]) == (
        *("E-LINK", "error"),
        "content/articles/a.md",
    )
    assert (fault["line"], fault["column"]) == (6, 5)
    assert set(fault["text"]) == set(fault["hint"]) == {"ar", "en"}

    press.edit("a", body="نص.\n", draft="true")
    built = tahlil("build", "--format=json")
    assert (built.code, built.err) == (0, "")
    said = built.json()
    assert (said["ok"], said["articles"], said["reused"]) == (True, 0, 0)
    assert said["files"] == len(said["made"]) == len(said["written"])
    assert [found["code"] for found in said["diagnostics"]] == ["W-EMPTY"]
    assert tahlil("why", "/", "--format", "json").json()["fresh"] is True
    assert tahlil("new", "عنوان", "--format", "json").json() == {
        "ok": True,
        "path": "content/articles/عنوان.md",
    }
    misused = tahlil("build", "--format", "json", "--colour")
    assert (misused.code, misused.err) == (2, "")
    assert misused.json()["diagnostics"][0]["code"] == "E-USAGE"


def test_quiet_says_nothing_but_faults_and_never_changes_the_code(
    press: Press, tahlil: Tahlil
) -> None:
    press.article("a")
    assert tahlil("build", "--quiet") == Ran(0, "", "")
    assert tahlil("why", "/", "--quiet") == Ran(0, "", "")
    press.article("b", draft="maybe")
    loud, quiet = tahlil("build"), tahlil("build", "--quiet")
    assert loud.code == quiet.code == 1
    last = "the published site has not changed: it is as it was before this build.\n"
    assert quiet.err + last == loud.err
    assert "error[" in quiet.err
    press.remove("content/articles/b.md")
    press.article("a", draft="true")
    assert "W-EMPTY" in tahlil("build", "--quiet").err


LANGUAGES: list[tuple[tuple[str, ...], dict[str, str], str]] = [
    ((), {}, "en"),
    (("--lang", "ar"), {}, "ar"),
    (("--lang=ar",), {}, "ar"),
    ((), {"TAHLIL_LANG": "ar"}, "ar"),
    ((), {"LANG": "ar_IQ.UTF-8"}, "ar"),
    ((), {"LC_ALL": "ar_IQ.UTF-8", "LANG": "en_GB.UTF-8"}, "ar"),
    ((), {"LANG": "ar_IQ.UTF-8", "TAHLIL_LANG": "en"}, "en"),
    (("--lang", "en"), {"TAHLIL_LANG": "ar"}, "en"),
    ((), {"LANG": "fr_FR.UTF-8"}, "en"),
]


@pytest.mark.parametrize(("arguments", "environment", "language"), LANGUAGES)
@pytest.mark.parametrize("first", [True, False])
def test_messages_are_in_the_language_that_is_asked_for(
    press: Press,
    tahlil: Tahlil,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    language: str,
    first: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    press.article("a", draft="maybe")
    ran = tahlil(*arguments, "build") if first else tahlil("build", *arguments)
    assert ran.code == 1
    assert ("خطأ[" in ran.err, "تلميح:" in ran.err) == ((language == "ar"),) * 2
    assert ("error[" in ran.err, "hint:" in ran.err) == ((language == "en"),) * 2


@pytest.mark.parametrize("command", [(), ("build",), ("serve",), ("new",), ("why",), ("verify",)])
def test_help_is_in_both_languages_with_a_sentence_for_every_option(
    command: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for language in ("ar", "en"):
        with pytest.raises(SystemExit) as ended:
            cli.main([*command, "--help", "--lang", language])
        assert ended.value.code == 0
        said[language] = capfd.readouterr().out
    assert "الاستعمال:" in said["ar"]
    assert "الخيارات" in said["ar"]
    assert "Usage:" in said["en"]
    assert not re.search("[ا-ي]", said["en"])
    options = re.findall(r"^  (--\S+)", said["en"], re.MULTILINE)
    assert options == re.findall(r"^  (--\S+)", said["ar"], re.MULTILINE)
    assert {"--lang", "--help"} <= set(options)
    for text in said.values():
        for option in options:
            after = text.partition(f"  {option}")[2]
            line = re.sub(r"^(?: (?:\[.*?\]|[A-Z]+(?: RANGE)?))?\s*", "", after)
            assert line[:1] not in {"", "-"}, f"{option} has no sentence"


def test_the_command_alone_shows_what_it_can_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--lang", "ar"])
    assert ended.value.code == 0
    out = capfd.readouterr().out
    for command in ("build", "serve", "new", "why", "verify"):
        assert f"  {command} " in out


def test_numbers_in_arabic_follow_the_rules_of_counting(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    assert "تم: مقال واحد، " in tahlil("build", "--lang", "ar").out
    press.article("b")
    assert "تم: مقالان، " in tahlil("build", "--lang", "ar").out
    press.article("c")
    assert "تم: 3 مقالات، " in tahlil("build", "--lang", "ar").out


@pytest.mark.fault(106, 116)
def test_control_signs_of_a_file_name_do_not_reach_the_terminal(
    press: Press, tahlil: Tahlil
) -> None:
    """Rows 106, 116."""
    press.write("content/articles/a\x1b[31m\u202eb.md", "لا ترويسة\n")
    ran = tahlil("build")
    assert ran.code == 1
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


@pytest.mark.fault(36)
def test_now_and_source_date_epoch_are_the_clock(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 36."""
    press.article("a", date="2026-06-01 08:00")
    assert "done: 0 articles" in tahlil("build", now="2026-06-01 04:59").out
    assert "done: 1 articles" in tahlil("build", now="2026-06-01T08:00+03:00").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")  # 2026-05-28
    with pytest.raises(SystemExit):
        cli.main(["build", "--project", str(press.root), "--quiet"])
    assert not (press.output / "2026/06/a").exists()


def test_a_build_ahead_of_the_clock_says_so(press: Press, tahlil: Tahlil) -> None:
    """It lies in the folder that uploaders take; a check for that moment harms nobody."""
    press.article("a")
    ahead = tahlil("build", "--format", "json", now="2999-12-31")
    told = [each for each in ahead.json()["diagnostics"] if each["code"] == "W-AHEAD"]
    assert ahead.code == Exit.OK
    assert "2999-12-31" in told[0]["text"]["en"]
    assert "W-AHEAD" not in tahlil("check", now="2999-12-31").err
    assert "W-AHEAD" not in tahlil("verify", now="2999-12-31").err
    assert "W-AHEAD" not in tahlil("build", now="2020-01-01").err


# -- new ---------------------------------------------------------------------------------------

TITLES = [
    "مستقبل العراق بعد 2026",
    'قال: "لا"، ثم مضى',
    "النفط: من الحقل إلى الموازنة",
    "خصم 50% # وأكثر",
    "– شرطة في الأول",
    "ما \\ وراء الخبر؟",
    "[أقواس] {وأخرى} & 'علامات'",
    "نعم",
    "2026",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_new_article_builds_as_it_is_and_when_it_is_filled_in(
    press: Press, tahlil: Tahlil, title: str
) -> None:
    ran = tahlil("new", title, now="2026-03-04 07:30")
    assert ran.code == 0, ran.err
    (path,) = (file for file in press.root.glob("content/articles/*.md"))
    assert path.name in ran.out
    assert tahlil("build").code == 0, "empty keys are no faults"
    assert not (press.output / "2026").exists(), "it is a draft"

    text = path.read_text(encoding="utf-8")
    assert "التاريخ: 2026-03-04 10:30\n" in text, "in the time of the site"
    text = text.replace("مسودة: نعم\n", "").replace("المكان:\n", "المكان: بغداد/ وكالة\n")
    path.write_text(text + "نص المقال.\n", encoding="utf-8")
    done = tahlil("build")
    assert (done.code, done.err) == (0, "")
    (page,) = press.output.glob("2026/03/*/index.html")
    (heading,) = parsed(page.read_text(encoding="utf-8")).find(".//main").iter("h1")
    assert _letters(words(heading)) == _letters(title)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def test_new_takes_a_category_and_a_kind_in_any_spelling(press: Press, tahlil: Tahlil) -> None:
    assert tahlil("new", "عنوان", "--category", "إقتصاد", "--kind", "خبر").code == 0
    text = press.read("content/articles/عنوان.md")
    assert "التصنيف: اقتصاد\n" in text
    assert "النوع: خبر\n" in text


@pytest.mark.parametrize(
    "arguments",
    [("عنوان", "--category", "رياضة"), ("عنوان", "--kind", "شعر"), ("؟!",), ("",), ("  ",)],
)
def test_new_refuses_what_cannot_be_built(
    press: Press, tahlil: Tahlil, arguments: tuple[str, ...]
) -> None:
    ran = tahlil("new", *arguments)
    assert ran.code == 2
    assert "E-NEW" in ran.err
    assert not (press.root / "content/articles").exists()


def test_new_never_overwrites(press: Press, tahlil: Tahlil) -> None:
    assert tahlil("new", "عنوان").code == 0
    press.write("content/articles/عنوان.md", "عمل يوم كامل")
    ran = tahlil("new", "عنوان")
    assert ran.code == 2
    assert "content/articles/عنوان.md" in ran.err
    assert press.read("content/articles/عنوان.md") == "عمل يوم كامل"


def test_every_new_article_has_an_id_of_its_own(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters: Iterator[str] = iter("aaaaaaaaaaaabbbbbb")
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))
    assert tahlil("new", "أول").code == tahlil("new", "ثان").code == 0
    assert "الرقم: aaaaaa\n" in press.read("content/articles/أول.md")
    assert "الرقم: bbbbbb\n" in press.read("content/articles/ثان.md")


def test_an_id_that_stands_under_any_key_or_in_a_subfolder_is_taken(
    press: Press, tahlil: Tahlil, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.write("content/articles/2026/a.md", '---\nid: "aaaaaa"\n---\n')
    letters: Iterator[str] = iter("aaaaaabbbbbb")
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))
    assert tahlil("new", "أول").code == 0
    assert "الرقم: bbbbbb\n" in press.read("content/articles/أول.md")


# -- why ---------------------------------------------------------------------------------------


def test_why_tells_what_changed_in_words(press: Press, tahlil: Tahlil) -> None:
    press.article("a", title="العنوان")
    page = "2026/01/العنوان/index.html"
    assert "it was never made" in tahlil("why", "content/articles/a.md").out
    tahlil("build")
    for name in ("content/articles/a.md", "/2026/01/العنوان/", "2026/01/العنوان", page):
        ran = tahlil("why", name)
        assert (ran.code, f"/{page}: fresh" in ran.out) == (0, True)
    assert tahlil("why", "https://example.org/daftar/2026/01/العنوان/").code == 0
    press.edit("a", body="نص آخر.\n")
    assert tahlil("why", page).out.startswith(f"/{page}: the next build makes it again.")
    assert "the text of the article" in tahlil("why", page).out
    assert "متن المقال" in tahlil("why", page, "--lang", "ar").out
    tahlil("build")
    after = tahlil("why", page, "--format", "json").json()
    assert (after["fresh"], "body" in after["changed"]) == (True, True)


def test_why_of_an_unknown_page_is_a_misuse(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    ran = tahlil("why", "/2026/01/nothing/")
    assert ran.code == 2
    assert "E-PAGE" in ran.err


def test_why_changes_nothing(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    tahlil("build")
    press.edit("a", body="نص آخر.\n")
    before = stats(press.output)
    tahlil("why", "/")
    assert stats(press.output) == before


# -- verify ------------------------------------------------------------------------------------


def test_verify_finds_what_was_edited_removed_or_left_over(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    tahlil("build")
    good = tahlil("verify")
    assert good.code == 0
    assert "byte for byte" in good.out
    (press.output / "index.html").write_text("بيد إنسان", encoding="utf-8")
    (press.output / "feed.xml").unlink()
    (press.output / "CNAME").write_text("example.org", encoding="utf-8")
    ran = tahlil("verify")
    assert ran.code == 1
    assert "≠ index.html" in ran.out
    assert "- feed.xml" in ran.out
    assert "CNAME" not in ran.out, "what no build wrote is not ours to judge"
    said = tahlil("verify", "--format", "json")
    assert said.code == 1
    assert said.json()["different"] == ["index.html"]
    assert said.json()["missing"] == ["feed.xml"]
    assert said.json()["ok"] is False


def test_verify_finds_a_source_that_changed_since(press: Press, tahlil: Tahlil) -> None:
    press.article("a")
    press.article("b")
    tahlil("build")
    before = stats(press.output)
    press.remove("content/articles/b.md")
    ran = tahlil("verify")
    assert ran.code == 1
    assert "+ 2026/01/b/index.html" in ran.out
    assert stats(press.output) == before


def test_verify_without_a_site_is_a_misuse(press: Press, tahlil: Tahlil) -> None:
    ran = tahlil("verify")
    assert ran.code == 2
    assert "E-SITE" in ran.err
