"""Exports of WordPress as plug-ins and its newer versions write them: what is no text stays out,
and what they hold of a text comes along."""

from __future__ import annotations

import re

import pytest

from generator.importers.addresses import Answer
from tests.importers.conftest import Desk, row_of
from tests.importers.exports import HOST, UPLOADS, Export, Post, attachment, encoded


@pytest.mark.parametrize(
    "type",
    [
        *("wp_global_styles", "wp_navigation", "wp_template", "wp_font_face", "user_request"),
        *("customize_changeset", "elementor_library", "acf-field-group", "wpcf7_contact_form"),
        *("mc4wp-form", "shop_order"),
    ],
)
def test_what_is_no_text_becomes_no_article(desk: Desk, type: str) -> None:
    receipt = desk.take(
        Post(1, "أول", "نص"), Post(2, "شأن داخلي", "{}", type=type, link=f"{HOST}/{type}/x/")
    )
    assert len(desk.articles) == 1
    assert row_of(receipt.rows, 2).answer is Answer.REASON
    assert receipt.ok


def guest(id: int, login: str, name: str) -> Post:
    """An author without an account, as Co-Authors Plus keeps one."""
    meta = (("cap-display_name", name), ("cap-user_login", login))
    slug = f"cap-{login}"
    link = f"{HOST}/?post_type=guest-author&p={id}"
    return Post(id, name, slug=slug, type="guest-author", link=link, meta=meta)


def test_co_authors_go_by_their_names_and_not_by_their_logins(desk: Desk) -> None:
    sami = encoded("سامي")
    export = Export(
        [
            Post(1, "أول", "نص", terms=(("author", "ahmad", "cap-ahmad"),)),
            Post(2, "ثان", "نص", author="ahmad"),
            Post(3, "ثالث", "نص", terms=(("author", sami, f"cap-{sami}"),)),
            Post(4, "رابع", "نص", terms=(("author", "لا حساب له", "cap-x"),)),
            guest(5, sami, "سامي الراوي"),
        ],
        authors={"ahmad": "أحمد الجبوري", "sara": "سارة"},
    )
    receipt = desk.take_text(export.text())
    assert receipt.ok
    names = [desk.value(n, "الكاتب") for n in (1, 2, 3, 4)]
    assert names == ["أحمد الجبوري", "أحمد الجبوري", "سامي الراوي", "لا حساب له"]
    assert row_of(receipt.rows, "ahmad").new == "/author/أحمد-الجبوري/"
    assert row_of(receipt.rows, sami).new == "/author/سامي-الراوي/"
    desk.build()


# -- footnotes -------------------------------------------------------------------------------------


def cited(id: str, number: int) -> str:
    return f'<sup data-fn="{id}" class="fn"><a href="#{id}" id="{id}-link">{number}</a></sup>'


def test_footnotes_come_along(desk: Desk) -> None:
    content = (
        f"<!-- wp:paragraph -->\n<p>نص{cited('aa-1', 1)}.</p>\n<!-- /wp:paragraph -->\n"
        f"<p>ثم{cited('bb-2', 2)} وثم{cited('aa-1', 3)}.</p>\n<!-- wp:footnotes /-->"
    )
    notes = (
        '[{"content":"انظر <em>التقرير</em> [1]","id":"aa-1"},'
        '{"content":"الثاني","id":"bb-2"},{"content":"لا يحيل إليه شيء","id":"cc-3"}]'
    )
    receipt = desk.take(Post(1, "عنوان", content, meta=(("footnotes", notes),)))
    assert desk.body_of() == (
        "نص[^1].\n\nثم[^2] وثم[^1].\n\n[^1]: انظر *التقرير* \\[1\\]\n\n[^2]: الثاني"
    )
    assert [(note.kind, note.name) for note in receipt.notes] == [("removed", "لا يحيل إليه شيء")]
    assert [f.code for f in desk.build().findings] == []


def test_a_footnote_of_a_caption_or_of_a_table_stands_in_brackets(desk: Desk, jpeg: bytes) -> None:
    desk.pictures[f"{UPLOADS}/a.jpg"] = jpeg
    content = (
        f'<p>نص.</p><figure><img src="{UPLOADS}/a.jpg"><figcaption>سد{cited("a", 1)}</figcaption>'
        f'</figure><table><tr><td colspan="2">خلية{cited("b", 2)}</td></tr></table>'
        f"<table><tr><td>أ{cited('a', 3)}</td><td>ب</td></tr></table>"
    )
    notes = '[{"id":"a","content":"عن <b>الوزارة</b>"},{"id":"b","content":"تقدير"}]'
    receipt = desk.take(Post(1, "عنوان", content, meta=(("footnotes", notes),)))
    body = desk.body_of()
    assert '"سد (عن الوزارة)")' in body
    assert '<td colspan="2">خلية (تقدير)</td>' in body
    assert "<td>أ</td>" in body  # its words stand at the first reference
    assert "[^" not in body
    assert list(receipt.notes) == []
    assert [f.code for f in desk.build().findings if f.code != "W-IMG-ALT"] == []


