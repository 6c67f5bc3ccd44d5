"""Draws the figures of the articles on reading numbers: seven SVG charts and one PNG.

Run it from anywhere; it writes beside itself. Standard library only, no clock, no chance: the
same script gives the same SVG bytes, and the same PNG pixels (its bytes follow the zlib at hand).
"""

from __future__ import annotations

import math
import struct
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent

GREEN, SAND, BRICK, INK, GREY = "#1f4d3f", "#c9b48a", "#a4452c", "#222222", "#6b6b66"
PALE, LINE, PAPER = "#f3ecdd", "#d9d5cb", "#ffffff"


# --- SVG ------------------------------------------------------------------------------------------


def written(value: object) -> str:
    """Floats with at most two decimals and no trailing zeros; anything else as it prints."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element; `stroke_width=2` becomes `stroke-width="2"`."""
    pairs = (
        f" {key.replace('_', '-')}={quoteattr(written(value))}" for key, value in attributes.items()
    )
    opening = f"<{name}{''.join(pairs)}"
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def label(
    x: float, y: float, words: str, size: int = 24, fill: str = INK, weight: str = "normal"
) -> str:
    """Centred text. Its direction is stated, so numbers and Arabic words keep their order."""
    return element(
        "text",
        escape(words),
        x=float(x),
        y=float(y),
        font_family="sans-serif",
        font_size=size,
        font_weight=weight,
        fill=fill,
        text_anchor="middle",
        direction="rtl",
    )


def box(
    x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", rx: float = 0
) -> str:
    return element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        rx=float(rx),
        fill=fill,
        stroke=stroke,
        stroke_width=2,
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = GREY, width: float = 2) -> str:
    return element(
        "line",
        x1=float(x1),
        y1=float(y1),
        x2=float(x2),
        y2=float(y2),
        stroke=stroke,
        stroke_width=float(width),
    )


def circle(x: float, y: float, radius: float, fill: str) -> str:
    return element("circle", cx=float(x), cy=float(y), r=float(radius), fill=fill)


def shape(points: Iterable[tuple[float, float]], fill: str) -> str:
    path = " ".join(f"{written(float(x))},{written(float(y))}" for x, y in points)
    return element("polygon", points=path, fill=fill)


def drawing(name: str, title: str, width: int, height: int, parts: Iterable[str]) -> None:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">'
    )
    lines = [
        opening,
        f"<title>{escape(title)}</title>",
        box(0, 0, width, height, PAPER),
        *parts,
        "</svg>",
        "",
    ]
    (HERE / name).write_text("\n".join(lines), encoding="utf-8", newline="\n")


# --- the charts -----------------------------------------------------------------------------------


def margin(size: float) -> float:
    """Margin of error in points, 95%, simple random sample, share near one half."""
    return 100 * 1.96 * math.sqrt(0.25 / size)


def poll_margins() -> None:
    left, right, top, bottom, largest, highest = 110, 1130, 130, 540, 3000, 10

    def at(size: float, points: float) -> tuple[float, float]:
        x = left + (right - left) * size / largest
        return x, bottom - (bottom - top) * points / highest

    parts = [label(600, 62, "هامش الخطأ يهبط سريعاً ثم يتباطأ", 36, INK, "bold")]
    for points in range(0, 11, 2):
        _, y = at(0, points)
        parts += [line(left, y, right, y, LINE, 1.5), label(left - 34, y + 9, str(points))]
    for size in (500, 1000, 1500, 2000, 2500, 3000):
        parts.append(label(at(size, 0)[0], bottom + 38, str(size)))
    curve = [at(size, margin(size)) for size in range(100, 3001, 25)]
    path = "M" + " L".join(f"{written(float(x))} {written(float(y))}" for x, y in curve)
    parts.append(
        element("path", d=path, fill="none", stroke=GREEN, stroke_width=5, stroke_linejoin="round")
    )
    for size in (100, 400, 1000, 2500):
        x, y = at(size, margin(size))
        parts += [circle(x, y, 9, BRICK), label(x + 44, y - 18, f"{margin(size):.1f}", 26, BRICK)]
    parts += [
        label(620, bottom + 88, "عدد المستطلعين", 26, GREY),
        label(620, 104, "بالنقاط المئوية، لعينة عشوائية بسيطة وثقة 95%", 24, GREY),
    ]
    drawing("istitla-hamish.svg", "هامش الخطأ بحسب حجم العينة", 1200, 675, parts)


