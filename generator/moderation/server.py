"""The server of comments: Isso, with settings that a newspaper can answer for.

`init` writes them once, for a host: exact origins, every comment held, a limit for each minute, no
Gravatar, an admin page behind a password that was drawn here, and the database in a folder that
only its owner may open, outside of the site (faults row 100). `serve` runs the same Isso beside the
preview, whose origin no host should know of: its settings are made anew in the cache.
"""

from __future__ import annotations

import configparser
import getpass
import importlib.metadata
import importlib.util
import io
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from generator import files
from generator.config import SiteConfig
from generator.diagnostics import Exit, Failed, Fault
from generator.moderation.folder import IGNORE, make_folder
from generator.request import CACHE, COMMENTS, DATABASE

ABSENT = Fault(
    code="E-ISSO",
    ar="خادم التعليقات Isso غير مثبت.",
    en="Isso, the server of comments, is not installed.",
    hint_ar="ثبّته: pip install 'tahlil[comments]'",
    hint_en="Install it: pip install 'tahlil[comments]'",
    exit_code=Exit.ENVIRONMENT,
)
OLD = Fault(
    code="E-ISSO",
    ar="نسخة Isso قديمة ({version})، وفيها ثغرات معروفة.",
    en="This Isso is old ({version}), and has published faults.",
    hint_ar="حدّثه إلى 0.14 أو أحدث: pip install --upgrade 'tahlil[comments]'",
    hint_en="Bring it to 0.14 or newer: pip install --upgrade 'tahlil[comments]'",
    exit_code=Exit.ENVIRONMENT,
)
STOPPED = Fault(
    code="E-ISSO",
    ar="توقف خادم التعليقات من نفسه ({code}).",
    en="The server of comments ended by itself ({code}).",
    hint_ar="ما قاله فوق هذا السطر. تأكد من أن مجلد comments يُكتب فيه.",
    hint_en="What it said stands above. Make sure that the folder comments can be written to.",
    exit_code=Exit.ENVIRONMENT,
)
PORT_TAKEN = Fault(
    code="E-PORT",
    ar="المنفذ {port} مشغول: برنامج آخر يستمع عليه.",
    en="Port {port} is taken: another program listens on it.",
    hint_ar="لعل خادماً آخر للتعليقات يعمل؛ أوقفه، أو اختر منفذاً آخر بالخيار --port.",
    hint_en="Another server of comments may be running: stop it, or choose a port with --port.",
    exit_code=Exit.ENVIRONMENT,
)
THERE = Fault(
    code="E-COMMENTS-INIT",
    ar="إعدادات خادم التعليقات موجودة من قبل ولن تُمس.",
    en="There are settings of a server of comments already; they are left alone.",
    hint_ar="لتبدأ من جديد احذف هذا الملف، وأبقِ قاعدة البيانات بجانبه.",
    hint_en="To begin anew delete this file; keep the database beside it.",
    exit_code=Exit.USAGE,
)
NO_SERVER = Fault(
    code="E-COMMENTS-INIT",
    ar="لا يذكر site.yaml خادماً للتعليقات.",
    en="site.yaml names no server of comments.",
    hint_ar="أضف تحت comments سطراً: server: https://comments.example.org",
    hint_en="Add a line below comments: server: https://comments.example.org",
    exit_code=Exit.USAGE,
)

CONFIG = f"{COMMENTS}isso.cfg"
PORT = 8090
"""Where Isso listens, on loopback: nginx stands before it."""
_LOCAL = f"{CACHE}/comments/isso.cfg"
_OLDEST = (0, 14)
"""Before, a website with quotes in it ended up as script (faults row 100)."""

_Sections = Mapping[str, Mapping[str, str]]


class Made(msgspec.Struct, frozen=True):
    """Files that were made, in the project."""

    paths: tuple[str, ...]


def init(project: Path, config: SiteConfig) -> Made:
    """Write the settings of a server for this publication, and what a host wants to run it.

    Raises Failed, then made none.
    """
    server = config.comments.server
    if not server:
        raise Failed([NO_SERVER.at("site.yaml")])
    if files.exists(project / CONFIG):
        raise Failed([THERE.at(CONFIG)])
    texts = {
        CONFIG: _written(settings(project, config)),
        f"{COMMENTS}.gitignore": IGNORE,
        f"{COMMENTS}comments.service": _unit(project),
        f"{COMMENTS}comments-build.path": _path_unit(project),
        f"{COMMENTS}comments-build.service": _build_unit(project),
        f"{COMMENTS}nginx-comments.conf": _nginx(server),
    }
    with files.writing(COMMENTS):
        make_folder(project / COMMENTS)
        for path, text in texts.items():
            files.write_atomically(project / path, text.encode())
    return Made(tuple(texts))


