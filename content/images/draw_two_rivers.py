"""Draws the figures of the water, budget and economy articles as SVG files beside this script.

Run: python3 draw_two_rivers.py. Standard library only; the same bytes come out of every run.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

GREEN, SAND, BRICK, INK, GREY = "#1f4d3f", "#c9b48a", "#a4452c", "#222222", "#8a8a85"
PAPER, PALE = "#ffffff", "#f4efe3"
HERE = Path(__file__).parent


class Figure:
    """A drawing that grows by shapes. Texts are Arabic, centred on their point."""

    def __init__(self, name: str, title: str, width: int, height: int) -> None:
        self.name, self.title, self.width, self.height = name, title, width, height
        self.parts: list[str] = []
        self.rect(0, 0, width, height, PAPER)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, stroke: str = "none") -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" '
            f'fill="{fill}" stroke="{stroke}"/>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str = GREY,
        width: float = 1,
        dash: str = "",
    ) -> None:
        self.path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke, width, dash)

    def path(
        self, data: str, stroke: str, width: float = 2, dash: str = "", fill: str = "none"
    ) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{data}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, x: float, y: float, r: float, fill: str) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{fill}"/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int = 18,
        fill: str = INK,
        weight: str = "normal",
    ) -> None:
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" direction="rtl" '
            f'font-family="sans-serif" font-size="{size}" font-weight="{weight}" '
            f'fill="{fill}">{escape(words)}</text>'
        )

    def save(self) -> None:
        body = "\n".join(self.parts)
        (HERE / f"{self.name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" '
            f'height="{self.height}" viewBox="0 0 {self.width} {self.height}" role="img">\n'
            f"<title>{escape(self.title)}</title>\n{body}\n</svg>\n",
            encoding="utf-8",
        )


Point = tuple[float, float]


def smooth(points: list[Point]) -> str:
    """Path data of a soft curve through the points (Catmull-Rom turned into Bezier)."""
    padded = [points[0], *points, points[-1]]
    data = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        data += (
            f"C{start[0] + (end[0] - before[0]) / 6:.1f} {start[1] + (end[1] - before[1]) / 6:.1f} "
            f"{end[0] - (after[0] - start[0]) / 6:.1f} {end[1] - (after[1] - start[1]) / 6:.1f} "
            f"{end[0]:.1f} {end[1]:.1f}"
        )
    return data


def place(longitude: float, latitude: float) -> Point:
    """Where a point of the land stands on the schematic map."""
    return (longitude - 36.6) * 64 + 10, (40.5 - latitude) * 76 + 10


EUPHRATES = [
    (38.75, 38.8),
    (39.1, 38.2),
    (38.3, 37.5),
    (37.95, 37.05),
    (38.2, 36.1),
    (38.55, 35.85),
    (39.0, 35.93),
    (40.15, 35.33),
    (40.95, 34.45),
    (42.4, 34.15),
    (43.3, 33.43),
    (43.8, 33.35),
    (44.25, 32.7),
    (45.3, 31.3),
    (46.25, 31.05),
    (47.43, 31.0),
]
TIGRIS = [
    (39.4, 38.5),
    (40.23, 37.9),
    (41.2, 37.75),
    (42.38, 37.08),
    (43.13, 36.34),
    (43.35, 36.0),
    (43.25, 35.5),
    (43.43, 35.25),
    (43.7, 34.6),
    (43.87, 34.2),
    (44.28, 34.0),
    (44.4, 33.33),
    (45.83, 32.5),
    (47.15, 31.85),
    (47.43, 31.0),
]
TRIBUTARIES = [
    [(41.3, 40.0), (39.9, 39.6), (38.75, 38.8)],
    [(43.2, 39.4), (41.5, 38.8), (38.75, 38.8)],
    [(39.0, 36.7), (39.1, 35.92)],
    [(40.05, 36.85), (40.75, 36.4), (40.43, 35.15)],
    [(43.2, 37.5), (42.7, 37.1), (42.38, 37.08)],
    [(44.0, 37.9), (43.7, 37.2), (44.2, 36.6), (43.35, 36.0)],
    [(45.9, 36.5), (45.35, 36.1), (44.9, 35.95), (44.1, 35.7), (43.43, 35.25)],
    [(44.7, 35.2), (44.4, 34.6), (44.28, 34.0)],
    [(46.9, 35.3), (45.7, 35.1), (45.4, 34.5), (45.0, 34.1), (44.45, 33.25)],
    [(48.2, 32.4), (47.9, 31.8), (47.6, 31.55)],
    [(49.2, 31.9), (48.8, 31.3), (48.15, 30.43)],
]
SHATT = [(47.43, 31.0), (47.83, 30.53), (48.15, 30.43), (48.6, 29.9)]
BORDERS = [
    [
        (36.6, 36.75),
        (38.0, 36.83),
        (39.0, 36.7),
        (40.2, 36.9),
        (41.3, 37.08),
        (42.37, 37.1),
        (43.2, 37.35),
        (44.2, 37.1),
        (44.8, 37.2),
    ],
    [(42.37, 37.1), (41.4, 36.5), (41.3, 35.6), (41.0, 34.4), (38.8, 33.4)],
    [
        (44.8, 39.7),
        (44.4, 38.6),
        (44.8, 37.2),
        (45.4, 36.0),
        (46.2, 35.6),
        (45.5, 34.6),
        (45.6, 33.6),
        (46.3, 32.9),
        (47.0, 32.5),
        (47.85, 31.8),
        (47.75, 31.0),
        (48.05, 30.9),
        (48.05, 30.45),
        (48.6, 29.9),
    ],
]
COUNTRIES = [
    ("تركيا", 41.6, 38.35),
    ("سوريا", 39.1, 34.6),
    ("العراق", 42.9, 32.2),
    ("إيران", 47.5, 34.2),
]
TOWNS = [
    ("كيبان", 38.75, 38.8, -44, -8),
    ("أتاتورك", 38.3, 37.5, -48, 4),
    ("الطبقة", 38.55, 35.85, -12, 30),
    ("حديثة", 42.4, 34.15, -6, -14),
    ("الموصل", 43.13, 36.34, -48, 8),
    ("بغداد", 44.4, 33.33, -36, -24),
    ("القرنة", 47.43, 31.0, -16, 28),
    ("البصرة", 47.83, 30.53, -48, 24),
]
NAMES = [
    ("نهر الفرات", 42.35, 34.75, GREEN, 22),
    ("نهر دجلة", 45.8, 31.95, GREEN, 22),
    ("قره صو", 39.75, 39.95, INK, 16),
    ("مراد صو", 42.2, 39.45, INK, 16),
    ("البليخ", 38.65, 36.4, INK, 16),
    ("الخابور", 40.1, 36.0, INK, 16),
    ("الزاب الكبير", 43.5, 38.2, INK, 16),
    ("الزاب الصغير", 44.75, 35.42, INK, 16),
    ("العظيم", 45.05, 34.95, INK, 16),
    ("ديالى", 47.0, 35.5, INK, 16),
    ("الكرخة", 48.8, 32.1, INK, 16),
    ("الكارون", 49.3, 30.85, INK, 16),
    ("شط العرب", 47.0, 29.75, GREEN, 18),
]


def rivers() -> None:
    figure = Figure("mayah-rafidayn", "رسم تخطيطي لمجريي دجلة والفرات وروافدهما", 860, 860)
    for border in BORDERS:
        figure.path(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*p) for p in border)),
            SAND,
            2,
            "7 6",
        )
    for tributary in TRIBUTARIES:
        figure.path(smooth([place(*p) for p in tributary]), GREEN, 2)
    for river, width in ((EUPHRATES, 5), (TIGRIS, 5), (SHATT, 7)):
        figure.path(smooth([place(*p) for p in river]), GREEN, width)
    for name, longitude, latitude in COUNTRIES:
        figure.text(*place(longitude, latitude), name, 30, GREY, "bold")
    for name, longitude, latitude, dx, dy in TOWNS:
        x, y = place(longitude, latitude)
        figure.dot(x, y, 5, BRICK)
        figure.text(x + dx, y + dy, name, 16, BRICK)
    for name, longitude, latitude, colour, size in NAMES:
        figure.text(
            *place(longitude, latitude), name, size, colour, "bold" if size > 16 else "normal"
        )
    figure.text(190, 740, "رسم تخطيطي لا يُعتمد مقياساً", 16, GREY)
    figure.text(190, 766, "والحدود فيه تقريبية", 16, GREY)
    figure.save()


def bars(
    name: str,
    title: str,
    unit: str,
    rows: list[tuple[str, float, str, str]],
    scale: float,
    label_width: int,
) -> None:
    """Horizontal bars that grow leftwards from their labels: (label, value, shown, colour)."""
    width, step, top = 860, 62, 84
    figure = Figure(name, title, width, top + step * len(rows) + 34)
    figure.text(width / 2, 34, title, 22, INK, "bold")
    figure.text(width / 2, 62, unit, 16, GREY)
    base = width - label_width
    for index, (label, value, shown, colour) in enumerate(rows):
        y = top + index * step
        length = value * scale
        figure.text(base + label_width / 2, y + 32, label, 18)
        figure.rect(base - length, y + 8, length, 36, colour)
        figure.text(base - length - 40, y + 33, shown, 20, INK, "bold")
    figure.line(base, top, base, top + step * len(rows), INK, 1.5)
    figure.save()


def tributaries() -> None:
    bars(
        "mayah-rawafid",
        "ما تحمله روافد دجلة المشتركة في السنة",
        "متوسط الجريان السنوي بمليارات الأمتار المكعبة",
        [
            ("الزاب الكبير", 12.7, "12.7", GREEN),
            ("الزاب الصغير", 7.8, "7.8", GREEN),
            ("ديالى", 4.6, "4.6", GREEN),
            ("خابور دجلة", 2.0, "2.0", GREEN),
        ],
        42,
        190,
    )


def efficiency() -> None:
    bars(
        "mayah-kafaa",
        "من كل 100 لتر تُطلق في القناة، كم يبلغ الجذر؟",
        "حساب مبني على كفاءات إرشادية نشرتها الفاو للنقل والتطبيق في الحقل",
        [
            ("قناة ترابية وري سيحي", 42, "42", BRICK),
            ("قناة مبطنة وري سيحي", 57, "57", SAND),
            ("قناة مبطنة ورش", 71, "71", GREEN),
            ("قناة مبطنة وتنقيط", 86, "86", GREEN),
        ],
        5.8,
        240,
    )


def salt() -> None:
    bars(
        "mayah-milh",
        "عتبة الملوحة التي يبدأ بعدها نقص الغلة",
        "ملوحة التربة بالديسيسيمنز للمتر، أرقام إرشادية منشورة في ورقة الفاو رقم 29",
        [
            ("الشعير", 8.0, "8.0", GREEN),
            ("القمح", 6.0, "6.0", GREEN),
            ("نخيل التمر", 4.0, "4.0", SAND),
            ("الرز", 3.0, "3.0", SAND),
            ("الطماطم", 2.5, "2.5", BRICK),
            ("الفاصوليا", 1.0, "1.0", BRICK),
        ],
        70,
        160,
    )


def load() -> None:
    figure = Figure("kahraba-dhurwa", "منحنى الطلب على الكهرباء في يوم صيفي ويوم معتدل", 860, 480)
    left, right, base, top = 90, 820, 400, 70
    hours = list(range(0, 25, 2))
    summer = [70, 66, 62, 61, 68, 78, 88, 95, 98, 94, 92, 86, 74]
    mild = [34, 31, 29, 31, 38, 41, 42, 42, 43, 46, 52, 47, 38]

    def at(hour: float, value: float) -> Point:
        return left + (right - left) * hour / 24, base - (base - top) * value / 100

    figure.text(430, 34, "الذروة ليست رقماً واحداً بل ساعات", 22, INK, "bold")
    top_curve = smooth([at(h, v) for h, v in zip(hours, summer, strict=True)])
    supply = at(0, 72)[1]
    figure.rect(left, supply, right - left, base - supply, PALE)
    figure.line(left, supply, right, supply, BRICK, 2.5, "9 6")
    figure.path(top_curve, GREEN, 4)
    figure.path(smooth([at(h, v) for h, v in zip(hours, mild, strict=True)]), GREY, 3)
    figure.line(left, base, right, base, INK, 1.5)
    for hour in (0, 6, 12, 18, 24):
        x = at(hour, 0)[0]
        figure.line(x, base, x, base + 7, INK, 1.5)
        figure.text(x, base + 28, str(hour), 16)
    figure.text((left + right) / 2, base + 58, "ساعات اليوم", 16, GREY)
    figure.text(560, 66, "الطلب في يوم قائظ", 18, GREEN, "bold")
    figure.text(220, supply - 12, "ما تقدر المنظومة على تسليمه", 17, BRICK, "bold")
    figure.text(430, 250, "الطلب في يوم معتدل", 18, GREY, "bold")
    figure.text(50, 80, "الطلب", 16, GREY)
    figure.save()


def arrow(figure: Figure, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
    """A straight arrow along one axis."""
    figure.line(x1, y1, x2, y2, colour, 3)
    if y1 == y2:
        tip = 10 if x2 < x1 else -10
        figure.path(
            f"M{x2 + tip:.1f} {y2 - 8:.1f}L{x2:.1f} {y2:.1f}L{x2 + tip:.1f} {y2 + 8:.1f}", colour, 3
        )
    else:
        tip = 10 if y2 < y1 else -10
        figure.path(
            f"M{x2 - 8:.1f} {y2 + tip:.1f}L{x2:.1f} {y2:.1f}L{x2 + 8:.1f} {y2 + tip:.1f}", colour, 3
        )


def fund() -> None:
    figure = Figure("naft-sunduq", "مسار المال في صندوق نفطي مقيّد بقاعدة إنفاق", 860, 330)
    figure.text(430, 36, "الفارق كله في السهم الأخير", 22, INK, "bold")
    boxes = [
        (650, "إيراد النفط", "متقلب وناضب", SAND, INK),
        (350, "الصندوق", "أصول في الخارج", GREEN, PAPER),
        (50, "الموازنة", "رواتب وخدمات", SAND, INK),
    ]
    for x, head, sub, fill, ink in boxes:
        figure.rect(x, 80, 160, 100, fill)
        figure.text(x + 80, 124, head, 22, ink, "bold")
        figure.text(x + 80, 156, sub, 16, ink)
    arrow(figure, 644, 130, 516, 130, GREEN)
    arrow(figure, 344, 130, 216, 130, GREEN)
    figure.text(580, 112, "كله", 17, GREEN, "bold")
    figure.text(280, 112, "العائد وحده", 17, GREEN, "bold")
    figure.path("M730 186L730 262L130 262", BRICK, 3, "9 6")
    arrow(figure, 130, 262, 130, 190, BRICK)
    figure.text(430, 294, "الطريق القصير: من البئر إلى الرواتب رأساً", 18, BRICK, "bold")
    figure.save()


def pyramid() -> None:
    figure = Figure("sukkan-haram", "هرمان سكانيان توضيحيان: قاعدة عريضة ووسط عريض", 860, 500)
    ages = ["0–9", "10–19", "20–29", "30–39", "40–49", "50–59", "60–69", "70+"]
    shapes = [
        (640, "قاعدة عريضة", "الإعالة أولاً", [14, 12, 9, 6.5, 4.5, 3, 1.8, 1.0]),
        (220, "وسط عريض", "نافذة الفرصة", [8, 8.5, 9, 9, 7.2, 5, 3, 1.8]),
    ]
    for centre, head, sub, shares in shapes:
        figure.text(centre, 40, head, 22, INK, "bold")
        figure.text(centre, 68, sub, 16, GREY)
        for index, share in enumerate(shares):
            half = share * 11.5
            y = 396 - index * 42
            working = 2 <= index <= 5
            figure.rect(centre - half, y, half - 1, 38, GREEN if working else SAND)
            figure.rect(centre + 1, y, half - 1, 38, GREEN if working else SAND)
    for index, age in enumerate(ages):
        figure.text(430, 421 - index * 42, age, 16, GREY)
    figure.text(430, 88, "العمر", 16, GREY)
    for centre in (640, 220):
        figure.text(centre + 70, 462, "ذكور", 16, GREY)
        figure.text(centre - 70, 462, "إناث", 16, GREY)
    figure.text(430, 488, "الأخضر: معظم سن العمل. الشكلان توضيحيان ولا يمثلان بلداً بعينه.", 16, INK)
    figure.save()


def basket() -> None:
    figure = Figure("tadakhkhum-salla", "السلة نفسها تعطي تضخمين مختلفين باختلاف الأوزان", 860, 400)
    figure.text(430, 36, "أسعار واحدة، وتضخمان", 22, INK, "bold")
    figure.text(430, 64, "مساهمة كل مجموعة بالنقطة المئوية، مثال رقمي افتراضي", 16, GREY)
    colours = [BRICK, GREEN, SAND, GREY, INK]
    rows = [
        (150, "الأسرة المتوسطة", "4.3", [2.80, 0.50, 0.60, 0.24, 0.17]),
        (240, "أسرة محدودة الدخل", "5.4", [4.40, 0.50, 0.32, 0.15, 0.07]),
    ]
    base, scale = 670, 102
    for y, label, total, parts in rows:
        figure.text(768, y + 6, label, 18)
        x = base
        for part, colour in zip(parts, colours, strict=True):
            x -= part * scale
            figure.rect(x, y - 26, part * scale, 52, colour)
        figure.text(x - 34, y + 7, total, 20, INK, "bold")
    figure.line(base, 110, base, 282, INK, 1.5)
    labels = ["الغذاء", "السكن", "النقل", "الملابس", "سواها"]
    for index, (label, colour) in enumerate(zip(labels, colours, strict=True)):
        x = 700 - index * 140
        figure.rect(x + 34, 330, 20, 20, colour)
        figure.text(x, 347, label, 17)
    figure.save()


def budget() -> None:
    """Spending as one long bar, and under it what is to pay for it: oil, the rest, the gap."""
    width, right, scale = 1200, 1120, 5.2
    figure = Figure("muwazana-arbaa", "موازنة العراق لسنة 2023: الإنفاق وما يقابله", width, 675)
    figure.rect(0, 0, width, 675, PALE)
    figure.text(width / 2, 96, "من أين يأتي ما أُذن بإنفاقه؟", 44, INK, "bold")
    figure.text(width / 2, 146, "موازنة العراق لسنة 2023، بتريليونات الدنانير", 26, GREY)
    figure.rect(right - 198.9 * scale, 210, 198.9 * scale, 120, INK)
    figure.text(right - 198.9 * scale / 2, 285, "الإنفاق 198.9", 40, PAPER, "bold")
    edge = float(right)
    for words, value, fill, ink in (
        ("نفط 116.3", 116.3, GREEN, PAPER),
        ("غير النفط 18.3", 18.3, SAND, INK),
        ("عجز 64.4", 64.4, BRICK, PAPER),
    ):
        edge -= value * scale
        figure.rect(edge, 370, value * scale, 120, fill)
        middle = edge + value * scale / 2
        if value > 30:
            figure.text(middle, 445, words, 40, ink, "bold")
        else:
            figure.text(middle, 526, words, 28, INK, "bold")
    note = "إيراد النفط = 3.5 مليون برميل × 365 يوماً × 70 دولاراً × 1300 دينار"
    figure.text(width / 2, 604, note, 28, INK)
    figure.save()


if __name__ == "__main__":
    for draw in (rivers, tributaries, efficiency, salt, load, fund, pyramid, basket, budget):
        draw()
