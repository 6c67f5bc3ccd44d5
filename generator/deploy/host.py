"""A host as rclone sees it: read, write, send many, compare many, delete."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from generator import files
from generator.config import DeployTarget
from generator.deploy.carrier import Carrier, CarrierFailed, NotFound, listed
from generator.deploy.secrets import PASSWORD
from generator.feeds.hosts import TYPES, kept_for
from generator.mediatypes import known_type

_FEW = 1000
"""So many files are asked for one by one; to compare more, folders are listed."""
_AS_THEY_ARE = {"IgnoreTimes": True, "IgnoreChecksum": True}
"""Sent whatever is there; what arrived is compared by us, afterwards."""

_PARTIAL = re.compile(r"\.[0-9a-z]{8}\.partial$")
_SUFFIX = len(".01234567.partial")
_LONG = 100
"""Bytes of a file's name above which rclone takes off as many as it adds."""

Where = Mapping[str, str]
"""A remote of rclone, by its options."""


class Host:
    """Where the site goes. Everything may raise CarrierFailed."""

    def __init__(self, carrier: Carrier, where: Where, scratch: Path) -> None:
        self._carrier, self._where, self._scratch = carrier, where, scratch
        self._facts: dict[str, Any] = {}

    def names(self, folder: str) -> list[str]:
        """What lies in a folder; nothing where there is none."""
        return [str(item["Name"]) for item in self._list(folder)]

    def sizes(self) -> dict[str, int]:
        """All files, with their sizes in bytes."""
        items = self._list("", recurse=True, filesOnly=True)
        return {str(item["Path"]): int(item["Size"]) for item in items}

    def _list(self, folder: str, **options: bool) -> list[dict[str, Any]]:
        wanted = {"noModTime": True, "noMimeType": True, **options}
        try:
            found = self._carrier.call("operations/list", fs=self._where, remote=folder, opt=wanted)
        except NotFound as failed:
            if "no_check_bucket" in self._where:  # S3 knows no folders
                raise CarrierFailed(f"NoSuchBucket: {failed}") from failed
            return []
        return list(found["list"] or ())

    def has(self, path: str) -> bool:
        found = self._carrier.call("operations/stat", fs=self._where, remote=path)
        return found["item"] is not None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            ends = {"srcFs": self._where, "srcRemote": path, "dstFs": folder, "dstRemote": "it"}
            try:
                self._carrier.call("operations/copyfile", **ends)
            except NotFound:
                return None
            return files.read(Path(folder) / "it")

    def write(self, path: str, data: bytes) -> None:
        """Write a file, and read it back."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            files.open_new(Path(folder) / "it", data)
            ends = {"srcFs": folder, "srcRemote": "it", "dstFs": self._where, "dstRemote": path}
            config = {**_AS_THEY_ARE, **self._served(path)}
            self._carrier.call("operations/copyfile", _config=config, **ends)

    def send(self, folder: Path, paths: tuple[str, ...], tell: Callable[[int], None]) -> None:
        """Send files side by side. One that arrives does so under another name first, where the
        host can rename, so that readers see the old file or the new one."""
        done = 0

        def tell_all(through: int) -> None:
            tell(done + through)

        for alike in self._by_headers(paths):
            self._send(folder, alike, tell_all)
            done += len(alike)

    def _send(self, folder: Path, paths: tuple[str, ...], tell: Callable[[int], None]) -> None:
        config = {**_AS_THEY_ARE, "NoTraverse": True, **self._served(paths[0])}
        ends = {"srcFs": str(folder), "dstFs": self._where}
        with listed(self._scratch, paths) as only:
            self._carrier.job("sync/copy", tell, **ends, _filter=only, _config=config)

    def _by_headers(self, paths: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Files that are served with the same headers travel in one job."""
        groups: dict[str, list[str]] = {}
        for path in paths:
            groups.setdefault(repr(self._served(path)), []).append(path)
        return [tuple(group) for group in groups.values()]

    def _served(self, path: str) -> dict[str, object]:
        """With which headers a file is to be served. Object stores serve what they are told;
        elsewhere a server stands before the files that reads `_headers` or its like."""
        if not self._fact("Features").get("BucketBased"):
            return {}
        headers = {"Cache-Control": kept_for(path)}
        kind = TYPES.get(path) or known_type(path)
        headers |= {"Content-Type": kind} if kind else {}  # without one rclone guesses
        return {"UploadHeaders": [{"Key": key, "Value": text} for key, text in headers.items()]}

    def compared(self, folder: Path, paths: tuple[str, ...]) -> tuple[set[str], set[str]]:
        """The paths whose files the host does not have, and those that it has otherwise: by its
        checksums, or, where it has none, by reading everything back."""
        if not paths:
            return set(), set()
        config = {"NoTraverse": len(paths) <= _FEW}
        ends = {"srcFs": str(folder), "dstFs": self._where}
        asked = {"oneWay": True, "missingOnDst": True, "differ": True, "error": True}
        with listed(self._scratch, paths) as only:
            told = self._carrier.job(
                "operations/check",
                lambda _: None,
                **ends,
                **asked,
                download=self._is_read_back(),
                _filter=only,
                _config=config,
            )
        missing = set(told.get("missingOnDst") or ())
        return missing, {*(told.get("differ") or ()), *(told.get("error") or ())} - missing

    def _is_read_back(self) -> bool:
        return not set(self._fact("Hashes") or ()) & {"md5", "sha1", "sha256"}

    def _fact(self, name: str) -> Any:
        """What rclone knows of the kind of host."""
        if not self._facts:
            self._facts = self._carrier.call("operations/fsinfo", fs=self._where)
        return self._facts.get(name)

    def half_sent(self, paths: Iterable[str]) -> list[str]:
        """What lies there of these files under the names that they have while they arrive."""
        stems = {_stem(path) for path in paths}
        return [path for path in self.sizes() if _PARTIAL.search(path) and path[:-_SUFFIX] in stems]

    def delete(self, path: str) -> None:
        """Delete a file; one that is gone is no fault."""
        try:
            self._carrier.call("operations/deletefile", fs=self._where, remote=path)
        except NotFound:
            return

    def delete_empty(self, folder: str) -> None:
        """Delete a folder, which must be empty. Raises CarrierFailed where it is not."""
        self._carrier.call("operations/rmdir", fs=self._where, remote=folder)


