"""A branch of a repository: one commit for each release, nothing forced, CNAME kept."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from generator.config import DeployTarget
from generator.deploy import git as gits
from generator.deploy import record as records
from generator.deploy.changes import FEW
from generator.diagnostics import Failed
from tests.deploy.sites import FILES, Site
from tests.project import CHECKOUT


class Bare:
    """A bare repository, and what is on its branch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--bare", str(folder), where=None)

    def git(self, *arguments: str, where: Path | str | None = "here", text: str = "") -> str:
        inside = ["-C", str(self.folder)] if where else []
        command = ["git", *inside, "-c", "core.quotePath=false", *arguments]
        done = subprocess.run(command, capture_output=True, input=text, text=True, check=True)
        return done.stdout.strip()

    def tree(self) -> dict[str, str]:
        names = self.git("ls-tree", "-r", "--name-only", "gh-pages").splitlines()
        return {n: self.git("show", f"gh-pages:{n}") for n in names if n != records.NAME}

    def subjects(self) -> list[str]:
        return self.git("log", "--format=%s", "gh-pages").splitlines()

    def somebody_else(self, name: str, text: str) -> None:
        """A commit of another hand on top of the branch, or the first one."""
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        blob = self.git("hash-object", "-w", "--stdin", text=text)
        exists = self.git("for-each-ref", "refs/heads/gh-pages")
        self.git("read-tree", "gh-pages" if exists else "--empty")
        entry = f"100644,{blob},{name}"
        self.git("update-index", "--add", "--replace", "--cacheinfo", entry)
        tree = self.git("write-tree")
        parent = ("-p", "gh-pages") if exists else ()
        commit = self.git(*who, "commit-tree", tree, *parent, "-m", "other")
        self.git("update-ref", "refs/heads/gh-pages", commit)


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    return Bare(tmp_path / "bare.git")


@pytest.fixture
def site(tmp_path: Path, bare: Bare) -> Site:
    return Site(tmp_path / "project", f"{{git: '{bare.folder}'}}")


def test_releases_are_commits(site: Site, bare: Bare) -> None:
    first = site.deploy()
    assert bare.tree() == FILES
    assert (first.release, first.findings) == (1, ())
    assert site.deploy().sent == ()
    site.change(**{"index.html": "طبعة", "feed.xml": None, "2026/12/جديد/index.html": "جديد"})
    second = site.deploy()
    assert second.sent == ("2026/12/جديد/index.html", "index.html")
    assert second.deleted == ("feed.xml",)
    assert bare.tree() == site.files
    assert bare.subjects() == ["Release 2", "Release 1"]


@pytest.mark.fault(81)
@pytest.mark.fault(84)
def test_history_and_foreign_files_are_kept(site: Site, bare: Bare) -> None:
    bare.somebody_else("CNAME", "example.org")
    found = site.deploy().findings
    assert [finding.code for finding in found] == ["W-UNRECORDED"]
    assert bare.tree() == FILES | {"CNAME": "example.org"}
    assert bare.subjects() == ["Release 1", "other"]