@pytest.mark.parametrize("damage", ["", "[{", "{}", '[{"id":3}]', "[null]", '[{"id":"zz"}]'])
def test_damaged_footnotes_are_told(desk: Desk, damage: str) -> None:
    content = f"<p>نص{cited('aa-1', 1)}.</p>"
    receipt = desk.take(Post(1, "عنوان", content, meta=(("footnotes", damage),)))
    assert desk.body_of() == "نص<sup>1</sup>."
    assert [(note.kind, note.name) for note in receipt.notes] == [("removed", "footnote 1")]
    desk.build()


WORD = [
    (
        '<p>نص<a href="#_ftn1" name="_ftnref1">[1]</a>.</p>'
        '<p><a href="#_ftnref1" name="_ftn1">[1]</a> نص <b>الهامش</b></p>'
    ),
    (
        'نص<a title="" href="#_ftn1" id="_ftnref1"><sup>[1]</sup></a>.\n\n'
        '<a href="#_ftnref1">[1]</a> نص <b>الهامش</b>'
    ),
]


@pytest.mark.parametrize("content", WORD)
def test_footnotes_of_word_come_along(desk: Desk, content: str) -> None:
    desk.take(Post(1, "عنوان", content))
    assert desk.body_of() == "نص[^1].\n\n[^1]: نص **الهامش**"


# -- pictures --------------------------------------------------------------------------------------


def test_a_gallery_without_ids_shows_what_was_uploaded_to_its_post(desk: Desk, jpeg: bytes) -> None:
    names = ("a.jpg", "b.jpg", "c.jpg", "x.pdf", "of-two.jpg")
    desk.pictures |= {f"{UPLOADS}/{name}": jpeg for name in names}
    receipt = desk.take(
        Post(1, "أول", "نص.\n\n[gallery]"),
        Post(2, "ثان", '[gallery exclude="12" link="file"]\n\n[gallery id="1" include="11"]'),
        attachment(11, "a.jpg", parent=1, order=2),
        attachment(12, "of-two.jpg", parent=2),
        attachment(13, "x.pdf", parent=1),
        attachment(10, "b.jpg", parent=1, order=2),
        attachment(9, "c.jpg", parent=1),
    )
    shown = [re.findall(r"/?([\w-]+)-[0-9a-f]{6}\.jpg", desk.body_of(n)) for n in (1, 2)]
    assert shown == [["c", "b", "a"], ["a"]]
    assert receipt.ok


def test_the_ledger_says_which_attachments_were_brought(desk: Desk, jpeg: bytes) -> None:
    desk.pictures |= {f"{UPLOADS}/{name}": jpeg for name in ("a.jpg", "b.jpg")}
    receipt = desk.take(
        Post(1, "أول", f'<img src="{UPLOADS}/a.jpg"><img src="{UPLOADS}/gone.jpg">'),
        attachment(2, "a.jpg"),
        attachment(3, "b.jpg"),
        attachment(4, "gone.jpg"),
    )
    said = [(bool(row.file), row.why) for row in receipt.rows if row.kind == "attachment"]
    assert [is_here for is_here, _ in said] == [True, False, False]
    words = [why.en if why else "" for _, why in said]
    assert "goes with its articles" in words[0]
    assert "no article shows it" in words[1]
    assert "404" in words[2]


# -- what is said of a post ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["rank_math_description", "_aioseo_description", "_genesis_description"]
)
def test_descriptions_for_search_engines_are_summaries(desk: Desk, key: str) -> None:
    desk.take(
        Post(1, "أول", "نص", meta=((key, "وصف &quot;قصير&quot;"),)),
        Post(2, "ثان", "نص", meta=((key, "وصف"),), excerpt="موجز الكاتب"),
        Post(3, "ثالث", "نص", meta=((key, " "), ("_yoast_wpseo_metadesc", "من يوست"))),
        Post(4, "رابع", "نص", meta=((key, "%excerpt% عن النفط"),)),
        Post(5, "خامس", "نص", meta=((key, "#post_excerpt | #site_title"),)),
        Post(6, "سادس", "نص", meta=((key, "نمو 5% في #العراق و3% بعده"),)),
    )
    said = [desk.value(n, "الموجز") for n in range(1, 7)]
    assert said == [
        '"وصف \\"قصير\\""',
        "موجز الكاتب",
        "من يوست",
        "",
        "",
        '"نمو 5% في #العراق و3% بعده"',
    ]


