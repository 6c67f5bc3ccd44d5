"""Pictures made of pixels: opened with distrust, turned upright, brought to sRGB."""

from __future__ import annotations

import contextlib
import functools
import io
import re
import warnings

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError, features

from generator.diagnostics import Failed
from generator.images.formats import DECODED, MAX_PIXELS, NO_AVIF, PHONE, unfit

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation of EXIF (tag 274)."""

_HEIC = re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|m[is]f1.{4}.{0,40}heic)", re.DOTALL)
"""The beginning of a HEIF file that holds HEVC (ISO/IEC 23008-12, brands)."""


def opened(path: str, data: bytes, wanted: str, longest: int = 0) -> Image.Image:
    """The image, decoded whole, its EXIF read. What it is counts, not what its name says: a name
    that says otherwise is a fault. With `longest` a JPEG may come smaller, its longer side never
    below 1.5 times that many pixels, in a fraction of the time. Raises Failed with E-IMG.
    """
    _refuse_foreigners(path, data, wanted)
    try:
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(io.BytesIO(data), formats=DECODED)
            _refuse_excess(path, image, wanted)
            if longest:
                image.draft(None, _drafted(image.size, longest))
            image.load()
            image.getexif()
    except Failed:
        raise
    except UnidentifiedImageError:
        raise unfit(path, f"محتواها ليس بصيغة {wanted}", f"its contents are not {wanted}") from None
    except Image.DecompressionBombError as error:
        pixels = re.search(r"\d+", str(error))
        raise _too_large(path, pixels[0] if pixels else "∞") from error
    except Exception as error:  # decoders of damaged files raise what they like
        raise unfit(path, "الملف ناقص أو تالف", "the file is cut off or damaged") from error
    return image


def _refuse_foreigners(path: str, data: bytes, wanted: str) -> None:
    if wanted == "HEIC" or _HEIC.match(data):
        raise Failed([PHONE.at(path)])
    if wanted not in DECODED:
        raise unfit(path, f"صيغة {wanted} ليست للمتصفحات", f"browsers do not show {wanted}")
    if wanted == "AVIF" and not features.check("avif"):
        raise Failed([NO_AVIF.at(path)])


def _refuse_excess(path: str, image: Image.Image, wanted: str) -> None:
    """Refuses, before a pixel is decoded, bombs, other formats than the name says, and animations:
    readers must be able to stop what moves (WCAG 2.2.2), and an `<img>` has no button."""
    found = "JPEG" if image.format == "MPO" else image.format
    if found != wanted:
        raise unfit(
            path, f"اسمها يقول {wanted} ومحتواها {found}", f"its name says {wanted}, it is {found}"
        )
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(path, f"{image.width}×{image.height}")
    if found != "JPEG" and getattr(image, "is_animated", False):
        raise unfit(path, "صورة متحركة", "it is an animation")


def _too_large(path: str, pixels: str) -> Failed:
    return unfit(path, f"فيها {pixels} بكسل", f"it has {pixels} pixels")


def _drafted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The least size at which a picture may be decoded, so that enough is left to scale down."""
    scale = min(1.0, 1.5 * longest / max(size))
    return (int(size[0] * scale) + 1, int(size[1] * scale) + 1)


def upright(image: Image.Image) -> Image.Image:
    """The image as it is meant to be seen. EXIF itself is not written again: it may be broken."""
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def has_alpha(image: Image.Image) -> bool:
    """Whether any pixel lets the page show through; in many screenshots none does."""
    if not image.has_transparency_data:
        return False
    return image.convert("RGBA").getchannel("A").getextrema() != (255, 255)


def plain(image: Image.Image) -> Image.Image:
    """The image in a mode that can be scaled and that profiles speak of: L, RGB, RGBA or CMYK."""
    if image.mode.startswith(("I", "F")):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA pixels as sRGB, from a plain image and its ICC profile; nothing else is left of
    the file. A profile that is broken or of another kind counts as none."""
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            image = _converted(image, profile, wanted)
    bare = image if image.mode == wanted else image.convert(wanted)
    bare.info = {}
    return bare


def _converted(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    made = ImageCms.profileToProfile(image, source, _srgb(), outputMode=mode)
    return made if made is not None else image


@functools.cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
