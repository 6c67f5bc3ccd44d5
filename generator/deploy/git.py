"""A branch of a git repository that a host serves pages from (GitHub, GitLab, Codeberg Pages).

Each deployment is one commit on top of what is there: history is kept, nothing is forced, and files
that we did not deploy (CNAME) stay. The site changes at once or not at all, by git's own push.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from generator import files
from generator.config import DeployTarget
from generator.deploy import record as records
from generator.deploy.changes import Changes, changes, refuse_many
from generator.deploy.errand import Errand, Receipt, Rolled
from generator.deploy.faults import (
    DECLINED,
    FOREIGN_NOW,
    INCOMPLETE,
    INNER_REPOSITORY,
    NO_PROGRAM,
    NO_REPOSITORY,
    NOTHING_EARLIER,
    OTHER_BRANCH,
    OTHER_SITE,
    UNRECORDED,
    listed,
)
from generator.deploy.foreign import in_the_way, refuse
from generator.deploy.record import Record
from generator.deploy.secrets import PASSWORD, scrubbed
from generator.diagnostics import Failed
from generator.keys import Digest, digest, digest_bytes
from generator.request import CACHE

_TRIES = 3
"""Somebody else's commit may come between; then ours is made anew on top of it."""
_REMEMBERED = 50
"""Commits that a rollback looks through."""
_TIP = "refs/tahlil/tip"
"""Ours: where the branch was last seen. A fetch offers it, so that only what is new travels."""
_STORED = frozenset({"HEAD", "index", "objects", "packed-refs", "refs", "shallow"})
"""What git stores in a repository, as far as it runs nothing."""
SILENCE = 60
"""Seconds after which a line on which nothing is heard is given up."""

_DECLINED = re.compile(r"hook declined|protected branch|GH006", re.IGNORECASE)
_MISSING = re.compile(
    r"does not appear to be a git repository|repository (\S+ )?not found"
    r"|project you were looking for could not be found",
    re.IGNORECASE,
)
_KNOWN = ((_MISSING, NO_REPOSITORY), (_DECLINED, DECLINED))
"""What git or a host says where the same command would say it again."""

_CUSTOMARY = re.compile(
    r"CNAME|\.nojekyll|\.gitignore|\.gitattributes|\.github/.*|(README|LICENSE)[^/]*"
)
"""What may lie on a branch for a site before its first deployment."""
_SHOWN = 5

Result = TypeVar("Result")


class _Offer(msgspec.Struct, frozen=True):
    """What the branch shall be at, and what that means. commit: "" where there is nothing to do."""

    commit: str
    receipt: Receipt


class _Doubtful(Failed):
    """A git that works in our own repository failed, so that may be damaged."""


class GitTarget:
    """See the module."""

    def deploy(self, errand: Errand) -> Receipt:
        deploy = functools.partial(_deploy, errand)
        return _on_sound_ground(errand.target, errand.project, deploy, len(errand.built.files))

    def rollback(self, target: DeployTarget, project: Path, /) -> Rolled:
        return _on_sound_ground(target, project, _roll_back)


def _on_sound_ground(
    target: DeployTarget,
    project: Path,
    work: Callable[[_Repository], Result],
    size: int = 0,
) -> Result:
    """Do the work; once more, from nothing, where our own repository proves to be damaged. `size`:
    how many files the site has."""
    repository = _Repository(target, project, size)
    try:
        return work(repository.opened())
    except _Doubtful:
        if repository.is_sound():
            raise
    files.remove_folder(repository.folder)
    return work(repository.opened())


def _deploy(errand: Errand, repository: _Repository) -> Receipt:
    tip = repository.fetch()
    for _ in range(_TRIES):
        offer = _offer(errand, repository, tip)
        is_done = not offer.commit or repository.push(offer.commit)
        if not is_done:  # unless the push arrived, and only the answer was lost
            tip = repository.fetch()
        if is_done or offer.commit == tip:
            errand.progress.advance(len(offer.receipt.sent))
            return offer.receipt
        if _DECLINED.search(repository.trouble):
            break
    raise repository.incomplete(repository.trouble)