def test_terms_of_other_taxonomies_are_tags(desk: Desk) -> None:
    terms = (
        ("post_tag", "النفط"),
        ("dossier_topic", "مياه", "water"),
        ("post_format", "post-format-video", "post-format-video"),
        ("language", "العربية", "ar"),
    )
    receipt = desk.take(Post(1, "أول", "نص", terms=terms))
    assert receipt.ok
    assert desk.value(1, "الوسوم") == "- النفط - مياه"
    row = row_of(receipt.rows, "water")
    assert (row.kind, row.old, row.new) == ("tag", f"{HOST}/dossier_topic/water/", "/tag/مياه/")
    desk.build()


def test_categories_of_one_name_stay_two(desk: Desk) -> None:
    export = Export(
        [
            Post(1, "أول", "نص", categories=(), terms=(("category", "أخبار", "iraq-news"),)),
            Post(2, "ثان", "نص", categories=(), terms=(("category", "اخبار", "iran-news"),)),
            Post(3, "ثالث", "نص", categories=(), terms=(("category", "أخبار", "iraq-news"),)),
        ],
        sections=(("iraq-news", "", "أخبار"), ("iran-news", "", "اخبار")),
    )
    receipt = desk.take_text(export.text())
    assert receipt.ok
    said = [desk.value(n, "التصنيف") for n in (1, 2, 3)]
    assert said == ["أخبار", '"اخبار (iran-news)"', "أخبار"]
    assert row_of(receipt.rows, "iraq-news").new == "/category/iraq-news/"
    assert row_of(receipt.rows, "iran-news").new == "/category/iran-news/"
    (note,) = (note for note in receipt.notes if note.kind == "category")
    assert note.name == "اخبار (iran-news)"
    assert note.why is not None
    assert "iraq-news" in note.why.ar
    desk.build()
    before = desk.files()
    desk.take_text(export.text())
    assert desk.files() == before | {
        path: data for path, data in desk.files().items() if path.startswith("public/")
    }


# -- codes and blocks ------------------------------------------------------------------------------

WRAPPED = [
    (
        '[vc_row css=".vc_custom_1{margin: 0}"][vc_column width="1/2"][vc_column_text]نص أول.\n\n'
        "ثان.[/vc_column_text][vc_row_inner][vc_column_inner][vc_column_text]ثالث.[/vc_column_text]"
        "[/vc_column_inner][/vc_row_inner][/vc_column][/vc_row]"
    ),
    (
        '[et_pb_section fb_built="1"][et_pb_row][et_pb_column type="4_4"][et_pb_text]<p>نص أول.</p>'
        "<p>ثان.</p>[/et_pb_text][et_pb_text]ثالث.[/et_pb_text][/et_pb_column][/et_pb_row]"
        "[/et_pb_section]"
    ),
    (
        "[fusion_builder_container][fusion_builder_row][fusion_builder_column][fusion_text]"
        "[dropcap]ن[/dropcap]ص أول.\n\nثان.\n\nثالث.[/fusion_text][/fusion_builder_column]"
        "[/fusion_builder_row][/fusion_builder_container]"
    ),
    "[av_textblock size='']نص أول.\n\nثان.[/av_textblock]\n[av_one_half first]ثالث.[/av_one_half]",
]


@pytest.mark.parametrize("content", WRAPPED)
def test_codes_that_only_wrap_go_and_what_they_wrap_stays(desk: Desk, content: str) -> None:
    receipt = desk.take(Post(1, "عنوان", content))
    assert desk.body_of() == "نص أول.\n\nثان.\n\nثالث."
    assert list(receipt.notes) == []


def test_pictures_of_page_builders_are_pictures(desk: Desk, jpeg: bytes) -> None:
    desk.pictures |= {f"{UPLOADS}/{name}": jpeg for name in ("a.jpg", "b.jpg")}
    content = (
        '[vc_single_image image="12" img_size="full"]نص.\n\n'
        f'[et_pb_image src="{UPLOADS}/b.jpg" alt="سد"][/et_pb_image]'
    )
    desk.take(Post(1, "عنوان", content), attachment(12, "a.jpg", caption="تعليق"))
    body = re.sub(r"-[0-9a-f]{6}\.", ".", desk.body_of())
    assert body == '![](a.jpg "تعليق")\n\nنص.\n\n![سد](b.jpg)'


