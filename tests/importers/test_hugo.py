"""What Hugo makes of a folder, as Hugo 0.168 itself made it of the same files."""

from __future__ import annotations

import pytest

from generator.importers.addresses import Answer
from generator.importers.hugo.past import Hugo
from generator.importers.ledger import Receipt
from tests.importers.conftest import Desk
from tests.importers.test_folders import JPEG

HEAD = "---\ntitle: عنوان المقال\ndate: 2024-03-04\n{}\n---\nنص\n"
LANGUAGES = "languages: {ar: {weight: 1}, en: {weight: 2}}\ndefaultContentLanguage: ar"
IN_FOLDER = f"{LANGUAGES}\ndefaultContentLanguageInSubdir: true"

ADDRESSES = [
    ("", "posts/Hello World.md", "", "/posts/hello-world/"),
    ("", "posts/العراق  اليوم!.md", "", "/posts/العراق--اليوم/"),
    ("permalinks: {posts: '/:slug/'}", "posts/x.md", "slug: 'أ  -- ب — ج (د)'",
     "/أ--ب-ج-د/"),
    ("", "posts/أ،ب؛ج.md", "", "/posts/أبج/"),
    ("", "posts/ز\u200cن.md", "", "/posts/زن/"),
    ("", "posts/مـد_ر.md", "", "/posts/مـد_ر/"),
    ("disablePathToLower: true", "posts/Hello.md", "", "/posts/Hello/"),
    ("uglyURLs: true", "posts/x.md", "", "/posts/x.html"),
    ("uglyURLs: {posts: true}", "posts/x.md", "", "/posts/x.html"),
    ("uglyURLs: {posts: true}", "news/x.md", "", "/news/x/"),
    ("permalinks: {posts: '/:year/:title'}", "posts/x.md", "", "/2024/عنوان-المقال/"),
    ("permalinks: {page: {posts: '/:filename/'}}", "posts/a/x.md", "slug: y", "/x/"),
    ("permalinks: {page: {posts: '/:slug/'}}", "posts/x.md", "", "/عنوان-المقال/"),
    ("permalinks: {posts: '/:sections/:slug/'}", "posts/a/x.md", "slug: y", "/posts/y/"),
    ("permalinks: {posts: '/:2006/:01/:slug/'}", "posts/x.md", "slug: y", "/2024/03/y/"),
    ("permalinks: {posts: '/:monthname/:yearday/:slug/'}", "posts/x.md", "slug: y",
     "/march/64/y/"),
    ("permalinks: {posts: '/:year/:slug/'}", "posts/x/index.md", "slug: y", "/2024/y/"),
    ("", "posts/x.md", "url: /one/two", "/one/two/"),
    ("", "posts/x.md", "url: /one/two.html", "/one/two.html"),
    ("", "posts/x.md", "url: '/:year/x/:slug/'\nslug: كذا", "/2024/x/كذا/"),
    (LANGUAGES, "posts/x.en.md", "", "/en/posts/x/"),
    (LANGUAGES, "posts/x.ar.md", "", "/posts/x/"),
    (LANGUAGES, "posts/x/index.ar.md", "", "/posts/x/"),
    (LANGUAGES, "posts/x.en.md", "url: /five/six", "/five/six/"),
    (LANGUAGES, "posts/x.en.md", "url: five/six", "/en/five/six/"),
    (IN_FOLDER, "posts/x.md", "", "/ar/posts/x/"),
    ("baseURL: https://a.example/blog/", "posts/x.md", "", "/blog/posts/x/"),
    ("removePathAccents: true", "posts/أُمّ.md", "", "/posts/ام/"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "path", "fields", "wanted"), ADDRESSES)
def test_hugo_s_addresses(desk: Desk, settings: str, path: str, fields: str, wanted: str) -> None:
    sources = {"config.yaml": f"{settings}\n", f"content/{path}": HEAD.format(fields)}
    row = _row(desk.take_folder(Hugo, dict(sources)), f"content/{path}")
    assert row.old.removeprefix("https://a.example") == wanted