def _offer(errand: Errand, repository: _Repository, tip: str) -> _Offer:
    """The built site as a commit on top of another."""
    built, name = errand.built, errand.target.name
    known = repository.record(tip)
    if known and known.site != built.site:
        values = {"other": known.site, "record": records.NAME}
        raise Failed([OTHER_SITE.at("site.yaml", name=name, site=built.site, **values)])
    blocking = _room(errand, repository, tip, known) if tip else ()
    planned = changes(built, known.files if known else {})
    refuse_many(planned, known, errand.allow_delete)
    number = known.next if known else 1
    place = f"{errand.target.git}#{errand.target.branch}"
    receipt = Receipt.of(errand, place, number, planned)
    if errand.dry_run or (planned.is_nothing and known):
        return _Offer("", replace(receipt, release=known.release if known else number))
    errand.progress.phase("deploy", len(planned.sends))
    repository.start(tip)
    record = records.encode(Record(built.site, number, built.digests))
    repository.add(built.folder, planned, record, blocking)
    is_found = tip and not known
    findings = (UNRECORDED.at("site.yaml", name=name),) if is_found else ()
    commit = repository.commit(repository.tree(), tip, f"Release {number}")
    return _Offer(commit, replace(receipt, findings=findings))


def _room(
    errand: Errand, repository: _Repository, tip: str, known: Record | None
) -> tuple[str, ...]:
    """The files of others that make room for ours. Raises Failed where nobody has allowed that, and
    where a branch without a record holds more than what goes with any site."""
    there, ours = repository.entries(tip), errand.built.digests
    foreign = there.keys() - (known.files.keys() if known else ()) - {records.NAME}
    blocking = in_the_way(ours, foreign, lambda path: repository.digest(there[path]))
    if errand.adopt:
        return blocking
    if known is None:
        _refuse_branch(errand.target, foreign - ours.keys())
    refuse(blocking)
    return ()


def _refuse_branch(target: DeployTarget, foreign: Set[str]) -> None:
    odd = sorted(path for path in foreign if not _CUSTOMARY.fullmatch(path))
    if odd:
        values = {"branch": target.branch, "paths": listed(odd, _SHOWN)}
        raise Failed([OTHER_BRANCH.at("site.yaml", name=target.name, **values)])


def _roll_back(repository: _Repository) -> Rolled:
    name = repository.target.name
    tip = repository.fetch(depth=_REMEMBERED)
    now = repository.record(tip)
    for commit in repository.history(tip) if now else ():
        before = repository.record(commit)
        if now and before and before.release < now.release:
            _bring_back(repository, tip, commit, now, before)
            text = f"Back to release {before.release}"
            back = repository.commit(repository.tree(), tip, text)
            if repository.push(back) or repository.fetch() == back:
                return Rolled(name, now.release, before.release)
            raise repository.incomplete(repository.trouble)
    raise Failed([NOTHING_EARLIER.at("site.yaml", name=name)])


def _bring_back(
    repository: _Repository, tip: str, commit: str, now: Record, before: Record
) -> None:
    """The tree of the tip, with our files as an earlier commit has them. Others' stay as they are
    now; raises Failed where one of them stands in the way."""
    there, then = repository.entries(tip), repository.entries(commit)
    foreign = there.keys() - now.files.keys() - {records.NAME}
    blocking = in_the_way(before.files, foreign, lambda path: repository.digest(there[path]))
    refuse(blocking, FOREIGN_NOW)
    blobs = {path: then[path] for path in before.files if path in then}
    repository.start(tip)
    record = records.encode(replace(before, latest=now.next - 1))
    repository.change(now.files.keys() - blobs.keys(), blobs, record)


