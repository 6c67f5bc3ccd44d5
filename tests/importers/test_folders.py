"""`tahlil import hugo` and `tahlil import jekyll`: other generators' folders."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics import Failed
from generator.engine.patience import within
from generator.importers.addresses import Answer
from generator.importers.hugo.past import Hugo
from generator.importers.jekyll.past import Jekyll
from generator.importers.ledger import NOT_BROUGHT
from generator.importers.shelf import Filed
from tests.importers.conftest import Desk, row_of
from tests.project import photo

JPEG = photo(7)

HUGO: dict[str, str | bytes] = {
    "hugo.toml": """baseURL = "https://old.example.org/"
[permalinks]
news = "/:year/:month/:slug/"
""",
    "content/news/toml.md": """+++
title = "عنوان أول (تحليل)"
date = 2024-09-22T17:05:00+03:00
lastmod = 2024-09-23
categories = ["سياسة"]
tags = ["النفط", "الموازنة"]
authors = ["سارة الجبوري"]
description = "موجز: قصير"
slug = "عنوان-أول"
aliases = ["/old/first/", "/second.html"]
series = ["ملف الأنهار"]
image = "/img/lead.jpg"
+++
بغداد/ الوكالة

# نص كبير

نص [ثان](/posts/yaml/#part) و[ثالث]({{< ref "json.md" >}})
و[رابع](../../../posts/yaml2/) و[غائب](/gone/).

{{< figure src="/img/a.jpg" caption="تعليق" >}}

{{< youtube abc123 >}}

{{< chart id="3" >}} و{{</* literal */>}}

```go
{[x](/posts/yaml/)}
```
""",
    "content/posts/yaml.md": "---\ntitle: 'ثان'\ndate: 2024-01-05\ncategory: اقتصاد\n---\nنص.\n",
    "content/posts/json.md": '{"title": "ثالث", "date": "2023-05-06T10:00:00Z"}\nنص.\n',
    "content/posts/yaml2/index.md": '---\ntitle: رابع\ndate: 2024-01-06\n---\n![صورة](b.jpg "ب")\n',
    "content/posts/yaml2/b.jpg": JPEG,
    "content/posts/draft.md": "---\ntitle: مسودة\ndate: 2024-01-07\ndraft: true\n---\nكلمة-سرية\n",
    "content/posts/url.md": "---\ntitle: بعنوانه\ndate: 2024-01-08\nurl: /my/place/\n---\nنص\n",
    "content/posts/_index.md": "---\ntitle: قائمة\n---\n",
    "content/about.md": "---\ntitle: عنا\n---\nنص ![غائبة](none.jpg) هنا.\n",
    "content/posts/broken.md": "---\ntitle: [مفتوح\n---\nنص\n",
    "static/img/a.jpg": JPEG,
    "static/img/lead.jpg": JPEG,
}


def test_a_site_of_hugo_comes_whole(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, HUGO)
    said = {
        key: desk.value("content/news/toml.md", key)
        for key in ("العنوان", "النوع", "المكان", "التصنيف", "الوسوم", "الكاتب", "الموجز", "الملف")
    }
    assert said == {
        "العنوان": "عنوان أول",
        "النوع": "تحليل",
        "المكان": "بغداد/ الوكالة",
        "التصنيف": "سياسة",
        "الوسوم": "- النفط - الموازنة",
        "الكاتب": "سارة الجبوري",
        "الموجز": '"موجز: قصير"',
        "الملف": "ملف الأنهار",
    }
    assert desk.value("content/news/toml.md", "التاريخ") == "2024-09-22 17:05:00+03:00"
    assert desk.value("content/news/toml.md", "التحديث") == "2024-09-23 00:00:00+03:00"
    assert receipt.balanced
    assert not receipt.ok  # one front matter cannot be read
    assert [(f.code, f.path) for f in receipt.findings] == [
        ("E-IMPORT-FM", "content/posts/broken.md")
    ]
    desk.build()
    assert "كلمة-سرية" not in "".join(
        data.decode("utf-8", "replace")
        for p, data in desk.files().items()
        if p.startswith("public")
    )


def test_texts_of_hugo_keep_what_they_say(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, HUGO)
    body = re.sub(r"-[0-9a-f]{6}\.jpg", ".jpg", desk.body_of("content/news/toml.md"))
    assert body == (
        "## نص كبير\n\n"
        "نص [ثان](../01/yaml.md) و[ثالث](../../2023/05/json.md)\nو[رابع](../01/yaml2.md)"
        " و[غائب](https://old.example.org/gone/).\n\n"
        '![تعليق](a.jpg "تعليق")\n\n'
        "[https://www.youtube.com/watch?v=abc123](https://www.youtube.com/watch?v=abc123)\n\n"
        '`{{< chart id="3" >}}` و`{{< literal >}}`\n\n'
        "```go\n{[x](/posts/yaml/)}\n```"
    )
    assert [n.name for n in receipt.notes if n.kind == "shortcode"] == ["chart"]
    assert "[chart]" in receipt.sentences()[0]
    beside = desk.body_of("content/posts/yaml2/index.md")
    assert re.fullmatch(r'!\[صورة\]\(b-[0-9a-f]{6}\.jpg "ب"\)', beside)
    assert desk.body_of("content/about.md") == "نص غائبة هنا."
    page = next(p for p in desk.files() if p.startswith("content/articles/2024/01/b-"))
    assert desk.files()[page] == JPEG


def test_addresses_of_hugo_are_kept_or_lead_on(desk: Desk) -> None:
    receipt = desk.take_folder(Hugo, HUGO)
    rows = {row.id: row for row in receipt.rows if row.kind != "renamed"}
    inside = {path: row for path, row in rows.items() if path.endswith(".md")}
    assert {path: (row.old, row.answer) for path, row in inside.items()} == {
        "content/news/toml.md": ("https://old.example.org/2024/09/عنوان-أول/", Answer.KEPT),
        "content/posts/yaml.md": ("https://old.example.org/posts/yaml/", Answer.REDIRECT),
        "content/posts/json.md": ("https://old.example.org/posts/json/", Answer.REDIRECT),
        "content/posts/yaml2/index.md": ("https://old.example.org/posts/yaml2/", Answer.REDIRECT),
        "content/posts/draft.md": ("https://old.example.org/posts/draft/", Answer.REASON),
        "content/posts/url.md": ("https://old.example.org/my/place/", Answer.REDIRECT),
        "content/posts/_index.md": ("https://old.example.org/posts/", Answer.REASON),
        "content/about.md": ("https://old.example.org/about/", Answer.KEPT),
        "content/posts/broken.md": ("", Answer.MISSING),
    }
    old = [row.old for row in receipt.rows if row.kind == "renamed"]
    host = "https://old.example.org"
    assert old == [f"{host}/old/first/", f"{host}/second.html"]
    desk.build()
    redirects = desk.read("public/_redirects")
    for address in ("/posts/yaml/", "/my/place/", "/old/first/", "/second.html"):
        assert f"{address} /" in redirects


JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "url: https://old.example.org\nbaseurl: /blog\ntimezone: Asia/Baghdad\n",
    "_posts/2024-09-22-first-post.md": """---
layout: post
title: "عنوان أول"
date: 2024-09-22 17:05:00 +0300
categories: سياسة
tags: [النفط]
redirect_from: /older/
---
نص [ثان]({% post_url 2024-01-05-عنوان-ثان %}) و
[مثله]({{ site.baseurl }}/2024/01/05/%D8%B9%D9%86%D9%88%D8%A7%D9%86-%D8%AB%D8%A7%D9%86.html).

![صورة]({{ "/img/a.jpg" | relative_url }})

{% include chart.html id=3 %}

{% highlight ruby %}
x = "[a](b)"
{% endhighlight %}
""",
    "_posts/2024-01-05-عنوان-ثان.md": "---\ntitle: ثان\n---\nنص.\n",
    "_posts/2024-01-06-hidden.md": "---\ntitle: مخفي\npublished: false\n---\nنص.\n",
    "_drafts/idea.md": "---\ntitle: فكرة\n---\nنص.\n",
    "about.md": "---\ntitle: عنا\npermalink: /about-us/\n---\nنص.\n",
    "README.md": "نص بلا ترويسة\n",
    "_site/index.md": "---\ntitle: مبني\n---\n",
    "img/a.jpg": JPEG,
}


def test_a_site_of_jekyll_comes_whole(desk: Desk) -> None:
    receipt = desk.take_folder(Jekyll, JEKYLL)
    assert receipt.ok
    first = "_posts/2024-09-22-first-post.md"
    body = re.sub(r"-[0-9a-f]{6}\.jpg", ".jpg", desk.body_of(first))
    assert body == (
        "نص [ثان](../01/عنوان-ثان.md) و\n[مثله](../01/عنوان-ثان.md).\n\n![صورة](a.jpg)\n\n"
        '`{% include chart.html id=3 %}`\n\n```ruby\nx = "[a](b)"\n```'
    )
    rows = {row.id: row for row in receipt.rows if row.kind != "renamed"}
    assert {
        path: row.old.removeprefix("https://old.example.org") for path, row in rows.items()
    } == {
        first: "/blog/سياسة/2024/09/22/first-post.html",
        "_posts/2024-01-05-عنوان-ثان.md": "/blog/2024/01/05/عنوان-ثان.html",
        "_posts/2024-01-06-hidden.md": "",
        "_drafts/idea.md": "",
        "about.md": "/blog/about-us/",
        "README.md": "/blog/README.md",
        "img/a.jpg": "/blog/img/a.jpg",
    }
    assert rows["_drafts/idea.md"].answer is Answer.REASON
    desk.build()
    assert "/older/ /" in desk.read("public/_redirects")
    assert (
        len([p for p in desk.files() if re.fullmatch(r"public/2024/\d\d/[^/]+/index.html", p)]) == 2
    )


@pytest.mark.parametrize(("kind", "sources"), [(Hugo, HUGO), (Jekyll, JEKYLL)])
def test_again_nothing_changes_and_edits_stay(desk: Desk, kind: type, sources: dict) -> None:
    desk.take_folder(kind, sources)
    before = desk.files()
    receipt = desk.take_folder(kind, sources)
    assert desk.files() == before
    assert set(receipt.filed) == {Filed.SAME}
    edited = desk.articles[0]
    (desk.root / edited).write_text(desk.read(edited) + "\nجملة المحرر.\n")
    after = desk.files()
    desk.take_folder(kind, sources)
    assert desk.files() == after


@pytest.mark.parametrize("kind", [Hugo, Jekyll])
def test_a_folder_of_something_else_is_refused(desk: Desk, kind: type) -> None:
    with pytest.raises(Failed) as failed:
        desk.take_folder(kind, {"notes.txt": "نص"})
    assert [d.code for d in failed.value.diagnostics] == ["E-IMPORT-DIR"]


def test_lists_in_lists_stay_in_them(desk: Desk) -> None:
    text = "---\ntitle: أ\ndate: 2024-01-01\n---\n- أول\n  - فرع\n    - فرع الفرع\n- ثان\n"
    desk.take_folder(Hugo, {"hugo.toml": "", "content/posts/a.md": text})
    body = desk.body_of("content/posts/a.md")
    assert body == "- أول\n    - فرع\n        - فرع الفرع\n- ثان"


@pytest.mark.fault(94)
def test_pictures_outside_of_the_old_folder_stay_there(desk: Desk) -> None:
    (desk.root.parent / "secret.jpg").write_bytes(JPEG)
    text = "---\ntitle: أ\ndate: 2024-01-01\n---\n![x](../../../secret.jpg) ![y](/../secret.jpg)\n"
    receipt = desk.take_folder(Hugo, {"hugo.toml": "", "content/posts/a.md": text})
    assert not [p for p in desk.files() if p.endswith(".jpg")]
    assert row_of(receipt.rows, "content/posts/a.md").file
    desk.build()


def test_a_picture_that_two_articles_lack_is_one_file(desk: Desk) -> None:
    head = "---\ntitle: أ\ndate: 2024-01-01\n---\n"
    receipt = desk.take_folder(
        Hugo,
        {
            "hugo.toml": "",
            "content/posts/a.md": f"{head}![x](/img/gone.jpg) ![y](own.jpg)\n",
            "content/posts/b.md": f"{head}![x](/img/gone.jpg)\n",
            "content/news/c.md": f"{head}![y](own.jpg)\n",
        },
    )
    assert len([note for note in receipt.notes if note.kind == "picture"]) == 4
    assert "ملفات صور لم تُجلب: 3؛" in receipt.sentences()[0]


@pytest.mark.fault(97)
def test_a_category_of_drafts_alone_gets_no_page(desk: Desk) -> None:
    head = "date: 2024-01-07\ncategories: "
    receipt = desk.take_folder(
        Hugo,
        {
            "hugo.toml": 'baseURL = "https://old.example.org/"\n',
            "content/posts/a.md": f"---\ntitle: منشور\n{head}[سياسة]\n---\nنص\n",
            "content/posts/b.md": f"---\ntitle: مسودة\ndraft: true\n{head}[ملف سري]\n---\nنص\n",
        },
    )
    assert "ملف سري" not in desk.read("site.yaml")
    assert "غير مصنف" not in desk.read("site.yaml")
    assert desk.value("content/posts/b.md", "التصنيف") == "تحليلات"
    assert desk.value("content/posts/b.md", "x-categories") == "ملف سري"
    assert [note.name for note in receipt.notes if note.kind == "category"] == ["ملف سري"]
    desk.build()
    public = {path: data for path, data in desk.files().items() if path.startswith("public/")}
    assert public
    assert not [path for path, data in public.items() if "سري".encode() in data]


def _body_in_hugo(desk: Desk, text: str) -> str:
    head = "---\ntitle: أ\ndate: 2024-01-01\n---\n"
    there = head.replace("title: أ", "title: ب") + "نص\n"
    desk.take_folder(
        Hugo, {"hugo.toml": "", "content/posts/a.md": head + text, "content/posts/b.md": there}
    )
    return desk.body_of("content/posts/a.md")


def test_a_lead_picture_that_opens_the_text_is_shown_once(desk: Desk) -> None:
    head = "---\ntitle: أ\ndate: 2024-01-01\nimage: /img/a.jpg\n---\n"
    text = '![نهر](/img/a.jpg "تعليق")\n\nنص.\n'
    files: dict[str, str | bytes] = {"hugo.toml": "", "static/img/a.jpg": JPEG}
    desk.take_folder(Hugo, files | {"content/posts/a.md": head + text})
    assert desk.body_of("content/posts/a.md") == "نص."
    assert "البديل: نهر التعليق: تعليق" in desk.value("content/posts/a.md", "الصورة")


def test_pictures_after_a_bracket_that_nobody_closed_are_copied(desk: Desk) -> None:
    """Read in two ways, each picture doubled the time: forty would take longer than the world."""
    pictures = "![](https://other.example/a.jpg)" * 40
    assert _body_in_hugo(desk, f"[مفتوح {pictures}") == f"[مفتوح {pictures}"


def test_an_address_below_a_definition_is_a_link_as_in_hugo(desk: Desk) -> None:
    text = "[1]: https://a.example/x\n\nانظر https://b.example/y."
    assert _body_in_hugo(desk, text).endswith("انظر <https://b.example/y>.")


@pytest.mark.no_cover
@pytest.mark.parametrize("opening", ["[", "![a ", "[[a](c ", "<a ", '<a href="'])
def test_thousands_of_openings_that_nobody_closed_take_no_minutes(desk: Desk, opening: str) -> None:
    text = (opening * 10_000).strip()
    assert within(20, lambda: _body_in_hugo(desk, text)).count("[") >= text.count("[")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[تحديث]: أعلنت الوزارة اليوم", "[تحديث]: أعلنت الوزارة اليوم"),
        ("[تنبيه]:\n\nنص", "[تنبيه]:\n\nنص"),
        ("[1]: #top", "[1]: #top"),
        ("[1]: /posts/b/", "[1]: b.md"),
        ('[1]: </posts/b/> "عنوان"', '[1]: b.md "عنوان"'),
        ("[1]: https://a.example/x_(y) (عنوان)", "[1]: https://a.example/x_(y) (عنوان)"),
    ],
)
def test_definitions_lead_on_and_prose_stays(desk: Desk, written: str, wanted: str) -> None:
    assert _body_in_hugo(desk, f"نص\n\n{written}") == f"نص\n\n{wanted}"


@pytest.mark.parametrize("name", ["Iraq: a story", 'Iraq #1 "x": y', "خبر:"])
def test_any_name_of_a_file_is_a_mark(desk: Desk, name: str) -> None:
    sources: dict[str, str | bytes] = {
        "hugo.toml": "",
        f"content/posts/{name}.md": "---\ntitle: أ\ndate: 2024-01-01\n---\nنص\n",
    }
    desk.take_folder(Hugo, sources)
    desk.build()
    (path,) = desk.articles
    moved = desk.root / "content/articles/moved.md"
    (desk.root / path).rename(moved)
    assert desk.take_folder(Hugo, sources).filed == {Filed.SAME: 1}
    assert desk.articles == ["content/articles/moved.md"]


def test_marks_of_earlier_imports_count(desk: Desk) -> None:
    sources: dict[str, str | bytes] = {
        "hugo.toml": "",
        "content/posts/a: b.md": "---\ntitle: أ\ndate: 2024-01-01\n---\nنص\n",
    }
    desk.take_folder(Hugo, sources)
    (path,) = desk.articles
    bare = desk.read(path).replace('"hugo content/posts/a: b.md"', "hugo content/posts/a: b.md")
    assert bare != desk.read(path)
    (desk.root / path).write_text(bare, encoding="utf-8")
    assert desk.take_folder(Hugo, sources).filed == {Filed.SAME: 1}
    assert desk.articles == [path]


HUGO_HEAD = "+++\ntitle='ا'\ndate=2024-03-04\nslug='a'\n+++\n"


def test_papers_that_a_text_links_to_are_brought_along(desk: Desk) -> None:
    text = "[ورقة](/r.pdf#page=3) [آخر](b.docx) [غائب](/n.pdf)\n"
    receipt = desk.take_folder(Hugo, {
        "hugo.toml": "",
        "content/posts/a/index.md": f"{HUGO_HEAD}{text}",
        "content/posts/a/b.docx": b"PK",
        "static/r.pdf": b"%PDF",
        "static/unused.pdf": b"%PDF",
        "static/x.exe": b"MZ",
    })  # fmt: skip
    desk.build()
    published = sorted(path.name for path in (desk.root / "public/files").rglob("*.*"))
    assert [name[:2] for name in published] == ["b-", "r-"]
    assert '.pdf#page=3"' in desk.read("public/2024/03/a/index.html")
    assert [(note.kind, note.name) for note in receipt.notes] == [("picture", "/n.pdf")]
    assert row_of(receipt.rows, "static/r.pdf").file.endswith(".pdf")
    assert row_of(receipt.rows, "static/x.exe").why is NOT_BROUGHT


def test_links_within_a_text_lead_to_its_headings(desk: Desk) -> None:
    """By the id that the writer gave, or by the words; not to what is no heading here."""
    text = """[أ](#sec-1) [ب](#خاتمة-البحث) [ج](#none) [د](#مكرر) [ه](#sec-2)

## أول {#sec-1}

## خاتمة البحث

## مكرر

## مكرر

## ثالث
{: #sec-2}
"""
    desk.take_folder(Hugo, {"hugo.toml": "", "content/posts/a.md": f"{HUGO_HEAD}{text}"})
    desk.build()
    page = desk.read("public/2024/03/a/index.html")
    for anchor in ("sec-1", "خاتمة-البحث", "sec-2"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert "</a> ج د <a" in page
