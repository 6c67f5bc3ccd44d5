"""What rclone says, as a fault that says what to do: the one table of its sentences."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.config import DeployTarget
from generator.deploy.carrier import CarrierFailed
from generator.deploy.faults import (
    BAD_KEY,
    BAD_TLS,
    FULL,
    INCOMPLETE,
    LOCKED_KEY,
    NO_BUCKET,
    NO_KEY,
    NO_PASSWORD,
    NO_REMOTE,
    NO_RIGHTS,
    NOT_BEGUN,
    REFUSED,
    REMOTE_REFUSED,
    S3_KEYS,
    UNKNOWN_KEY,
    UNREACHED,
)
from generator.deploy.host import known_hosts
from generator.diagnostics import Diagnostic, Failed, Fault

_REASONS: tuple[tuple[str, Fault], ...] = (
    (r"knownhosts|known_hosts|host key", UNKNOWN_KEY),
    (r"passphrase protected|cannot decode encrypted private key", LOCKED_KEY),
    (r"private key file", BAD_KEY),
    (r"revealing password", NO_PASSWORD),
    (r"didn't find section|didn't find backend", NO_REMOTE),
    (r"ssh-agent", NO_KEY),
    (r"NoSuchBucket", NO_BUCKET),
    (r"x509|certificate|tls: (?!failed to send)", BAD_TLS),  # …: the line was cut
    (r"EC2 IMDS|NoCredentialProviders|get credentials|InvalidAccessKey", REFUSED),
    (r"SignatureDoesNotMatch|AccessDenied|\b40[13] (?:Unauthorized|Forbidden)", REFUSED),
    (r"\b530 |unable to authenticate|unexpected message type 51|StatusCode: 40[13]", REFUSED),
    (r"no space left|too big for remaining disk|quota|\b507 |\b[45]52 ", FULL),
    (r"Insufficient Storage|Error during write to file", FULL),
    (r"(?:ReadFrom|Write|Close) failed.*SSH_FX_FAILURE", FULL),  # SFTP has no word for a full disk
    (r"permission denied|read-only file system|not enough privileges|\b553 ", NO_RIGHTS),
)
"""The first that matches counts: a key that may not be read is no folder that may not be."""
_NETWORK = re.compile(
    r"no such host|connection refused|no route to host|network is unreachable|i/o timeout"
    r"|\bdial (?:tcp|udp)|deadline exceeded"
)
_PATIENCE = 5.0
"""Seconds to wait for a host that we knock at."""


@dataclass
class Tally:
    """How far a deployment has come: files that have arrived, of those to send; the whole site
    until there is a plan (is_begun)."""

    total: int
    done: int = 0
    is_begun: bool = False


@contextlib.contextmanager
def told(target: DeployTarget, tally: Tally) -> Iterator[None]:
    """A failure of rclone is a fault that says what to do, and how far the deployment has come."""
    try:
        yield
    except CarrierFailed as failed:
        raise Failed([fault(target, str(failed), tally)]) from failed


def fault(target: DeployTarget, reason: str, tally: Tally) -> Diagnostic:
    """What rclone says, as a fault."""
    meant = _meant(target, reason, tally)
    if meant is UNKNOWN_KEY:
        return _unknown_key(target)
    if meant is NO_KEY and (shut := _knock(target)):  # the agent is asked before the host is
        meant, reason = UNREACHED, shut
    values = {"done": tally.done, "left": tally.total - tally.done, "reason": reason}
    address = target.endpoint if meant is UNREACHED and target.endpoint else target.host
    host = urlsplit(address).hostname or address
    return meant.at("site.yaml", name=target.name, host=host, **values)


def _meant(target: DeployTarget, reason: str, tally: Tally) -> Fault:
    for pattern, meant in _REASONS:
        if re.search(pattern, reason, re.IGNORECASE):
            return _refused(target) if meant is REFUSED else meant
    if tally.is_begun:
        return INCOMPLETE
    return UNREACHED if _NETWORK.search(reason) else NOT_BEGUN


def _refused(target: DeployTarget) -> Fault:
    """Where to look for what opens the door."""
    kinds = {"s3": S3_KEYS, "rclone": REMOTE_REFUSED}
    return kinds.get(urlsplit(target.host).scheme, REFUSED)


def _knock(target: DeployTarget) -> str:
    """Why nobody opens; "" where somebody does."""
    parts = urlsplit(target.host)
    try:
        socket.create_connection((parts.hostname, parts.port or 22), _PATIENCE).close()
    except OSError as error:
        return str(error)
    return ""


def _unknown_key(target: DeployTarget) -> Diagnostic:
    """The fingerprints that the host shows now, and the command that accepts its keys."""
    parts = urlsplit(target.host)
    host, port = parts.hostname or "", str(parts.port or 22)
    command = f"ssh-keyscan -p {port} {host} >> {known_hosts()}"
    values = {"host": host, "fingerprints": _fingerprints(host, port) or "?"}
    return UNKNOWN_KEY.at("site.yaml", command=command, **values)


def _fingerprints(host: str, port: str) -> str:
    """By OpenSSH's own programs, where they are."""
    scan, keygen = shutil.which("ssh-keyscan"), shutil.which("ssh-keygen")
    if not scan or not keygen or not re.fullmatch(r"[\w.:-]+", host) or host.startswith("-"):
        return ""
    seen = subprocess.run(  # noqa: S603 - no shell; the host's name was looked at
        [scan, "-T", "10", "-p", port, host], capture_output=True, check=False
    )
    told = subprocess.run(  # noqa: S603
        [keygen, "-lf", "-"], input=seen.stdout, capture_output=True, check=False
    )
    lines = told.stdout.decode("utf-8", "replace").splitlines()
    return "، ".join(
        f"{line.split()[1]} {line.split()[-1]}" for line in lines if len(line.split()) > 2
    )
