"""A small publication for tests: a dozen articles, a page, three images, real layouts and assets.

`Project.create(folder)` writes it; its methods edit it as a writer would; `build` and
`build_clean_elsewhere` take the one road. Everything is deterministic: no clock, no chance.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PIL import Image

from generator.build import Report, build
from generator.request import Request

CHECKOUT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

Tree = dict[str, bytes]
"""The bytes of every file by its path in the folder."""

SETTINGS = """\
title: دفتر الاختبار
tagline: نشرة صغيرة
base_url: https://example.org/daftar/
timezone: Asia/Baghdad
months: gregorian
categories:
  - {name: تحليلات, description: ما وراء الخبر}
  - سياسة
  - اقتصاد
kinds: {تحليل: AnalysisNewsArticle, خبر: NewsArticle}
default_kind: تحليل
byline: هيئة التحرير
menu:
  - تحليلات
  - سياسة
  - الأرشيف: /archive/
footer_menu:
  - عن الموقع: about.md
sections:
  - {title: اقتصاد, category: اقتصاد, count: 3}
related_count: 2
feed_count: 6
"""

SUBJECTS = (
    *("النهر", "الموازنة", "السوق", "الميناء", "القطار", "المدرسة"),
    *("الحقل", "الجسر", "المصرف", "المطار", "السد", "المكتبة"),
)
CATEGORIES = ("تحليلات", "سياسة", "اقتصاد")
TAGS = ("المياه", "النفط", "الطرق", "التعليم", "الأسعار")
AUTHORS = ("سارة الجبوري", "علي كريم", "")
PLACES = ("بغداد/ دفتر الاختبار", "البصرة", "")

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 90" width="{width}" height="90">
<title>رسم</title><rect x="1" y="1" width="{width}" height="80" fill="#{colour}"/></svg>
"""


def article_name(number: int) -> str:
    return f"maqal-{number:02d}"


def article_fields(number: int) -> dict[str, str]:
    """The front matter of the article with this number."""
    fields = {
        "title": f"{SUBJECTS[number % 12]} بين عامين، القراءة {number}",
        "category": CATEGORIES[number % 3] + ("، تحليلات" if number % 4 == 1 else ""),
        "date": f"2026-{1 + number % 10:02d}-{1 + number * 2 % 27:02d} 08:{number % 60:02d}",
        "tags": f"{TAGS[number % 5]}، {TAGS[(number + 2) % 5]}",
        "author": AUTHORS[number % 3],
        "dateline": PLACES[number % 3],
        "id": f"n{number}",
    }
    if number % 5 == 0:
        fields["series"] = "ملف الأنهار"
    if number == 2:
        fields["image"] = "{src: ../images/one.svg, alt: رسم بياني}"
    if number == 3:
        fields["aliases"] = "/old/3/، /2019/maqal"
    if number == 4:
        fields["expires"] = "2027-01-01"
    return {key: value for key, value in fields.items() if value}


def article_body(number: int, link_to: str) -> str:
    """Two short paragraphs; some link to a neighbour, show an image, or have headings."""
    subject = SUBJECTS[number % 12]
    text = (
        f"كتب {subject} في هذا العام {number * 7} صفحة من الأرقام، وبقي السؤال كما كان.\n\n"
        f"قال الباحث، الخميس: «لا يكفي الرقم {number} وحده»، ثم سكت.\n"
    )
    if number % 3 == 0:
        text += f"\nانظر [مقالاً آخر]({link_to}.md) في الموضوع نفسه.\n"
    if number % 4 == 1:
        text += "\n![مربع ملون](../images/two.svg)\n"
        text += "\n## تفصيل\n\nسطر واحد.\n\n## خاتمة\n\nسطر آخر.\n"
    if number == 6:
        text += "\n![نقطة](../images/dot.png)\n"
    return text


def article_text(fields: dict[str, str], body: str) -> str:
    """The file of an article."""
    header = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\n{header}---\n{body}"


def svg(width: int, colour: str) -> str:
    """A drawing of this width; its height never changes."""
    return _SVG.format(width=width, colour=colour)


def png(colour: tuple[int, int, int]) -> bytes:
    """A small picture in one colour."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return file.getvalue()


def photo(colour: int) -> bytes:
    """A picture of many colours, with a past: the place where it was taken."""
    size = (220, 140)
    ramp = Image.linear_gradient("L").resize(size)
    flat = Image.new("L", size, colour % 256)
    past = Image.Exif()
    past.get_ifd(0x8825)[0x001D] = CANARY
    file = io.BytesIO()
    Image.merge("RGB", (ramp, ramp.rotate(180), flat)).save(file, "JPEG", exif=past)
    return file.getvalue()


CANARY = "canary-of-the-camera"
"""Stands in every photo, and must be in no published byte."""


def tree(folder: Path) -> Tree:
    """Every file under a folder. Links are not followed."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, size and time of every file and folder: what even an equal rewrite would change."""
    places = [folder, *sorted(folder.rglob("*"))] if folder.exists() else []
    found = {place.relative_to(folder).as_posix(): place.lstat() for place in places}
    return {path: (s.st_ino, s.st_size, s.st_mtime_ns) for path, s in found.items()}


def _files(folder: Path) -> Iterator[Path]:
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not place.is_symlink():
            yield place


