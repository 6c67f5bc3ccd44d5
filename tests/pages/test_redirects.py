"""Redirects of site.yaml: old addresses that are no article's."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.sites.publication import Press, places


def _send_on(press: Press, lines: str) -> None:
    press.write("site.yaml", f"{press.read('site.yaml')}redirects:\n{lines}")


def test_an_old_address_of_a_list_leads_to_it(press: Press) -> None:
    press.article("a", tags="النفط")
    _send_on(press, "  /tag/oil/: /tag/النفط/\n  /feed: /feed.xml\n  /home/: /\n")
    assert press.build().findings == ()
    stub = (press.output / "tag/oil/index.html").read_text(encoding="utf-8")
    assert "النفط" in stub
    assert "noindex" in stub
    assert (press.output / "feed/index.html").exists()
    new = quote("/daftar/tag/النفط/")
    rules = (press.output / "_redirects").read_text(encoding="utf-8")
    assert f"/daftar/tag/oil/ {new} 301" in rules
    assert "/daftar/home/ /daftar/ 301" in rules
    for name in (".htaccess", "nginx-redirects.conf"):
        assert "tag/oil" in (press.output / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("new", ["/tag/غاز/", "/tag/النفط", "/b/", "/a/"])
def test_a_redirect_to_what_is_not_there_is_told(press: Press, new: str) -> None:
    """`/b/` is itself sent on, and `/a/` sends on to itself."""
    press.article("a", tags="النفط")
    _send_on(press, f"  /a/: {new}\n  /b/: /archive/\n")
    (found,) = press.build().findings
    assert (found.code, found.path) == ("W-REDIRECT", "site.yaml")
    assert new in found.text.en


@pytest.mark.parametrize("old", ["/tag/النفط/", "/archive", "/x/"])
def test_an_old_address_that_is_taken_stops_the_build(press: Press, old: str) -> None:
    press.article("a", tags="النفط", aliases="/x/")
    _send_on(press, f"  {old}: /\n")
    faults = press.faults()
    assert "E-DUP" in {code for code, *_ in places(faults)}
    assert "site.yaml" in faults[0].text.en