def settings(project: Path, config: SiteConfig) -> _Sections:
    """The settings of Isso 0.14 (its server reference), the ones that are as they should be by
    themselves among them: nobody has to know which those are."""
    site = urlsplit(config.base_url)
    return {
        "general": {
            "dbpath": str((project / DATABASE).absolute()),
            "host": f"\n{site.scheme}://{site.netloc}/",
            "max-age": "15m",
            # The other choice is the log, which would keep what was written, and by whom.
            "notify": "none",
            "reply-notifications": "false",
            "gravatar": "false",
            "latest-enabled": "false",
        },
        "admin": {"enabled": "true", "password": secrets.token_urlsafe(24)},
        "moderation": {
            "enabled": "true",
            "approve-if-email-previously-approved": "false",
            # An editor deletes what waits, and no clock.
            "purge-after": "2600w",
        },
        "server": {
            "listen": f"http://127.0.0.1:{PORT}/",
            "public-endpoint": config.comments.server,
            "trusted-proxies": "127.0.0.1",
        },
        "guard": {
            "enabled": "true",
            "ratelimit": "2",
            "direct-reply": "3",
            "reply-to-self": "false",
            "require-author": "true",
            "require-email": "false",
        },
        "markup": {"renderer": "mistune", "allowed-elements": "", "allowed-attributes": ""},
        "hash": {"salt": secrets.token_urlsafe(16), "algorithm": "pbkdf2"},
        "rss": {"base": ""},
    }


def _written(sections: _Sections) -> str:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_dict(sections)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def _unit(project: Path) -> str:
    """A unit of systemd that lets Isso write to its folder and to nothing else (systemd.exec)."""
    folder = (project / COMMENTS).absolute()
    isso = Path(sys.executable).with_name("isso")
    return f"""\
# Copy to /etc/systemd/system/ and mend the paths; then: systemctl enable --now comments
# Isso and the builds run as one user, since the folder is open to nobody else.
[Unit]
Description=Comments (Isso)
After=network.target

[Service]
ExecStart={isso} -c {folder}/isso.cfg run
User={getpass.getuser()}
Restart=on-failure
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folder}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX

[Install]
WantedBy=multi-user.target
"""


def _path_unit(project: Path) -> str:
    """A unit that starts a build when the database was written to (systemd.path)."""
    return f"""\
# With comments-build.service, for a host that builds the site too: approvals appear by themselves.
[Path]
PathChanged={(project / DATABASE).absolute()}

[Install]
WantedBy=multi-user.target
"""


def _build_unit(project: Path) -> str:
    """What that starts. A comment that waits moves the database too: such a build makes nothing."""
    return f"""\
# Add what publishes the site, as a second ExecStart.
[Unit]
Description=Build the site after comments were approved
StartLimitIntervalSec=0

[Service]
Type=oneshot
WorkingDirectory={project.absolute()}
ExecStart={Path(sys.executable).with_name("tahlil")} build --quiet
User={getpass.getuser()}
"""


def _nginx(server: str) -> str:
    """A server block before Isso. Its admin page is reached from the machine alone."""
    parts = urlsplit(server)
    path = parts.path.rstrip("/")
    return f"""\
# Include in the http block, or, where the site has the same name, only the locations in its server.
server {{
    listen 443 ssl;
    server_name {parts.hostname};
    # ssl_certificate and ssl_certificate_key, as for the site
    client_max_body_size 256k;

    location {path}/ {{
        proxy_pass http://127.0.0.1:{PORT}/;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Script-Name "{path}";
    }}
    # Comments are approved at the terminal; the admin page is at port {PORT} of the host itself.
    location ~ ^{path}/(admin|login) {{
        deny all;
    }}
}}
"""


# -- beside the preview ----------------------------------------------------------------------------


def command(project: Path, config: SiteConfig, *, port: int, preview: int) -> list[str]:
    """The command that runs Isso for a preview on this machine. Raises Failed without an Isso, and
    where the port is taken."""
    _require_isso()
    _require_port(port)
    sections = {name: dict(values) for name, values in settings(project, config).items()}
    origins = (f"http://{name}:{preview}/" for name in ("127.0.0.1", "localhost"))
    sections["general"]["host"] = "".join(f"\n{origin}" for origin in origins)
    sections["server"] = {"listen": f"http://127.0.0.1:{port}/"}
    # Who tries things out comes quickly, and from one address.
    sections["guard"] |= {"ratelimit": "60", "direct-reply": "1000", "reply-to-self": "true"}
    place = project / _LOCAL
    with files.writing(_LOCAL):
        make_folder(project / COMMENTS)
        if not files.exists(project / f"{COMMENTS}.gitignore"):
            files.write_atomically(project / f"{COMMENTS}.gitignore", b"*\n")
        files.make_private_folder(place.parent)
        files.write_atomically(place, _written(sections).encode())
    run = "import sys; from isso import main; sys.exit(main())"
    return [sys.executable, "-c", run, "-c", str(place), "run"]


def _require_isso() -> None:
    if importlib.util.find_spec("isso") is None:
        raise Failed([ABSENT.at("isso")])
    version = importlib.metadata.version("isso")
    if tuple(map(int, version.split(".")[:2])) < _OLDEST:
        raise Failed([OLD.at("isso", version=version)])


def _require_port(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise Failed([PORT_TAKEN.at(f"127.0.0.1:{port}", port=port)]) from error


def run(line: list[str]) -> None:
    """Run Isso until we are interrupted. Raises Failed when it ends by itself."""
    with subprocess.Popen(line, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own line
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM)
            raise
    raise Failed([STOPPED.at("isso", code=code)])