def differences(one: Tree, other: Tree) -> list[str]:
    """Paths that are not equal in both trees, for messages."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@dataclass
class Project:
    """The publication on disk. Paths are relative to its folder, with `/`."""

    root: Path
    now: datetime = NOW
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """Front matter of each article by name (`maqal-03`)."""
    bodies: dict[str, str] = field(default_factory=dict)
    _clean_builds: int = 0

    @classmethod
    def create(cls, root: Path, articles: int = 10) -> Project:
        project = cls(root)
        for folder in ("layouts", "assets"):
            shutil.copytree(CHECKOUT / folder, root / folder)
        project.write("site.yaml", SETTINGS)
        project.write("content/images/one.svg", svg(160, "336699"))
        project.write("content/images/two.svg", svg(120, "993366"))
        project.write("content/images/dot.png", png((10, 20, 30)))
        project.write("content/pages/about.md", "---\ntitle: عن الموقع\n---\nنص قصير عن الموقع.\n")
        for number in range(articles):
            project.add_article(number, link_to=article_name((number + 1) % articles))
        return project

    @property
    def output(self) -> Path:
        return self.root / "public"

    @property
    def cache(self) -> Path:
        return self.root / ".cache"

    # -- files -------------------------------------------------------------------------------------

    def path(self, path: str) -> Path:
        return self.root / path

    def read(self, path: str) -> str:
        return self.path(path).read_text(encoding="utf-8")

    def write(self, path: str, data: str | bytes) -> None:
        place = self.path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)

    def substitute(self, path: str, old: str, new: str) -> None:
        """Replace a piece of a file that must be there."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new, 1))

    def remove(self, path: str) -> None:
        self.path(path).unlink()

    def rename(self, old: str, new: str) -> None:
        self.path(old).rename(self.path(new))

    def write_keeping_time(self, path: str, data: str | bytes) -> None:
        """A write that a comparison of times and sizes would miss."""
        status = self.path(path).stat()
        self.write(path, data)
        os.utime(self.path(path), ns=(status.st_atime_ns, status.st_mtime_ns))

    def touch(self, path: str, seconds: float) -> None:
        """Move the time of a file by so many seconds."""
        status = self.path(path).stat()
        moved = status.st_mtime_ns + int(seconds * 1e9)
        os.utime(self.path(path), ns=(moved, moved))

    # -- articles ----------------------------------------------------------------------------------

    @staticmethod
    def article_path(name: str) -> str:
        return f"content/articles/{name}.md"

    def add_article(self, number: int, link_to: str, **more: str) -> str:
        """The article with this number; its name. Its link, if it has one, leads to `link_to`."""
        name = article_name(number)
        self.fields[name] = article_fields(number) | more
        self.bodies[name] = article_body(number, link_to)
        self._save(name)
        return name

    def edit(self, name: str, *, body: str | None = None, **changes: str) -> None:
        """Change fields of an article (an empty value removes one), or its text."""
        merged = self.fields[name] | changes
        self.fields[name] = {key: value for key, value in merged.items() if value}
        if body is not None:
            self.bodies[name] = body
        self._save(name)

    def remove_article(self, name: str) -> None:
        self.remove(self.article_path(name))
        del self.fields[name], self.bodies[name]

    def rename_article(self, old: str, new: str) -> None:
        """Another file name; links to the old one are mended, as a careful writer would."""
        self.rename(self.article_path(old), self.article_path(new))
        self.fields[new], self.bodies[new] = self.fields.pop(old), self.bodies.pop(old)
        self.redirect_links(old, new)

    def redirect_links(self, old: str, new: str) -> None:
        """Make every link to one article lead to another."""
        for name in sorted(self.bodies):
            if f"({old}.md)" in self.bodies[name]:
                self.edit(name, body=self.bodies[name].replace(f"({old}.md)", f"({new}.md)"))

    def take_in(self, name: str) -> None:
        """Learn the front matter and the text of an article from its file."""
        _, header, body = self.read(self.article_path(name)).split("---\n", 2)
        lines = (line.partition(": ") for line in header.splitlines())
        self.fields[name] = {key: value for key, _, value in lines}
        self.bodies[name] = body

    def set_setting(self, key: str, value: str) -> None:
        """Change a line of site.yaml."""
        lines = self.read("site.yaml").splitlines()
        assert any(line.startswith(f"{key}:") for line in lines)
        self.write(
            "site.yaml",
            "".join(
                f"{key}: {value}\n" if line.startswith(f"{key}:") else f"{line}\n" for line in lines
            ),
        )

    def _save(self, name: str) -> None:
        self.write(self.article_path(name), article_text(self.fields[name], self.bodies[name]))

    # -- builds ------------------------------------------------------------------------------------

    def request(self, **overrides: Any) -> Request:
        request = Request(project=self.root, output=self.output, now=self.now, workers=1)
        return replace(request, **overrides)

    def build(self, **overrides: Any) -> Report:
        return build(self.request(**overrides))

    def build_clean_elsewhere(self, **overrides: Any) -> Tree:
        """What a build into an empty folder with an empty cache makes of the same sources."""
        self._clean_builds += 1
        elsewhere = self.root.parent / f"{self.root.name}-clean-{self._clean_builds}"
        self.build(output=elsewhere / "site", cache=elsewhere / "cache", **overrides)
        made = tree(elsewhere / "site")
        shutil.rmtree(elsewhere)
        return made

    def tree(self) -> Tree:
        """The published folder."""
        return tree(self.output)
