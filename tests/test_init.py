"""`tahlil init`: a publication of its own, from what is installed alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import cli, files
from generator.check import check
from generator.newsite import Answers, found
from tests.project import CHECKOUT, NOW
from tests.sites.publication import Press, config_of


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["init", *arguments])
    return int(ended.value.code or 0)


ODD = [
    "مرصد: الفرات",
    'قال "نعم" # ثم سكت',
    "– شرطة",
    "نعم",
    "2026",
    "- بند",
    "أ ${b} $c",
    "عادي",
    "[أ]",
]


@pytest.mark.parametrize("title", ODD)
def test_what_its_owner_says_stands_in_its_settings(tmp_path: Path, title: str) -> None:
    answers = Answers(
        title=title,
        base_url="https://news.example/فرات/",
        timezone="Asia/Amman",
        months="levant",
        categories="رأي، أمن: داخلي",
    )
    found(tmp_path / "n", answers, NOW)
    config = config_of((tmp_path / "n/site.yaml").read_text(encoding="utf-8"))
    assert (config.title, config.months, config.timezone) == (title, "levant", "Asia/Amman")
    assert config.base_url == answers.base_url
    assert [entry.name for entry in config.categories] == ["رأي", "أمن: داخلي"]
    project = Press(tmp_path / "n")
    assert check(project.request()).findings == ()
    assert project.build().articles == 1


def test_it_begins_with_the_starter_set_of_the_house_style(tmp_path: Path) -> None:
    """That of the demo: there is one."""
    found(tmp_path / "paper", Answers(title="دفتر"), NOW)
    settings = (tmp_path / "paper/site.yaml").read_text(encoding="utf-8")
    assert config_of(settings).style == config_of((CHECKOUT / "site.yaml").read_text("utf-8")).style


@pytest.mark.parametrize("there", ["file", "hidden", "folder", "itself", "link"])
def test_never_into_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: str
) -> None:
    place = tmp_path / "n"
    if there == "itself":
        place.write_text("ملف")
    elif there == "link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
        inside = place / (".git" if there == "hidden" else "x")
        inside.mkdir() if there == "folder" else inside.write_text("عمل")
    before = sorted(tmp_path.rglob("*"))
    assert run(str(place)) == 2
    assert "E-INIT" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [("--timezone", "Baghdad"), ("--base-url", "x"), ("--months", "x"), ("--categories", "،")],
)
def test_an_answer_that_will_not_do_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(str(tmp_path / "n"), *arguments) == 2
    assert "E-CFG" in capsys.readouterr().err
    assert not (tmp_path / "n").exists()


def test_a_disk_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, written = files.open_new, []

    def full(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) == 20:
            raise OSError(28, "No space left on device")
        whole(path, data)

    monkeypatch.setattr(files, "open_new", full)
    assert run(str(tmp_path / "n")) == 3
    assert "E-DISK" in capsys.readouterr().err
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    monkeypatch.undo()
    assert run(str(tmp_path / "n")) == 0


def test_nobody_is_asked_where_nobody_can_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe is no terminal: the folder's name is the title."""
    assert run(str(tmp_path / "فرات"), "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert yaml.safe_load((tmp_path / "فرات/site.yaml").read_text())["title"] == "فرات"


def test_a_person_at_a_terminal_is_asked_what_was_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        is_terminal = True

        def print(self, text: str, /, *, markup: bool | None = None) -> None: ...

    asked: dict[str, Any] = {}

    def prompt(text: str, default: str) -> str:
        asked[text] = default
        return "Asia/Amman" if "IANA" in text else default

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("generator.terminal.Stream.is_terminal", True)
    monkeypatch.setattr("click.prompt", prompt)
    assert run(str(tmp_path / "n"), "--title", "نشرة", "--lang", "ar") == 0
    assert len(asked) == 4
    assert all("ا" in text for text in asked)
    assert "timezone: Asia/Amman" in (tmp_path / "n/site.yaml").read_text(encoding="utf-8")


def test_an_answer_that_will_not_do_is_asked_for_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Time zone, address and months; what is wrong is told before the next question."""
    answers = {
        "base-url": ["www.example.org", "https://n.example/"],
        "timezone": ["Bagdad", "Asia/Baghdad"],
        "months": ["syriac", "levant"],
        "categories": ["،", "رأي"],
    }
    given = iter([answer for each in answers.values() for answer in each])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("generator.terminal.Stream.is_terminal", True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(given))
    assert run(str(tmp_path / "n"), "--title", "نشرة", "--lang", "ar") == 0
    err = capsys.readouterr().err
    assert "لا منطقة زمنية باسم «Bagdad»" in err
    assert "عنوان الموقع «www.example.org»" in err
    config = config_of((tmp_path / "n/site.yaml").read_text(encoding="utf-8"))
    assert (config.base_url, config.months) == ("https://n.example/", "levant")


def test_an_installed_wheel_is_enough(tmp_path: Path) -> None:
    """Into an empty environment: init, check, build, serve. What we need of others is that of this
    environment, whose own tahlil is not seen (a .pth adds a folder and reads none in it)."""
    tahlil = _installed(tmp_path)
    site = tmp_path / "نشرة"
    _run(tahlil, "init", str(site), "--title", "مرصد")
    _run(tahlil, "check", cwd=site)
    assert "1 articles" in _run(tahlil, "build", cwd=site)
    page = (site / "public/index.html").read_text(encoding="utf-8")
    assert "مرصد" in page
    assert "العدد الأول" in page
    assert (site / "content/README.md").read_bytes() == (
        CHECKOUT / "content/README.md"
    ).read_bytes()
    with subprocess.Popen(
        [tahlil, "serve", "--port", "0", "--format", "json"],
        cwd=site,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as preview:
        try:
            assert preview.stdout is not None
            said = "".join(iter(preview.stdout.readline, "}\n")) + "}"
            with urllib.request.urlopen(json.loads(said)["address"]) as answer:
                assert answer.status == 200
                assert "العدد الأول" in answer.read().decode()
        finally:
            preview.terminate()


def _installed(folder: Path) -> Path:
    """The command of a new environment that has the wheel of this checkout."""
    wheels = folder / "wheels"
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), cwd=CHECKOUT)
    (wheel,) = wheels.glob("*.whl")
    home = folder / "venv"
    venv.create(home)
    pip = (sys.executable, "-m", "pip", "--python", str(home), "--disable-pip-version-check")
    _run(*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "tahlil"


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return bare | {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TAHLIL_LANG": "en"}
