"""Hostile texts go in by every door and come out inert in every kind of file (faults rows 30 to 35
and 106).

Each door fills a publication with the same texts: plain ones first, to learn which elements and
attributes its pages are made of, and then hostile ones, which may add none. To sweep another door,
add a function to `DOORS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from generator.content.document import read_article
from generator.diagnostics import Failed
from generator.feeds.elements import legal
from generator.importers.wordpress.importing import import_wordpress
from generator.settings.site import read_config
from tests.comments.isso import WITH_COMMENTS
from tests.feeds.test_hostile import HOSTILE as IN_FEEDS
from tests.importers.exports import HOST, Comment, Export, Post
from tests.markup.test_hostile import ADDRESSES, MARKUP
from tests.project import SETTINGS, Tree, photo
from tests.sites.publication import Press, config_of

HOSTILE = (*MARKUP, *ADDRESSES, *IN_FEEDS)
PLAIN = tuple(f"كلام عادي {number}" for number in range(len(HOSTILE)))
CANARY = "كناري-المسودة"
PICTURE = photo(3)
Put = Callable[[Press, Sequence[str]], int]
"""Fills a publication with texts; how many values were accepted."""

# -- doors -----------------------------------------------------------------------------------------

_FIELDS = (
    "title: {}",
    "slug: {}",
    "dateline: {}",
    "author: [{}]",
    "tags: [{}]",
    "series: {}",
    "summary: {}",
    "points: [{}]",
    "source: [{{name: {}, url: {}}}]",
    "aliases: [{}]",
    "image: {{src: ../images/one.svg, alt: {}, caption: {}, credit: {}}}",
    "updates: [{{date: 2026-03-03, kind: تصحيح, text: {}}}]",
    "kind: {}",
    "category: [{}]",
    "related: [{}]",
    "id: {}",
)
_REQUIRED = {"title": "title: عنوان", "category": "category: تحليلات", "date": "date: 2026-02-02"}
_CONFIG = config_of()


def _quoted(text: str) -> str:
    """A text between straight quotes, as YAML has them."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)


def _lines(text: str, number: int) -> Iterator[str]:
    """The front matter with this text in every field that takes it. Names and addresses of one
    article are kept apart from those of the next, which may have the same slug."""
    apart = f"{text} م{number}"
    given = dict.fromkeys(("slug", "author", "tags", "series", "title"), apart)
    given["dateline"] = f"م{number} {text}"
    given["aliases"] = f"/was/{number}/{text}"
    for pattern in _FIELDS:
        words = [_quoted(given.get(pattern.partition(":")[0], text))] * 3
        if pattern.startswith("source"):
            words[1] = _quoted(f"https://a.example/{text}")
        line = pattern.format(*words)
        if _is_taken(line):
            yield line


def _is_taken(line: str) -> bool:
    document, _ = read_article("content/articles/x.md", _article([line]), _CONFIG)
    return document is not None


def _article(lines: Sequence[str]) -> bytes:
    keys = {line.partition(":")[0] for line in lines}
    rest = [line for key, line in _REQUIRED.items() if key not in keys]
    return "\n".join(("---", *lines, *rest, "---", "نص المقال.", "")).encode("utf-8", "replace")


def front_matter(press: Press, texts: Sequence[str]) -> int:
    """An article for each text, and a draft that holds it too."""
    accepted = 0
    for number, text in enumerate(texts):
        # What leads to other files would be a dead link; its own test is tests/graph/test_links.py.
        lines = [line for line in _lines(text, number) if not line.startswith("related")]
        accepted += len(lines)
        own = {"id": f"id: m{number}", "title": f"title: مقال {number}"}
        lines += [
            line for key, line in own.items() if not any(each.startswith(key) for each in lines)
        ]
        press.write(f"content/articles/m{number}.md", _article(lines))
        secret = [
            line
            for line in _lines(f"{text} {CANARY}", number)
            if not line.startswith(("id:", "related:"))
        ]
        press.write(f"content/articles/draft{number}.md", _article([*secret, "draft: نعم"]))
    press.write(
        "content/images/one.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"/>'
    )
    return accepted


_SETTINGS = (
    "title: {}",
    "tagline: {}",
    "description: {}",
    "byline: {}",
    "notice: {}",
    "menu: [{{{}: /archive/}}]",
    "footer_menu: [{{{}: about.md}}]",
    "sections: [{{title: {}, category: تحليلات}}]",
    "authors: [{{name: كاتب, description: {}}}]",
    "categories: [تحليلات, {{name: سياسة, description: {}}}, اقتصاد]",
    "search_aliases: [[كلمة, {}]]",
)


