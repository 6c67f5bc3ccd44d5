"""Share cards: size, colours, weight, letters that join, lines in order, pages that name them."""

from __future__ import annotations

import io
import json
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont, features

from generator.images import cards
from generator.images.facts import CARD_SIZE, Colours, ShareCard
from generator.pages.share import theme_colours
from tests.project import CHECKOUT
from tests.sites.publication import Demo, Press, parsed

HEADLINES = {
    "one word": "النفط",
    "short": "من يدفع ثمن الجفاف؟",
    "two large lines": "الرقم بلا سياق رأي متنكر",
    "two lines": "ماذا يعني أن تفيض الموازنة؟ قراءة في أرقام الربع الثالث",
    "numbers and quotes": "الخطط الجاهزة: من يدفع ثمن “النفط الرخيص” بين 2025-2026؟ (تحليل)",
    "Latin": "«OPEC+» تخفض الإنتاج 1.65 مليون برميل، وU.S. ترفع الفائدة 0.25%: ماذا عن S&P 500؟",
    "endless": "كيف تعيد مفاوضات 2025-2026 رسم خريطة الطاقة في الخليج العربي وشرق المتوسط " * 4,
    "an address": "https://example.org/a-very-long-address-without-end/" * 3,
    "one Arabic word": "فأسقيناكموه" * 12,
    "marks": "القُوّاتُ المُسلَّحةُ تتسلَّمُ «مِلفَّ الحُدودِ» بعد عامٍ من التأخيرِ " * 3,
    "dense": "ظظطضصكق@&%#§ " * 30,
    "signs": "Wm@#&%$8 " * 40,
    "Kurdish": "پێشمەرگە و حکومەتی هەرێم: ڕێککەوتنی نوێ دەربارەی بودجە",
    "nothing that can be drawn": "🔴🔴 中文",
    "a telephone": "اتصل على +964 770 123 4567 قبل نهاية الأسبوع",
}


def card(headline: str, **more: str) -> ShareCard:
    usual = {"masthead": "دفاتر التحليل", "kicker": "تحليل", "category": "اقتصاد"}
    words = usual | {"date": "23 نوفمبر 2026", "headline": headline} | more
    return msgspec.convert(words, ShareCard)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def assert_sound(data: bytes) -> None:
    image = opened(data)
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(image.getcolors() or ()) <= 64
    assert len(data) <= 40_000
    assert image.info == {}


@pytest.mark.parametrize("name", HEADLINES)
def test_a_card_is_small_and_has_few_colours(name: str) -> None:
    data = cards.draw(card(HEADLINES[name]))
    assert_sound(data)
    assert data == cards.draw(card(HEADLINES[name]))