def verification_steps() -> None:
    steps = (
        ("المنشأ", "من نشرها أولاً، ومتى؟"),
        ("الزمن", "هل ظهرت قبل الحدث المنسوب إليها؟"),
        ("المكان", "أي مبنى أو لافتة أو جبل يثبت الموقع؟"),
        ("المعنى", "ماذا يظهر فيها فعلاً، وماذا أضاف التعليق؟"),
        ("السند", "أي مصدر مستقل رأى الأمر نفسه؟"),
    )
    parts = [label(600, 62, "خمسة أسئلة بين الصورة والخبر", 36, INK, "bold")]
    for index, (name, question) in enumerate(steps):
        y = 110 + index * 108
        if index:
            parts.append(line(1080, y - 26, 1080, y + 4, SAND, 6))
        parts += [
            box(70, y, 920, 84, PALE, rx=8),
            circle(1080, y + 42, 38, GREEN if index < 4 else BRICK),
            label(1080, y + 54, str(index + 1), 34, PAPER, "bold"),
            label(880, y + 53, name, 30, GREEN if index < 4 else BRICK, "bold"),
            label(430, y + 52, question, 28),
        ]
    drawing("tahaqquq-khatawat.svg", "خمسة أسئلة للتحقق من صورة", 1200, 675, parts)


def left_edge(side: int, distance: float, width: float) -> float:
    """Left edge of a thing `distance` from the street axis, on its right (1) or left (-1)."""
    return 600 + distance if side > 0 else 600 - distance - width


def rashid_section() -> None:
    ground, floor = 560, 330
    parts = [label(600, 58, "مقطع في شارع برواقين", 36, INK, "bold"), circle(600, 130, 34, SAND)]
    for step in range(12):
        turn = math.radians(step * 30)
        x, y = math.cos(turn), math.sin(turn)
        parts.append(line(600 + 46 * x, 130 + 46 * y, 600 + 62 * x, 130 + 62 * y, SAND, 5))
    for side in (-1, 1):
        edge = partial(left_edge, side)
        parts += [
            box(edge(220, 330), 170, 330, floor - 170, SAND),
            box(edge(360, 190), floor, 190, ground - floor, PALE, SAND),
            box(edge(220, 140), floor, 140, ground - floor, LINE),
            box(edge(212, 346), floor - 12, 346, 18, GREEN),
            box(edge(212, 346), 158, 346, 14, GREEN),
            box(edge(228, 20), floor, 20, ground - floor, BRICK),
            box(edge(222, 32), floor, 32, 14, BRICK),
            box(edge(222, 32), ground - 14, 32, 14, BRICK),
            label(600 + side * 300, 470, "رواق", 26, INK, "bold"),
            label(600 + side * 300, 502, "مظلل", 24),
            label(600 + side * 455, 470, "دكان", 26, INK, "bold"),
        ]
        for window in (270, 370, 470):
            parts.append(box(edge(window, 44), 215, 44, 72, GREEN))
    parts += [
        box(20, ground, 1160, 14, INK),
        label(600, 500, "الشارع", 30, GREY, "bold"),
        label(600, ground + 64, "الأعمدة تحمل الطابق العلوي فوق الرصيف، فيصير الرصيف ظلاً", 28),
    ]
    drawing("rashid-maqta.svg", "مقطع تخطيطي في شارع ذي رواقين", 1200, 675, parts)


def quotient(votes: int, won: int, first: float) -> float:
    return votes / (2 * won + 1 if won else first)


def seats(votes: dict[str, int], count: int, first: float) -> dict[str, int]:
    """Sainte-Laguë: divisors `first`, 3, 5, 7… ; the highest quotient takes the next seat."""
    won = dict.fromkeys(votes, 0)
    for _ in range(count):
        best = max(votes, key=lambda name: quotient(votes[name], won[name], first))
        won[best] += 1
    return won


def seat_rows() -> None:
    votes = {"أ": 92_000, "ب": 69_000, "ج": 42_000, "د": 21_000, "هـ": 16_000}
    paint = {"أ": GREEN, "ب": BRICK, "ج": "#7a6531", "د": "#3f6e8c", "هـ": "#5c4a72"}
    parts = [label(600, 62, "أصوات واحدة، ثلاثة قواسم، ثلاثة مجالس", 36, INK, "bold")]
    for row, first in enumerate((1, 1.4, 1.7)):
        y = 120 + row * 170
        parts += [
            label(1080, y + 52, "القاسم الأول", 26, GREY),
            label(1080, y + 96, str(first), 38, INK, "bold"),
        ]
        taken = [name for name, won in seats(votes, 8, first).items() for _ in range(won)]
        for place, name in enumerate(taken):
            x = 850 - place * 112
            parts += [
                box(x, y + 10, 98, 98, paint[name], rx=10),
                label(x + 49, y + 74, name, 42, PAPER, "bold"),
            ]
    parts.append(label(600, 648, "كل مربع مقعد، والحرف اسم القائمة الافتراضية", 26, GREY))
    drawing("sainte-lague-maqaid.svg", "توزيع ثمانية مقاعد بثلاثة قواسم", 1200, 675, parts)


