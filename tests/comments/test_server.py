"""The server: settings that a newspaper can answer for, as a real Isso reads them (row 100)."""

from __future__ import annotations

import configparser
import importlib.metadata
import importlib.util
import socket
import sys
from pathlib import Path

import pytest

from generator.comments.source import from_database
from generator.diagnostics import Failed
from generator.moderation import server
from generator.moderation.desk import Desk
from generator.request import DATABASE
from tests.comments.isso import WITH_COMMENTS, ask, beside, post, running
from tests.project import SETTINGS
from tests.sites.publication import config_of


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The settings that `tahlil comments init` writes."""
    server.init(tmp_path, config_of(WITH_COMMENTS))
    return tmp_path / server.CONFIG


def options(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.fault(100)
def test_the_settings_are_hardened(made: Path) -> None:
    found = options(made)
    assert found["general"]["host"].split() == ["https://example.org/"]
    assert found["general"]["dbpath"] == str(made.parents[1] / DATABASE)
    assert found["moderation"].getboolean("enabled")
    assert not found["moderation"].getboolean("approve-if-email-previously-approved")
    assert found["guard"].getboolean("enabled")
    assert found["guard"].getint("ratelimit") == 2
    assert not found["general"].getboolean("gravatar")
    assert not found["general"].getboolean("latest-enabled")
    assert found["server"]["listen"].startswith("http://127.0.0.1:")
    assert len(found["admin"]["password"]) >= 32


@pytest.mark.fault(100)
def test_each_server_has_a_password_and_a_salt_of_its_own(made: Path, tmp_path: Path) -> None:
    server.init(tmp_path / "other", config_of(WITH_COMMENTS))
    one, other = options(made), options(tmp_path / "other" / server.CONFIG)
    assert one["admin"]["password"] != other["admin"]["password"]
    assert one["hash"]["salt"] != other["hash"]["salt"]


def test_only_its_owner_looks_into_the_folder_and_git_passes_it_by(made: Path) -> None:
    assert made.parent.stat().st_mode & 0o077 == 0
    assert "*" in (made.parent / ".gitignore").read_text().splitlines()


def test_what_runs_it_on_a_host_names_its_files(made: Path) -> None:
    unit = (made.parent / "comments.service").read_text(encoding="utf-8")
    assert f"-c {made} run" in unit
    assert f"ReadWritePaths={made.parent}" in unit
    assert "ProtectSystem=strict" in unit
    assert f"PathChanged={made.parent}/comments.db" in (
        made.parent / "comments-build.path"
    ).read_text(encoding="utf-8")
    build = (made.parent / "comments-build.service").read_text(encoding="utf-8")
    assert f"WorkingDirectory={made.parents[1]}\n" in build
    nginx = (made.parent / "nginx-comments.conf").read_text(encoding="utf-8")
    assert "server_name comments.example.org;" in nginx
    assert f"proxy_pass http://127.0.0.1:{server.PORT}/;" in nginx


def test_settings_that_are_there_are_left_alone(made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(Failed) as failed:
        server.init(tmp_path, config_of(WITH_COMMENTS))
    assert [fault.code for fault in failed.value.diagnostics] == ["E-COMMENTS-INIT"]
    assert made.read_bytes() == before


def test_without_a_server_in_site_yaml_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(Failed) as failed:
        server.init(tmp_path, config_of(SETTINGS))
    assert [fault.code for fault in failed.value.diagnostics] == ["E-COMMENTS-INIT"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault(100)
def test_isso_holds_limits_and_shuts_out(made: Path, free_port: int) -> None:
    """The settings as they are made, but for the port and a host that can be asked at once."""
    text = made.read_text(encoding="utf-8").replace(str(server.PORT), str(free_port))
    made.write_text(text.replace("https://example.org/", "http://127.0.0.1:1/"), encoding="utf-8")
    line = [sys.executable, "-c", "from isso import main; main()", "-c", str(made), "run"]
    with running(line, free_port) as address:
        quotes = 'http://x.example/"onmouseover="alert(1)'
        held = post(address, "a", "<script>alert(1)</script> نص", website=quotes)
        assert (held.status, held.json["mode"]) == (202, 2)
        assert ask(f"{address}/?uri=/a/a/").json["replies"] == []
        assert post(address, "a", "نص طويل", author=None).status == 403
        assert post(address, "a", "نص ثان").status == 202
        assert post(address, "a", "نص ثالث").status == 403, "two a minute"
        assert post(address, "a", "ن").status == 400
        foreign = ask(f"{address}/?uri=/a/a/", Origin="https://evil.example")
        assert foreign.headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:1"
        assert ask(f"{address}/latest?limit=5").status == 404
        form = ask(f"{address}/new?uri=/a/a/", {"text": "نص"}, Content_Type="text/plain")
        assert form.status == 403
    path = made.parents[1] / DATABASE
    assert len(Desk(path).entries()) == 2
    assert from_database(path) == {}
    Desk(path).approve((held.json["id"],))
    assert "onmouseover" not in str(from_database(path))


def test_beside_the_preview_its_origin_is_known_and_no_other(
    tmp_path: Path, free_port: int
) -> None:
    with running(beside(tmp_path, free_port, 8123), free_port) as address:
        for origin, allowed in (
            ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
            ("http://localhost:8123", "http://localhost:8123"),
            ("https://example.org", "http://127.0.0.1:8123"),
        ):
            answer = ask(f"{address}/?uri=/a/a/", Origin=origin)
            assert answer.headers["Access-Control-Allow-Origin"] == allowed
    assert (tmp_path / "comments").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("version", "code"), [(None, "E-ISSO"), ("0.13.1", "E-ISSO")])
def test_without_a_sound_isso_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, code: str
) -> None:
    if version is None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    else:
        monkeypatch.setattr(importlib.metadata, "version", lambda _: version)
    with pytest.raises(Failed) as failed:
        beside(tmp_path, 0, 1)
    assert [fault.code for fault in failed.value.diagnostics] == [code]


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(Failed) as failed:
        beside(tmp_path, other.getsockname()[1], 1)
    assert [fault.code for fault in failed.value.diagnostics] == ["E-PORT"]


def test_a_server_that_ends_by_itself_is_told() -> None:
    with pytest.raises(Failed) as failed:
        server.run([sys.executable, "-c", "raise SystemExit(7)"])
    (fault,) = failed.value.diagnostics
    assert (fault.code, "7" in fault.text.en) == ("E-ISSO", True)
