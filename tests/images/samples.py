"""Pictures with a past: everything that cameras and editors hide in a file."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

CANARY = b"canary-of-the-camera"
_TEXT = CANARY.decode()
_XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>{_TEXT}</owner></x:xmpmeta>'.encode()

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    """Four quarters in red, green, blue and white, the red one at the top left."""
    width, height = size
    image = Image.new("RGB", size, "white")
    for colour, corner in (("red", (0, 0)), ("lime", (1, 0)), ("blue", (0, 1))):
        x, y = corner[0] * width // 2, corner[1] * height // 2
        image.paste(Image.new("RGB", (width // 2, height // 2), colour), (x, y))
    return image if mode == "RGB" else image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Place, serial number, owner, and a preview picture, all with the canary."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = _TEXT  # maker
    data[0x9C9D] = _TEXT.encode("utf-16le")  # author, as Windows writes it
    data.get_ifd(0x8769)[0x927C] = CANARY  # the maker's notes
    data.get_ifd(0x8769)[0xA431] = _TEXT  # serial number of the body
    data.get_ifd(0x8825)[0x001D] = _TEXT  # GPS
    return data


def jpeg(orientation: int = 1, profile: bytes | None = PROFILE) -> bytes:
    file = io.BytesIO()
    image = picture()
    image.save(
        file, "JPEG", exif=exif(orientation), icc_profile=profile, quality=95, comment=CANARY
    )
    data = file.getvalue()
    extra = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + _XMP)
    extra += _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + CANARY)  # IPTC
    extra += _segment(0xE2, b"MPF\x00" + CANARY)  # a second picture
    extra += _segment(0xE9, CANARY)
    return data[:2] + extra + data[2:] + CANARY  # and a film after the end


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def png(orientation: int = 1) -> bytes:
    text = PngInfo()
    text.add_text("Author", _TEXT)
    text.add_text("Comment", _TEXT, zip=True)
    text.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    file = io.BytesIO()
    picture().save(file, "PNG", pnginfo=text, exif=exif(orientation), icc_profile=PROFILE)
    data = file.getvalue()
    return data[:33] + chunk(b"prVt", CANARY) + data[33:] + CANARY


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    total = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", total)


def webp(orientation: int = 1) -> bytes:
    file = io.BytesIO()
    picture().save(file, "WEBP", exif=exif(orientation), xmp=_XMP, icc_profile=PROFILE, quality=95)
    return file.getvalue()


def avif(orientation: int = 1) -> bytes:
    file = io.BytesIO()
    picture(size=(64, 48)).save(
        file, "AVIF", exif=exif(orientation), xmp=_XMP, icc_profile=PROFILE, quality=95
    )
    return file.getvalue()


def gif(frames: int = 1) -> bytes:
    file = io.BytesIO()
    images = [picture("P").rotate(90 * number) for number in range(frames)]
    images[0].save(
        file, "GIF", save_all=frames > 1, append_images=images[1:], comment=CANARY, duration=40
    )
    data = file.getvalue()
    return (
        data[:-1] + b"\x21\xff\x0bXMP DataXMP" + bytes([len(CANARY)]) + CANARY + b"\x00;" + CANARY
    )


def moving_png(frames: int) -> bytes:
    return _moving("PNG", frames)


def moving_webp(frames: int) -> bytes:
    return _moving("WEBP", frames)


def _moving(format: str, frames: int) -> bytes:
    file = io.BytesIO()
    images = [picture().rotate(90 * number) for number in range(frames)]
    images[0].save(file, format, save_all=True, append_images=images[1:], duration=40)
    return file.getvalue()


def swapped_profile() -> bytes:
    """A profile of sRGB whose primaries for red and blue have changed places."""
    data = bytearray(PROFILE)
    tags = {bytes(data[128 + 4 + 12 * n :][:4]): 128 + 4 + 12 * n for n in range(data[131])}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    data[red + 4 : red + 12], data[blue + 4 : blue + 12] = (
        data[blue + 4 : blue + 12],
        data[red + 4 : red + 12],
    )
    return bytes(data)


def photograph(size: tuple[int, int] = (1600, 1000)) -> Image.Image:
    """A picture with so many colours that it is no drawing, the same in every run."""
    ramp = Image.linear_gradient("L").resize(size)
    channels = (ramp, ramp.rotate(180), Image.radial_gradient("L").resize(size))
    return Image.merge("RGB", channels)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data
