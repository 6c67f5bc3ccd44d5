"""Any host that rclone reaches: SFTP, FTP over TLS, S3 and its kin, WebDAV, Azure and many more.

rclone carries; the plan is ours: the difference between the built site and the record on the host,
in an order in which readers find nothing missing, each file compared once it is there, nothing
deleted after any error, and the record last.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from generator.config import DeployTarget
from generator.deploy import record as records
from generator.deploy import socks
from generator.deploy.carrier import Carrier, CarrierFailed, find
from generator.deploy.changes import Changes, changes, refuse_many
from generator.deploy.claims import FOLDER, Claims
from generator.deploy.errand import Errand, Receipt, Rolled
from generator.deploy.faults import (
    FOREIGN,
    NAMES,
    NO_PROGRAM,
    NO_ROLLBACK,
    OTHER_SITE,
    UNFAITHFUL,
    UNRECORDED,
)
from generator.deploy.host import Host, wanders, where
from generator.deploy.reasons import Tally, fault, told
from generator.deploy.record import Record
from generator.diagnostics import Diagnostic, Failed
from generator.filenames import longest_part
from generator.graph.addresses import identity
from generator.keys import Digest

PAUSES = (0.0, 2.0, 8.0)
"""Seconds before each try to send a batch: hosts that limit rates want to be asked later."""
_LONGEST_NAME = 255
"""Bytes of one name on the disks of Linux, macOS and Windows."""
_LONGEST_PATH = 1024
"""Bytes of a key in S3; other hosts take more."""


class RemoteTarget:
    """See the module."""

    def deploy(self, errand: Errand) -> Receipt:
        refuse_names(errand)
        tally = Tally(len(errand.built.files))
        with told(errand.target, tally), _host(errand) as host:
            claims = Claims(host, errand)
            if errand.dry_run:
                claims.look()
                return _Deployment(errand, host, claims, tally).receipt()
            with claims.held():
                return _Deployment(errand, host, claims, tally).carry_out()

    def rollback(self, target: DeployTarget, _: Path, /) -> Rolled:
        raise Failed([NO_ROLLBACK.at("site.yaml", name=target.name)])


class _Deployment:
    """One plan, and how far it has come."""

    def __init__(self, errand: Errand, host: Host, claims: Claims, tally: Tally) -> None:
        self.errand, self.host, self.claims, self.built = errand, host, claims, errand.built
        self.tally = tally
        self.known = self._record()
        self.findings: list[Diagnostic] = []
        self.is_untidy = False
        self.planned = self._plan()
        tally.total, tally.is_begun = len(self.planned.sends), True

    def receipt(self) -> Receipt:
        before = self.known.release if self.known else 0
        place = self.errand.target.host
        receipt = Receipt.of(self.errand, place, before + 1, self.planned)
        return replace(receipt, findings=tuple(self.findings))

    def carry_out(self) -> Receipt:
        """Send, compare, delete, and write the record."""
        receipt, planned = self.receipt(), self.planned
        if planned.is_nothing and self.known and not self.claims.doubtful():
            return replace(receipt, release=self.known.release)
        self.claims.announce((*planned.paths, *planned.deletions))
        self.errand.progress.phase("deploy", len(planned.sends))
        for batch in planned.batches():
            self._send(batch)
        self._clear_up()
        self._delete(planned.deletions)
        digests = {path: entry.digest for path, entry in self.built.files.items()}
        record = Record(self.built.site, receipt.release, digests)
        self.host.write(records.NAME, records.encode(record))
        return receipt

    def _record(self) -> Record | None:
        """What we put there. Raises Failed where somebody else's site is."""
        data = self.host.read(records.NAME)
        known = records.decode(data) if data is not None else None
        if known and known.site != self.built.site:
            values = {"other": known.site, "site": self.built.site, "record": records.NAME}
            raise Failed([OTHER_SITE.at("site.yaml", name=self.errand.target.name, **values)])
        return known

    def _plan(self) -> Changes:
        there, doubtful = self._there()
        planned = changes(self.built, there, doubtful)
        if self.claims.ignores_case:
            kept = {identity(path) for path in self.built.files}
            gone = tuple(path for path in planned.deletions if identity(path) not in kept)
            planned = replace(planned, deletions=gone)
        refuse_many(planned, self.known, self.errand.allow_delete)
        return planned

    def _there(self) -> tuple[Mapping[str, Digest], frozenset[str]]:
        """What the host has of ours, as far as it is known, and what nobody knows."""
        if self.known is None:
            return self._compared_in_full(), self.claims.doubtful() - self.built.files.keys()
        doubtful = self.claims.doubtful()
        new = frozenset(self.built.files.keys() - self.known.files.keys())
        asked = tuple(sorted(new | (doubtful & self.built.files.keys())))
        missing, other = self.host.compared(self.built.folder, asked)
        self._refuse_foreign(other - doubtful)
        same = frozenset(asked) - missing - other
        there = {**self.known.files, **{path: self.built.files[path].digest for path in same}}
        return there, doubtful - same

    def _compared_in_full(self) -> dict[str, Digest]:
        """Without a record: the files of ours that the host has with the same bytes."""
        found = self.host.sizes()
        files = self.built.files
        alike = tuple(
            path for path, size in found.items() if path in files and size == files[path].size
        )
        missing, other = self.host.compared(self.built.folder, alike)
        same = set(alike) - missing - other
        self._refuse_foreign((found.keys() & files.keys()) - same - self.claims.doubtful())
        if any(not path.startswith(f"{FOLDER}/") for path in found):
            self.findings.append(UNRECORDED.at("site.yaml", name=self.errand.target.name))
        return {path: files[path].digest for path in same}

    def _refuse_foreign(self, paths: set[str]) -> None:
        if paths and not self.errand.adopt:
            raise Failed([FOREIGN.at(path) for path in paths])

    def _send(self, batch: tuple[str, ...]) -> None:
        """Send files and compare what arrived; what did not is sent again, a few times."""
        rest, trouble = batch, ""
        for pause in PAUSES:
            time.sleep(pause)
            try:
                self._carry(rest)
                trouble = ""
            except CarrierFailed as failed:
                trouble, self.is_untidy = str(failed), True
            try:
                missing, other = self.host.compared(self.built.folder, rest)
            except CarrierFailed as failed:
                trouble = trouble or str(failed)
                continue
            left = tuple(path for path in rest if path in missing | other)
            self.tally.done += len(rest) - len(left)
            rest = left
            if not rest:
                return
        if not trouble:
            raise Failed([UNFAITHFUL.at(path, tries=len(PAUSES)) for path in rest])
        raise Failed([fault(self.errand.target, trouble, self.tally)])

    def _carry(self, paths: tuple[str, ...]) -> None:
        shown = 0

        def tell(through: int) -> None:
            nonlocal shown
            self.errand.progress.advance(max(0, through - shown))
            shown = max(shown, through)

        self.host.send(self.built.folder, paths, tell)
        tell(len(paths))

    def _delete(self, paths: tuple[str, ...]) -> None:
        """Delete files, then the folders that this leaves empty, deepest first."""
        for path in paths:
            self.host.delete(path)
        folders, used = _folders(paths), _folders(self.built.files)
        for folder in sorted(folders - used, key=lambda folder: -folder.count("/")):
            with contextlib.suppress(CarrierFailed):  # something foreign lives there
                self.host.delete_empty(folder)

    def _clear_up(self) -> None:
        """After a run that was cut off, or a try of ours that was: what was sent by half."""
        doubtful = self.claims.doubtful()
        if doubtful or self.is_untidy or not self.known:
            ours = doubtful | self.built.files.keys() | {records.NAME}
            for path in self.host.half_sent(ours):
                self.host.delete(path)


