"""What Jekyll makes of a folder, as Jekyll 4.3 itself made it of the same files."""

from __future__ import annotations

import pytest

from generator.importers.addresses import Answer
from generator.importers.jekyll.past import Jekyll
from generator.importers.ledger import Receipt
from tests.importers.conftest import Desk
from tests.importers.test_folders import JPEG

HEAD = "---\ntitle: عنوان\n{}\n---\nنص\n"
OWN = "permalink: /:categories/:year/:title/"
COLLECTIONS = (
    "collections: {authors: {output: true}, books: {output: true, permalink: '/كتب/:path/'}}"
)
DEFAULTS = """defaults:
  - {scope: {path: _posts/رأي}, values: {permalink: "/رأي/:year/:title.html"}}
  - {scope: {path: "", type: posts}, values: {categories: [عام], permalink: "/p/:title/"}}
"""

ADDRESSES = [
    ("", "_posts/2024-03-04-Hello-World.md", "", "/2024/03/04/Hello-World.html"),
    ("permalink: pretty", "_posts/2024-03-04-x.md", "categories: [A, ب]", "/a/ب/2024/03/04/x/"),
    ("permalink: ordinal", "_posts/2024-03-04-x.md", "", "/2024/064/x.html"),
    ("permalink: none", "_posts/2024-03-04-x.md", "", "/x.html"),
    ("permalink: weekdate", "_posts/2024-03-04-x.md", "", "/2024/W10/Mon/x.html"),
    ("permalink: /:year/:i_month/:slug/", "_posts/2024-03-04-A b.md", "", "/2024/3/a-b/"),
    ("permalink: /news/:title", "_posts/2024-03-04-x.md", "slug: مقال", "/news/مقال"),
    ("", "_posts/2024-03-04-x.md", "permalink: /here/:title/", "/here/x/"),
    (OWN, "_posts/2024-03-04-Upper_Case.Name.md", "categories: [Tech News]",
     "/tech news/2024/Upper_Case.Name/"),
    (OWN, "_posts/2024-03-04-مُشَكَّل،-بفاصلة.md", "", "/2024/مُشَكَّل-بفاصلة/"),
    (OWN, "_posts/2024-03-04-x y.md", "category: محليات", "/محليات/2024/x-y/"),
    (OWN, "_posts/مجلد/2024-03-04-x.md", "", "/2024/x/"),
    (OWN, "رياضة/_posts/2024-03-04-x.md", "categories: [رياضة, كرة]", "/رياضة/كرة/2024/x/"),
    (OWN, "_posts/2024-03-04-x.html", "", "/2024/x/"),
    (DEFAULTS, "_posts/2024-03-04-x.md", "", "/p/x/"),
    (DEFAULTS, "_posts/رأي/2024-03-04-x.md", "", "/رأي/2024/x.html"),
    ("", "about.md", "", "/about.html"),
    (OWN, "about.md", "", "/about/"),
    ("permalink: /news/:title", "about.md", "", "/about"),
    ("permalink: pretty", "قسم/صفحة داخلية.md", "", "/قسم/صفحة داخلية/"),
    ("", "قسم/index.md", "", "/قسم/"),
    ("", "page.html", "permalink: /p/", "/p/"),
    ("include: [_pages]", "_pages/x.md", "", "/_pages/x.html"),
    (COLLECTIONS, "_authors/Ali Hasan.md", "", "/authors/Ali Hasan.html"),
    (f"{COLLECTIONS}\n{OWN}", "_authors/سارة.md", "", "/authors/سارة/"),
    (COLLECTIONS, "_books/2023/كتاب أول.md", "", "/كتب/2023/كتاب أول/"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "path", "fields", "wanted"), ADDRESSES)
def test_jekyll_s_addresses(desk: Desk, settings: str, path: str, fields: str, wanted: str) -> None:
    receipt = desk.take_folder(Jekyll, {"_config.yml": f"{settings}\n", path: HEAD.format(fields)})
    assert _row(receipt, path).old == wanted
    assert receipt.ok


SEEN: dict[str, str | bytes] = {
    "_config.yml": "baseurl: /blog\nexclude: [old, '*.bak.md']\n"
    "collections: {notes: {output: false}}\n",
    "_posts/2024-03-04-bare.md": "نص بلا ترويسة\n",
    "_posts/2099-01-01-later.md": HEAD.format(""),
    "_posts/2024-03-05-away.md": HEAD.format("redirect_to: https://example.com/"),
    "_notes/x.md": HEAD.format(""),
    "_layouts/default.html": HEAD.format(""),
    "old/x.md": HEAD.format(""),
    "x.bak.md": HEAD.format(""),
    "index.html": "---\n---\n{% for p in paginator.posts %}{{ p.title }}{% endfor %}\n",
    "archive.md": "---\ntitle: الكل\n---\n{% for p in site.posts %}{{ p.title }}{% endfor %}\n",
    "404.html": "---\npermalink: /404.html\n---\nلا\n",
    "plain.html": "<p>بلا ترويسة",
    "files/تقرير.pdf": b"%PDF",
    "css/main.scss": "---\n---\na {}\n",
}


