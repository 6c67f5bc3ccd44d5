"""Images: what is refused, and what is left of a file when it is published (faults rows 23, 24)."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from generator.config import ImageOptions
from generator.diagnostics import Failed
from generator.graph.pictures import image_files
from generator.images import svg, variants
from generator.images.formats import FORMATS, MAX_PIXELS
from generator.images.probe import probe
from tests.images import samples
from tests.images.samples import CANARY, bomb, picture
from tests.sites.publication import Press, parsed

WHOLE = ImageOptions(quality=90)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60">{}</svg>'


def refused(path: str, data: bytes) -> str:
    """What is said of an image that cannot be published."""
    with pytest.raises(Failed) as failed:
        probe(path, data)
    (fault,) = failed.value.diagnostics
    assert (fault.code, fault.path) == ("E-IMG", path)
    return fault.text.en


def clean(path: str, data: bytes) -> bytes:
    """The plain form of an image, as it is published."""
    if path.endswith(".svg"):
        return svg.clean(path, data)
    return forms(path, data)[0]


def forms(path: str, data: bytes, options: ImageOptions = WHOLE) -> list[bytes]:
    """All forms of a picture, as they are published."""
    (file,) = image_files({path: (probe(path, data), "0" * 32)}, options).values()
    return [variants.make(form.variant, path, data) for form in file.forms]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.fault(23)
@pytest.mark.parametrize("size", [(10_000, 5_001), (12_000, 12_000), (60_000, 60_000)])
def test_a_bomb_is_refused_by_its_header_with_its_pixels(size: tuple[int, int]) -> None:
    width, height = size
    tracemalloc.start()
    said = refused("content/a.png", bomb(width, height))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"{width}×{height}" in said or f"{width * height}" in said
    assert most < 5_000_000


@pytest.mark.fault(23)
def test_the_limit_is_named_in_the_remedy() -> None:
    with pytest.raises(Failed) as failed:
        probe("a.png", bomb(30_000, 30_000))
    assert f"{MAX_PIXELS // 1_000_000} million" in failed.value.diagnostics[0].hint.en


MAKERS: dict[str, Callable[[], bytes]] = {
    "a.jpg": samples.jpeg,
    "a.png": samples.png,
    "a.webp": samples.webp,
    "a.avif": samples.avif,
    "a.gif": samples.gif,
}


@pytest.mark.fault(23)
@pytest.mark.parametrize("path", MAKERS)
@pytest.mark.parametrize("part", [0, 1, 20, 0.3, 0.5])
def test_a_file_that_is_cut_off_is_refused(path: str, part: float) -> None:
    whole = MAKERS[path]()
    refused(path, whole[: int(part if part >= 1 else part * len(whole))])


@pytest.mark.fault(23)
def test_a_photograph_that_lacks_its_last_lines_is_refused() -> None:
    whole = samples.jpeg()
    refused("a.jpg", whole[: whole.rindex(b"\xff\xd9") - 20])


@pytest.mark.fault(23)
@pytest.mark.parametrize("path", MAKERS)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.gif", "a.svg"])
def test_a_name_that_says_another_format_is_refused(path: str, name: str) -> None:
    if name == path:
        return
    said = refused(name, MAKERS[path]())
    if name != "a.svg":
        is_, named = probe(path, MAKERS[path]()).format, FORMATS[name[1:]]
        assert said == f"This image cannot be published: its name says {named}, it is {is_}."


@pytest.mark.fault(23)
@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 64, b"<html><script>1</script></html>", b"%PDF-1.7"]
)
@pytest.mark.parametrize("path", [*MAKERS, "a.svg"])
def test_what_is_no_image_is_refused(path: str, data: bytes) -> None:
    refused(path, data)


@pytest.mark.fault(23)
def test_only_the_formats_of_the_web_are_decoded() -> None:
    file = io.BytesIO()
    picture().save(file, "TIFF")
    refused("a.png", file.getvalue())


SVG_REFUSED = [
    ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<text>&a;</text>"), "an entity"),
    ('<!DOCTYPE svg SYSTEM "http://evil.example/a.dtd">' + SVG.format(""), "an outer DTD"),
    (
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&a;</text>"),
        "a file from the disk",
    ),
    (SVG.format("<g>"), "a tag that is not closed"),
    ('<svg viewBox="0 0 8 6"/>', "no namespace, so browsers show nothing"),
    ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "another language"),
    ('<svg xmlns="http://www.w3.org/2000/svg"/>', "no size"),
    ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>', "size nought"),
    ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan inf"/>', "sizes that are none"),
    (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1.2.3" height="8"/>',
        "a number with two dots",
    ),
    ('<svg xmlns="http://www.w3.org/2000/svg" width="9e99" height="9"/>', "an immense number"),
    (SVG.format("<g>" * 3000 + "</g>" * 3000), "a depth that no drawing has"),
]


@pytest.mark.fault(23)
@pytest.mark.parametrize(("text", "what"), SVG_REFUSED)
def test_an_svg_that_is_not_plain_is_refused(text: str, what: str) -> None:
    refused("a.svg", text.encode())


# -- what is left of an SVG --------------------------------------------------------------------

SVG_CLEANED = [
    ("<script>alert(1)</script>", "a script"),
    ("<script href='https://evil.example/a.js'/>", "a script from elsewhere"),
    ("<rect width='9' height='9' onload='alert(1)' onclick='alert(2)'/>", "handlers"),
    ("<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>evil</b></foreignObject>", "HTML"),
    ("<image href='https://evil.example/a.png'/>", "a picture from elsewhere"),
    ("<use href='https://evil.example/a.svg#x'/>", "a piece from elsewhere"),
    ("<use href='evil.svg#x'/>", "a piece of another file"),
    (
        "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='//evil.example/#x'/>",
        "the same",
    ),
    ("<a href='javascript:alert(1)'><text>x</text></a>", "a link"),
    ("<style>@import url(https://evil.example/a.css);</style>", "a style sheet"),
    ("<rect style='fill:url(https://evil.example/a)'/>", "a fill from elsewhere"),
    ("<rect style='fill:url(\\68ttps:\\2f\\2f evil.example)'/>", "the same in CSS escapes"),
    ("<rect fill='url(data:image/svg+xml;base64,evil)'/>", "data"),
    ("<animate attributeName='href' to='javascript:alert(1)'/>", "animation"),
    ("<set attributeName='onload' to='alert(1)'/>", "animation"),
    ("<metadata><owner xmlns=''>evil</owner></metadata>", "metadata"),
    ("<g xmlns:s='http://sodipodi/' s:docname='/home/evil/a.svg'/>", "an editor's notes"),
    ("<!-- evil --><?evil evil?>", "comments and instructions"),
]


@pytest.mark.fault(23)
@pytest.mark.parametrize(("inner", "what"), SVG_CLEANED)
def test_nothing_in_a_published_svg_runs_or_fetches(inner: str, what: str) -> None:
    text = SVG.format(inner + "<path d='M0 0h8' fill='red'/>").encode()
    made = clean("a.svg", text)
    root = ElementTree.fromstring(made)
    assert made.count(b"<path") == 1
    for harm in (b"evil", b"alert", b"script", b"foreignObject", b"animate", b"onload", b"\\"):
        assert harm not in made
    assert root.get("viewBox") == "0 0 80 60"


def test_what_a_drawing_needs_stays() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' viewBox="0 0 80 60" role="img" direction="rtl"><title>رسم</title><defs>'
        '<linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        '<g transform="scale(2)" style="fill:url(#g);stroke:#000"><text x="1" y="2"'
        ' xml:lang="ar" font-family="sans-serif">نص <tspan dx="3">آخر</tspan></text>'
        '<use xlink:href="#g" x1="2"/><circle cx="1" cy="2" r="3"/></g></svg>'
    )
    made = ElementTree.fromstring(clean("a.svg", drawing.encode()))
    style = made[0]
    assert style.tag.endswith("}style")
    made.remove(style)
    assert ElementTree.canonicalize(ElementTree.tostring(made, "unicode")) == (
        ElementTree.canonicalize(drawing)
    )


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 80 60"', (80, 60)),
        ('viewBox="-10,-10,80.4,59.6"', (80, 60)),
        ('width="40" height="30" viewBox="0 0 80 60"', (40, 30)),
        ('width="40px" height="30px"', (40, 30)),
        ('width="100%" height="100%" viewBox="0 0 80 60"', (80, 60)),
    ],
)
def test_the_size_of_an_svg(attributes: str, size: tuple[int, int]) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'
    facts = probe("a.svg", svg.encode())
    assert (facts.width, facts.height) == size


# -- what is left of a photograph --------------------------------------------------------------


@pytest.mark.fault(24)
@pytest.mark.parametrize("path", MAKERS)
def test_nothing_that_the_camera_wrote_is_published(path: str) -> None:
    data = MAKERS[path]()
    assert CANARY in data
    for made in forms(path, data, ImageOptions(widths=(20, 40))):
        for form in (
            CANARY,
            CANARY.decode().encode("utf-16le"),
            b"adobe",
            b"Exif\x00",
            b"Photoshop",
        ):
            assert form not in made
        image = opened(made)
        assert not image.getexif()
        assert not {"xmp", "comment", "exif", "photoshop", "Author", "icc_profile"} & set(
            image.info
        )


@pytest.mark.parametrize("maker", [samples.gif, samples.moving_png, samples.moving_webp])
def test_what_moves_is_refused(maker: Callable[[int], bytes]) -> None:
    """An `<img>` has no button to stop it (WCAG 2.2.2)."""
    said = refused(f"a.{maker.__name__[-4:].strip('_')}", maker(4))
    assert "animation" in said


def test_a_photograph_with_a_second_picture_in_it_is_one() -> None:
    """Phones add depth maps and the like (CIPA DC-007, Multi-Picture Format)."""
    file = io.BytesIO()
    picture().save(file, "MPO", save_all=True, append_images=[picture()])
    assert probe("a.jpg", file.getvalue()).format == "JPEG"
    assert len(opened(clean("a.jpg", file.getvalue())).tobytes()) == 48 * 32 * 3


@pytest.mark.parametrize("name", ["a.heic", "a.jpg"])
def test_a_phones_own_format_is_refused_with_the_way_out(name: str) -> None:
    data = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
    assert "HEIC" in refused(name, data)


@pytest.mark.parametrize("name", ["a.tif", "a.bmp"])
def test_formats_of_the_print_shop_are_refused_by_name(name: str) -> None:
    file = io.BytesIO()
    picture().save(file, FORMATS[name[1:]])
    assert FORMATS[name[1:]] in refused(name, file.getvalue())


ORIENTATIONS = {
    1: "red",
    2: "lime",
    3: "white",
    4: "blue",
    5: "red",
    6: "blue",
    7: "white",
    8: "lime",
}
"""What stands at the top left of the picture when its orientation is applied (TIFF 6.0)."""
_COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


@pytest.mark.fault(24)
@pytest.mark.parametrize("maker", [samples.jpeg, samples.png, samples.webp])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_orientation_is_applied(maker: Callable[[int], bytes], orientation: int) -> None:
    path = f"a.{maker.__name__}"
    data = maker(orientation)
    size = (48, 32) if orientation < 5 else (32, 48)
    facts = probe(path, data)
    assert (facts.width, facts.height) == size
    image = opened(clean(path, data)).convert("RGB")
    assert image.size == size
    seen = image.getpixel((5, 5))
    assert isinstance(seen, tuple)
    meant = _COLOURS[ORIENTATIONS[orientation]]
    assert all(abs(a - b) < 30 for a, b in zip(seen, meant, strict=True))


@pytest.mark.fault(24)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_a_profile_become_those_of_srgb(mode: str) -> None:
    """A profile that swaps red and blue shows whether it was read."""
    file = io.BytesIO()
    picture(mode).save(file, "PNG", icc_profile=samples.swapped_profile())
    made = opened(clean("a.png", file.getvalue()))
    assert "icc_profile" not in made.info
    assert _near(made.convert("RGB").getpixel((5, 5)), _COLOURS["blue"])
    assert probe("a.png", file.getvalue()).width == 48


def test_a_broken_profile_counts_as_none() -> None:
    file = io.BytesIO()
    picture().save(file, "PNG", icc_profile=b"no profile")
    assert _near(opened(clean("a.png", file.getvalue())).getpixel((5, 5)), _COLOURS["red"])


def _near(seen: object, meant: tuple[int, ...]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 40 for a, b in zip(seen, meant, strict=True))


@pytest.mark.parametrize("path", MAKERS)
def test_the_same_file_gives_the_same_bytes(path: str) -> None:
    data = MAKERS[path]()
    assert clean(path, data) == clean(path, data)


def test_cleaning_what_is_clean_changes_nothing() -> None:
    once = clean("a.png", samples.png())
    assert clean("a.png", once) == once
    drawing = clean("a.svg", SVG.format("<path d='M0 0'/>").encode())
    assert clean("a.svg", drawing) == drawing


def _with_transparency(mode: str) -> bytes:
    file = io.BytesIO()
    if mode in {"RGBA", "LA"}:
        image = picture().convert(mode)
        image.putalpha(Image.linear_gradient("L").resize(image.size))
        image.save(file, "PNG")
    elif mode == "P":
        image = picture("P")
        image.save(file, "PNG", transparency=image.getpixel((5, 5)))
    else:
        colour = (255, 0, 0) if mode == "RGB" else 76
        picture(mode).save(file, "PNG", transparency=colour)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB", "L"])
def test_what_is_transparent_stays_so(mode: str) -> None:
    data = _with_transparency(mode)
    before, after = opened(data).convert("RGBA"), opened(clean("a.png", data)).convert("RGBA")
    assert before.getchannel("A").getextrema()[0] < 255  # type: ignore[operator]
    assert list(before.get_flattened_data()) == list(after.get_flattened_data())


def test_a_transparent_gif_stays_so() -> None:
    file = io.BytesIO()
    image = picture("P")
    image.save(file, "GIF", transparency=image.getpixel((5, 5)))
    made = opened(clean("a.gif", file.getvalue())).convert("RGBA")
    assert made.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert made.getpixel((40, 5)) == (0, 255, 0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB"])
def test_every_kind_of_png_keeps_its_pixels(mode: str) -> None:
    file = io.BytesIO()
    deep = picture("L").convert("I").point(lambda value: value * 257).convert("I;16")
    (deep if mode == "I;16" else picture().convert(mode)).save(file, "PNG")
    before, after = opened(file.getvalue()), opened(clean("a.png", file.getvalue()))
    before = picture("L") if mode == "I;16" else before
    assert list(before.convert("RGBA").get_flattened_data()) == list(
        after.convert("RGBA").get_flattened_data()
    )


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_every_kind_of_jpeg_keeps_its_colours(mode: str) -> None:
    file = io.BytesIO()
    picture(mode).save(file, "JPEG", quality=95)
    before, after = opened(file.getvalue()), opened(clean("a.jpg", file.getvalue()))
    for here in ((5, 5), (40, 5), (5, 28)):
        was, is_ = before.convert("RGB").getpixel(here), after.convert("RGB").getpixel(here)
        assert isinstance(was, tuple)
        assert isinstance(is_, tuple)
        assert all(abs(a - b) < 30 for a, b in zip(was, is_, strict=True))


@pytest.mark.fault(23, 24)
@pytest.mark.parametrize("path", MAKERS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_refused_or_published_clean(path: str, data: st.DataObject) -> None:
    whole = bytearray(MAKERS[path]())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = probe(path, bytes(whole))
        made = clean(path, bytes(whole))
    except Failed as failed:
        codes = [fault.code for fault in failed.diagnostics]
    else:
        codes = ["E-IMG"]
        width, height = opened(made).size  # what is damaged may be its size, and that is scaled
        assert (width, height) <= (facts.width, facts.height)
    assert codes == ["E-IMG"]


# -- in a publication --------------------------------------------------------------------------


@pytest.mark.fault(24)
def test_a_camera_file_goes_through_the_press_clean(press: Press) -> None:
    press.write("content/images/صورة.jpg", samples.jpeg(orientation=6))
    press.write("content/images/unused.jpg", samples.jpeg())
    press.article(
        "a",
        "![جسر](../images/صورة.jpg)\n",
        image="{src: ../images/صورة.jpg, alt: جسر, credit: تصوير الوكالة}",
    )
    press.build()
    tree = press.tree()
    assert not [path for path, data in tree.items() if CANARY in data]
    (path,) = (path for path in tree if path.endswith((".jpg", ".png")) and "cards/" not in path)
    assert opened(tree[path]).size == (32, 48)
    shown = [i for i in parsed(press.page("2026/01/a/")).iter("img") if i.get("alt") == "جسر"]
    assert len(shown) == 2
    assert all((i.get("width"), i.get("height")) == ("32", "48") for i in shown)
    assert "تصوير الوكالة" in press.page("2026/01/a/")


@pytest.mark.fault(23)
def test_every_bad_image_is_named_and_nothing_is_published(press: Press) -> None:
    press.article("a")
    press.build()
    before = press.tree()
    press.write("content/images/a.png", bomb(30_000, 30_000))
    press.write("content/images/b.jpg", b"no picture")
    press.write("content/images/c.svg", b"<svg>")
    press.article("a", title="عنوان جديد")
    assert [(f.code, f.path[-5:]) for f in press.faults()] == [
        ("E-IMG", "a.png"),
        ("E-IMG", "b.jpg"),
        ("E-IMG", "c.svg"),
    ]
    assert press.tree() == before


def test_an_image_that_changed_has_a_new_address(press: Press) -> None:
    press.write("content/images/a.svg", SVG.format(""))
    press.article("a", image="../images/a.svg")
    press.build()
    (old,) = (path for path in press.tree() if path.startswith("images/"))
    press.write("content/images/a.svg", SVG.format("<path d='M0 0h9'/>"))
    report = press.build()
    (new,) = (path for path in press.tree() if path.startswith("images/"))
    assert new != old
    assert report.removed == (old,)
