"""The files for hosts, on the hosts: nginx and Apache, started here, with the snippets of a built
site."""

from __future__ import annotations

import contextlib
import http.client
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import brotli
import pytest

from generator.graph.policy import CONTENT_SECURITY_POLICY
from tests.deploy.servers import free_port, required, running
from tests.sites.publication import Press

OLD, NEW = "أخبار/خبر-قديم", "/daftar/2026/01/مقال/"
ENCODED = "/daftar/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%AE%D8%A8%D8%B1-%D9%82%D8%AF%D9%8A%D9%85"
TARGET = "/daftar/2026/01/%D9%85%D9%82%D8%A7%D9%84/"

_NGINX = """\
{first}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  types {{ text/html html; text/css css; image/svg+xml svg; application/xml xml; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    include {root}/daftar/nginx-redirects.conf;
    {more}
  }}
}}
"""
_APACHE = """\
ServerRoot {folder}
PidFile {folder}/httpd.pid
ErrorLog {folder}/error.log
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule mime_module {modules}/mod_mime.so
TypesConfig /etc/mime.types
DocumentRoot {root}
<Directory {root}>
  AllowOverride All
  Require all granted
</Directory>
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Web:
    port: int

    def get(self, path: str, coding: str = "identity") -> Answer:
        """Ask for a path exactly as it is written, bytes and all."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.putrequest("GET", "/", skip_accept_encoding=True)
        connection.putheader("Accept-Encoding", coding)
        connection._buffer[0] = b"GET " + path.encode() + b" HTTP/1.1"  # type: ignore[attr-defined]
        connection.endheaders()
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        found = Answer(answer.status, headers, answer.read())
        connection.close()
        return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's folder, with a site under /daftar/."""
    press = Press.blank(tmp_path_factory.mktemp("press") / "project")
    press.write(
        "content/images/one.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    )
    press.article(
        *("maqal", "![رسم](../images/one.svg)\n"),
        title="مقال",
        aliases=f"/{OLD}، /old.html، /قسم قديم/",
    )
    press.write("site.yaml", f"{press.read('site.yaml')}compress: gzip، brotli\n")
    folder = tmp_path_factory.mktemp("www")
    press.build(output=folder / "daftar")
    return folder


@contextlib.contextmanager
def started(
    server: str, root: Path, folder: Path, first: str = "", more: str = ""
) -> Iterator[Web]:
    """A server over a folder. `first`, `more`: lines of nginx, of the file and of the server."""
    program, port = required(server), free_port()
    config = folder / "server.conf"
    modules = "/usr/lib/apache2/modules"
    text = _NGINX if server == "nginx" else _APACHE
    first += "user root; " if os.getuid() == 0 else ""  # who may look into this folder
    values = {"first": first, "more": more, "root": root, "modules": modules}
    config.write_text(text.format(folder=folder, port=port, **values))
    arguments = ["-p", str(folder), "-c"] if server == "nginx" else ["-X", "-f"]
    with running([program, *arguments, str(config)], port, folder / "said.log"):
        yield Web(port)


@pytest.fixture(scope="module", params=["nginx", "apache2"])
def web(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    with started(request.param, root, tmp_path_factory.mktemp("web")) as found:
        yield found


@pytest.fixture
def brotli_web(root: Path, tmp_path: Path) -> Iterator[Web]:
    """nginx as README sets it up for brotli."""
    module = required("ngx_http_brotli_static_module.so")
    more = "brotli_static on;"
    with started("nginx", root, tmp_path, f"load_module {module}; ", more) as found:
        yield found


@pytest.mark.parametrize(
    "asked",
    [
        ENCODED,
        ENCODED.lower(),
        f"/daftar/{OLD}",
        ENCODED.replace("%D8%AE", "خ"),
        "/daftar/old.html",
        "/daftar/%D9%82%D8%B3%D9%85%20%D9%82%D8%AF%D9%8A%D9%85/",
    ],
)
def test_an_old_address_in_every_form(web: Web, asked: str) -> None:
    """Percent codes in capitals and in small letters, raw, and mixed."""
    answer = web.get(asked)
    assert answer.status == 301
    location = answer.headers["location"].removeprefix(f"http://127.0.0.1:{web.port}")
    assert location.isascii()
    assert unquote(location) == NEW
    assert web.get(TARGET).status == 200


def test_a_redirect_keeps_the_query(web: Web) -> None:
    location = web.get(f"{ENCODED}?utm=1").headers["location"]
    assert unquote(location).endswith(f"{NEW}?utm=1")


@pytest.mark.parametrize("path", ["a/", "assets/", ".tahlil.json", "none/"])
def test_what_is_no_page_is_not_found(web: Web, root: Path, path: str) -> None:
    answer = web.get(f"/daftar/{path}")
    assert answer.status == 404
    assert answer.body == (root / "daftar/404.html").read_bytes()


def test_pages_carry_the_policy_and_are_asked_for_again(web: Web) -> None:
    headers = web.get(TARGET).headers
    assert headers["content-security-policy"].startswith(CONTENT_SECURITY_POLICY)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-cache"


def test_what_changes_its_name_is_kept_for_a_year(web: Web, root: Path) -> None:
    for kind in ("assets/site.*.css", "images/*.svg", "cards/*.png"):
        path = next((root / "daftar").glob(kind)).relative_to(root).as_posix()
        answer = web.get(f"/{path}")
        assert answer.status == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_nginx_sends_the_copy_that_the_build_made(web: Web, root: Path) -> None:
    answer = web.get(TARGET, "gzip")
    if "nginx" in answer.headers["server"]:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.body == (root / NEW.lstrip("/") / "index.html.gz").read_bytes()
    assert web.get(TARGET).headers.get("content-encoding") is None


def test_nginx_sends_brotli_to_those_who_read_it(brotli_web: Web, root: Path) -> None:
    """Of the copies of the build the smaller one; and caches are told that there are several."""
    answer = brotli_web.get(TARGET, "gzip, br")
    page = root / NEW.lstrip("/") / "index.html"
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-security-policy"].startswith(CONTENT_SECURITY_POLICY)
    assert answer.body == page.with_name("index.html.br").read_bytes()
    assert brotli.decompress(answer.body) == page.read_bytes()
    assert brotli_web.get(TARGET, "gzip").headers["content-encoding"] == "gzip"
    assert brotli_web.get(TARGET).body == page.read_bytes()


def test_what_is_not_there(web: Web) -> None:
    """The page of the site, with its policy, and not for a year."""
    answer = web.get("/daftar/images/لا-شيء.svg")
    assert answer.status == 404
    assert 'dir="rtl"' in answer.body.decode()
    assert "content-security-policy" in answer.headers
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(("name", "kind"), [("feed.xml", "rss"), ("feed.json", "feed")])
def test_feeds_have_their_types_and_the_policy(web: Web, name: str, kind: str) -> None:
    headers = web.get(f"/daftar/{name}").headers
    assert headers["content-type"].startswith(f"application/{kind}+")
    assert headers["content-type"].lower().endswith("charset=utf-8")
    assert "content-security-policy" in headers