@pytest.mark.fault(84)
def test_somebody_else_pushes_in_between(
    site: Site, bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push is refused, not forced; the commit is made anew on top of the other."""
    site.deploy()
    site.change(**{"index.html": "طبعة"})
    real = gits._Repository.push
    tries: list[str] = []

    def push(self: gits._Repository, commit: str) -> bool:
        if not tries:
            bare.somebody_else("CNAME", "example.org")
        tries.append(commit)
        return real(self, commit)

    monkeypatch.setattr(gits._Repository, "push", push)
    site.deploy()
    assert len(tries) == 2
    assert bare.subjects() == ["Release 2", "other", "Release 1"]
    assert bare.tree() == site.files | {"CNAME": "example.org"}


@pytest.mark.fault(77)
def test_a_repository_that_cannot_be_reached(site: Site, bare: Bare) -> None:
    site.deploy()
    bare.folder.rename(bare.folder.with_name("away.git"))
    site.change(**{"index.html": "طبعة"})
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
    bare.folder.with_name("away.git").rename(bare.folder)
    site.deploy()
    assert bare.tree() == site.files


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    fault = Site(tmp_path / "project", f"{{git: '{tmp_path}/no.git'}}").fault()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
    assert "does not appear" in fault.text.en
    assert "site.yaml" in fault.hint.en


def test_a_branch_that_the_host_protects(site: Site, bare: Bare) -> None:
    """Its own rule refuses what is pushed, today and tomorrow: it is asked once."""
    hook = bare.folder / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\necho x >> '{bare.folder}/asked'\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
    assert "pre-receive hook declined" in fault.text.en
    assert "settings" in fault.hint.en
    assert (bare.folder / "asked").read_text() == "x\n"
    hook.unlink()
    site.deploy()
    assert bare.tree() == site.files
    site.change(**{"index.html": "طبعة"})
    site.deploy()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Failed) as failed:
        site.rollback()
    assert "settings" in failed.value.diagnostics[0].hint.en


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("ERROR: Repository not found.", "site.yaml"),
        ("remote: The project you were looking for could not be found", "site.yaml"),
        ("fatal: repository 'https://example.org/x.git/' not found", "site.yaml"),
        ("remote: error: GH006: Protected branch update failed", "settings"),
        ("! [remote rejected] a -> b (protected branch hook declined)", "settings"),
        ("fatal: the remote end hung up unexpectedly", "same command"),
    ],
)
def test_what_git_says_has_its_remedy(tmp_path: Path, said: str, hint: str) -> None:
    repository = gits._Repository(DeployTarget("x", git="host:x"), tmp_path, 0)
    (fault,) = repository.incomplete(said).diagnostics
    assert hint in fault.hint.en


@pytest.mark.fault(89)
def test_rollback(site: Site, bare: Bare) -> None:
    for text in "123":
        site.change(**{"index.html": text})
        site.deploy()
    rolled = site.rollback()
    assert (rolled.old, rolled.new) == (3, 2)
    assert bare.tree()["index.html"] == "2"
    site.rollback()
    assert bare.tree()["index.html"] == "1"
    with pytest.raises(Failed, match="E-TARGET"):
        site.rollback()
    assert bare.subjects()[0] == "Back to release 1"
    site.change(**{"index.html": "4"})
    site.deploy()
    assert bare.tree() == site.files


@pytest.mark.fault(81)
@pytest.mark.fault(89)
def test_a_rollback_leaves_what_others_did_since(site: Site, bare: Bare) -> None:
    """Only files of ours go back; what is not ours stays as it is now."""
    bare.somebody_else("CNAME", "example.org")
    site.deploy()
    first = dict(site.files)
    site.change(**{"index.html": "خطأ", "new.html": "جديد", "feed.xml": None})
    site.deploy()
    bare.somebody_else("CNAME", "www.example.org")
    bare.somebody_else("google-verify.html", "x")
    others = {"CNAME": "www.example.org", "google-verify.html": "x"}
    rolled = site.rollback()
    assert (rolled.old, rolled.new) == (2, 1)
    assert bare.tree() == first | others
    site.change(**{"index.html": "صواب"})
    assert site.deploy().sent == ("new.html", "index.html")
    assert bare.tree() == site.files | others


@pytest.mark.fault(81)
@pytest.mark.fault(89)
def test_a_rollback_overwrites_nothing_of_others(site: Site, bare: Bare) -> None:
    site.change(**{"robots.txt": "ours"})
    site.deploy()
    site.change(**{"robots.txt": None})
    site.deploy()
    bare.somebody_else("robots.txt", "theirs")
    with pytest.raises(Failed) as failed:
        site.rollback()
    (fault,) = failed.value.diagnostics
    assert (fault.code, fault.path, fault.exit_code) == ("E-TAKEN", "robots.txt", 4)
    assert "--adopt" not in fault.hint.en
    assert bare.tree() == site.files | {"robots.txt": "theirs"}


@pytest.mark.fault(89)
def test_releases_after_a_rollback_have_numbers_of_their_own(site: Site, bare: Bare) -> None:
    for text in "12":
        site.change(**{"index.html": text})
        site.deploy()
    site.rollback()
    site.change(**{"index.html": "3"})
    assert site.deploy().release == 3
    rolled = site.rollback()
    assert (rolled.old, rolled.new, bare.tree()["index.html"]) == (3, 1, "1")
    site.change(**{"index.html": "4"})
    assert site.deploy().release == 4
    back = "Back to release 1"
    assert bare.subjects() == ["Release 4", back, "Release 3", back, "Release 2", "Release 1"]


@pytest.mark.fault(81)
@pytest.mark.parametrize("theirs", ["2026/12/x/index.html", "2026/12/x", "2026/12", "new/a/b"])
def test_a_foreign_file_in_the_way(site: Site, bare: Bare, theirs: str) -> None:
    site.deploy()
    bare.somebody_else("CNAME", "example.org")
    bare.somebody_else(theirs, "theirs")
    site.change(**{"2026/12/x/index.html": "ours", "new": "ours"})
    before = bare.tree()
    for dry_run in (True, False):
        (fault,) = site.faults(dry_run=dry_run)
        assert (fault.code, fault.path, fault.exit_code) == ("E-TAKEN", theirs, 4)
    assert bare.tree() == before
    receipt = site.deploy(adopt=True)
    assert (receipt.release, receipt.findings) == (2, ())
    assert bare.tree() == site.files | {"CNAME": "example.org"}


@pytest.mark.fault(81)
def test_a_foreign_file_that_is_the_same_is_not_in_the_way(site: Site, bare: Bare) -> None:
    site.deploy()
    bare.somebody_else("robots.txt", "x")
    site.change(**{"robots.txt": "x"})
    site.deploy()
    assert bare.tree() == site.files


@pytest.mark.fault(82)
def test_a_branch_of_other_things_is_refused(site: Site, bare: Bare) -> None:
    """Of a source repository, say."""
    others = {"src/main.c": "int", "README.md": "x", "2026": "x"}
    for path, text in others.items():
        bare.somebody_else(path, text)
    for dry_run in (True, False):
        (fault,) = site.faults(dry_run=dry_run)
        assert (fault.code, fault.exit_code) == ("E-OTHER", 2)
        assert "gh-pages" in fault.text.en
        assert ("src/main.c" in fault.text.en, "README" in fault.text.en) == (True, False)
    assert bare.tree() == others
    assert [finding.code for finding in site.deploy(adopt=True).findings] == ["W-UNRECORDED"]
    del others["2026"]
    assert bare.tree() == FILES | others
    assert site.deploy().sent == ()


@pytest.mark.fault(82)
def test_a_branch_that_lost_our_record_is_gone_on_with(site: Site, bare: Bare) -> None:
    site.deploy()
    for path in (".github/workflows/x.yml", ".gitignore", "LICENSE.txt", "README", "CNAME"):
        bare.somebody_else(path, "x")
    bare.somebody_else(records.NAME, "")
    site.change(**{"new.html": "جديد"})
    assert [finding.code for finding in site.deploy().findings] == ["W-UNRECORDED"]
    assert site.files.items() <= bare.tree().items()


@pytest.mark.fault(82)
def test_a_page_of_another_is_not_replaced_by_a_first_deployment(site: Site, bare: Bare) -> None:
    bare.somebody_else("index.html", "صفحة غيرنا")
    before = bare.tree()
    assert site.fault().code == "E-TAKEN"
    assert bare.tree() == before
    site.deploy(adopt=True)
    assert site.files.items() <= bare.tree().items()


@pytest.mark.fault(82)
def test_another_site_is_refused(site: Site, tmp_path: Path) -> None:
    site.deploy()
    other = Site(tmp_path / "other", site.target, base="https://other.example/")
    assert other.fault().code == "E-OTHER"


def test_bytes_go_as_they_are(site: Site, bare: Bare) -> None:
    """Whatever the machine's git is told about the ends of lines."""
    home = Path.home()
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\tautocrlf = input\n")
    site.change(**{"a.txt": "سطر\r\nسطر\r\n"})
    site.deploy()
    raw = subprocess.run(
        ["git", "-C", str(bare.folder), "show", "gh-pages:a.txt"], capture_output=True
    ).stdout
    assert raw == "سطر\r\nسطر\r\n".encode()


def test_a_dry_run_pushes_nothing(site: Site, bare: Bare) -> None:
    assert len(site.deploy(dry_run=True).sent) == len(FILES)
    assert bare.git("for-each-ref") == ""


def test_what_was_refused_is_no_doubt_about_our_repository(
    site: Site, bare: Bare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To read through all that it holds takes long at a large site, and would tell nothing here."""
    pages = [f"p/{number}.html" for number in range(FEW + 1)]
    site.change(**dict.fromkeys(pages, "x"))
    site.deploy()
    searched: list[gits._Repository] = []

    def search(self: gits._Repository) -> bool:
        searched.append(self)
        return True

    monkeypatch.setattr(gits._Repository, "is_sound", search)
    other = Site(tmp_path / "other", site.target, base="https://other.example/")
    assert other.fault().code == "E-OTHER"
    site.change(**dict.fromkeys(pages))
    assert site.fault().code == "E-MANY"
    bare.folder.rename(bare.folder.with_name("away.git"))
    assert site.fault().code == "E-DEPLOY"
    assert not searched


# -- what site.yaml says is data -------------------------------------------------------------------


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("address", ["--upload-pack=touch '{}';", "ext::touch '{}'"])
def test_an_address_runs_no_command(tmp_path: Path, address: str, dry_run: bool) -> None:
    made = tmp_path / "made"
    quoted = address.format(made).replace("'", "''")
    fault = Site(tmp_path / "project", f"{{git: '{quoted}', branch: b}}").fault(dry_run=dry_run)
    assert (fault.code, fault.span and fault.span.line, fault.exit_code) == ("E-CFG", 5, 2)
    assert not made.exists()


@pytest.mark.parametrize("address", ["--upload-pack=touch made;:", "ext::touch made"])
def test_git_itself_is_told_to_run_none(tmp_path: Path, address: str) -> None:
    """The second wall, should the first let something through."""
    repository = gits._Repository(DeployTarget("x", git=address), tmp_path, 0).opened()
    with pytest.raises(Failed, match="E-DEPLOY"):
        repository.fetch()
    assert not (repository.folder / "made").exists()


def _touching(hook: Path, made: Path) -> None:
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{made}'\n")
    hook.chmod(0o755)


@pytest.mark.parametrize("folder", ["hooks", "mine"])
def test_a_cache_that_came_with_a_project_runs_no_command(
    site: Site, bare: Bare, tmp_path: Path, folder: str
) -> None:
    """Of our own repository nothing is believed but what git has stored in it."""
    site.deploy()
    made = tmp_path / "made"
    (ours,) = (site.root / ".cache/deploy").glob("*.git")
    for name in ("reference-transaction", "pre-push", "post-index-change"):
        _touching(ours / folder / name, made)
    with (ours / "config").open("a") as config:
        config.write(f"[core]\n\thooksPath = {folder}\n")
    site.change(**{"index.html": "طبعة"})
    site.deploy()
    assert not made.exists()
    assert bare.tree() == site.files


def test_a_link_in_the_place_of_our_repository_is_not_followed(
    site: Site, bare: Bare, tmp_path: Path
) -> None:
    site.deploy()
    (ours,) = (site.root / ".cache/deploy").glob("*.git")
    other = Bare(tmp_path / "other.git")
    before = sorted(path.name for path in other.folder.iterdir())
    shutil.rmtree(ours)
    ours.symlink_to(other.folder)
    site.change(**{"index.html": "طبعة"})
    site.deploy()
    assert bare.tree() == site.files
    assert sorted(path.name for path in other.folder.iterdir()) == before


@pytest.mark.parametrize(
    "form", ["site.git", "{}/site.git", "file://{}/site.git", "file://{}/%73ite.git", "."]
)
def test_a_repository_in_the_project_is_refused(tmp_path: Path, form: str) -> None:
    """Git would run its hooks, and it may have come with the project."""
    root, made = tmp_path / "project", tmp_path / "made"
    site = Site(root, f"{{git: '{form.format(root)}'}}")
    _touching(Bare(root / "site.git").folder / "hooks/pre-receive", made)
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-TARGET", 2)
    assert not made.exists()


def test_a_path_is_seen_from_the_project(tmp_path: Path, bare: Bare) -> None:
    site = Site(tmp_path / "project", f"{{git: ../{bare.folder.name}}}")
    site.deploy()
    assert bare.tree() == site.files


class _Locked(BaseHTTPRequestHandler):
    """A host of repositories that lets in whoever shows a name and a password."""

    shown: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        given = self.headers["Authorization"] or ""
        self.shown.append(base64.b64decode(given.removeprefix("Basic ")).decode())
        self.send_response(404 if given else 401)
        self.send_header("WWW-Authenticate", "Basic realm=x")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.mark.fault(86)
@pytest.mark.parametrize(("settings", "user"), [("", "x-access-token"), ("username = ع", "ع")])
def test_a_token_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, user: str
) -> None:
    """With a name that hosts of git take for one, unless git was told another."""
    monkeypatch.setenv("TAHLIL_DEPLOY_PASSWORD", "s3cret-token")
    Path.home().mkdir()
    (Path.home() / ".gitconfig").write_text(f"[credential]\n\t{settings}\n")
    _Locked.shown.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Locked)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/x.git"
        fault = Site(tmp_path / "project", f"{{git: '{address}'}}").fault()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert _Locked.shown == ["", f"{user}:s3cret-token"]
    assert "not found" in fault.text.en
    assert "s3cret" not in str(fault)


# -- lines that are cut ----------------------------------------------------------------------------

_CARRIER = """\
import os, subprocess, sys, threading
from pathlib import Path

left = int(Path({budget!r}).read_text())
server = subprocess.Popen(["sh", "-c", sys.argv[-1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
guard = threading.Lock()


def carry(source, target):
    global left
    while data := os.read(source.fileno(), 65536):
        with guard:
            part, left = data[:left], max(0, left - len(data))
            target.write(part)
            target.flush()
            if not left:
                server.stdin.close()
                return
    target.close()


threading.Thread(target=carry, args=(sys.stdin, server.stdin), daemon=True).start()
carry(server.stdout, sys.stdout.buffer)
while os.read(server.stdout.fileno(), 65536):
    pass
code = server.wait()
Path({budget!r}).write_text(str(left))
os._exit(code if left else 255)
"""
"""What stands in for ssh: it carries so many bytes, both ways together, and then none any more, as
a line does that is cut. What the host has begun it ends."""
_PLENTY = 10_000_000
CUTS = 24


@dataclass
class Line:
    """A way to a repository with a release on it, a project with another to bring there, and how
    many bytes that takes."""

    site: Site
    bare: Bare
    budget: Path
    saved: Path
    files: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def carries(self, size: int) -> None:
        self.budget.write_text(str(size))

    @property
    def left(self) -> int:
        return int(self.budget.read_text())

    def save(self) -> None:
        self.files = dict(self.site.files)
        for folder in (self.site.root, self.bare.folder):
            shutil.copytree(folder, self.saved / folder.name)

    def restore(self) -> None:
        self.carries(_PLENTY)
        self.site.files = dict(self.files)
        for folder in (self.site.root, self.bare.folder):
            shutil.rmtree(folder)
            shutil.copytree(self.saved / folder.name, folder)


@pytest.fixture(scope="module")
def _line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("line")
    bare = Bare(folder / "bare.git")
    bare.somebody_else("CNAME", "example.org")
    budget, carrier = folder / "budget", folder / "carrier.py"
    carrier.write_text(_CARRIER.format(budget=str(budget)))
    site = Site(folder / "project", f"{{git: 'ssh://host{bare.folder}'}}")
    line = Line(site, bare, budget, folder / "saved")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GIT_SSH_COMMAND", f"'{sys.executable}' '{carrier}'")
        environment.setenv("GIT_SSH_VARIANT", "simple")
        line.carries(_PLENTY)
        site.deploy()
        dense = random.Random(7).randbytes(3000).hex()
        page = "2026/12/جديد/index.html"
        site.change(**{"index.html": "طبعة", "feed.xml": None, page: dense})
        line.save()
        line.carries(_PLENTY)
        site.deploy()
        line.size = _PLENTY - line.left
        yield line


@pytest.fixture
def line(_line: Line) -> Line:
    """The line, with everything as it was before the second release."""
    _line.restore()
    return _line


OLD = FILES | {"CNAME": "example.org"}
HISTORY = ["Release 1", "other"]


def is_whole(line: Line) -> bool:
    """The branch is at the old release or at the new one, with all of its past; and no lock of
    a run stays behind."""
    line.bare.git("fsck", "--strict")
    assert not list(line.bare.folder.rglob("*.lock"))
    new = line.site.files | {"CNAME": "example.org"}
    states = [(OLD, HISTORY), (new, ["Release 2", *HISTORY])]
    return (line.bare.tree(), line.bare.subjects()) in states


def ends_well(line: Line) -> bool:
    line.site.deploy()
    assert is_whole(line)
    return line.bare.subjects() == ["Release 2", *HISTORY]


@pytest.mark.fault(77)
@pytest.mark.fault(79)
@pytest.mark.parametrize("cut", [*range(CUTS), -60, -20])
def test_a_line_that_is_cut_at_any_byte(line: Line, cut: int) -> None:
    """In every stage: asking, fetching, pushing, and when only the host's answer is lost."""
    line.carries(max(1, line.size * cut // CUTS) if cut >= 0 else line.size + cut)
    faults = line.site.faults()
    assert [(fault.code, fault.exit_code) for fault in faults] == [("E-DEPLOY", 4)]
    assert line.left == 0
    assert is_whole(line)
    line.carries(_PLENTY)
    assert ends_well(line)


def test_what_is_here_does_not_travel_again(line: Line) -> None:
    """Be it that we brought it there, or that we fetched it."""
    whole = 100_000
    line.site.change(**{"dense.txt": random.Random(8).randbytes(whole).hex()})
    line.site.deploy()
    cache = line.site.root / ".cache/deploy"
    carried = []
    for text in "123":
        if text == "2":
            shutil.rmtree(cache)
        line.carries(_PLENTY)
        line.site.change(**{"index.html": text})
        line.site.deploy()
        carried.append(_PLENTY - line.left)
    assert [size > whole for size in carried] == [False, True, False]


@pytest.mark.fault(77)
def test_an_answer_that_was_lost_is_asked_for_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push arrived. The release is not made twice, and the receipt says what was sent."""
    real = gits._Repository.push

    def deaf(self: gits._Repository, commit: str) -> bool:
        assert real(self, commit)
        return False

    monkeypatch.setattr(gits._Repository, "push", deaf)
    receipt = line.site.deploy()
    assert (receipt.release, len(receipt.sent), receipt.deleted) == (2, 2, ("feed.xml",))
    rolled = line.site.rollback()
    assert (rolled.old, rolled.new) == (2, 1)
    assert line.bare.subjects() == ["Back to release 1", "Release 2", *HISTORY]


@pytest.mark.fault(77)
@pytest.mark.fault(84)
def test_an_answer_to_the_last_try_that_was_lost(
    site: Site, bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others came in between each time before; the last push arrived, and nobody said so."""
    site.deploy()
    site.change(**{"index.html": "طبعة"})
    real = gits._Repository.push
    others = iter(["CNAME", "LICENSE"])

    def push(self: gits._Repository, commit: str) -> bool:
        if name := next(others, ""):
            bare.somebody_else(name, "x")
            return real(self, commit)
        assert real(self, commit)
        return False

    monkeypatch.setattr(gits._Repository, "push", push)
    receipt = site.deploy()
    assert (receipt.release, receipt.sent) == (2, ("index.html",))
    assert bare.subjects() == ["Release 2", "other", "other", "Release 1"]


@pytest.mark.fault(89)
def test_a_rollback_that_is_cut(line: Line) -> None:
    line.site.deploy()
    line.carries(line.size // 4)
    with pytest.raises(Failed, match="E-DEPLOY"):
        line.site.rollback()
    assert line.left == 0
    line.carries(_PLENTY)
    assert line.site.rollback().new == 1
    assert line.bare.tree() == OLD


_KILLER = """\
#!/bin/sh
read done < '{count}'
done=$((done + 1))
echo $done > '{count}'
'{git}' "$@"
code=$?
if [ $done -eq {step} ]; then
  mkdir -p refs/tahlil
  touch index.lock shallow.lock config.lock HEAD.lock refs/tahlil/tip.lock
  kill -9 $PPID
fi
exit $code
"""
"""A git after whose step so-and-so the command that called it is killed, and which leaves the locks
that it would leave if it were killed itself."""
STEPS = 15
"""Calls of git in a deployment that changes something."""


@pytest.mark.fault(77)
@pytest.mark.parametrize("step", range(1, STEPS + 2))
def test_a_command_that_is_killed_after_any_step(line: Line, step: int, tmp_path: Path) -> None:
    count, program = tmp_path / "count", tmp_path / "bin/git"
    count.write_text("0\n")
    program.parent.mkdir()
    program.write_text(_KILLER.format(count=count, git=shutil.which("git"), step=step))
    program.chmod(0o755)
    command = [sys.executable, "-m", "generator", "deploy", "--project", str(line.site.root)]
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, "PATH": path}, capture_output=True
    )
    assert done.returncode == (-signal.SIGKILL if step <= STEPS else 0)
    assert is_whole(line)
    assert ends_well(line)


@pytest.mark.fault(77)
@pytest.mark.parametrize("damage", ["objects", "config", "HEAD", "index", "refs"])
def test_a_repository_of_ours_that_is_damaged_is_made_anew(line: Line, damage: str) -> None:
    """The machine lost its power: what git had written is not there."""
    line.carries(line.size * 9 // 10)
    line.site.faults()
    line.carries(_PLENTY)
    (ours,) = (line.site.root / ".cache/deploy").glob("*.git")
    found = [path for path in (ours / damage).rglob("*") if path.is_file()] or [ours / damage]
    for path in found:
        path.chmod(0o644)
        path.write_bytes(b"\0" * 20)
    assert ends_well(line)


@pytest.mark.fault(87)
@pytest.mark.parametrize("scheme", ["ssh", "http"])
def test_a_host_that_says_nothing_is_given_up(
    tmp_path: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gits, "SILENCE", 4)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/site.git"
        fault = Site(tmp_path / "project", f"{{git: '{address}'}}").fault()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
