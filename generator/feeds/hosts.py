"""Files that hosts and crawlers read: robots.txt, .nojekyll, and redirects and headers in the
languages of Netlify and Cloudflare Pages, Apache and nginx.

Redirects are an improvement and never a need: each old address is also an HTML stub, so what a
host's file cannot say is left to the stub.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec
from msgspec.structs import replace

from generator.config import Coding, SiteConfig
from generator.feeds import json_feed, news_sitemap, rss, sitemap
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.graph.addresses import NOT_FOUND, encode, full_url
from generator.graph.model import ContentGraph
from generator.graph.policy import policy_with

RULES = 2000
"""Static rules that Cloudflare Pages reads from `_redirects` (Pages documentation, Redirects)."""

RULE_LENGTH = 1000
"""Characters that it reads of one rule."""

HASHED = ("assets/fonts/", "assets/search.", "assets/site.", "cards/", "images/")
"""Beginnings of the paths whose names change with their content."""

_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
TYPES = {
    rss.FILE: "application/rss+xml; charset=utf-8",
    json_feed.FILE: "application/feed+json; charset=utf-8",
}
"""Of files whose names do not tell."""

_NOT_PLAIN = re.compile(r'[\s\x00-\x1f\x7f-\x9f\ufeff"\\$&%?#*:<>]')
"""What has a meaning of its own in the file of some host."""


def kept_for(path: str) -> str:
    """For how long a file may be kept: its Cache-Control."""
    return _FOREVER if path.startswith(HASHED) else _ASK_AGAIN


class Robots(msgspec.Struct, frozen=True):
    """Full addresses of the sitemaps."""

    sitemaps: tuple[str, ...]


class Move(msgspec.Struct, frozen=True):
    """An old path and the new one, from the root of the host, decoded."""

    old: str
    new: str


class Moves(msgspec.Struct, frozen=True):
    """The base path of the site, all that has moved, the policy of its pages, and how
    texts are compressed."""

    base_path: str
    moves: tuple[Move, ...]
    policy: str
    compress: tuple[Coding, ...] = ()


class Heads(msgspec.Struct, frozen=True):
    """The base path of the site, and the policy of its pages."""

    base_path: str
    policy: str


class Empty(msgspec.Struct, frozen=True):
    """Nothing: the file is there for its name."""


def plan(graph: ContentGraph, config: SiteConfig) -> tuple[FeedOutput, ...]:
    """All files, also those with no rule in them: a host keeps what is not replaced."""
    base = config.base_path
    # One policy for all paths, since two rules must not meet; the meta tag of a page that takes no
    # comments forbids it the server, and browsers hold both.
    policy = policy_with(config.comments.server)
    moves = Moves(
        base, tuple(Move(base + one.old, base + one.new) for one in graph.redirects), policy
    )
    served = replace(moves, compress=config.compress)
    names = (sitemap.FILE, news_sitemap.FILE)
    robots = Robots(tuple(full_url(config.base_url, name) for name in names))
    return (
        FeedOutput("robots.txt", robots, make_robots, SETTINGS),
        FeedOutput(".nojekyll", Empty(), make_empty, SETTINGS),
        FeedOutput("_redirects", moves, make_redirects, SETTINGS),
        FeedOutput("_headers", Heads(base, policy), make_headers, SETTINGS),
        FeedOutput(".htaccess", moves, make_htaccess, SETTINGS),
        FeedOutput("nginx-redirects.conf", served, make_nginx, SETTINGS),
    )


def make_robots(robots: Robots, _: Lookup) -> bytes:
    """Everything may be read (RFC 9309); the sitemaps are named (sitemaps.org). Crawlers look
    for the file at the root of the host only."""
    return _text("User-agent: *", "Disallow:", "", *(f"Sitemap: {url}" for url in robots.sitemaps))


def make_empty(_value: Empty, _: Lookup) -> bytes:
    """No bytes: `.nojekyll` keeps GitHub Pages from dropping names that begin with `_`."""
    return b""


def make_redirects(value: Moves, _: Lookup) -> bytes:
    """`_redirects` of Netlify, Cloudflare Pages and GitLab Pages. Hosts compare the address as it
    came, and it comes in three forms, so each form has its line (wishes.md, row 23). Addresses
    stay together: one that does not fit whole is left out."""
    lines: list[str] = []
    for move in value.moves:
        rules = [f"{form} {encode(move.new)} 301" for form in forms(move.old)]
        if len(lines) + len(rules) <= RULES and max(map(len, rules)) <= RULE_LENGTH:
            lines += rules
    return _text(*lines)


def forms(path: str) -> tuple[str, ...]:
    """The forms in which a request may write a path: percent codes in capitals (browsers), in
    small letters (WordPress), and raw. `*` and `:`, which are patterns in rules, are encoded."""
    capital = encode(path).replace("*", "%2A").replace(":", "%3A")
    small = re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), capital)
    raw = (path,) if is_plain(path) else ()
    return tuple(dict.fromkeys((capital, small, *raw)))


def is_plain(path: str) -> bool:
    """Whether the path can stand raw in the file of every host."""
    return _NOT_PLAIN.search(path) is None


def _is_quotable(path: str) -> bool:
    """Whether the path can stand raw between quotes, as nginx and Apache have it."""
    return is_plain(path.replace(" ", ""))


def _security(policy: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Security-Policy", f"{policy}; frame-ancestors 'none'"), *_SECURITY)


def make_headers(heads: Heads, _: Lookup) -> bytes:
    """`_headers` of Netlify and Cloudflare Pages. Cloudflare joins the values of one header from
    several rules with commas, so no header is set by two rules that meet; pages keep the default
    of both hosts, `public, max-age=0, must-revalidate`."""
    base_path = heads.base_path
    return _text(
        *_rule(f"{base_path}*", _security(heads.policy)),
        *chain.from_iterable(
            _rule(f"{base_path}{path}*", (("Cache-Control", _FOREVER),)) for path in HASHED
        ),
        *chain.from_iterable(
            _rule(base_path + name, (("Content-Type", kind),)) for name, kind in TYPES.items()
        ),
    )


def _rule(pattern: str, headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield pattern
    yield from (f"  {name}: {value}" for name, value in headers)


def make_htaccess(value: Moves, _: Lookup) -> bytes:
    """`.htaccess` of Apache 2.4. `RedirectMatch` compares the decoded address and encodes the
    target itself, so both stand raw (mod_alias). The file is read anew at each request, so it holds
    as many redirects as `_redirects` would."""
    return _text(
        f"ErrorDocument 404 {value.base_path}{NOT_FOUND}",
        "AddCharset utf-8 .css .html .js .json .svg .txt .xml",
        *(f'<Files "{name}">\n  ForceType "{kind}"\n</Files>' for name, kind in TYPES.items()),
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{text}"' for name, text in _security(value.policy)),
        f'  Header set Cache-Control "{_ASK_AGAIN}"',
        *(
            f'  Header set Cache-Control "{_FOREVER}" "expr=%{{REQUEST_URI}} =~ m#^{path}#"'
            for path in (re.escape(value.base_path + beginning) for beginning in HASHED)
        ),
        "</IfModule>",
        "<IfModule mod_alias.c>",
        '  RedirectMatch 404 "/\\.(?!well-known/)"',
        *(
            f'  RedirectMatch permanent "^{re.escape(move.old)}$" "{move.new}"'
            for move in value.moves[:RULES]
            if _is_quotable(move.old) and _is_quotable(move.new)
        ),
        "</IfModule>",
    )


def make_nginx(value: Moves, _: Lookup) -> bytes:
    """What to include in a `server` block of nginx: redirects, which are compared with the decoded
    address, so that every way to write it matches; headers; the page for what is not there.

    A year is promised only with an answer of success: `add_header` without `always` leaves a
    missing file out. `location =` has no headers of its own, so it inherits these.
    """
    base = value.base_path
    lasting = "|".join(re.escape(beginning) for beginning in HASHED)
    return _text(
        "# include this file in the server block of the site",
        f'error_page 404 "{base}{NOT_FOUND}";',
        f'error_page 403 =404 "{base}{NOT_FOUND}";',  # a folder that is no page
        'location ~ "/\\.(?!well-known/)" { return 404; }',
        *(("gzip_vary on;",) if value.compress else ()),
        *(("gzip_static on;",) if "gzip" in value.compress else ()),
        *(
            ("# beside the include, where there is ngx_brotli: brotli_static on;",)
            if "brotli" in value.compress
            else ()
        ),
        f'set $tahlil_cache "{_ASK_AGAIN}";',
        f'if ($uri ~ "^{re.escape(base)}(?:{lasting})") {{ set $tahlil_cache "{_FOREVER}"; }}',
        "add_header Cache-Control $tahlil_cache;",
        *(f'add_header {name} "{text}" always;' for name, text in _security(value.policy)),
        *(
            f'location = "{base}{name}" {{ types {{}} default_type "{kind}"; }}'
            for name, kind in TYPES.items()
        ),
        *(
            f'location = "{move.old}" {{ return 301 {_literal(move.new)}$is_args$args; }}'
            for move in value.moves
            if _is_quotable(move.old)
        ),
    )


def _literal(path: str) -> str:
    """A path as nginx takes it in a redirect, where `$` begins a variable."""
    return encode(path).replace("$", "%24")


def _text(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
