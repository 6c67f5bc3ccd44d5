"""The contract of every host: the same tests for SFTP, FTP over TLS,
S3 and a remote of rclone's own configuration, on real servers."""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.deploy import carrier, remote
from generator.deploy import record as records
from generator.deploy.carrier import Answer, Carrier, CarrierFailed
from generator.deploy.claims import FOLDER
from generator.deploy.host import Host
from generator.deploy.remote import _Deployment
from generator.diagnostics import Failed
from tests.deploy.conftest import KINDS
from tests.deploy.servers import Cable, Server
from tests.deploy.sites import BASE, FILES, Site


@dataclass
class Place:
    """A folder of its own on a server, and a site to bring there."""

    server: Server
    name: str
    site: Site

    def tree(self) -> dict[str, str]:
        return self.server.tree(self.name)

    def put(self, path: str, text: str) -> None:
        self.server.put(self.name, path, text)

    def through(self, cable: Cable) -> None:
        """From now on the site goes this way."""
        known = Path(self.server.environment.get("RCLONE_SFTP_KNOWN_HOSTS_FILE", os.devnull))
        if known.is_file():
            line = known.read_text().splitlines()[0]
            known.write_text(f"{line}\n[127.0.0.1]:{cable.port} {line.partition(' ')[2]}\n")
        self.site.target = self.server.target(self.name, cable.port)
        self.site.settings()


