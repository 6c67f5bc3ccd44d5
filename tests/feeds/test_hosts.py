"""Files for hosts: redirects in every form that a request may take, headers, robots."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.feeds import hosts
from generator.graph.model import ContentGraph, Redirect
from generator.graph.policy import CONTENT_SECURITY_POLICY
from tests.feeds.examples import CONFIG, GRAPH, graph_of, made

ROOT = replace(CONFIG, base_url="https://example.org/")


def moved(*pairs: tuple[str, str]) -> ContentGraph:
    return graph_of(redirects=tuple(Redirect(old, new, "a.md") for old, new in pairs))


def lines(path: str, graph: ContentGraph = GRAPH) -> list[str]:
    return made(path, graph).decode().splitlines()


def test_robots_names_both_sitemaps() -> None:
    assert lines("robots.txt") == [
        "User-agent: *",
        "Disallow:",
        "",
        "Sitemap: https://example.org/site/sitemap.xml",
        "Sitemap: https://example.org/site/news-sitemap.xml",
    ]


def test_nojekyll_is_empty() -> None:
    assert made(".nojekyll") == b""


def test_an_arabic_address_matches_in_three_forms() -> None:
    assert lines("_redirects", moved(("خبر/", "جديد/"))) == [
        "/site/%D8%AE%D8%A8%D8%B1/ /site/%D8%AC%D8%AF%D9%8A%D8%AF/ 301",
        "/site/%d8%ae%d8%a8%d8%b1/ /site/%D8%AC%D8%AF%D9%8A%D8%AF/ 301",
        "/site/خبر/ /site/%D8%AC%D8%AF%D9%8A%D8%AF/ 301",
    ]


def test_an_ascii_address_needs_one_form() -> None:
    assert lines("_redirects", moved(("old.html", "new/"))) == ["/site/old.html /site/new/ 301"]


def test_a_site_at_the_root_of_its_host() -> None:
    data = made("_redirects", moved(("old/", "new/")), ROOT)
    assert data == b"/old/ /new/ 301\n"


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/a b/", ("/a%20b/",)),
        ("/what?/", ("/what%3F/", "/what%3f/")),
        ("/50%/", ("/50%25/",)),
        ("/*/", ("/%2A/", "/%2a/")),
        ("/a:b/", ("/a%3Ab/", "/a%3ab/")),
        ("/a#b/", ("/a%23b/",)),
        ("/a\nb/", ("/a%0Ab/", "/a%0ab/")),
    ],
)
def test_signs_that_hosts_would_take_for_patterns(path: str, forms: tuple[str, ...]) -> None:
    assert hosts.forms(path) == forms


@pytest.mark.fault(110)
@given(st.text())
def test_every_form_stands_for_the_same_name(name: str) -> None:
    path = unicodedata.normalize("NFC", name)
    for form in hosts.forms(path):
        assert unquote(form) == path
        assert not re.search(r"[\s*:#]", form)


def test_cloudflare_reads_two_thousand_rules() -> None:
    """Whole addresses only: none of them with some of its forms."""
    found = lines("_redirects", moved(*((f"قديم-{n}/", "جديد/") for n in range(1000))))
    assert len(found) == 1998
    assert len({unquote(line.split()[0]) for line in found}) == 666


def test_a_rule_that_is_too_long_is_left_to_its_stub() -> None:
    assert lines("_redirects", moved(("قديم" * 60 + "/", "new/"), ("old/", "new/"))) == [
        "/site/old/ /site/new/ 301"
    ]


def test_apache_compares_decoded_addresses_and_encodes_the_target() -> None:
    graph = moved(("خبر.عاجل/", "جديد/"), ("old.html", "new/"))
    rules = [line.strip() for line in lines(".htaccess", graph) if "RedirectMatch p" in line]
    assert rules == [
        r'RedirectMatch permanent "^/site/خبر\.عاجل/$" "/site/جديد/"',
        r'RedirectMatch permanent "^/site/old\.html$" "/site/new/"',
    ]


def test_nginx_compares_decoded_addresses_and_sends_the_target_as_it_is() -> None:
    assert lines("nginx-redirects.conf", moved(("خبر/", "جديد/")))[-1:] == [
        'location = "/site/خبر/" { return 301 /site/%D8%AC%D8%AF%D9%8A%D8%AF/$is_args$args; }'
    ]


@pytest.mark.fault(31)
@pytest.mark.parametrize("path", [".htaccess", "nginx-redirects.conf"])
@pytest.mark.parametrize("old", ['a"; deny all; #', "a\nDeny from all", "$uri", "a\\", "<If>"])
def test_an_address_cannot_write_a_directive(path: str, old: str) -> None:
    assert made(path, moved((old, "new/"))) == made(path, moved())


def test_no_header_is_set_by_two_rules_that_meet() -> None:
    """Cloudflare would join their values with a comma."""
    rules: dict[str, list[str]] = {}
    for line in lines("_headers"):
        if line.startswith("/"):
            rules[line] = []
        else:
            rules[list(rules)[-1]].append(line.strip().partition(":")[0])
    everywhere = set(rules.pop("/site/*"))
    assert all(everywhere.isdisjoint(names) for names in rules.values())


def test_the_policy_of_the_pages_is_that_of_the_host() -> None:
    expected = f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'"
    assert f"  Content-Security-Policy: {expected}" in lines("_headers")
    assert f'  Header always set Content-Security-Policy "{expected}"' in lines(".htaccess")


def test_only_names_that_change_with_their_content_are_kept_for_a_year() -> None:
    rules = made("_headers").decode()
    for path in hosts.HASHED:
        assert f"/site/{path}*\n  Cache-Control: public, max-age=31536000, immutable\n" in rules
    assert rules.count("immutable") == len(hosts.HASHED)
