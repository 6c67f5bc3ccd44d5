"""The record: what we have put on a host, kept there beside the site.

It says whose site it is, which release, and the digest of each file, and begins with a digest of
all that follows: half a record is none. It holds no times, no secrets and no names of machines.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from generator.keys import Digest, digest_bytes

NAME = ".tahlil-site.json"


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """site: its base URL. release: counted from 1. files: digests by path. latest: the highest
    number so far, where a rollback led below it. before: the release that was served before; 0
    where nobody knows."""

    site: str
    release: int
    files: Mapping[str, Digest]
    latest: int = 0
    before: int = 0

    @property
    def next(self) -> int:
        """The number of the next release."""
        return max(self.release, self.latest) + 1


class _Signed(msgspec.Struct, frozen=True):
    sum: Digest
    record: msgspec.Raw


def encode(record: Record) -> bytes:
    """The bytes of a record; one file a line, so that a history of them is small in git."""
    files = dict(sorted(record.files.items()))
    body = msgspec.json.encode(msgspec.structs.replace(record, files=files))
    return msgspec.json.format(
        msgspec.json.encode(_Signed(digest_bytes(body), msgspec.Raw(body))), indent=1
    )


def decode(data: bytes) -> Record | None:
    """The record, if it is whole."""
    try:
        signed = msgspec.json.decode(data, type=_Signed)
        body = msgspec.json.format(bytes(signed.record), indent=-1)
        is_whole = digest_bytes(body) == signed.sum
        return msgspec.json.decode(body, type=Record) if is_whole else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