@given(st.text(max_size=400), st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_card(headline: str, other: str) -> None:
    data = cards.draw(card(headline, masthead=other, kicker=other, category=other, date=other))
    assert_sound(data)


@pytest.mark.parametrize("name", HEADLINES)
def test_a_headline_has_one_to_four_lines_inside_the_margins(name: str) -> None:
    size, lines = cards.fitted(HEADLINES[name])
    assert 1 <= len(lines) <= 4
    assert size >= 64, "at 300 pixels of width it would be under 16"
    image = opened(cards.draw(card(HEADLINES[name]))).convert("L")
    ground = opened(cards.draw(ShareCard("", "", "", "", ""))).convert("L")
    box = ImageChops.difference(image, ground).getbbox()
    assert box is not None
    assert box[0] >= 50
    assert box[2] <= 1200 - 50
    assert box[3] < 622, "letters run into the rule"


def test_what_has_no_room_is_cut_at_a_word_with_dots() -> None:
    _, lines = cards.fitted(HEADLINES["endless"])
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert lines[-1].removesuffix("…").split()[-1] in HEADLINES["endless"].split()


def test_lines_are_about_equally_long_and_none_is_one_word() -> None:
    size, lines = cards.fitted(HEADLINES["two lines"])
    font = ImageFont.truetype(_bold(), size, layout_engine=ImageFont.Layout.RAQM)
    widths = [font.getlength(line, direction="rtl", language="ar") for line in lines]
    assert min(widths) > 0.6 * max(widths)
    assert all(len(line.split()) > 1 for line in lines)


def test_a_telephone_number_stays_in_one_piece() -> None:
    _, lines = cards.fitted(HEADLINES["a telephone"])
    assert any("+964\u00a0770\u00a0123\u00a04567" in line for line in lines)


def _bold() -> str:
    import fontpkg

    return str(fontpkg.path("IBM Plex Sans Arabic", 700))


def _ink(headline: str) -> Image.Image:
    """The headline alone, black on white."""
    return opened(cards.draw(card(headline))).convert("L").crop((0, 216, 1200, 610))


def _box(headline: str) -> tuple[int, int, int, int]:
    box = ImageChops.invert(_ink(headline)).point(lambda value: 255 * (value > 40)).getbbox()
    assert box is not None
    return box


def test_letters_join() -> None:
    """Joined letters are narrower than the same apart, and lam with alef is one sign."""
    joined, apart = _box("سلام"), _box("\u200c".join("سلام"))
    assert joined[2] - joined[0] < 0.8 * (apart[2] - apart[0])


def test_the_letters_are_those_of_raqm() -> None:
    size, (line,) = cards.fitted("سلام عليكم")
    font = ImageFont.truetype(_bold(), size, layout_engine=ImageFont.Layout.RAQM)
    shaped = font.getmask(line, mode="L", direction="rtl", language="ar")
    box = _box("سلام عليكم")
    assert abs((box[2] - box[0]) - shaped.getbbox()[2] + shaped.getbbox()[0]) <= 3
    basic = ImageFont.truetype(_bold(), size, layout_engine=ImageFont.Layout.BASIC)
    assert basic.getlength(line) > 1.1 * font.getlength(line, direction="rtl", language="ar")


def test_a_line_that_begins_with_digits_reads_from_the_right() -> None:
    """U+061C: `2025-2026` alone would be set from the left (arabic.md section 2)."""
    box = _box("2025-2026")
    digits, right, left = box[2] - box[0], _box("2025-2026 ع")[2], _box("ع 2025-2026")[0]
    shown = [
        _ink("2025-2026 ع").crop((right - digits, 0, right, 394)),
        _ink("2025-2026").crop((box[0], 0, box[2], 394)),
    ]
    meant = _ink("ع 2025-2026").crop((left, 0, left + digits, 394))
    for one in shown:
        apart = ImageChops.difference(one, meant).point(lambda value: 255 * (value > 128))
        assert apart.histogram()[255] < 500


def test_what_the_font_lacks_is_left_out() -> None:
    assert cards.fitted("🔴 عاجل: 中文 نص") == cards.fitted("عاجل: نص")


def test_the_colours_are_those_of_the_theme() -> None:
    css = (CHECKOUT / "assets/css/10-tokens.css").read_text(encoding="utf-8")
    assert theme_colours(css) == Colours()
    assert theme_colours("--accent: #123456; --ink: red; :root { --accent: #000000; }") == Colours(
        accent="#123456"
    )
    image = opened(cards.draw(ShareCard("", "", "", "نص", "", Colours(accent="#123456"))))
    assert image.convert("RGB").getpixel((5, 5)) == (0x12, 0x34, 0x56)


# -- in a publication ------------------------------------------------------------------------------


def test_every_article_of_the_demo_has_a_card_and_names_it(demo: Demo) -> None:
    made = sorted((demo.output / "cards").iterdir())
    mark = 'property="og:type" content="article"'
    articles = [page for page in demo.pages if mark in demo.page(page)]
    assert len(made) == len(articles) > 10
    for path in made:
        assert path.name.isascii()
        assert_sound(path.read_bytes())
    named = set()
    for page in articles:
        meta = {
            m.get("property") or m.get("name"): m.get("content")
            for m in parsed(demo.page(page)).iter("meta")
        }
        width, height = CARD_SIZE
        assert meta["og:image"].startswith(f"{demo.config.base_url}cards/")
        assert (meta["og:image:width"], meta["og:image:height"]) == (str(width), str(height))
        assert meta["og:title"] in meta["og:image:alt"]
        assert meta["twitter:card"] == "summary_large_image"
        named.add(meta["og:image"].rpartition("/")[2])
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', demo.page(page))
        assert data
        last = json.loads(data[1])["image"][-1]
        assert (last["url"], last["width"]) == (meta["og:image"], width)
    assert named == {path.name for path in made}


def test_a_card_is_made_again_only_for_what_it_shows(press: Press) -> None:
    press.article("a", id="one")
    press.article("b", id="two")
    press.build()
    before = {path for path in press.tree() if path.startswith("cards/")}
    press.article("a", "نص آخر تماماً.\n", id="one", tags="وسم", author="فلان")
    assert not [path for path in press.build().made if path.startswith("cards/")]
    press.article("a", id="one", title="عنوان جديد")
    report = press.build()
    (made,) = (path for path in report.made if path.startswith("cards/"))
    (gone,) = (path for path in report.removed if path.startswith("cards/"))
    assert re.fullmatch(r"cards/one\.[0-9a-f]{8}\.png", made)
    assert gone in before
    clean = press.build_clean_elsewhere()
    assert {path: press.tree()[path] for path in clean} == clean


def test_new_colours_of_the_theme_keep_the_names(press: Press) -> None:
    press.article("a")
    press.build()
    before = {path for path in press.tree() if path.startswith("cards/")}
    press.substitute("assets/css/10-tokens.css", "#0b5c4b", "#701020")
    report = press.build()
    assert before == {path for path in report.made if path.startswith("cards/")}


def test_cards_can_be_switched_off(press: Press) -> None:
    press.write("site.yaml", press.read("site.yaml") + "بطاقات المشاركة: لا\n")
    press.article("a")
    press.build()
    assert not [path for path in press.tree() if path.startswith("cards/")]
    assert "og:image" not in press.page("2026/01/a/")
    assert '<meta name="twitter:card" content="summary">' in press.page("2026/01/a/")


def test_a_preview_draws_none(press: Press) -> None:
    press.article("a")
    press.build(preview=True)
    assert not [path for path in press.tree() if path.startswith("cards/")]


def test_without_raqm_nothing_is_published_and_the_message_says_why(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.article("a")
    check = features.check
    monkeypatch.setattr(features, "check", lambda name: name != "raqm" and check(name))
    (fault,) = press.faults()
    assert (fault.code, fault.path) == ("E-RAQM", "site.yaml")
    assert "FriBiDi" in fault.hint.en
    assert press.tree() == {}
    press.build(preview=True)