@pytest.mark.fault(94)
def test_a_slug_that_climbs_is_an_address_below_the_root(desk: Desk) -> None:
    text = HEAD.format("slug: ../../../../tmp/evil")
    receipt = desk.take_folder(Hugo, {"hugo.toml": "", "content/posts/x.md": text})
    row = _row(receipt, "content/posts/x.md")
    assert (row.old, row.file) == ("/tmp/evil/", "content/articles/2024/03/evil.md")
    desk.build()
    assert "public/tmp/evil/index.html" in desk.files()


def test_sections_in_sections_have_a_file_of_their_own(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, {
        "hugo.toml": "[permalinks.page]\nposts = '/:sections[1:]/:slugorfilename/'\n",
        "content/posts/a/_index.md": "---\ntitle: أ\n---\n",
        "content/posts/a/b/_index.md": "---\ntitle: ب\n---\n",
        "content/posts/a/b/c/x.md": HEAD.format(""),
    })  # fmt: skip
    assert _row(receipt, "content/posts/a/b/c/x.md").old == "/a/b/x/"


@pytest.mark.parametrize(
    ("settings", "path", "alias", "wanted"),
    [
        ("", "posts/x.md", "/old/a", "/old/a/"),
        ("", "posts/x.md", "beside", "/posts/beside/"),
        ("", "posts/x.md", "/2019/قديم.html", "/2019/قديم.html"),
        ("", "posts/x.md", "../../../../etc/passwd", "/etc/passwd/"),
        (IN_FOLDER, "posts/x.en.md", "/old/a", "/en/old/a/"),
        ("uglyURLs: {posts: true}", "posts/x.md", "/old/a", "/old/a.html"),
    ],
)
def test_aliases_lead_from_where_hugo_put_them(
    desk: Desk, settings: str, path: str, alias: str, wanted: str
) -> None:
    text = HEAD.format(f"aliases: ['{alias}']")
    receipt = desk.take_folder(Hugo, {"hugo.yaml": f"{settings}\n", f"content/{path}": text})
    (row,) = (row for row in receipt.rows if row.kind == "renamed")
    assert (row.old, row.answer) == (wanted, Answer.REDIRECT)
    desk.build()
    assert f"{wanted} " in desk.read("public/_redirects")


def test_an_alias_written_twice_is_one(desk: Desk) -> None:
    text = HEAD.format("aliases: [/old/a, /old/a/, /Old/A, /posts/x/]")
    receipt = desk.take_folder(Hugo, {"hugo.toml": "", "content/posts/x.md": text})
    desk.build()
    assert "/old/a/ /" in desk.read("public/_redirects")
    assert [row.old for row in receipt.rows if row.answer is Answer.MISSING] == ["/Old/A/"]


def test_settings_may_be_parted_and_content_lie_by_language(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, {
        "config/_default/hugo.toml": "defaultContentLanguage = 'ar'\n",
        "config/_default/permalinks.toml": "[page]\nposts = '/:year/:slug/'\n",
        "config/_default/languages.toml": "[ar]\ncontentDir = 'content/ar'\n"
        "[en]\ncontentDir = 'content/en'\n[no]\ncontentDir = '../outside'\n",
        "content/ar/posts/a.md": HEAD.format("slug: أ"),
        "content/en/posts/b.md": HEAD.format("slug: b"),
        "../outside/posts/c.md": HEAD.format("slug: secret"),
    })  # fmt: skip
    assert _row(receipt, "content/ar/posts/a.md").old == "/2024/أ/"
    assert _row(receipt, "content/en/posts/b.md").old == "/en/2024/b/"
    assert not [row for row in receipt.rows if "outside" in row.id]


SILENT: dict[str, str | bytes] = {
    "hugo.toml": "",
    "content/headless/index.md": HEAD.format("headless: true"),
    "content/posts/never.md": HEAD.format("build: {render: never}"),
    "content/posts/bundle/index.md": HEAD.format(""),
    "content/posts/bundle/part.md": HEAD.format(""),
    "content/hidden/_index.md": "---\ntitle: خفي\ncascade: {build: {render: never}}\n---\n",
    "content/hidden/x.md": HEAD.format(""),
    "content/later/a.md": HEAD.format("publishDate: 2099-01-01"),
    "content/later/b.md": HEAD.format("expiryDate: 2025-01-01"),
    "content/later/c.md": "---\ntitle: غداً\ndate: 2098-01-01\n---\nنص\n",
}