@contextlib.contextmanager
def _host(errand: Errand) -> Iterator[Host]:
    program = find()
    if program is None:
        values = {"program": "rclone", "install": "pip install 'tahlil[deploy]'"}
        raise Failed([NO_PROGRAM.at("site.yaml", name=errand.target.name, **values)])
    with (
        tempfile.TemporaryDirectory(prefix="tahlil-deploy-") as scratch,
        Carrier(program) as carrier,
        _way(errand.target) as proxy,
    ):

        def obscure(clear: str) -> str:
            return str(carrier.call("core/obscure", clear=clear)["obscured"])

        yield Host(carrier, where(errand.target, obscure, proxy), Path(scratch))


def _way(target: DeployTarget) -> contextlib.AbstractContextManager[str]:
    """A proxy that keeps an FTP server from sending us to another machine (faults row 85)."""
    host = urlsplit(target.host).hostname or ""
    return socks.leading_to(host) if wanders(target) else contextlib.nullcontext("")


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder on the way to any of the files."""
    return {path[:end] for path in paths for end in range(len(path)) if path[end] == "/" and end}


def refuse_names(errand: Errand) -> None:
    """Raises Failed with E-NAMES, all offenders at once, before anything travels (row 88)."""
    prefix = len(urlsplit(errand.target.host).path.encode())
    found = [(path, _too_long(path, prefix)) for path in errand.built.files]
    faults = [NAMES.at(path, bytes=size) for path, size in found if size]
    if faults:
        raise Failed(faults)


def _too_long(path: str, prefix: int) -> int:
    """Bytes of a path or of its longest part, if that is more than hosts take; else 0."""
    part, whole = longest_part(path), len(path.encode()) + prefix
    if part > _LONGEST_NAME:
        return part
    return whole if whole > _LONGEST_PATH else 0