def _stem(path: str) -> str:
    """What rclone leaves of a path before it adds the suffix of a file that is on its way."""
    name = path.rpartition("/")[2].encode()
    return path.encode()[:-_SUFFIX].decode("utf-8", "ignore") if len(name) > _LONG else path


def where(target: DeployTarget, obscure: Callable[[str], str], proxy: str = "") -> Where:
    """A target's address as a remote of rclone. What it does not say comes from rclone's own
    variables (`RCLONE_SFTP_KEY_FILE`, …); a password, made unreadable, from ours. `proxy`: by which
    to reach an FTP server."""
    if target.host.startswith("rclone:"):
        name, _, path = target.host.removeprefix("rclone:").partition(":")
        return {"_name": name, "_root": path}
    parts = urlsplit(target.host)
    path = unquote(parts.path)
    if parts.scheme == "s3":
        root = f"{parts.hostname}{path}".rstrip("/")
        return {"type": "s3", "_root": f"{root}/", **_s3(target)}  # `/`: it is no object
    options: dict[str, str] = {"host": parts.hostname or ""}
    options |= {"user": unquote(parts.username)} if parts.username else {}
    options |= {"port": str(parts.port)} if parts.port else {}
    if os.environ.get(PASSWORD):
        options["pass"] = obscure(os.environ[PASSWORD])
    home = path.startswith("/~/")
    root = path.removeprefix("/~/") if home else path
    if parts.scheme == "sftp":
        # Checksums would be a program started there for each file: to read it back is far quicker.
        ours = {"known_hosts_file": str(known_hosts()), "disable_hashcheck": "true"}
        return {"type": "sftp", "_root": root, **ours, **options}
    secure = {"ftpes": {"explicit_tls": "true"}, "ftps": {"tls": "true"}, "ftp": {}}
    way = {"socks_proxy": proxy} if proxy else {}
    return {"type": "ftp", "_root": root, **secure[parts.scheme], **way, **options}


def wanders(target: DeployTarget) -> bool:
    """Whether a host may make us send data to another machine: FTP without TLS, unless somebody has
    chosen a proxy. With TLS a machine must show the host's certificate before it is sent a byte."""
    chosen = any(os.environ.get(f"RCLONE_FTP_{kind}_PROXY") for kind in ("SOCKS", "HTTP"))
    return target.host.startswith("ftp://") and not chosen


def _s3(target: DeployTarget) -> Where:
    """Keys come from the environment or Amazon's own files; a bucket is never made by us."""
    shared = {"env_auth": "true", "no_check_bucket": "true"}
    if not target.endpoint:
        return {"provider": "AWS", **shared}
    return {"provider": "Other", "endpoint": target.endpoint, **shared}


def known_hosts() -> Path:
    """The keys of hosts that somebody has accepted."""
    named = os.environ.get("RCLONE_SFTP_KNOWN_HOSTS_FILE")
    return Path(named) if named else Path.home() / ".ssh" / "known_hosts"