class _Repository:
    """A bare repository of our own, in the cache, and the branch of another."""

    def __init__(self, target: DeployTarget, project: Path, size: int) -> None:
        program = shutil.which("git")
        if program is None:
            values = {"program": "git", "install": "apt install git"}
            raise Failed([NO_PROGRAM.at("site.yaml", name=target.name, **values)])
        self.target, self.program, self.size = target, program, size
        self.address = _address(target, project)
        self.folder = project / CACHE / "deploy" / f"{digest((target.git, target.branch))}.git"
        self.trouble = ""

    def opened(self) -> _Repository:
        """Itself, there and ready. Nobody else works in it, as the project is locked: what locks
        there are were left by a git that was killed. Settings and hooks are not ours; they may have
        come with the project, and would be run."""
        if not files.is_folder(self.folder):
            files.remove(self.folder)
        files.make_folder(self.folder)
        for name in set(files.names_in(self.folder)) - _STORED:
            _drop(self.folder / name)
        files.remove(self.folder / f"{_TIP}.lock")
        self._run("init", "--quiet", "--bare", ".")
        return self

    def is_sound(self) -> bool:
        """Whether all that it holds can be read."""
        done = self._process(("fsck", "--no-dangling", "--no-progress"))
        return done.returncode == 0

    def fetch(self, depth: int = 1) -> str:
        """The commit that the branch is at; "" where there is no such branch yet."""
        ref = f"refs/heads/{self.target.branch}"
        if not self._there(ref):
            return ""
        way = f"+{ref}:{_TIP}"
        self._run("fetch", "--quiet", "--no-tags", f"--depth={depth}", "--", self.address, way)
        return self._run("rev-parse", _TIP)

    def _there(self, ref: str) -> str:
        """What the host says of a ref. No doubt falls on our repository where it says nothing."""
        try:
            return self._run("ls-remote", "--", self.address, ref)
        except _Doubtful as failed:
            raise Failed(failed.diagnostics) from None

    def record(self, commit: str) -> Record | None:
        """The record in a commit, if there is a sound one."""
        names = self._run("ls-tree", "--name-only", commit, records.NAME) if commit else ""
        text = self._run("cat-file", "blob", f"{commit}:{records.NAME}") if names else ""
        return records.decode(text.encode()) if text else None

    def history(self, commit: str) -> list[str]:
        """The commits below one, newest first, as the branch went."""
        return self._run("rev-list", "--first-parent", "--skip=1", commit).split()

    def start(self, tip: str) -> None:
        """The tree of a commit, to be changed."""
        self._run("read-tree", tip or "--empty")

    def entries(self, commit: str) -> dict[str, str]:
        """The blobs of all that is in a commit, by path."""
        lines = self._run("ls-tree", "-r", "-z", commit).split("\0")
        pairs = (line.partition("\t") for line in lines if line)
        return {path: facts.split()[2] for facts, _, path in pairs}

    def digest(self, blob: str) -> Digest:
        """As the record of a release has it."""
        return digest_bytes(self._process(("cat-file", "blob", blob)).stdout)

    def add(self, folder: Path, planned: Changes, record: bytes, blocking: tuple[str, ...]) -> None:
        """Put what must travel into the tree, and take out what goes or stands in the way. The
        bytes go in as they are: no attribute and no setting of the machine changes a line's end."""
        paths = planned.paths
        names = "".join(f"{folder / path}\n" for path in paths)
        blobs = self._run("hash-object", "-w", "--no-filters", "--stdin-paths", data=names).split()
        gone = (*blocking, *planned.deletions)
        self.change(gone, dict(zip(paths, blobs, strict=True)), record)

    def change(self, gone: Iterable[str], blobs: Mapping[str, str], record: bytes) -> None:
        """Take paths out of the tree, and put blobs and a record into it."""
        own = self._run("hash-object", "-w", "--stdin", data=record.decode())
        lines = [
            *(f"0 {'0' * 40}\t{path}" for path in gone),
            *(f"100644 {blob}\t{path}" for path, blob in blobs.items()),
            f"100644 {own}\t{records.NAME}",
        ]
        self._run("update-index", "-z", "--index-info", data="".join(f"{one}\0" for one in lines))

    def tree(self) -> str:
        return self._run("write-tree")

    def commit(self, tree: str, parent: str, text: str) -> str:
        parents = ("-p", parent) if parent else ()
        return self._run("commit-tree", tree, *parents, "-m", f"{text}\n\nBy tahlil deploy.")

    def push(self, commit: str) -> bool:
        """Move the branch on to a commit, never by force. Whether it moved: when not, somebody
        else's commit is there, and `trouble` says what git said."""
        ref = f"{commit}:refs/heads/{self.target.branch}"
        done = self._process(("push", "--quiet", "--", self.address, ref))
        self.trouble = scrubbed(done.stderr.decode("utf-8", "replace"))
        if done.returncode == 0:
            self._process(("update-ref", _TIP, commit))  # what we brought need not be fetched
        return done.returncode == 0

    def _run(self, *arguments: str, data: str = "") -> str:
        done = self._process(arguments, data.encode())
        if done.returncode != 0:
            raise self.incomplete(scrubbed(done.stderr.decode("utf-8", "replace")))
        return done.stdout.decode("utf-8", "replace").strip()

    def incomplete(self, reason: str) -> _Doubtful:
        """The branch is as it was; `reason` is what git said."""
        values = {"done": 0, "left": self.size, "reason": " ".join(reason.split())}
        known = (fault for said, fault in _KNOWN if said.search(reason))
        fault = next(known, INCOMPLETE)
        return _Doubtful([fault.at("site.yaml", name=self.target.name, **values)])

    def _process(
        self, arguments: Iterable[str], data: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - our own arguments, no shell
            [self.program, *arguments],
            cwd=self.folder,
            env=_environment(os.environ),
            input=data,
            capture_output=True,
            check=False,
        )


