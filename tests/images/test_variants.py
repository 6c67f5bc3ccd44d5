"""The forms of a picture: which there are, how large, and what a machine must be able to do."""

from __future__ import annotations

import io

import pytest
from PIL import Image, features

from generator.config import ImageOptions
from generator.diagnostics import Failed
from generator.graph.model import ImageFile
from generator.graph.pictures import image_files
from generator.images import variants
from generator.images.facts import ImageFacts, Variant
from generator.images.probe import probe
from tests.images.samples import jpeg, photograph, picture
from tests.sites.publication import Press, parsed

OPTIONS = ImageOptions(widths=(400, 800, 1200))


def file_of(facts: ImageFacts, options: ImageOptions = OPTIONS) -> ImageFile:
    (file,) = image_files({"content/a.jpg": (facts, "1" * 32)}, options).values()
    return file


def widths(file: ImageFile, format: str) -> list[int]:
    return [f.variant.width for f in file.forms[1:] if f.variant.format == format]


@pytest.mark.parametrize(
    ("width", "made"),
    [
        (300, [300]),
        (400, [400]),
        (401, [400, 401]),
        (1000, [400, 800, 1000]),
        (6000, [400, 800, 1200]),
    ],
)
def test_nothing_is_scaled_up_and_nothing_is_wider_than_the_last_width(
    width: int, made: list[int]
) -> None:
    file = file_of(ImageFacts(width, width // 2, "JPEG"))
    assert widths(file, "AVIF") == widths(file, "WEBP") == made
    assert (file.width, file.height) == (made[-1], made[-1] // 2)
    assert file.path.endswith(".jpg")


def test_a_drawing_keeps_its_edges_and_its_size() -> None:
    file = file_of(ImageFacts(1000, 500, "PNG", flat=True))
    assert [f.variant.format for f in file.forms] == ["PNG", "WEBP"]
    data = _png(picture("RGB", (1000, 500)))
    lossless = variants.make(file.forms[1].variant, "a.png", data)
    assert (
        Image.open(io.BytesIO(lossless)).convert("RGB").tobytes()
        == picture("RGB", (1000, 500)).tobytes()
    )


@pytest.mark.fault(23)
def test_a_side_that_is_too_long_for_webp_is_a_fault_of_the_picture() -> None:
    """A long drawing keeps its size, and a tall photograph its height."""
    file = file_of(ImageFacts(20, 16_384, "PNG", flat=True))
    data = _png(picture("RGB", (20, 16_384)))
    assert variants.make(file.forms[0].variant, "a.png", data)
    with pytest.raises(Failed) as failed:
        variants.make(file.forms[1].variant, "a.png", data)
    (fault,) = failed.value.diagnostics
    assert (fault.code, fault.path) == ("E-IMG", "a.png")
    assert "16384" in fault.text.en


def test_what_is_transparent_has_no_tone_and_a_png() -> None:
    image = photograph((300, 200)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    facts = probe("a.png", _png(image))
    assert (facts.alpha, facts.tone, facts.flat) == (True, "", False)
    assert file_of(facts).path.endswith(".png")
    image.putalpha(255)
    facts = probe("a.png", _png(image))
    assert (facts.alpha, file_of(facts).path[-4:]) == (False, ".jpg")


@pytest.mark.parametrize(
    ("colour", "tone"),
    [((0, 0, 0), "r0 g0 b0"), ((255, 255, 255), "r5 g5 b5"), ((120, 60, 200), "r2 g1 b4")],
)
def test_the_tone_is_the_mean_colour(colour: tuple[int, int, int], tone: str) -> None:
    assert probe("a.png", _png(Image.new("RGB", (9, 9), colour))).tone == tone


def test_avif_can_be_switched_off() -> None:
    assert widths(file_of(ImageFacts(900, 600, "JPEG"), ImageOptions(avif=False)), "AVIF") == []


def test_another_quality_has_another_name() -> None:
    facts = ImageFacts(900, 600, "JPEG")
    assert file_of(facts).path != file_of(facts, ImageOptions(quality=60)).path


@pytest.mark.parametrize("format", ["AVIF", "WEBP", "JPEG", "PNG"])
def test_a_form_is_what_it_says(format: str) -> None:
    data = _jpeg(photograph())
    variant = Variant(format, 400, 250, 80)
    made = variants.make(variant, "a.jpg", data)
    image = Image.open(io.BytesIO(made))
    assert (image.format, image.size) == (format, (400, 250))
    assert made == variants.make(variant, "a.jpg", data)
    small = photograph().resize((400, 250), Image.Resampling.LANCZOS)
    seen, meant = image.convert("RGB").resize((8, 5)), small.resize((8, 5))
    apart = zip(seen.tobytes(), meant.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in apart) < 12


def test_a_lean_format_is_leaner() -> None:
    data = _jpeg(photograph())
    sizes = [
        len(variants.make(Variant(format, 1600, 1000, 80), "a.jpg", data))
        for format in ("AVIF", "WEBP", "JPEG")
    ]
    assert sizes == sorted(sizes)


def test_without_avif_in_pillow_a_site_that_wants_it_does_not_come_out(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.write("content/images/a.jpg", _jpeg(photograph()))
    press.article("a", image="../images/a.jpg")
    check = features.check
    monkeypatch.setattr(features, "check", lambda name: name != "avif" and check(name))
    (fault,) = press.faults()
    assert (fault.code, fault.path) == ("E-AVIF", "site.yaml")
    press.write("site.yaml", press.read("site.yaml") + "images: {avif: لا}\n")
    press.build()
    assert not [path for path in press.tree() if path.endswith(".avif")]
    press.write("content/images/b.avif", b"any")
    assert [fault.code for fault in press.faults()] == ["E-AVIF"]


def test_a_page_offers_every_form_and_each_is_there(press: Press) -> None:
    press.write("content/images/جسر.jpg", _jpeg(photograph()))
    press.article("a", "نص.\n\n![جسر](../images/جسر.jpg)\n", image="../images/جسر.jpg")
    press.build()
    tree = press.tree()
    page = parsed(press.page("2026/01/a/"))
    main = next(page.iter("main"))
    pictures = list(main.iter("picture"))
    assert len(pictures) == 2
    for shown in pictures:
        *sources, image = list(shown)
        assert [source.get("type") for source in sources] == ["image/avif", "image/webp"]
        for source in sources:
            offered = [one.split(" ") for one in source.get("srcset").split(", ")]
            assert [width for _, width in offered] == ["400w", "800w", "1200w", "1600w"]
            for address, width in offered:
                path = address.removeprefix("../../../")
                made = Image.open(io.BytesIO(tree[path]))
                assert (f"{made.width}w", f"image/{made.format.lower()}") == (  # type: ignore[union-attr]
                    width,
                    source.get("type"),
                )
            assert source.get("sizes")
        assert (image.get("width"), image.get("height")) == ("1600", "1000")
        assert image.get("data-tone") == "r2 g2 b3"
    lead, below = (shown[-1] for shown in pictures)
    assert (lead.get("fetchpriority"), lead.get("loading")) == ("high", None)
    assert (below.get("loading"), below.get("decoding")) == ("lazy", "async")


def test_the_settings_decide_sizes(press: Press) -> None:
    settings = press.read("site.yaml")
    press.write("site.yaml", settings + "الصور: {المقاسات: 700، 300، 700, الجودة: ٦٠}\n")
    press.write("content/images/a.jpg", _jpeg(photograph()))
    press.article("a", image="../images/a.jpg")
    press.build()
    names = {path.rpartition("-")[2] for path in press.tree() if path.endswith(".webp")}
    assert names == {"300.webp", "700.webp"}
    press.write("site.yaml", settings + "images: {widths: [90, abc], quality: 99}\n")
    assert [fault.code for fault in press.faults()] == ["E-CFG"] * 3


def test_two_pictures_of_one_name_stand_side_by_side(press: Press) -> None:
    press.write("content/images/a.jpg", _jpeg(photograph()))
    press.write("content/more/a.jpg", jpeg())
    press.article("a", image="../images/a.jpg")
    press.article("b", image="../more/a.jpg")
    press.build()
    assert len([path for path in press.tree() if path.startswith("images/a.")]) == 9 + 3


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return file.getvalue()