@pytest.fixture(params=KINDS)
def place(
    request: pytest.FixtureRequest,
    started: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    server = started(request.param)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    name = f"site-{secrets.token_hex(4)}"
    return Place(server, name, Site(tmp_path / "project", server.target(name)))


def test_the_first_deployment(place: Place) -> None:
    receipt = place.site.deploy()
    assert place.tree() == FILES
    assert (len(receipt.sent), receipt.kept, receipt.deleted) == (len(FILES), 0, ())
    assert receipt.size == sum(len(text.encode()) for text in FILES.values())
    assert receipt.findings == ()


def test_nothing_changed(place: Place) -> None:
    place.site.deploy()
    receipt = place.site.deploy()
    assert (receipt.sent, receipt.kept, receipt.release) == ((), len(FILES), 1)


def test_an_edit_a_new_page_and_a_deletion(place: Place) -> None:
    place.site.deploy()
    new, gone = "2026/12/جديد/index.html", "tag/المياه/index.html"
    place.site.change(**{"index.html": "طبعة ثانية", new: "مقال جديد", gone: None})
    receipt = place.site.deploy()
    assert receipt.sent == (new, "index.html")
    assert receipt.deleted == (gone,)
    assert receipt.release == 2
    assert place.tree() == place.site.files
    if place.server.folder:
        assert not (place.server.folder / place.name / "tag").exists()


MTIME = "x-amz-meta-mtime"
FOREVER, AGAIN = "public, max-age=31536000, immutable", "no-cache"


@pytest.mark.parametrize("place", ["s3"], indirect=True)
def test_an_object_store_is_told_how_to_serve(place: Place) -> None:
    """As `_headers` and the snippet for nginx tell others; and a file that is there stays there."""
    more = {"assets/search.ab12.js": "x", "cards/خبر.ab12.png": "x", "search/index.json": "{}"}
    place.site.change(**more, **{"feed.json": "{}", "assets/site.1234.css.gz": "x"})
    assert len(place.site.deploy().sent) == len(place.site.files)
    assert place.tree() == place.site.files
    served = {
        "index.html": (AGAIN, "text/html; charset=utf-8"),
        "2026/11/ماذا-يعني/index.html": (AGAIN, "text/html; charset=utf-8"),
        "feed.xml": (AGAIN, "application/rss+xml; charset=utf-8"),
        "feed.json": (AGAIN, "application/feed+json; charset=utf-8"),
        "sitemap.xml": (AGAIN, "application/xml; charset=utf-8"),
        "search/index.json": (AGAIN, "application/json; charset=utf-8"),
        "assets/site.1234.css": (FOREVER, "text/css; charset=utf-8"),
        "assets/search.ab12.js": (FOREVER, "text/javascript; charset=utf-8"),
        "images/one.5678.svg": (FOREVER, "image/svg+xml"),
        "cards/خبر.ab12.png": (FOREVER, "image/png"),
        "_redirects": (AGAIN, "text/plain; charset=utf-8"),
        records.NAME: (AGAIN, "application/json; charset=utf-8"),
    }
    for path, expected in served.items():
        headers = place.server.headers(place.name, path)
        assert (headers["cache-control"], headers["content-type"]) == expected, path
        assert not any(name.startswith("x-amz-meta-") for name in headers.keys() - {MTIME}), path
    place.site.change(**{"index.html": "طبعة"})
    assert place.site.deploy().sent == ("index.html",)
    assert place.server.headers(place.name, "index.html")["cache-control"] == AGAIN


@pytest.mark.parametrize("place", ["s3"], indirect=True)
def test_a_type_that_we_do_not_know_is_left_to_rclone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a store is told to be `application/octet-stream` no browser plays, reads or runs. (The
    store of these tests guesses then, as others do not: so rclone's orders are looked at.)"""
    place.site.deploy()
    told: list[set[str]] = []
    job = Carrier.job

    def heard(
        self: Carrier, command: str, tell: Callable[[int], None], **parameters: Any
    ) -> Answer:
        if command == "sync/copy":
            told.append({header["Key"] for header in parameters["_config"]["UploadHeaders"]})
        return job(self, command, tell, **parameters)

    monkeypatch.setattr(Carrier, "job", heard)
    files = {"film.vtt": "WEBVTT", "font.woff": "x", "module.mjs": "1"}
    place.site.change(**files)
    assert len(place.site.deploy().sent) == len(files)
    assert told == [{"Cache-Control"}]
    headers = place.server.headers(place.name, "module.mjs")
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == AGAIN


@pytest.mark.fault(81)
def test_foreign_files_stay(place: Place) -> None:
    place.site.deploy()
    place.put("CNAME", "example.org")
    place.put("tag/المياه/own.txt", "x")
    place.site.change(**{"tag/المياه/index.html": None})
    place.site.deploy()
    foreign = {"CNAME": "example.org", "tag/المياه/own.txt": "x"}
    assert place.tree() == place.site.files | foreign


@pytest.mark.fault(81)
def test_a_foreign_file_in_the_way(place: Place) -> None:
    place.site.deploy()
    place.put("robots.txt", "theirs")
    place.site.change(**{"robots.txt": "ours"})
    fault = place.site.fault()
    assert (fault.code, fault.path, fault.exit_code) == ("E-TAKEN", "robots.txt", 4)
    assert place.tree()["robots.txt"] == "theirs"
    place.site.deploy(adopt=True)
    assert place.tree() == place.site.files


@pytest.mark.fault(82)
def test_a_host_without_a_record_is_compared_in_full(place: Place) -> None:
    place.site.deploy()
    place.server.delete(place.name, records.NAME)
    place.server.delete(place.name, "feed.xml")
    place.put("older/index.html", "من موقع أقدم")
    receipt = place.site.deploy()
    assert receipt.sent == ("feed.xml",)
    assert [finding.code for finding in receipt.findings] == ["W-UNRECORDED"]
    assert place.tree() == FILES | {"older/index.html": "من موقع أقدم"}


@pytest.mark.fault(81, 82)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_foreign_file_in_the_way_of_the_first_deployment(place: Place, dry_run: bool) -> None:
    """One with our bytes is in nobody's way, and one of another size or of the same is."""
    theirs = {"index.html": "x", "feed.xml": "<RSS/>", "sitemap.xml": FILES["sitemap.xml"]}
    for path, text in theirs.items():
        place.put(path, text)
    faults = place.site.faults(dry_run=dry_run)
    assert {(f.code, f.path) for f in faults} == {
        ("E-TAKEN", "index.html"),
        ("E-TAKEN", "feed.xml"),
    }
    assert place.tree() == theirs
    receipt = place.site.deploy(adopt=True)
    assert (len(receipt.sent), receipt.kept) == (len(FILES) - 1, 1)
    assert place.tree() == FILES


@pytest.mark.fault(77, 81)
@pytest.mark.parametrize("place", ["sftp", "ftps"], indirect=True)
def test_what_a_first_deployment_left_when_it_was_cut_is_not_foreign(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No record names it, but the claim does."""
    with Cable(place.server.port) as cable:
        place.through(cable)
        with monkeypatch.context() as patch:
            patch.setattr(remote, "PAUSES", (0.0,))
            patch.setattr(_Deployment, "_delete", lambda *_: cable.cut())
            assert place.site.fault().exit_code == 4
        cable.mend()
        assert place.tree().keys() > FILES.keys()
        place.site.change(**{"index.html": "طبعة ثانية"})
        assert "index.html" in place.site.deploy().sent
    assert place.tree() == place.site.files


@pytest.mark.fault(82)
def test_another_site_is_refused(place: Place, tmp_path: Path) -> None:
    place.site.deploy()
    other = Site(tmp_path / "other", place.site.target, base="https://other.example/")
    fault = other.fault()
    assert fault.code == "E-OTHER"
    assert BASE in fault.text.en
    assert place.tree() == FILES


def test_a_dry_run_touches_nothing(place: Place) -> None:
    receipt = place.site.deploy(dry_run=True)
    assert sorted(receipt.sent) == sorted(FILES)
    place.site.deploy()
    place.site.change(**{"index.html": "x", "feed.xml": None})
    receipt = place.site.deploy(dry_run=True)
    assert (receipt.sent, receipt.deleted) == (("index.html",), ("feed.xml",))
    assert place.tree() == FILES


@pytest.mark.fault(84)
def test_two_at_once(place: Place) -> None:
    """The second is told who is at work, and does nothing."""
    place.site.deploy()
    claim = '{"who":"سارة@desk","since":"2026-11-23 09:00","held":true,"paths":["index.html"]}'
    place.put(f"{FOLDER}/نشر-Aa-1.json", claim)
    place.site.change(**{"index.html": "x"})
    fault = place.site.fault()
    assert (fault.code, fault.exit_code) == ("E-BUSY", 3)
    assert "سارة@desk" in fault.text.ar
    assert place.tree()["index.html"] == FILES["index.html"]
    place.site.deploy(break_lock=True)
    assert place.tree() == place.site.files


@pytest.mark.fault(77)
@pytest.mark.fault(79)
@pytest.mark.parametrize(
    ("place", "cut_after"),
    [
        *(("sftp", 4_000), ("sftp", 30_000)),
        *(("ftps", 1_000), ("ftps", 5_000), ("s3", 60_000)),
    ],
    indirect=["place"],
)
def test_a_line_that_is_cut(place: Place, cut_after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is the old one or the new one, nothing is deleted, and the same command finishes,
    even when meanwhile the edit was taken back."""
    monkeypatch.setattr(remote, "PAUSES", (0.0,))  # it stays cut
    gone = "tag/المياه/index.html"
    old = place.site.files | {f"p/{n}/index.html": f"{n}" * 5000 for n in range(6)}
    place.site.files.update(old)
    place.site.build()
    place.site.deploy()
    new = {path: text + "جديد" for path, text in old.items() if path.startswith(("p/", "2026"))}
    place.site.change(**new, **{gone: None, "index.html": "طبعة"})
    with Cable(place.server.port, cut_after) as cable:
        place.through(cable)
        faults = place.site.faults()
        assert {fault.exit_code for fault in faults} == {4}
        left = place.tree()
        assert gone in left
        for path in old.keys() & left.keys():
            assert left[path] in (old[path], place.site.files.get(path)), path
        place.site.change(**{"2026/11/Budget/index.html": old["2026/11/Budget/index.html"]})
        cable.mend()
        place.site.deploy()
    assert place.tree() == place.site.files


@pytest.mark.fault(77, 81)
@pytest.mark.parametrize("place", ["sftp", "ftps"], indirect=True)
def test_what_was_sent_by_half_goes_when_the_next_try_comes_through(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody else's file, whatever its name."""
    foreign = "theirs.html.0123abcd.partial"
    place.put(foreign, "x")
    long = f"images/{'فيلم-' * 13}.mp4"
    place.site.change(**{long: "x"})
    place.site.deploy()
    place.site.change(**{"index.html": "طبعة ثانية"})
    names = ("index.html", records.NAME, f"images/{'فيلم-' * 11}في")  # as rclone shortens it
    halves = [f"{name}.0123abcd.partial" for name in names]
    send, tries = Host.send, itertools.count()

    def cut(self: Host, *arguments: Any) -> None:
        if next(tries) == 0:
            for half in halves:
                place.put(half, "طبعة")
            raise CarrierFailed("the line was cut")
        send(self, *arguments)

    monkeypatch.setattr(Host, "send", cut)
    place.site.deploy()
    assert place.tree() == place.site.files | {foreign: "x"}
    assert next(tries) == 2


CABLED = [kind for kind in KINDS if kind != "rclone"]
"""A remote of rclone's own configuration names the host's port itself, so no cable can be laid."""


@pytest.mark.slow
@pytest.mark.fault(77, 79)
@pytest.mark.parametrize("place", CABLED, indirect=True)
def test_a_line_that_is_cut_before_any_operation(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, before the first thing that is asked of the host, the second, and so on."""
    monkeypatch.setattr(remote, "PAUSES", (0.0,))
    monkeypatch.setattr(carrier, "STALLED", 4.0)
    place.site.deploy()
    failed = 0
    for moment in itertools.count(1):
        old = dict(place.site.files)
        new = {path: f"{text} {moment}" for path, text in FILES.items() if path != "feed.xml"}
        place.site.change(**new, **{f"p/{moment}.html": "جديد", f"p/{moment - 1}.html": None})
        with Cable(place.server.port) as cable:
            place.through(cable)
            with monkeypatch.context() as patch:
                asked = _cut_before(moment, cable, patch)
                codes = _codes(place.site)
                assert codes <= {3, 4}, moment
                failed += bool(codes)
            cable.mend()
            left = place.tree()
            for path in old.keys() & new.keys():
                assert left[path] in (old[path], new[path]), (moment, path)
            place.site.deploy()
        assert place.tree() == place.site.files, moment
        if len(asked) < moment:
            break
    assert failed > 5


@pytest.mark.slow
@pytest.mark.fault(77, 81)
@pytest.mark.parametrize("place", CABLED, indirect=True)
def test_a_first_deployment_that_is_cut_before_any_operation(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it left without a record is not taken for foreign, though the site has changed."""
    monkeypatch.setattr(remote, "PAUSES", (0.0,))
    monkeypatch.setattr(carrier, "STALLED", 4.0)
    name = place.name
    for moment in itertools.count(1):
        place.name = f"{name}-{moment}"
        with Cable(place.server.port) as cable:
            place.through(cable)
            with monkeypatch.context() as patch:
                asked = _cut_before(moment, cable, patch)
                assert _codes(place.site) <= {3, 4}, moment
            cable.mend()
            place.site.change(**{path: f"{text} {moment}" for path, text in FILES.items()})
            place.site.deploy()
        assert place.tree() == place.site.files, moment
        if len(asked) < moment:
            break


def _codes(site: Site) -> set[int]:
    """The exit codes of what a deployment fails of."""
    try:
        site.deploy()
    except Failed as failed:
        return {fault.exit_code for fault in failed.diagnostics}
    return set()


def _cut_before(moment: int, cable: Cable, patch: pytest.MonkeyPatch) -> list[str]:
    """Cut the line before rclone is asked this-many-th of the host; what it was asked so far."""
    asked: list[str] = []
    call = Carrier.call

    def counted(self: Carrier, command: str, **parameters: object) -> Answer:
        if command.startswith(("operations/", "sync/")):
            asked.append(command)
            if len(asked) == moment:
                cable.cut()
        return call(self, command, **parameters)

    patch.setattr(Carrier, "call", counted)
    return asked