def _drop(path: Path) -> None:
    remove = files.remove_folder if files.is_folder(path) else files.remove
    remove(path)


def _address(target: DeployTarget, project: Path) -> str:
    """What git is given: a path is seen from the project. Raises Failed where it leads into it."""
    text = unquote(target.git) if target.git.startswith("file:") else target.git
    if re.match(r"[^/]*:", text.removeprefix("file:")):
        return text
    place = (project / Path(text.removeprefix("file:")).expanduser()).resolve()
    if place.is_relative_to(project.resolve()):
        raise Failed([INNER_REPOSITORY.at("site.yaml", name=target.name)])
    return str(place)


_ASK = (
    '!f() { test "$1" = get || return 0; grep -q "^username=" || echo username=x-access-token; '
    f'printf "password=%s\\n" "${PASSWORD}"; }}; f'
)
"""A credential helper that takes the password from the environment, where it stays. Hosts that are
shown a token ask for some name beside it; git's `credential.username` gives another."""
_PROTOCOLS = "file:git:http:https:ssh"
"""Others (ext, fd) run commands; site.yaml, which names the address, is data."""


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Git asks nobody, takes unknown host keys from nobody, does not wait for ever, and has a name
    where it lacks one."""
    kept = {name: text for name, text in environment.items() if name not in _MISLEADING}
    settings = [
        *(("core.quotePath", "false"), ("gc.auto", "0")),
        *(("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", str(SILENCE))),
    ]
    if environment.get(PASSWORD):
        settings += [("credential.helper", ""), ("credential.helper", _ASK)]
    numbered = {
        key: text
        for number, (name, value) in enumerate(settings)
        for key, text in (
            (f"GIT_CONFIG_KEY_{number}", name),
            (f"GIT_CONFIG_VALUE_{number}", value),
        )
    }
    names = {f"GIT_{role}_NAME": "tahlil" for role in ("AUTHOR", "COMMITTER")}
    mails = {f"GIT_{role}_EMAIL": "tahlil@localhost" for role in ("AUTHOR", "COMMITTER")}
    patience = f"-o ConnectTimeout={SILENCE // 4} -o ServerAliveInterval={SILENCE // 4}"
    ssh = f"ssh -o BatchMode=yes -o StrictHostKeyChecking=yes {patience}"
    usual = {**names, **mails, "GIT_SSH_COMMAND": ssh}
    asked = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
    }
    return {**usual, **kept, **numbered, **asked}


_MISLEADING = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"})
"""What a hook of another repository may have set."""