def test_what_readers_never_saw_stays_unseen(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, SILENT)
    texts = {path for path in SILENT if path.endswith(".md") and not path.endswith("_index.md")}
    seen = {row.id for row in receipt.rows if row.answer is not Answer.REASON}
    assert seen & texts == {"content/posts/bundle/index.md"}
    assert receipt.ok
    desk.build()
    pages = [p for p in desk.files() if p.startswith("public/2") and p.endswith("index.html")]
    assert len(pages) == 1
    assert desk.value("content/later/a.md", "الحظر") == "2099-01-01 00:00:00+03:00"
    assert desk.value("content/later/a.md", "التاريخ") == "2024-03-04 00:00:00+03:00"


LISTS: dict[str, str | bytes] = {
    "hugo.toml": "disablePathToLower = true\n[taxonomies]\ncategory = 'categories'\n"
    "tag = 'tags'\n'كاتب' = 'الكتاب'\n'مدينة' = 'المدن'\n",
    "content/posts/a.md": HEAD.format(
        "categories: [سياسة]\ntags: ['أ ب', C++]\nالكتاب: علي\nالمدن: [البصرة]"
    ),
    "content/رأي/_index.md": "---\ntitle: الرأي\ncascade: {author: هيئة التحرير}\n---\n",
    "content/رأي/b.md": HEAD.format(""),
    "content/رأي/c.md": HEAD.format("الكتاب: سارة"),
    "content/رأي/واحد/index.md": HEAD.format(""),
    "content/رأي/واحد/جدول.pdf": b"%PDF",
    "static/files/تقرير.pdf": b"%PDF",
    "static/img/a.jpg": JPEG,
}


def test_lists_and_files_have_their_rows(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, LISTS)
    others = {row.old: row.new for row in receipt.rows if row.kind in ("list", "file")}
    feeds = {old: new for old, new in others.items() if old.endswith("/index.xml")}
    assert {f"{old}index.xml" for old in others if old.endswith("/")} == set(feeds)
    assert feeds["/index.xml"] == "/feed.xml"
    assert feeds["/tags/أ-ب/index.xml"] == "/tag/أ-ب/feed.xml"
    assert {old: new for old, new in others.items() if old not in feeds} == {
        "/": "/",
        "/posts/": "",
        "/رأي/": "/category/الرأي/",
        "/categories/": "",
        "/categories/سياسة/": "/category/سياسة/",
        "/tags/": "",
        "/tags/أ-ب/": "/tag/أ-ب/",
        "/tags/C++/": "/tag/c/",
        "/الكتاب/": "",
        "/الكتاب/علي/": "/author/علي/",
        "/الكتاب/سارة/": "/author/سارة/",
        "/المدن/": "",
        "/المدن/البصرة/": "/tag/البصرة/",
        "/رأي/واحد/جدول.pdf": "",
        "/files/تقرير.pdf": "",
        "/img/a.jpg": "",
    }
    assert receipt.ok
    desk.build()
    for new in filter(None, others.values()):
        assert f"public{new}{'index.html' if new.endswith('/') else ''}" in desk.files(), new


def test_taxonomies_and_sections_are_mapped(desk: Desk) -> None:
    desk.take_folder(Hugo, LISTS)
    assert desk.value("content/posts/a.md", "الكاتب") == "علي"
    assert desk.value("content/posts/a.md", "الوسوم") == '- أ ب - "C++" - البصرة'
    assert desk.value("content/رأي/b.md", "التصنيف") == "الرأي"
    assert desk.value("content/رأي/b.md", "الكاتب") == "هيئة التحرير"
    assert desk.value("content/رأي/c.md", "الكاتب") == "سارة"


def test_terms_go_by_the_title_of_their_page(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, {
        "hugo.toml": "[taxonomies]\nauthor = 'authors'\ntag = 'tags'\n",
        "content/authors/sara/_index.md": "---\ntitle: سارة الجبوري\n---\n",
        "content/posts/a.md": HEAD.format("authors: [sara]\ntags: [نفط]"),
    })  # fmt: skip
    assert desk.value("content/posts/a.md", "الكاتب") == "سارة الجبوري"
    assert _row(receipt, "content/authors/sara/_index.md").new == "/author/سارة-الجبوري/"


