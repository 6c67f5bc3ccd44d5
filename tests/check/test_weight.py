"""What pages weigh, and what `check` says of it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from generator.check import Checked, check, weight
from tests.sites.publication import Demo, Press
from tests.sites.publication import demo as demo
from tests.sites.publication import press as press

WORDS = "تكتب الصحيفة ما تراه وتقول لقارئها من أين جاءت به ولماذا يهمه اليوم. "


def checked(press: Press, **budgets: int) -> Checked:
    lines = "".join(f"  {name}: {size}\n" for name, size in budgets.items())
    text = press.read("site.yaml").partition("\nbudgets:")[0].rstrip("\n")
    press.write("site.yaml", f"{text}\nbudgets:\n{lines}" if lines else f"{text}\n")
    return check(press.request())


def told(found: Checked) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in found.findings]


def test_an_article_of_ours_is_light(press: Press) -> None:
    """800 words without pictures: 12 KB of HTML, 12 of style, 6 of script, 110 of fonts."""
    press.article("a", WORDS * 60, summary="موجز")
    assert told(checked(press)) == []


def test_a_heavy_page_is_told_at_its_article(press: Press) -> None:
    press.article("light")
    source = press.article("heavy", links(), summary="موجز")
    found = checked(press, html=5)
    assert told(found) == [("E-WEIGHT", source)]
    assert not found.ok
    assert "5.0" in found.findings[0].text.en


def links() -> str:
    """Few words, much HTML."""
    return " ".join(
        f"[ج](https://example.org/{n * 7919 % 10_007}/{n * 104_729})" for n in range(400)
    )


def test_a_long_article_may_weigh_more(press: Press) -> None:
    text = "".join(f"{WORDS}{n * 7919} {n * 104729}\n\n" for n in range(300))
    source = press.article("long", text)
    (size,) = [e.size for e in weights(press) if e.path == source]
    assert size > 3
    assert told(checked(press, html=size // 2 + 1)) == []


class Weighed:
    def __init__(self, path: str, size: int) -> None:
        self.path, self.size = path, size


def weights(press: Press) -> list[Weighed]:
    """KB of the pages of articles, by their sources."""
    found = checked(press, html=1)
    return [
        Weighed(f.path, int(float(f.text.en.split("budget: ")[1].split(" KB")[0])))
        for f in found.findings
    ]


@pytest.mark.parametrize(("name", "path"), [("css", "assets/css"), ("fonts", "assets/fonts")])
def test_what_every_page_carries_is_weighed_once(press: Press, name: str, path: str) -> None:
    press.article("a")
    found = checked(press, **{name: 1})
    assert told(found) == [("E-WEIGHT", path)]
    assert f"budgets.{name}" in found.findings[0].hint.en


def test_nothing_is_published(press: Press) -> None:
    press.article("a")
    checked(press)
    assert not press.output.exists()


def test_what_was_weighed_is_not_weighed_again(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.article("a")
    press.article("b")
    checked(press)
    weighed: list[int] = []
    pack = gzip.compress

    def counted(data: bytes, **options: Any) -> bytes:
        weighed.append(len(data))
        return bytes(pack(data, **options))

    monkeypatch.setattr(gzip, "compress", counted)
    press.edit("a", body="نص.\n\nآخر.\n")
    assert checked(press).ok
    assert len(weighed) == 1


def test_the_demo_is_within_its_budgets(demo: Demo, tmp_path: Path) -> None:
    """By the published files, too."""
    for path in demo.pages:
        if path.startswith("20"):
            size = len(gzip.compress((demo.output / path).read_bytes(), mtime=0))
            assert size <= 12 * weight.KB, path
