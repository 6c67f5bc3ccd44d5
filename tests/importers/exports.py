"""Exports of WordPress as tests write them: the elements that WordPress 6 writes, by hand, and a
newspaper of any size.

`python -m tests.importers.exports 5000 FILE.xml` writes one to measure with.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

HOST = "https://old.example.org"
UPLOADS = f"{HOST}/wp-content/uploads/2024/09"


def encoded(slug: str, limit: int = 200) -> str:
    """A slug as WordPress stores it (`utf8_uri_encode`): percent codes in small letters, cut before
    the letter that would pass 200 bytes."""
    done = ""
    for letter in slug:
        code = quote(letter, safe="-").lower()
        if len(done) + len(code) > limit:
            break
        done += code
    return done.strip("-")


@dataclass
class Post:
    """An item. Empty link: the address that WordPress would give it."""

    id: int | str
    title: str
    content: str = ""
    slug: str = ""
    type: str = "post"
    status: str = "publish"
    date: datetime | None = datetime(2024, 9, 22, 17, 5, 33, tzinfo=UTC)
    modified: datetime | None = None
    ahead: int = 3
    """Hours between the site's zone and GMT."""
    link: str = ""
    author: str = "sara"
    excerpt: str = ""
    password: str = ""
    parent: int = 0
    order: int = 0
    file: str = ""
    sticky: bool = False
    discussion: str = "open"
    categories: tuple[str, ...] = ("تحليلات",)
    terms: tuple[tuple[str, ...], ...] = ()
    """Taxonomy and name of others, and the nicename where it does not follow from the name."""
    meta: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def address(self) -> str:
        if self.link or self.date is None:
            return self.link or f"{HOST}/?p={self.id}"
        if self.type == "page":
            return f"{HOST}/{self.stored}/"
        if self.status in ("draft", "pending"):
            return f"{HOST}/?p={self.id}"
        return f"{HOST}/{self.date:%Y/%m}/{self.stored}/"

    @property
    def stored(self) -> str:
        return self.slug if "%" in self.slug else encoded(self.slug or self.title.replace(" ", "-"))


def attachment(id: int, name: str, parent: int = 0, order: int = 0, **more: str) -> Post:
    meta = (("_wp_attachment_image_alt", more.get("alt", "")),)
    return Post(
        id,
        name,
        type="attachment",
        status="inherit",
        link=f"{HOST}/?attachment_id={id}",
        file=f"{UPLOADS}/{name}",
        excerpt=more.get("caption", ""),
        meta=meta,
        parent=parent,
        order=order,
    )


@dataclass
class Comment:
    id: int
    text: str
    author: str = "قارئ"
    approved: str = "1"
    type: str = "comment"
    parent: int = 0
    date_gmt: str = "2024-09-23 10:00:00"


@dataclass
class Export:
    posts: list[Post] = field(default_factory=list)
    host: str = HOST
    authors: dict[str, str] = field(default_factory=lambda: {"sara": "سارة الجبوري"})
    sections: tuple[tuple[str, str, str], ...] = ()
    """Of the categories that the channel lists: nicename, that of the one above, name."""

    def text(self) -> str:
        return "".join(self.parts())

    def parts(self) -> Iterator[str]:
        yield HEAD.format(host=self.host)
        for login, name in self.authors.items():
            yield (
                f"<wp:author><wp:author_login>{cdata(login)}</wp:author_login>"
                f"<wp:author_email>{cdata(login + '@secret.example')}</wp:author_email>"
                f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
            )
        for nicename, parent, name in self.sections:
            yield (
                f"<wp:category><wp:category_nicename>{cdata(nicename)}</wp:category_nicename>"
                f"<wp:category_parent>{cdata(parent)}</wp:category_parent>"
                f"<wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>\n"
            )
        for post in self.posts:
            yield item(post)
        yield "</channel>\n</rss>\n"

    def write(self, path: Path) -> Path:
        path.write_text(self.text(), encoding="utf-8")
        return path


HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.6" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>الجريدة القديمة</title>
<link>{host}</link>
<language>ar</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{host}</wp:base_site_url>
<wp:base_blog_url>{host}</wp:base_blog_url>
"""


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(post: Post) -> str:
    """`<item>` as `wp-admin/includes/export.php` writes it."""
    gmt = post.date - timedelta(hours=post.ahead) if post.date else None
    modified = post.modified or post.date
    modified_gmt = modified - timedelta(hours=post.ahead) if modified else None
    return f"""<item>
