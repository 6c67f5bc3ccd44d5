"""What may be deployed, and where to: faults rows 76, 80, 82 and 88, settings, receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.deploy import TARGETS
from generator.deploy.built import Built
from generator.deploy.changes import Rank, changes
from generator.deploy.record import Record, decode, encode
from generator.diagnostics import Failed
from generator.engine.manifest import Entry
from generator.settings.site import read_config
from tests.deploy.sites import BASE, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "project", "{folder: ../www}")


@pytest.mark.fault(76)
class TestOnlyACompleteBuild:
    def test_no_site(self, site: Site) -> None:
        (site.output / ".tahlil.json").unlink()
        fault = site.fault()
        assert (fault.code, fault.exit_code) == ("E-SITE", 2)

    def test_an_empty_site(self, site: Site) -> None:
        site.files.clear()
        site.build()
        assert site.fault().code == "E-SITE"

    def test_a_preview(self, site: Site) -> None:
        site.build(edition="preview")
        assert "drafts" in site.fault().text.en

    def test_a_file_that_is_gone_and_one_that_was_changed(self, site: Site) -> None:
        (site.output / "feed.xml").unlink()
        (site.output / "index.html").write_text("ليس هو")
        found = [(fault.code, fault.path) for fault in site.faults()]
        assert found == [("E-SITE", "public/feed.xml"), ("E-SITE", "public/index.html")]

    def test_a_manifest_that_was_cut_off(self, site: Site) -> None:
        place = site.output / ".tahlil.json"
        place.write_bytes(place.read_bytes()[:-20])
        assert site.fault().code == "E-SITE"


@pytest.mark.fault(80)
def test_many_deletions_want_leave(site: Site) -> None:
    site.change(**{f"2026/{n}/index.html": f"{n}" for n in range(40)})
    site.deploy()
    site.change(**{f"2026/{n}/index.html": None for n in range(21)})
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-MANY", 4)
    assert "21" in fault.text.en
    assert site.fault(allow_delete=20).code == "E-MANY"
    assert len(site.deploy(allow_delete=21).deleted) == 21


@pytest.mark.fault(80)
def test_twenty_deletions_are_no_cause_for_worry(site: Site) -> None:
    site.change(**{f"2026/{n}/index.html": f"{n}" for n in range(40)})
    site.deploy()
    site.change(**{f"2026/{n}/index.html": None for n in range(20)})
    assert len(site.deploy().deleted) == 20


@pytest.mark.fault(82)
def test_another_site_is_refused(site: Site, tmp_path: Path) -> None:
    site.deploy()
    other = Site(tmp_path / "other", "{folder: ../www}", base="https://other.example/")
    fault = other.fault()
    assert fault.code == "E-OTHER"
    assert BASE in fault.text.ar


@pytest.mark.fault(82)
def test_a_record_that_was_damaged_is_none() -> None:
    data = encode(Record(BASE, 3, {"ب": "1", "a": "2"}))
    assert decode(data) == Record(BASE, 3, {"a": "2", "ب": "1"})
    assert decode(data.replace(b'"2"', b'"3"')) is None
    assert decode(data[:-9]) is None
    assert decode(b"") is None


@pytest.mark.fault(78)
def test_the_order() -> None:
    names = (
        *("feed.xml", "index.html", "tag/x/index.html", "2026/11/new/index.html"),
        *("images/a.svg", "sitemap.xml", "2026/11/old/index.html", "search/index.json"),
        *("search/new-0.txt", "assets/a.css", "assets/a.css.gz", "index.html.gz"),
    )
    built = Built(Path(), BASE, {name: Entry("new", 1, "") for name in names})
    there = dict.fromkeys(("index.html", "2026/11/old/index.html", "gone/index.html"), "old")
    planned = changes(built, {**there, "gone.xml": "", "images/gone.svg": ""})
    order = list(planned.paths)
    assert order.index("images/a.svg") < order.index("2026/11/new/index.html")
    assert order.index("assets/a.css.gz") < order.index("2026/11/new/index.html")
    assert order.index("2026/11/new/index.html") < order.index("tag/x/index.html")
    assert order.index("tag/x/index.html") < order.index("2026/11/old/index.html")
    assert order.index("2026/11/old/index.html") < order.index("index.html")
    assert order.index("index.html") < order.index("feed.xml")
    assert order.index("search/new-0.txt") < order.index("search/index.json")
    assert planned.deletions == ("gone.xml", "gone/index.html", "images/gone.svg")
    assert [rank for rank, _ in planned.sends] == sorted(rank for rank, _ in planned.sends)
    assert set(Rank) == {rank for rank, _ in planned.sends}


def _faults(deploy: str) -> list[tuple[str, int]]:
    text = f"title: x\nbase_url: {BASE}\ncategories: [أ]\ndeploy:\n{deploy}"
    _, found = read_config("site.yaml", text.encode())
    return [(fault.code, fault.span.line if fault.span else 0) for fault in found]


@pytest.mark.parametrize(
    "target",
    [
        "{}",
        "{folder: a, git: b}",
        "{host: example.org}",
        "{host: 'http://example.org/'}",
        "{host: 'sftp://u:password@example.org/x'}",
        "{git: 'https://u:password@example.org/x.git'}",
        "{host: 'ftp://example.org/x'}",
        "{hots: x}",
        "نص",
    ],
)
def test_settings_that_are_refused(target: str) -> None:
    assert {code for code, _ in _faults(f"  a: {target}\n")} == {"E-CFG"}


@pytest.mark.parametrize(
    "target",
    [
        "{folder: ../www}",
        "{المجلد: /srv/www}",
        "{git: 'git@example.org:a/b.git', branch: pages}",
        "{host: 'sftp://u@example.org:2222/~/www'}",
        "{host: 'ftpes://u@example.org/www'}",
        "{host: 'ftp://u@example.org/www', plain_ftp: نعم}",
        "{host: 's3://bucket/prefix', endpoint: 'https://s3.example.org/'}",
        "{host: 'rclone:my-azure:container/site'}",
    ],
)
def test_settings_that_are_taken(target: str) -> None:
    assert _faults(f"  a: {target}\n") == []


def test_names_are_looked_for_as_people_write_them(site: Site) -> None:
    assert site.deploy(name="المَوقع", dry_run=True).target == "الموقع"
    with pytest.raises(Failed, match="E-TARGET"):
        site.deploy(name="آخر")


def test_a_target_that_is_not_there(site: Site) -> None:
    """The nearest name is offered; where none is defined, that is what is said."""
    assert "الموقع" in site.fault(name="الموقغ").hint.ar
    assert "الموقع" in site.fault(name="github").text.ar
    settings = site.root / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text[: text.index("\ndeploy:")], encoding="utf-8")
    for name in ("", "github"):
        assert site.fault(name=name).text.ar == "لم تُعرَّف بعد وجهة نشر في site.yaml."


def test_a_second_time_there_is_nothing_new(site: Site) -> None:
    site.deploy()
    ar, en = site.deploy().sentences()
    assert ar.startswith("لا جديد يُنشر إلى «الموقع»")
    assert "ولم يتغير 11 ملفاً" in ar
    assert en.startswith("nothing new to deploy to “الموقع”")


def test_every_target_is_a_key_of_the_settings() -> None:
    assert [key for key, _ in TARGETS] == ["folder", "git", "host"]


def test_the_receipt_speaks_both_languages(site: Site) -> None:
    ar, en = site.deploy().sentences()
    assert "أُرسل 11 ملفاً" in ar
    assert "ولم يُحذف شيء" in ar
    assert "11 sent" in en
    assert "0 deleted" in en