def test_everything_that_was_public_has_a_row(desk: Desk) -> None:
    receipt = desk.take_folder(Jekyll, SEEN)
    assert {row.id: (row.kind, row.old, row.answer) for row in receipt.rows} == {
        "_posts/2024-03-04-bare.md": (
            "article", "/blog/2024/03/04/bare.html", Answer.REDIRECT),
        "_posts/2099-01-01-later.md": ("article", "/blog/2099/01/01/later.html", Answer.REASON),
        "_posts/2024-03-05-away.md": ("article", "/blog/2024/03/05/away.html", Answer.REASON),
        "_notes/x.md": ("page", "", Answer.REASON),
        "index.html": ("list", "/blog/", Answer.REASON),
        "archive.md": ("list", "/blog/archive.html", Answer.REASON),
        "404.html": ("page", "/blog/404.html", Answer.REASON),
        "plain.html": ("file", "/blog/plain.html", Answer.REASON),
        "files/تقرير.pdf": ("file", "/blog/files/تقرير.pdf", Answer.REASON),
    }  # fmt: skip
    assert receipt.ok
    desk.build()
    assert not [p for p in desk.files() if p.startswith("public/2099")]


def test_defaults_and_folders_are_front_matter_too(desk: Desk) -> None:
    desk.take_folder(Jekyll, {
        "_config.yml": "defaults:\n  - {scope: {path: ''}, values: {author: هيئة التحرير}}\n",
        "رياضة/_posts/2024-03-04-x.md": HEAD.format("tags: نفط بغداد\ncategories: كرة"),
        "_posts/2024-03-04-y.md": HEAD.format("author: سارة\ntags: 'نفط خام, بغداد'"),
    })  # fmt: skip
    first = "رياضة/_posts/2024-03-04-x.md"
    assert desk.value(first, "التصنيف") == "- رياضة - كرة"
    assert desk.value(first, "الوسوم") == "- نفط - بغداد"
    assert desk.value(first, "الكاتب") == "هيئة التحرير"
    assert desk.value("_posts/2024-03-04-y.md", "الكاتب") == "سارة"
    assert desk.value("_posts/2024-03-04-y.md", "الوسوم") == "- نفط خام - بغداد"


def test_authors_go_by_their_names(desk: Desk) -> None:
    desk.take_folder(Jekyll, {
        "_data/authors.yml": "sara: {name: سارة الجبوري}\n",
        "_posts/2024-03-04-x.md": HEAD.format("author: sara"),
        "_posts/2024-03-05-y.md": HEAD.format("author: علي"),
    })  # fmt: skip
    assert desk.value("_posts/2024-03-04-x.md", "الكاتب") == "سارة الجبوري"
    assert desk.value("_posts/2024-03-05-y.md", "الكاتب") == "علي"


@pytest.mark.parametrize(
    "written",
    [
        "{{ site.baseurl }}{% post_url 2024-03-05-y %}",
        "{{ '/2024/03/05/y.html' | prepend: site.baseurl }}",
        "{{ '/2024/03/05/y.html' | prepend: site.baseurl | prepend: site.url }}",
        "{{ site.url }}{{ site.baseurl }}/2024/03/05/y.html",
    ],
)
def test_links_below_a_folder_lead_to_the_article(desk: Desk, written: str) -> None:
    desk.take_folder(Jekyll, {
        "_config.yml": "url: https://old.example.org\nbaseurl: /blog\n",
        "_posts/2024-03-04-x.md": HEAD.format("").replace("نص", f"[نص]({written})"),
        "_posts/2024-03-05-y.md": HEAD.format(""),
    })  # fmt: skip
    assert desk.body_of("_posts/2024-03-04-x.md") == "[نص](y.md)"


LIQUID = """مقدمة.
<!--cut-->

{{ page.title }} من {{ site.url }}: [نص]({% link files/a.pdf %}) و[بلا]({% link gone.md %}).
{% gist 1234/abcd %}

{% if page.x %}شرط{% endif %}

{% raw %}{{ حرفي }}{% endraw %} و`{% raw %}{{ رمز }}{% endraw %}`

{% highlight ruby linenos %}
{% raw %}{{ x }}{% endraw %} <b>
{% endhighlight %}

![صورة]({{ site.url }}/img/a.jpg){: width="300"}

{:.table}
| أ | ب |
|---|---|
| 1 | 2 |

* TOC
{:toc}

{% comment %}سر{% endcomment %}
"""


def test_liquid_and_kramdown_are_read_or_stay_in_sight(desk: Desk) -> None:
    receipt = desk.take_folder(Jekyll, {
        "_config.yml": "url: https://old.example.org\nexcerpt_separator: <!--cut-->\n",
        "_posts/2024-03-04-a.md": HEAD.format("") + LIQUID,
        "files/a.pdf": b"%PDF",
        "img/a.jpg": JPEG,
    })  # fmt: skip
    noted = [(n.kind, n.name) for n in receipt.notes]
    assert noted == [
        ("link", "gone.md"), ("shortcode", "gist"), ("shortcode", "if"),
    ]  # fmt: skip
    report = desk.build()
    assert not [d for d in report.findings if d.code == "W-HTML"]
    html = desk.read("public/2024/03/a/index.html")
    for shown in (
        "عنوان من https://old.example.org:",
        'href="../../../files/2024/03/a-',
        "وبلا.",
        "{% gist 1234/abcd %}</code>",
        "{% if page.x %}</code>شرط<code",
        "{{ حرفي }} و<code",
        ">{{ رمز }}</code>",
        "{{ x }} &lt;b&gt;",
        "<td>1</td>",
    ):
        assert shown in html, shown
    for gone in ("TOC", "{:", "سر", "cut", 'src="https://old'):
        assert gone not in html, gone


def _row(receipt: Receipt, path: str):
    (row,) = (row for row in receipt.rows if row.id == path and row.kind != "renamed")
    return row
