"""The servers that tests of deploying and of redirects talk to: nginx, Apache, sshd and
Pure-FTPd.

They are the machine's. `python -m tests.tools.hosts` sees to it that they are there
(`make setup-hosts` calls it): it asks apt-get where that needs no leave, and else says what to
install. A test whose server is not there is skipped on a developer's machine and fails in CI.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "nginx": "nginx-light",
    "ngx_http_brotli_static_module.so": "libnginx-mod-http-brotli-static",
    "apache2": "apache2-bin",
    "sshd": "openssh-server",
    "pure-ftpd": "pure-ftpd",
    "pure-pw": "pure-ftpd-common",
}
"""Debian's packages by the program, or the module of nginx, that each brings."""

_ALSO = {"apache2": ("httpd",)}
"""What other systems call a program."""
_PLACES = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/bin"))


_MODULES = Path("/usr/lib/nginx/modules")


@functools.cache
def find(program: str) -> str | None:
    """The path of a server, which often is not on a user's own path, or of a module."""
    if program.endswith(".so"):
        place = _MODULES / program
        return str(place) if place.exists() else None
    names = (program, *_ALSO.get(program, ()))
    paths = (None, _PLACES)
    return next((found for n in names for p in paths if (found := shutil.which(n, path=p))), None)


def missing() -> list[str]:
    """Programs that are not there."""
    return [program for program in PACKAGES if find(program) is None]


def ensure() -> list[str]:
    """Get what is missing, where that needs no leave; what is missing still."""
    packages = [PACKAGES[program] for program in missing()]
    if packages and shutil.which("apt-get") and os.getuid() == 0:
        # Nothing is to be started: the tests start what they need, on ports of their own.
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        for command in (["apt-get", "update", "-q"], install):
            subprocess.run(command, env=quietly, check=False, stdout=subprocess.DEVNULL)
        find.cache_clear()
    return missing()


if __name__ == "__main__":
    absent = ensure()
    if absent:
        wanted = " ".join(PACKAGES[program] for program in absent)
        sys.exit(f"no {', '.join(absent)}: install them (Debian: apt-get install {wanted})")
