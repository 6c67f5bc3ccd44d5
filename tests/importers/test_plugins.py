"""Exports of WordPress as plug-ins and its newer versions write them: what is no text stays out,
and what they hold of a text comes along."""

from __future__ import annotations

import pytest

from generator.importers.addresses import Answer
from tests.importers.conftest import Desk, row_of
from tests.importers.exports import HOST, Export, Post, encoded


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
