"""Claims: who is at work on a host, and which files may be half done there.

No host can be trusted with a real lock. So each run first puts down a file of its own, then looks
whether another lies there, and withdraws if so: of two at once, at least one sees the other. Before
the first file of the site travels, the claim names all that will be touched. A run that dies leaves
it behind, and the next knows which files nobody knows anything about.

The name of a claim is also a probe: it has Arabic letters and both cases.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

import msgspec

from generator import files
from generator.deploy.carrier import CarrierFailed
from generator.deploy.errand import Errand
from generator.deploy.faults import ARABIC_NAMES, BUSY
from generator.deploy.host import Host
from generator.diagnostics import Failed
from generator.keys import digest

FOLDER = ".tahlil-claims"
_PREFIX = "نشر-Aa-"


class Claim(msgspec.Struct, frozen=True):
    """who, since: for people. held: whether the run is still at work. paths: files that it may have
    touched."""

    who: str
    since: str
    held: bool = True
    paths: tuple[str, ...] = ()


class Claims:
    """Our claim on a host, and what others left there."""

    def __init__(self, host: Host, errand: Errand) -> None:
        self._host, self._errand = host, errand
        self._own = Claim(errand.who, errand.since)
        self._name = f"{_PREFIX}{secrets.token_hex(8)}.json"
        target = errand.target
        self._note = errand.cache / "deploy" / digest((target.host, target.endpoint))
        self._left: dict[str, Claim] = {}
        self.ignores_case = False

    def doubtful(self) -> frozenset[str]:
        """Files that runs which did not end well may have touched."""
        return frozenset(path for claim in self._left.values() for path in claim.paths)

    def look(self) -> None:
        """Read what others left. Raises Failed with E-BUSY where one of them is still at work."""
        ours = self._noted()
        for name in self._host.names(FOLDER):
            if name == self._name or name in self._left:
                continue
            claim = _decoded(self._host.read(f"{FOLDER}/{name}"))
            if claim.held and _stem(name) not in ours and not self._errand.break_lock:
                values = {"owner": claim.who, "since": claim.since}
                raise Failed([BUSY.at("site.yaml", name=self._errand.target.name, **values)])
            self._left[name] = claim

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the host while the block runs. A block that fails leaves word of what it touched."""
        self.look()
        stems = tuple(map(_stem, (*self._left, self._name)))
        files.write_atomically(self._note, msgspec.json.encode(stems))
        self._write(self._own)
        try:
            self._probe()
            self.look()
            yield
        except BaseException:
            with contextlib.suppress(CarrierFailed):
                self._withdraw()
            raise
        for name in (*self._left, self._name):
            self._host.delete(f"{FOLDER}/{name}")
        with contextlib.suppress(CarrierFailed):  # others may have come
            self._host.delete_empty(FOLDER)
        files.remove(self._note)

    def announce(self, paths: tuple[str, ...]) -> None:
        """Say which files are about to be touched, before any is."""
        self._own = msgspec.structs.replace(self._own, paths=paths)
        self._write(self._own)

    def _withdraw(self) -> None:
        if self._own.paths:
            self._write(msgspec.structs.replace(self._own, held=False))
        else:
            self._host.delete(f"{FOLDER}/{self._name}")

    def _write(self, claim: Claim) -> None:
        self._host.write(f"{FOLDER}/{self._name}", msgspec.json.encode(claim))

    def _probe(self) -> None:
        """Whether the host keeps names as they are, and tells A from a."""
        if self._name not in self._host.names(FOLDER):
            raise Failed([ARABIC_NAMES.at("site.yaml")])
        self.ignores_case = self._host.has(f"{FOLDER}/{self._name.swapcase()}")

    def _noted(self) -> frozenset[str]:
        """The claims of our own runs that were cut off: they hold nothing any more."""
        try:
            return frozenset(msgspec.json.decode(files.read(self._note), type=tuple[str, ...]))
        except (OSError, msgspec.MsgspecError):
            return frozenset()


def _stem(name: str) -> str:
    """The name of a claim, also of one that was cut off while it arrived (`….json.….partial`)."""
    return name.partition(".")[0]


def _decoded(data: bytes | None) -> Claim:
    """A claim; one that cannot be read was cut off while it was written, before anything else."""
    try:
        return msgspec.json.decode(data or b"", type=Claim)
    except msgspec.MsgspecError:
        return Claim("?", "?", held=False)