<title>{cdata(post.title)}</title>
<link>{escape(post.address)}</link>
<dc:creator>{cdata(post.author)}</dc:creator>
<guid isPermaLink="false">{HOST}/?p={post.id}</guid>
<content:encoded>{cdata(post.content)}</content:encoded>
<excerpt:encoded>{cdata(post.excerpt)}</excerpt:encoded>
<wp:post_id>{post.id}</wp:post_id>
<wp:post_date>{cdata(_date(post.date))}</wp:post_date>
<wp:post_date_gmt>{cdata(_date(gmt))}</wp:post_date_gmt>
<wp:post_modified>{cdata(_date(modified))}</wp:post_modified>
<wp:post_modified_gmt>{cdata(_date(modified_gmt))}</wp:post_modified_gmt>
<wp:comment_status>{cdata(post.discussion)}</wp:comment_status>
<wp:post_name>{cdata(post.stored)}</wp:post_name>
<wp:status>{cdata(post.status)}</wp:status>
<wp:post_parent>{post.parent}</wp:post_parent>
<wp:menu_order>{post.order}</wp:menu_order>
<wp:post_type>{cdata(post.type)}</wp:post_type>
<wp:post_password>{cdata(post.password)}</wp:post_password>
<wp:is_sticky>{int(post.sticky)}</wp:is_sticky>
{"".join(_more(post))}</item>
"""


def _date(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "0000-00-00 00:00:00"


def _more(post: Post) -> Iterable[str]:
    if post.file:
        yield f"<wp:attachment_url>{cdata(post.file)}</wp:attachment_url>\n"
    named = [("category", name) for name in post.categories if post.type == "post"]
    for taxonomy, name, *nicename in (*named, *post.terms):
        slug = escape(nicename[0] if nicename else encoded(name.replace(" ", "-")))
        yield f'<category domain="{taxonomy}" nicename="{slug}">{cdata(name)}</category>\n'
    for key, value in post.meta:
        yield (
            f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key>"
            f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>\n"
        )
    for comment in post.comments:
        yield (
            f"<wp:comment><wp:comment_id>{comment.id}</wp:comment_id>"
            f"<wp:comment_author>{cdata(comment.author)}</wp:comment_author>"
            f"<wp:comment_author_email>{cdata('reader@secret.example')}</wp:comment_author_email>"
            f"<wp:comment_author_url>https://secret.example/me</wp:comment_author_url>"
            f"<wp:comment_author_IP>{cdata('203.0.113.77')}</wp:comment_author_IP>"
            f"<wp:comment_date_gmt>{cdata(comment.date_gmt)}</wp:comment_date_gmt>"
            f"<wp:comment_content>{cdata(comment.text)}</wp:comment_content>"
            f"<wp:comment_approved>{cdata(comment.approved)}</wp:comment_approved>"
            f"<wp:comment_type>{cdata(comment.type)}</wp:comment_type>"
            f"<wp:comment_parent>{comment.parent}</wp:comment_parent>"
            "<wp:commentmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
            "<wp:meta_value>9</wp:meta_value></wp:commentmeta></wp:comment>\n"
        )


# -- a newspaper of any size -----------------------------------------------------------------------

_WORDS = [
    "قال",
    "الوزير",
    "إن",
    "الموازنة",
    "لن",
    "تتأخر",
    "وإن",
    "النفط",
    "يغطي",
    "نصف",
    "الإنفاق",
    "بينما",
    "يرى",
    "خبراء",
    "أن",
    "الديون",
    "ترتفع",
    "والأسعار",
    "تتبعها",
    "وأن",
    "البرلمان",
    "سيناقش",
    "القانون",
    "بعد",
    "العطلة",
    "في",
    "بغداد",
    "والبصرة",
    "وأربيل",
]
_CATEGORIES = ("تحليلات", "سياسة", "اقتصاد", "شؤون عربية", "أمن ودفاع")
_TAGS = ("النفط", "الموازنة", "البرلمان", "إيران", "المياه", "الكهرباء")


def newspaper(count: int, words: int = 250) -> Export:
    """So many posts from a seed: blocks and classic texts, links to each other, short codes,
    drafts, comments. No pictures, which would be a measure of the disk."""
    chance = random.Random(count)
    return Export([_news(number, count, words, chance) for number in range(1, count + 1)])


def _news(number: int, count: int, words: int, chance: random.Random) -> Post:
    text = [" ".join(chance.choices(_WORDS, k=max(5, words // 5))) for _ in range(5)]
    other = chance.randrange(1, count + 1)
    text[2] += f' <a href="{HOST}/?p={other}">كما نشرنا</a> و<strong>هذا مهم</strong>.'
    if number % 2:
        content = "\n\n".join(
            f"<!-- wp:paragraph -->\n<p>{part}</p>\n<!-- /wp:paragraph -->" for part in text
        )
        content += '\n<!-- wp:heading -->\n<h2 class="wp-block-heading">خلاصة</h2>\n'
    else:
        content = "\n\n".join(text) + ("\n\n[slider id=4]" if number % 50 == 0 else "")
    moment = datetime(2015, 1, 1, 6, tzinfo=UTC) + timedelta(hours=number * 19)
    title = " ".join(chance.choices(_WORDS, k=9))
    return Post(
        number,
        title,
        content,
        slug=f"{title.replace(' ', '-')}-{number}" if number % 7 else f"news-{number}",
        status="draft" if number % 40 == 0 else "publish",
        date=moment,
        categories=(chance.choice(_CATEGORIES),),
        terms=tuple(("post_tag", tag) for tag in chance.sample(_TAGS, 2)),
        comments=(Comment(number, "تعليق قارئ."),) if number % 5 == 0 else (),
    )


if __name__ == "__main__":
    with Path(sys.argv[2]).open("w", encoding="utf-8") as file:
        file.writelines(newspaper(int(sys.argv[1])).parts())
