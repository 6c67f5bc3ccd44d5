"""`tahlil comments` as an editor meets it: two languages, JSON, exit codes."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.comments.source import from_database
from generator.moderation.desk import Desk
from tests.comments.conftest import Tahlil
from tests.comments.isso import ask, database, rows, thread
from tests.comments.test_desk import comment
from tests.project import SETTINGS
from tests.serve.running import environment
from tests.sites.publication import Press


@pytest.fixture
def path(press: Press) -> Path:
    return database(press.root, thread("a", comment(1), comment(2, state="waiting")))


def test_the_day_of_an_editor(tahlil: Tahlil, path: Path, press: Press, tmp_path: Path) -> None:
    code, out, err = tahlil("list")
    assert (code, err) == (0, "")  # times as on the page, of Baghdad
    assert out == "2  2026-11-23 12:02  /a/a/  ينتظر\n  مقال\n  سعاد\n    نص 2\nعدد التعليقات: 1\n"
    assert tahlil("list", lang="en")[1].startswith("2  2026-11-23 12:02  /a/a/  waiting\n")
    assert tahlil("approve", "2")[:2] == (0, "نُشر التعليق 2 على /a/a/\n")
    assert tahlil("reply", "2", "شكراً لك")[1] == "نُشر الرد 3 على التعليق 2\n"
    assert from_database(path)["a"].comments[-1].author == "هيئة التحرير"
    assert tahlil("delete", "1", "3")[1] == "حُذف التعليق 1\nحُذف التعليق 3\n"
    press.build()
    assert "تعليق واحد" in press.page("2026/01/a/")
    copy, file = tmp_path / "copy.db", tmp_path / "c.json"
    assert tahlil("backup", str(copy))[0] == 0
    assert "عدد التعليقات المصدّرة: 1" in tahlil("export", str(file))[1]
    path.unlink()
    assert "التعليقات المستوردة: 1" in tahlil("import", str(file))[1]
    assert "وعدد ما فيها من تعليقات: 1" in tahlil("restore", str(copy))[1]


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (("approve", "99"), 2, "E-COMMENTS-ID"),
        (("reply", "2", "ا"), 2, "E-COMMENTS-TEXT"),
        (("import", "none.json"), 1, "E-COMMENTS-FILE"),
        (("restore", "none.db"), 3, "E-COMMENTS-BACKUP"),
        (("approve",), 2, "E-USAGE"),
        (("approve", "all"), 2, "E-USAGE"),
        (("list", "--database", "none.db"), 2, "E-COMMENTS-NONE"),
    ],
)
def test_what_cannot_be_done_is_told(
    tahlil: Tahlil, path: Path, arguments: tuple[str, ...], code: int, fault: str
) -> None:
    ended, out, err = tahlil(*arguments)
    assert (ended, out) == (code, "")
    assert f"[{fault}]" in err


def test_json_carries_what_was_done(tahlil: Tahlil, path: Path) -> None:
    def said(*arguments: str) -> Any:
        return json.loads(tahlil(*arguments, "--format", "json")[1])

    (waiting,) = said("list")["comments"]
    assert (waiting["id"], waiting["article"], waiting["state"]) == (2, "a", "waiting")
    assert waiting["created"] == "2026-11-23T09:02:00+00:00"
    assert said("approve", "2") == {"ok": True, "approved": [2]}
    assert said("approve", "99")["ok"] is False


def test_an_import_says_what_readers_will_see(tahlil: Tahlil, path: Path, press: Press) -> None:
    file = press.root / "c.json"
    tahlil("export", str(file), "--all")
    path.unlink()
    out = tahlil("import", str(file))[1]
    assert "المنشور منها: 1، وينتظر المراجعة: 1" in out
    assert "comments: نعم" not in out
    press.write("site.yaml", SETTINGS)
    said = tahlil("import", str(file), lang="en")[1]
    assert said.endswith("readers see none of these until it says comments: yes\n")


def test_what_makes_the_folder_keeps_it_from_the_repository(
    tahlil: Tahlil, path: Path, press: Press
) -> None:
    """People's addresses are in the database, whoever makes it."""
    file, copy = press.root / "c.json", press.root / "copy.db"
    tahlil("export", str(file))
    tahlil("backup", str(copy))
    for command in (("import", str(file)), ("restore", str(copy))):
        shutil.rmtree(path.parent)
        assert tahlil(*command)[0] == 0
        assert (path.parent / ".gitignore").read_text().endswith("\n*\n")


def test_a_text_cannot_speak_for_the_terminal(tahlil: Tahlil, path: Path) -> None:
    rows(path, "update comments set text = ?, author = ?", "\x1b[2J\u202eنص", "س\x07")
    assert not set("\x1b\x07\u202e") & set(tahlil("list")[1])


def test_help_is_there_in_both_languages(tahlil: Tahlil) -> None:
    code, out, _ = tahlil()
    assert code == 0
    assert "انشر تعليقات بأرقامها" in out
    assert "Publish comments by their numbers" in tahlil("--help", lang="en")[1]


def test_the_server_runs_until_it_is_interrupted(
    tahlil: Tahlil, press: Press, free_port: int
) -> None:
    code, out, _ = tahlil("init")
    assert code == 0
    assert "comments/isso.cfg" in out
    line = [sys.executable, "-m", "generator", "--lang", "ar", "comments", "serve"]
    line += ["--project", str(press.root), "--port", str(free_port)]
    with subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert f"http://127.0.0.1:{free_port}" in process.stdout.readline()
        for said in process.stderr:
            if "unable to connect" in said:
                break
        while process.poll() is None and not _answers(free_port):
            pass
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode == 130
    assert not _answers(free_port)
    assert Desk(press.root / "comments/comments.db").entries() == ()


def _answers(port: int) -> bool:
    try:
        return ask(f"http://127.0.0.1:{port}/?uri=/a/a/").status == 200
    except OSError:
        return False
