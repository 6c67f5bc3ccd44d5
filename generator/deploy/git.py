"""A branch of a git repository that a host serves pages from (GitHub, GitLab, Codeberg Pages).

Each deployment is one commit on top of what is there: history is kept, nothing is forced, and files
that we did not deploy (CNAME) stay. The site changes at once or not at all, by git's own push.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from generator import files
from generator.config import DeployTarget
from generator.deploy import record as records
from generator.deploy.changes import Changes, changes, refuse_many
from generator.deploy.errand import Errand, Receipt, Rolled
from generator.deploy.faults import (
    INCOMPLETE,
    NO_PROGRAM,
    NOTHING_EARLIER,
    OTHER_SITE,
    UNRECORDED,
)
from generator.deploy.record import Record
from generator.deploy.secrets import PASSWORD, scrubbed
from generator.diagnostics import Failed
from generator.keys import digest
from generator.request import CACHE

_TRIES = 3
"""Somebody else's commit may come between; then ours is made anew on top of it."""
_REMEMBERED = 50
"""Commits that a rollback looks through."""


class GitTarget:
    """See the module."""

    def deploy(self, errand: Errand) -> Receipt:
        repository = _Repository(errand.target, errand.project)
        for _ in range(_TRIES):
            receipt = _deployed(errand, repository)
            if receipt is not None:
                return receipt
        left = len(errand.built.files)
        values = {"done": 0, "left": left, "reason": repository.trouble}
        raise Failed([INCOMPLETE.at("site.yaml", name=errand.target.name, **values)])

    def rollback(self, target: DeployTarget, project: Path, /) -> Rolled:
        repository = _Repository(target, project)
        tip = repository.fetch(depth=_REMEMBERED)
        now = repository.record(tip)
        for commit in repository.history(tip) if now else ():
            before = repository.record(commit)
            if now and before and before.release < now.release:
                text = f"Back to release {before.release}"
                back = repository.commit(repository.tree_of(commit), tip, text)
                if repository.push(back):
                    return Rolled(target.name, now.release, before.release)
                break
        raise Failed([NOTHING_EARLIER.at("site.yaml", name=target.name)])


def _deployed(errand: Errand, repository: _Repository) -> Receipt | None:
    """One try; None where somebody else was faster."""
    built, name = errand.built, errand.target.name
    tip = repository.fetch()
    known = repository.record(tip)
    if known and known.site != built.site:
        values = {"other": known.site, "record": records.NAME}
        raise Failed([OTHER_SITE.at("site.yaml", name=name, site=built.site, **values)])
    planned = changes(built, known.files if known else {})
    refuse_many(planned, known, errand.allow_delete)
    number = known.release + 1 if known else 1
    place = f"{errand.target.git}#{errand.target.branch}"
    receipt = Receipt.of(errand, place, number, planned)
    if errand.dry_run or (planned.is_nothing and known):
        return msgspec.structs.replace(receipt, release=known.release if known else number)
    errand.progress.phase("deploy", len(planned.sends))
    digests = {path: entry.digest for path, entry in built.files.items()}
    repository.start(tip)
    repository.add(built.folder, planned, records.encode(Record(built.site, number, digests)))
    commit = repository.commit(repository.tree(), tip, f"Release {number}")
    if not repository.push(commit):
        return None
    errand.progress.advance(len(planned.sends))
    is_found = tip and not known
    findings = (UNRECORDED.at("site.yaml", name=name),) if is_found else ()
    return msgspec.structs.replace(receipt, findings=findings)


class _Repository:
    """A bare repository of our own, in the cache, and the branch of another."""

    def __init__(self, target: DeployTarget, project: Path) -> None:
        program = shutil.which("git")
        if program is None:
            values = {"program": "git", "install": "apt install git"}
            raise Failed([NO_PROGRAM.at("site.yaml", name=target.name, **values)])
        self.target, self.program = target, program
        self.folder = project / CACHE / "deploy" / f"{digest((target.git, target.branch))}.git"
        self.trouble = ""
        files.make_folder(self.folder)
        self._run("init", "--quiet", "--bare", ".")

    def fetch(self, depth: int = 1) -> str:
        """The commit that the branch is at; "" where there is no such branch yet."""
        ref = f"refs/heads/{self.target.branch}"
        found = self._run("ls-remote", self.target.git, ref)
        if not found:
            return ""
        self._run("fetch", "--quiet", "--no-tags", f"--depth={depth}", self.target.git, ref)
        return self._run("rev-parse", "FETCH_HEAD")

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

    def add(self, folder: Path, planned: Changes, record: bytes) -> None:
        """Put what must travel into the tree, and take out what goes. The bytes go in as they are:
        no attribute and no setting of the machine changes a line's end."""
        paths = planned.paths
        names = "".join(f"{folder / path}\n" for path in paths)
        blobs = self._run("hash-object", "-w", "--no-filters", "--stdin-paths", data=names).split()
        own = self._run("hash-object", "-w", "--stdin", data=record.decode())
        lines = [
            *(f"0 {'0' * 40}\t{path}" for path in planned.deletions),
            *(f"100644 {blob}\t{path}" for blob, path in zip(blobs, paths, strict=True)),
            f"100644 {own}\t{records.NAME}",
        ]
        self._run("update-index", "-z", "--index-info", data="".join(f"{one}\0" for one in lines))

    def tree(self) -> str:
        return self._run("write-tree")

    def tree_of(self, commit: str) -> str:
        return self._run("rev-parse", f"{commit}^{{tree}}")

    def commit(self, tree: str, parent: str, text: str) -> str:
        parents = ("-p", parent) if parent else ()
        return self._run("commit-tree", tree, *parents, "-m", f"{text}\n\nBy tahlil deploy.")

    def push(self, commit: str) -> bool:
        """Move the branch on to a commit, never by force. Whether it moved: when not, somebody
        else's commit is there, and `trouble` says what git said."""
        ref = f"{commit}:refs/heads/{self.target.branch}"
        done = self._process(("push", "--quiet", self.target.git, ref))
        self.trouble = scrubbed(done.stderr.decode("utf-8", "replace"))
        return done.returncode == 0

    def _run(self, *arguments: str, data: str = "") -> str:
        done = self._process(arguments, data.encode())
        if done.returncode != 0:
            reason = scrubbed(done.stderr.decode("utf-8", "replace"))
            values = {"done": 0, "left": "?", "reason": " ".join(reason.split())}
            raise Failed([INCOMPLETE.at("site.yaml", name=self.target.name, **values)])
        return done.stdout.decode("utf-8", "replace").strip()

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


_ASK = f'!f() {{ test "$1" = get && printf "password=%s\\n" "${PASSWORD}"; }}; f'
"""A credential helper that takes the password from the environment, where it stays."""


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Git asks nobody, takes unknown host keys from nobody, and has a name where it lacks one."""
    kept = {name: text for name, text in environment.items() if name not in _MISLEADING}
    settings = [("core.quotePath", "false"), ("gc.auto", "0")]
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
    ssh = "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes"
    usual = {**names, **mails, "GIT_SSH_COMMAND": ssh}
    asked = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_COUNT": str(len(settings)),
        "LC_ALL": "C.UTF-8",
    }
    return {**usual, **kept, **numbered, **asked}


_MISLEADING = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"})
"""What a hook of another repository may have set."""
