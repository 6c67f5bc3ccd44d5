"""What a build may touch: a project from a stranger is data, and no network is asked for anything
(faults rows 113 to 115)."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from generator.diagnostics import Failed
from tests.project import CHECKOUT, NOW, Project, Tree, differences, tree

SECRET = "canary-of-the-environment"
TAHLIL = Path(sys.executable).with_name("tahlil")
_ARGUMENTS = ("--now", NOW.isoformat())


def _build(
    project: Project, *before: str, arguments: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """The installed command, as whoever downloaded a project would run it: in its folder."""
    return subprocess.run(
        [*before, str(TAHLIL), "build", *_ARGUMENTS, *arguments],
        cwd=project.root,
        env=os.environ | {"TAHLIL_SECRET": SECRET} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


# -- row 113 ---------------------------------------------------------------------------------------

_ALONE = ("unshare", "--map-root-user", "--net")
"""Runs a command in a network of its own, that has no way out and not even a loopback."""


def _may_be_alone() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_ALONE, "true"], capture_output=True).returncode == 0


@pytest.mark.fault(113)
@pytest.mark.skipif(not _may_be_alone(), reason="no network namespaces may be made here")
def test_without_a_network_a_build_makes_the_same_bytes(project: Project) -> None:
    expected = project.build_clean_elsewhere()
    ran = _build(project, *_ALONE, arguments=("--workers", "2"))
    assert ran.returncode == 0, ran.stderr
    assert differences(project.tree(), expected) == []


# -- row 114 ---------------------------------------------------------------------------------------

DECOYS = (
    *("conftest", "generator", "jinja2", "json", "markdown", "multiprocessing", "PIL", "selectors"),
    *("signal", "sitecustomize", "socket", "usercustomize", "yaml"),
)


@pytest.mark.fault(114)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_module_of_a_project_is_imported(tmp_path: Path, workers: str) -> None:
    """Whatever its name, by us or by the processes that we start."""
    project = Project.create(tmp_path / "project", articles=26)
    mark = tmp_path / "imported"
    for folder in ("", "content/", "layouts/", "assets/"):
        for name in DECOYS:
            code = f"open({str(mark)!r}, 'a').write({folder + name!r} + ' ')\n"
            project.write(f"{folder}{name}.py", code)
    ran = _build(project, arguments=("--workers", workers))
    assert not mark.exists(), mark.read_text()
    assert ran.returncode == 0, ran.stderr


_WATCHED = """
import json, os, sys
events = []
def note(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        writes = bool((args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        events.append([event, os.path.realpath(os.fsdecode(args[0])), writes])
    elif event.startswith(("subprocess", "os.exec", "os.posix_spawn", "os.system", "os.fork",
                           "os.spawn", "socket.connect", "socket.getaddr", "socket.gethost",
                           "urllib", "http", "ftplib", "smtplib", "webbrowser")):
        events.append([event, repr(args)[:200], False])
sys.addaudithook(note)
from generator import cli
try:
    cli.main(sys.argv[2:])
finally:
    told = json.dumps(events)
    with open(sys.argv[1], "w") as file:
        file.write(told)
"""


def _events(project: Project, log: Path) -> list[tuple[str, str, bool]]:
    """What a build asked the system for: event, subject, and whether it was to be written."""
    ran = subprocess.run(
        [
            *(sys.executable, "-c", _WATCHED, str(log)),
            *("build", "--workers", "1", "--project", str(project.root), *_ARGUMENTS),
        ],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return [tuple(event) for event in json.loads(log.read_text(encoding="utf-8"))]


@pytest.mark.fault(113, 114)
def test_a_build_reads_and_writes_its_project_starts_nothing_and_asks_nobody(
    project: Project, tmp_path: Path
) -> None:
    events = _events(project, tmp_path / "log")
    assert [event for event in events if event[0] != "open"] == []
    written = {path for _, path, writes in events if writes}
    own = f"{project.root.resolve()}/"
    assert [path for path in written if not path.startswith(own) and path != os.devnull] == []
    installed = {str(Path(place).resolve()) for place in sysconfig.get_paths().values()}
    program = (own, f"{CHECKOUT}/generator/", *installed, str(Path(sys.base_prefix).resolve()))
    machine = ("/usr/share/", "/usr/lib/", "/etc/", "/proc/", "/dev/", str(CHECKOUT / ".venv"))
    read = {path for _, path, writes in events if not writes}
    assert [path for path in read if not path.startswith((*program, *machine))] == []


@pytest.mark.fault(114)
def test_nothing_of_the_environment_is_kept(project: Project) -> None:
    assert _build(project).returncode == 0
    kept = {**tree(project.cache), **tree(project.output)}
    assert [path for path, data in kept.items() if SECRET.encode() in data] == []


REACHING_OUT: dict[str, tuple[str, str]] = {
    "image": ("content/articles/maqal-01.md", "![سر](../../../outside/secret.txt)\n"),
    "link": ("content/articles/maqal-01.md", "[سر](../../../outside/secret.txt)\n"),
    "absolute": ("content/articles/maqal-01.md", "![سر](/../../outside/secret.txt)\n"),
    "file address": ("content/articles/maqal-01.md", "![سر](file://{outside}/secret.txt)\n"),
    "style sheet": ("assets/css/99.css", "a { src: url(../../../outside/secret.txt); }"),
    "import of a style sheet": ("assets/css/99.css", '@import "../../../outside/secret.txt";'),
    "drawing": (
        "content/images/two.svg",
        """<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{outside}/secret.txt">]>
        <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>&x;</title></svg>""",
    ),
}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the project, with something that is nobody's business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    return folder


def _published(project: Project) -> Tree:
    """What comes of a build, if anything does."""
    with contextlib.suppress(Failed):
        project.build()
    return project.tree()


def _tells(found: Tree) -> list[str]:
    return [path for path, data in found.items() if SECRET.encode() in data]


@pytest.mark.fault(114)
@pytest.mark.parametrize("way", REACHING_OUT)
def test_content_reaches_nothing_outside(project: Project, outside: Path, way: str) -> None:
    place, text = REACHING_OUT[way]
    text = text.replace("{outside}", str(outside))
    if place.endswith(".md"):
        project.edit("maqal-01", body=text)
    else:
        project.write(place, text)
    assert _tells(_published(project)) == []


@pytest.mark.fault(21, 114)
@pytest.mark.parametrize("name", ["content/articles/x.md", "content/images/x.svg", "assets/x.txt"])
def test_links_reach_nothing_outside(project: Project, outside: Path, name: str) -> None:
    project.path(name).symlink_to(outside / "secret.txt")
    assert _tells(_published(project)) == []
    assert project.tree() == {}


# -- row 115 ---------------------------------------------------------------------------------------

LAYOUTS = (
    "{% include '../../outside/secret.txt' %}",
    "{% include '../outside/secret.txt' %}",
    "{% include '{outside}/secret.txt' %}",
    "{% extends '{outside}/secret.txt' %}",
    "{% import 'os' as os %}{{ os.environ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ view.__class__.__init__.__globals__ }}",
    "{{ t.__globals__['os'].environ }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ cycler.__init__.__globals__.os.popen('env').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ namespace.__init__.__globals__.os.environ }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(view) }}",
    "{{ ('%s' % view.__class__)|attr('__globals__') }}",
    "{{ view|attr('__class__')|attr('__subclasses__') }}",
    "{{ environ }}{{ os.environ }}{{ request.environ }}",
    "{{ open('{outside}/secret.txt').read() }}",
    "{{ joiner.__call__.__func__.__globals__ }}",
    "{% set x = view.__setattr__('title', 'x') %}{{ x }}",
)


@pytest.mark.fault(115)
@pytest.mark.parametrize("attempt", LAYOUTS)
def test_a_layout_reaches_nothing_outside(
    tmp_path: Path, outside: Path, attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAHLIL_SECRET", SECRET)
    project = Project.create(tmp_path / "project", articles=1)
    text = attempt.replace("{outside}", str(outside))
    project.substitute("layouts/static.html", "{% block main %}", "{% block main %}" + text)
    found = _published(project)
    assert _tells(found) == []
    assert [
        path for path, data in found.items() if b"&lt;class " in data or b"<class " in data
    ] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside", "project"]