def test_the_cover_of_a_bundle_leads_its_article(desk: Desk) -> None:
    text = HEAD.format("")
    desk.take_folder(Hugo, {
        "hugo.toml": "", "content/posts/a/index.md": text, "content/posts/a/my-cover.jpg": JPEG,
    })  # fmt: skip
    assert "my-cover" in desk.value("content/posts/a/index.md", "الصورة")


def test_bare_addresses_lead_on(desk: Desk) -> None:
    text = (
        "انظر https://a.example/b_c_d، أو (https://a.example/e). [نص](https://a.example/f)\n"
        "`https://a.example/g` <https://a.example/h>\n\n"
        '<a href="https://a.example/i">https://a.example/i</a> [م][1]\n\n[1]: https://a.example/j'
    )
    sources = {"hugo.toml": "", "content/posts/a.md": HEAD.format("").replace("نص\n", text)}
    desk.take_folder(Hugo, dict(sources))
    body = desk.body_of("content/posts/a.md")
    wanted = text.replace("https://a.example/b_c_d", "<https://a.example/b_c_d>")
    assert body == wanted.replace("(https://a.example/e)", "(<https://a.example/e>)")
    desk.build()


def test_capitals_alone_lose_no_address(desk: Desk) -> None:
    text = HEAD.format("slug: Third-Post")
    settings = "disablePathToLower: true\npermalinks: {posts: '/:year/:month/:slug/'}\n"
    receipt = desk.take_folder(Hugo, {"hugo.yaml": settings, "content/posts/x.md": text})
    row = _row(receipt, "content/posts/x.md")
    assert (row.old, row.answer) == ("/2024/03/Third-Post/", Answer.REDIRECT)
    desk.build()
    assert "/2024/03/Third-Post/ " in desk.read("public/_redirects")


def test_the_new_address_ends_as_the_old_one(desk: Desk) -> None:
    settings = "permalinks: {posts: '/:year/:month/:slug/'}\n"
    receipt = desk.take_folder(Hugo, {"hugo.yaml": settings, "content/posts/x.md": HEAD.format("")})
    assert _row(receipt, "content/posts/x.md").answer is Answer.KEPT


CODES = """
{{< figure src="/img/a.jpg" title="عنوان" caption="**نص** [منه](/x/)" attr="رويترز" >}}

{{< chart data="a_b*c*" />}}

{{% box %}}
كلام **بارز**
{{% /box %}}

{{< highlight go "linenos=table" >}}
{{</* chart */>}} [x](/posts/b/) <b>
{{< /highlight >}}

[بابه](/posts/b/ "عنوان") و`[رمز](/posts/b/) {{< chart >}}` و[بلا]({{< ref "none.md" >}}).
~~قديم~~

- [ ] مهمة
"""


def test_short_codes_are_readable_where_they_stand(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, {
        "hugo.toml": "",
        "content/posts/a.md": HEAD.format("") + CODES,
        "content/posts/b.md": HEAD.format(""),
        "static/img/a.jpg": JPEG,
    })  # fmt: skip
    names = [(n.kind, n.name) for n in receipt.notes]
    assert names == [("shortcode", "chart"), ("shortcode", "box"), ("link", "none.md")]
    desk.build()
    page = next(p for p in desk.files() if p.endswith("2024/03/a/index.html"))
    html = desk.read(page)
    for shown in (
        "<figcaption>عنوان: نص منه (رويترز)</figcaption>",
        '{{&lt; chart data="a_b*c*" /&gt;}}</code>',
        "{{% box %}}</code>\nكلام <strong>بارز</strong>",
        "{{&lt; chart &gt;}} [x](/posts/b/) &lt;b&gt;",
        '<a href="../../../2024/03/b/"',
        "[رمز](/posts/b/) {{&lt; chart &gt;}}</code>",
        "وبلا.",
        "<del>قديم</del>",
        "☐ مهمة",
    ):
        assert shown in html, shown


def _row(receipt: Receipt, path: str):
    (row,) = (row for row in receipt.rows if row.id == path and row.kind != "renamed")
    return row