def test_embeds_without_html_are_links(desk: Desk) -> None:
    content = (
        "<!-- wp:paragraph -->\n<p>نص.</p>\n<!-- /wp:paragraph -->\n"
        '<!-- wp:embed {"url":"https://example.com/a?b=1\\u0026c=2","type":"rich"} /-->\n'
        '<!-- wp:core-embed/youtube {"url":"https://youtu.be/x"} /-->\n<!-- wp:embed {"url":7} /-->'
    )
    receipt = desk.take(Post(1, "عنوان", content))
    assert desk.body_of() == (
        "نص.\n\n[https://example.com/a?b=1&c=2](https://example.com/a?b=1&c=2)\n\n"
        "[https://youtu.be/x](https://youtu.be/x)"
    )
    assert [(note.kind, note.name) for note in receipt.notes] == [("block", "embed")]


def test_the_words_of_unknown_blocks_are_in_the_notes(desk: Desk) -> None:
    long = "كلمة " * 100
    content = (
        '<!-- wp:acf/box {"name":"acf/box","data":{"title":"عنوان الصندوق","color":"red",'
        '"items":["a b"]},"className":"is style"} /-->\n'
        f'<!-- wp:acf/long {{"text":"{long}"}} /-->\n<!-- wp:latest-posts {{"a":[}} /-->نص'
    )
    receipt = desk.take(Post(1, "عنوان", content))
    names = [note.name for note in receipt.notes if note.kind == "block"]
    assert names[0] == "acf/box: عنوان الصندوق · a b"
    assert names[1].startswith("acf/long: كلمة")
    assert len(names[1]) == 200
    assert names[2] == "latest-posts"


# -- links -----------------------------------------------------------------------------------------


def test_links_to_lists_of_the_old_site_are_told(desk: Desk) -> None:
    oil = f"{HOST}/tag/oil/"
    analyses = f"{HOST}/category/{encoded('تحليلات')}"
    content = (
        f'<p><a href="{oil}?x=1#top">النفط</a> و<a href="{analyses}">تحليلات</a>'
        f' و<a href="{HOST}/nowhere/">لا شيء</a> و<a href="https://example.com/tag/oil/">غيرنا</a></p>'
    )
    receipt = desk.take(Post(1, "عنوان", content, terms=(("post_tag", "النفط", "oil"),)))
    assert f"[النفط]({oil}?x=1#top)" in desk.body_of()
    links = [note for note in receipt.notes if note.kind == "link"]
    assert [note.name for note in links] == [
        f"{oil}?x=1#top",
        analyses,
    ]
    assert all(note.why and "list" in note.why.en for note in links)
    settings = desk.read("site.yaml").replace("https://example.org/", f"{HOST}/")
    (desk.root / "site.yaml").write_text(settings)
    again = desk.take(Post(1, "عنوان", content, terms=(("post_tag", "النفط", "oil"),)))
    assert not [note for note in again.notes if note.kind == "link"], "the redirects lead on there"


def test_links_lead_to_the_places_that_they_led_to(desk: Desk) -> None:
    there = f"{HOST}/2024/09/two/"
    first = (
        f'<p><a href="#sec2">هنا</a> و<a href="#none">لا</a> و<a href="{there}#a.b">هناك</a>'
        f' و<a href="{there}#none">أوله</a> و<a href="#_x">ثالث</a></p>'
        '<h2 class="wp-block-heading" id="sec2">القسم <b>الثاني</b></h2><p>نص.</p>'
        '<h3><a name="_x"></a>ثالث</h3><p>نص.</p><ul><li><h3 id="in-list">في قائمة</h3></li></ul>'
        '<!-- <h2 id="gone">م</h2> --><p><a href="#gone">تعليق</a></p>'
        '<h2 id="related">مقالات ذات صلة</h2><p><a href="#related">ما يُحذف</a>'
        ' <a href="#in-list">قائمة</a></p>'
    )
    second = '<h2 id="a.b">قسم</h2><p><a href="#%d8%b3">س</a></p><h2 id="س">س</h2>'
    desk.take(Post(1, "أول", first, slug="one"), Post(2, "ثان", second, slug="two"))
    body = desk.body_of(1)
    assert "[هنا](#sec2) ولا و[هناك](two.md#a-b) و[أوله](two.md) و[ثالث](#_x)" in body
    assert "## القسم **الثاني** {#sec2}\n" in body
    assert "### ثالث {#_x}\n" in body
    assert body.endswith("ما يُحذف قائمة")
    assert desk.body_of(2) == "## قسم {#a-b}\n\n[س](#س)\n\n## س {#س}"
    assert [f.code for f in desk.build().findings] == []


def test_letters_that_stand_for_notes_on_the_way_mean_nothing_in_a_text(desk: Desk) -> None:
    content = '<h2 id="k">قسم\ue000h7\ue001</h2><p>نص\ue0009\ue001.</p>'
    desk.take(Post(1, "عنوان", content))
    assert desk.body_of() == "## قسم {#k}\n\nنص."