def land_release() -> None:
    stages = (
        ("مساحة مشتبه بها", "خرائط وشهادات وسجل حوادث", 1000, SAND),
        ("مساحة خطرة مؤكدة", "مسح تقني يضيق الحدود", 700, "#7a6531"),
        ("تطهير", "متراً بعد متر", 430, BRICK),
        ("تسليم", "وثيقة وضمان للجودة", 430, GREEN),
    )
    parts = [label(600, 62, "كيف تعود الأرض إلى أهلها", 36, INK, "bold")]
    for index, (name, how, width, fill) in enumerate(stages):
        y = 105 + index * 138
        parts += [
            shape(
                (
                    (600 - width / 2, y),
                    (600 + width / 2, y),
                    (600 + width / 2 - 24, y + 112),
                    (600 - width / 2 + 24, y + 112),
                ),
                fill,
            ),
            label(600, y + 50, name, 32, INK if fill == SAND else PAPER, "bold"),
            label(600, y + 90, how, 25, INK if fill == SAND else PAPER),
        ]
    drawing("algham-marahil.svg", "مراحل تحرير الأرض من الألغام", 1200, 675, parts)


def particle_sizes() -> None:
    scale = 6
    ground = 530
    grains = (
        (880, 70, SAND, "شعرة إنسان", "نحو 70 ميكرومتراً"),
        (480, 10, BRICK, "PM10", "10 ميكرومترات"),
        (210, 2.5, GREEN, "PM2.5", "2.5 ميكرومتر"),
    )
    parts = [label(600, 62, "الغبار الذي يدخل الصدر أصغر مما يُرى", 36, INK, "bold")]
    parts.append(line(60, ground, 1140, ground, LINE, 3))
    for x, micrometres, fill, name, size in grains:
        radius = micrometres * scale / 2
        parts += [
            circle(x, ground - radius, radius, fill),
            label(x, ground + 48, name, 30, INK, "bold"),
            label(x, ground + 88, size, 26, GREY),
        ]
    parts.append(label(330, 330, "الأقطار الثلاثة مرسومة بمقياس واحد", 26, GREY))
    drawing("ghubar-ahjam.svg", "مقارنة أقطار الجسيمات بشعرة إنسان", 1200, 675, parts)


def two_axes() -> None:
    values = ((2021, 96), (2022, 98), (2023, 101))
    parts = [label(600, 62, "البيانات نفسها، ومحوران", 36, INK, "bold")]
    for middle, floor, caption in (
        (880, 0, "محور يبدأ من الصفر"),
        (320, 95, "محور يبدأ من 95"),
    ):
        colour = GREEN if floor == 0 else BRICK
        ceiling = 110 if floor == 0 else 102
        parts += [
            line(middle - 220, 540, middle + 220, 540, INK, 3),
            label(middle, 135, caption, 30, colour, "bold"),
            label(middle - 255, 548, str(floor), 24, GREY),
        ]
        for index, (year, value) in enumerate(values):
            x = middle - 140 + index * 140
            height = 360 * (value - floor) / (ceiling - floor)
            parts += [
                box(x - 44, 540 - height, 88, height, colour),
                label(x, 528 - height, str(value), 26),
                label(x, 580, str(year), 24, GREY),
            ]
    parts.append(label(600, 642, "مؤشر افتراضي: ارتفاعه من 96 إلى 101 نحو 5%", 26, GREY))
    drawing("raqm-mihwar.svg", "رسمان لبيانات واحدة بمحورين مختلفين", 1200, 675, parts)


# --- the PNG --------------------------------------------------------------------------------------

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 1200, 675
DIGITS = {
    "0": ("01110", "10001", "10001", "10001", "10001", "10001", "01110"),
    "1": ("00100", "01100", "00100", "00100", "00100", "00100", "01110"),
    "2": ("01110", "10001", "00001", "00110", "01000", "10000", "11111"),
    "3": ("01110", "10001", "00001", "00110", "00001", "10001", "01110"),
    "4": ("00010", "00110", "01010", "10010", "11111", "00010", "00010"),
    "5": ("11111", "10000", "11110", "00001", "00001", "10001", "01110"),
    "6": ("01110", "10000", "11110", "10001", "10001", "10001", "01110"),
    "7": ("11111", "00001", "00010", "00100", "01000", "01000", "01000"),
    "8": ("01110", "10001", "10001", "01110", "10001", "10001", "01110"),
    "9": ("01110", "10001", "10001", "01111", "00001", "00001", "01110"),
}


def rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def blend(low: Colour, high: Colour, share: float) -> Colour:
    """`low` at share 0, `high` at share 1."""
    red, green, blue = (
        round(a + (b - a) * min(1.0, max(0.0, share))) for a, b in zip(low, high, strict=True)
    )
    return red, green, blue


class Canvas:
    """A picture of WIDTH x HEIGHT true-colour pixels."""

    def __init__(self) -> None:
        self.pixels = bytearray(WIDTH * HEIGHT * 3)

    def row(self, y: int, left: int, right: int, colour: Colour) -> None:
        left, right = max(0, left), min(WIDTH, right)
        if 0 <= y < HEIGHT and left < right:
            start = (y * WIDTH + left) * 3
            self.pixels[start : start + (right - left) * 3] = bytes(colour) * (right - left)

    def fill(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for y in range(top, top + height):
            self.row(y, left, left + width, colour)

    def digits(self, middle: int, top: int, text: str, dot: int, colour: Colour) -> None:
        left = middle - (len(text) * 6 - 1) * dot // 2
        for place, digit in enumerate(text):
            for y, bits in enumerate(DIGITS[digit]):
                for x, bit in enumerate(bits):
                    if bit == "1":
                        self.fill(left + (place * 6 + x) * dot, top + y * dot, dot, dot, colour)

    def png(self) -> bytes:
        rows = b"".join(
            b"\0" + self.pixels[y * WIDTH * 3 : (y + 1) * WIDTH * 3] for y in range(HEIGHT)
        )
        header = struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b"")
        )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def housing_skyline() -> None:
    """Five towers at dusk. Below: price in years of income; above: years of saving a quarter."""
    canvas = Canvas()
    night, dusk, sand = rgb("#16362d"), rgb("#d8a06a"), rgb(SAND)
    horizon = 560
    for y in range(horizon):
        canvas.row(y, 0, WIDTH, blend(night, dusk, (y / horizon) ** 2.2))
    centre, radius = 585, 46
    for y in range(-radius, radius + 1):
        half = math.isqrt(radius * radius - y * y)
        canvas.row(120 + y, centre - half, centre + half, rgb("#f2e3bd"))
    for index in range(24):  # the far city, a low uneven line
        width = 50
        height = 36 + (index * 37) % 58
        canvas.fill(index * width, horizon - height, width, height, blend(night, dusk, 0.42))
    for index, ratio in enumerate((3, 5, 7, 10, 15)):
        years = ratio * 4
        height, width, middle = years * 7, 132, 1020 - index * 210
        left, top = middle - width // 2, horizon - height
        wall = rgb(GREEN) if ratio <= 5 else blend(rgb(GREEN), rgb(BRICK), (ratio - 5) / 6)
        canvas.fill(left, top, width, height, wall)
        canvas.fill(left, top, 10, height, blend(wall, (0, 0, 0), 0.25))
        canvas.fill(left - 5, top - 6, width + 10, 8, sand)
        for storey, y in enumerate(range(top + 14, horizon - 20, 28)):
            for window in range(4):
                lit = (storey * 3 + window * 5 + ratio) % 4 != 0
                colour = rgb("#f4dfa6") if lit else blend(wall, (0, 0, 0), 0.4)
                canvas.fill(left + 20 + window * 27, y, 14, 16, colour)
        canvas.digits(middle, top - 58, str(years), 6, rgb("#ffffff"))
    canvas.fill(0, horizon, WIDTH, HEIGHT - horizon, rgb("#f3ecdd"))
    canvas.fill(0, horizon, WIDTH, 6, rgb(SAND))
    for index, ratio in enumerate((3, 5, 7, 10, 15)):
        canvas.digits(1020 - index * 210, horizon + 36, str(ratio), 7, rgb(INK))
    (HERE / "sakan-sanawat.png").write_bytes(canvas.png())


FIGURES = (
    poll_margins,
    verification_steps,
    rashid_section,
    seat_rows,
    land_release,
    particle_sizes,
    two_axes,
    housing_skyline,
)

if __name__ == "__main__":
    for figure in FIGURES:
        figure()