def settings(press: Press, texts: Sequence[str]) -> int:
    """Every text of site.yaml is all the texts that it takes, one behind the other."""
    press.article("a", author="كاتب", category="تحليلات، سياسة")
    press.write(
        "site.yaml",
        "title: x\nbase_url: https://example.org/daftar/\ncategories: [تحليلات, سياسة, اقتصاد]\n",
    )
    accepted = 0
    for pattern in _SETTINGS:
        key = pattern.partition(":")[0]
        taken = [text for text in texts if _is_set(press, key, pattern.format(_quoted(text)))]
        accepted += len(taken)
        together = pattern.format(_quoted(" ".join(taken)))
        if taken and _is_set(press, key, together):
            press.write("site.yaml", _with(press, key, together))
    return accepted


def _with(press: Press, key: str, line: str) -> str:
    others = [old for old in press.read("site.yaml").splitlines() if old.partition(":")[0] != key]
    return "\n".join([*others, line, ""])


def _is_set(press: Press, key: str, line: str) -> bool:
    text = _with(press, key, line).encode("utf-8", "replace")
    return read_config("site.yaml", text)[0] is not None


def file_names(press: Press, texts: Sequence[str]) -> int:
    """Articles, pages and assets of such names, as far as this disk and the build take them."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"/>'
    for number, text in enumerate(texts):
        name = re.sub("[\x00/\ud800-\udfff]", "∕", text)[:60].lstrip(".") or "x"
        with_name = {
            f"content/articles/{name}.md": _article([f"title: مقال {number}"]),
            f"content/pages/{name}.md": f"---\ntitle: صفحة {number}\n---\nنص.\n".encode(),
            f"content/images/{name}.svg": svg.encode(),
            f"assets/{name}.txt": b"x",
        }
        for path, data in with_name.items():
            press.write(path, data)
    refused = _refused(press)
    while refused:
        for path in refused:
            press.path(path).unlink()
        refused = _refused(press)
    return sum(
        1 for folder in ("content", "assets") for p in press.path(folder).rglob("*") if p.is_file()
    )


def _refused(press: Press) -> set[str]:
    try:
        press.build()
    except Failed as failed:
        named = {fault.path for fault in failed.diagnostics}
        if all(press.path(path).is_file() for path in named):
            return named
        raise
    return set()


def readers_comments(press: Press, texts: Sequence[str]) -> int:
    """Approved ones, each text as name and as comment; and one that waits, and must not show."""
    press.write("site.yaml", WITH_COMMENTS)
    press.article("a", id="a")
    said = [
        {"id": n, "created": "2026-03-03T10:00:00+03:00", "author": text, "text": text}
        for n, text in enumerate(texts)
    ]
    said.append({**said[0], "id": len(said), "state": "waiting", "text": CANARY})
    said.append({**said[0], "id": len(said), "state": "unheard-of", "text": CANARY})
    kept = {"format": "tahlil comments 1", "threads": [{"id": "a", "comments": said}]}
    press.write("content/comments.json", json.dumps(kept).encode())
    return 2 * len(texts)


_WELCOME = """<h2>أ</h2><p>ب <b>ج</b> <em>د</em> <a href="https://a.example/">هـ</a></p>
<p><a href="/x/">و</a></p><blockquote><p>ز</p></blockquote>
<table><tr><td><figure>ح</figure><table><tr><td>ط</td></tr></table></td></tr></table>"""
"""What an imported text may become."""


def wordpress(press: Press, texts: Sequence[str]) -> int:
    """An export, imported with its comments: each text in every field of a post, of its picture and
    of its comment; and in drafts and private posts, which must not show."""
    press.write("site.yaml", WITH_COMMENTS)
    texts = [legal(text) for text in texts]
    posts = [Post("welcome", "أهلاً", _WELCOME)]
    for number, text in enumerate(texts):
        posts += _posts(text, number)
    path = press.root / "export.xml"
    Export(posts, authors={f"{t}{n}": f"{t} م{n}" for n, t in enumerate(texts)}).write(path)
    receipt = import_wordpress(press.request(), [path], getter=lambda _: PICTURE)
    kept = press.read(f"{receipt.folder}/comments.json")
    press.write("content/comments.json", kept)
    return len(fields(Post)) * sum(row.file.endswith(".md") for row in receipt.rows)


def _posts(text: str, number: int) -> Iterator[Post]:
    apart = f"{text} م{number}"
    public = Post(
        id=f"{number}",
        title=apart,
        content=f"{text}\n\n<p>{text}</p><blockquote cite='{text}'>{text}</blockquote>"
        f'<a href="{text}">كلمة</a> [caption id="x"]<img src="{text}" alt="{text}">{text}[/caption]'
        "[embed]{text}[/embed]",
        slug=apart,
        link=f"{HOST}/{number}/{text}",
        author=f"{text}{number}",
        excerpt=text,
        categories=(apart, "تحليلات"),
        terms=(("post_tag", apart), ("series", apart)),
        meta=(
            ("_yoast_wpseo_metadesc", text),
            ("_wp_old_slug", text),
            ("_thumbnail_id", f"1000{number}"),
        ),
        comments=(
            Comment(10 * number + 1, text, author=text),
            Comment(10 * number + 2, CANARY, author=CANARY, approved="0"),
        ),
    )
    yield public
    yield Post(
        f"1000{number}",
        apart,
        type="attachment",
        file=f"{HOST}/wp-content/uploads/{number}-{text}.jpg",
        excerpt=text,
        meta=(("_wp_attachment_image_alt", text),),
    )
    secret = f"{apart} {CANARY}"
    hidden = replace(
        public, title=secret, slug=secret, content=secret, excerpt=secret, link="", comments=(),
        categories=("تحليلات", secret), terms=(("post_tag", secret), ("series", secret)),
        meta=(("_yoast_wpseo_metadesc", secret),),
    )  # fmt: skip
    yield replace(hidden, id=f"2000{number}", status="draft")
    yield replace(hidden, id=f"3000{number}", status="private")
    yield replace(hidden, id=f"4000{number}", password="x")


DOORS: tuple[Put, ...] = (front_matter, settings, file_names, readers_comments, wordpress)

# -- what comes out --------------------------------------------------------------------------------

Shape = tuple[str, tuple[str, ...]]
OF_THE_TEXT = {
    *(("bdi", ()), ("bdi", ("class",)), ("bdi", ("dir",))),
    *(("blockquote", ("dir",)), ("br", ()), ("code", ()), ("pre", ())),
}
"""Latin and digits in Arabic text are isolated; what a comment may have."""
_ADDRESSES = ("href", "src", "action", "formaction", "poster", "cite", "data", "srcset")


def _elements(html: str) -> list[Any]:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def _shapes(tree: Tree) -> set[Shape]:
    """Each element with the names of its attributes, in every page."""
    return {
        (element.tag, tuple(sorted(element.attrib)))
        for path, data in tree.items()
        if path.endswith(".html")
        for element in _elements(data.decode())
    }


def _assert_inert(tree: Tree) -> None:
    for path, data in tree.items():
        text = data.decode() if path.endswith((".html", ".xml", ".json")) else ""
        if path.endswith(".xml"):
            for part in ElementTree.fromstring(data).iter():
                if part.tag.endswith("encoded"):
                    _assert_no_script(path, _elements(part.text or ""))
        elif path.endswith(".json"):
            items = json.loads(text)
            for item in items.get("items", ()) if isinstance(items, dict) else ():
                _assert_no_script(path, _elements(item["content_html"]))
        elif text:
            _assert_no_script(path, _elements(text))
            for script in re.findall(
                r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL
            ):
                json.loads(script)


def _assert_no_script(path: str, elements: list[Any]) -> None:
    for element in elements:
        assert not [name for name in element.attrib if name.startswith("on")], path
        for name in _ADDRESSES:
            if address := element.get(name):
                whole = urlsplit(urljoin("https://example.org/daftar/x/", address.strip()))
                assert whole.scheme in {"https", "mailto"}, f"{path}: {address}"


@pytest.mark.fault(30, 31, 32, 33, 35, 106)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_hostile_texts_come_out_inert(tmp_path: Path, door: Put) -> None:
    quick = SETTINGS + "share_cards: لا\n"
    plain = Press.blank(tmp_path / "plain", quick)
    door(plain, PLAIN)
    plain.build()
    press = Press.blank(tmp_path / "hostile", quick)
    accepted = door(press, HOSTILE)
    press.build()
    tree = press.tree()
    assert accepted > len(HOSTILE), "next to nothing was swept"
    assert _shapes(tree) - _shapes(plain.tree()) - OF_THE_TEXT == set()
    _assert_inert(tree)
    canary = CANARY.encode()
    assert [path for path, data in tree.items() if canary in data or CANARY in path] == []
