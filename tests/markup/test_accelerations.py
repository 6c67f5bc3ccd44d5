"""The law of the accelerations: not one byte differs from stock Python-Markdown.

Python-Markdown's own tests can be run over it too. Its source package carries them; where it lies
unpacked, name the folder:

    pip download --no-binary markdown --no-deps Markdown==3.11.3 && tar xf markdown-*.tar.gz
    MARKDOWN_SOURCE=$PWD/markdown-3.11.3 pytest -m slow tests/markup/test_accelerations.py
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element

import markdown
import pytest
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor

from generator.config import MarkupOptions
from generator.markup import convert as converting
from generator.markup.accelerations import CONDITIONS, FASTER, NEEDLES, accelerate
from generator.markup.convert import PROVEN, convert, convert_with, make_converter
from tests.benchmark.corpus import Corpus
from tests.markup.mixtures import mixture, spoilt
from tests.project import CHECKOUT

OPTIONS = MarkupOptions()
SOURCE = os.environ.get("MARKDOWN_SOURCE", "")


def texts(count: int) -> Iterator[str]:
    """Articles, spoilt articles and mixtures, and the demo articles."""
    articles = [article.text for article in Corpus.of().articles(max(count // 20, 10))]
    yield from articles
    yield from (spoilt(articles[n % len(articles)], n) for n in range(count // 4))
    yield from map(mixture, range(count))
    for path in sorted((CHECKOUT / "content").rglob("*.md")):
        yield path.read_text(encoding="utf-8").rpartition("\n---\n")[2]


def check(count: int) -> None:
    stock = make_converter(OPTIONS)
    for text in texts(count):
        assert convert(text, OPTIONS) == convert_with(stock, text), repr(text)


def test_nothing_differs_from_the_stock_road() -> None:
    check(400)


@pytest.mark.slow
def test_nothing_differs_from_the_stock_road_in_20000_texts() -> None:
    check(20_000)


EXTENSIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("extra",),
    ("footnotes", "tables", "attr_list", "toc", "def_list"),
    ("abbr", "sane_lists", "fenced_code", "admonition", "nl2br"),
    ("smarty", "md_in_html", "wikilinks", "legacy_em", "meta"),
)


@pytest.mark.parametrize("output", ["html", "xhtml"])
@pytest.mark.parametrize("extensions", EXTENSIONS, ids=" ".join)
def test_nothing_differs_with_other_extensions(
    extensions: tuple[str, ...], output: Literal["html", "xhtml"]
) -> None:
    """Whatever an instance is made of, what is not known here is left as it is."""
    stock, faster = (Markdown(extensions=extensions, output_format=output) for _ in range(2))
    accelerate(faster)
    for number in range(150):
        text = mixture(number)
        assert faster.reset().convert(text) == stock.reset().convert(text), repr(text)


SIGNS = {
    "emphasis": (
        *("*", "**", "***", "_", "__", "ص", "a", " ", " ", "\n", ".", "(", "`ج`", "[د](ه)", "\\*"),
    ),
    "links": (
        *("[", "]", "[", "](", "](", ")", ")", "!", "(", "<", ">", "ص", "a.md", "#ب", "&", "?ا=ب"),
        *("'", '"', ' "ع"', " ", "\n", "\\", "\\)", "*ج*", "`", "\n\n[ص]: ب.md\n\n", "[ص]"),
    ),
    "blocks": (
        *(
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            "#",
            "##",
            "## ",
            "# ",
            "#######",
            "12",
            "٣",
            ".",
            ". ",
            "1. ",
        ),
        *(
            "*",
            "**",
            "* ",
            "- ",
            "-",
            "_",
            "+ ",
            ">",
            ":",
            ":   ",
            "!!!",
            "!!! note\n    ",
            "|",
            "---",
        ),
        *("===", "    ", " ", "\\", "*[ص]: ن", "[^ص]: ن", "[ص]: ب", "ص", "كلمة", "كلمة"),
    ),
}


@pytest.mark.parametrize("signs", SIGNS.values(), ids=SIGNS)
def test_signs_are_read_alike(signs: tuple[str, ...]) -> None:
    """Signs that open, close, or neither: the short cuts take the plain ones only."""
    stock, faster = (
        Markdown(extensions=["footnotes", "abbr", "def_list", "tables", "sane_lists", "admonition"])
        for _ in range(2)
    )
    accelerate(faster)
    chance = random.Random(0)
    for _ in range(3_000):
        text = "".join(chance.choices(signs, k=chance.randint(1, 14)))
        assert faster.reset().convert(text) == stock.reset().convert(text), repr(text)


# -- the guards ------------------------------------------------------------------------------------


def test_the_version_is_proven() -> None:
    """Otherwise everything would be right, and twice as slow. See `PROVEN`."""
    assert markdown.__version__ in PROVEN


def test_every_guard_holds() -> None:
    """Nothing in our own instance is left to a stock class that could be faster."""
    convert("نص", OPTIONS)
    md = converting._converter(OPTIONS).markdown
    processors = [*md.preprocessors, *md.treeprocessors, *md.inlinePatterns]
    processors += [*md.parser.blockprocessors, md.parser]
    assert set(FASTER.values()) <= {type(each) for each in processors}
    assert not set(FASTER) & {type(each) for each in processors}
    assert {type(each) for each in md.parser.blockprocessors} <= CONDITIONS.keys()
    assert {(type(each), each.pattern) for each in md.inlinePatterns} <= NEEDLES.keys()
    assert md.parser._paragraph is not None  # type: ignore[attr-defined]


def test_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = mixture(7)
    here = convert(text, OPTIONS)
    converting._converter.cache_clear()
    try:
        monkeypatch.setattr(markdown, "__version__", "99.0")
        assert convert(text, OPTIONS) == here
        md = converting._converter(OPTIONS).markdown
        assert not {type(each) for each in md.treeprocessors} & set(FASTER.values())
    finally:
        converting._converter.cache_clear()


def test_classes_of_others_are_left_alone() -> None:
    """A subclass of a stock class may do anything."""

    class Unescape(UnescapeTreeprocessor):
        pass

    class Paragraph(ParagraphProcessor):
        def test(self, parent: Element, block: str) -> bool:
            return "لا" not in block

    class Prettify(PrettifyTreeprocessor):
        pass

    def make() -> Markdown:
        md = Markdown(output_format="html")
        md.treeprocessors.register(Unescape(md), "unescape", 0)
        md.treeprocessors.register(Prettify(md), "prettify", 10)
        md.parser.blockprocessors.register(Paragraph(md.parser), "mine", 200)
        pattern: InlineProcessor = SimpleTagInlineProcessor("()(ص)", "b")
        md.inlinePatterns.register(pattern, "letter", 5)
        return md

    faster = make()
    accelerate(faster)
    assert type(faster.treeprocessors["unescape"]) is Unescape
    for text in ("نص", "نص لا\n\n# ص\n\n* [ص](ب)", *map(mixture, range(50))):
        assert faster.reset().convert(text) == make().convert(text)


# -- their own tests -------------------------------------------------------------------------------

SUITE = """
import sys, unittest
sys.path.insert(0, ".")
from markdown import core
if sys.argv[2:]:
    sys.path.append(sys.argv[2])
    from generator.markup.accelerations import accelerate
    sys.path.pop()
    stock = core.Markdown.__init__
    def init(self, **options):
        stock(self, **options)
        accelerate(self)
    core.Markdown.__init__ = init
tests = unittest.defaultTestLoader.discover("tests", top_level_dir=".")
result = unittest.TextTestRunner(verbosity=0, buffer=True).run(tests)
print(result.testsRun, len(result.skipped), len(result.failures), len(result.errors))
"""


@pytest.mark.slow
@pytest.mark.skipif(not SOURCE, reason="MARKDOWN_SOURCE does not name Python-Markdown's source")
def test_python_markdown_passes_its_own_tests() -> None:
    def outcome(*arguments: str) -> list[int]:
        command = [sys.executable, "-c", SUITE, "-", *arguments]
        run = subprocess.run(command, cwd=Path(SOURCE), capture_output=True, text=True)
        return [int(number) for number in run.stdout.split()[-4:]]

    stock, faster = outcome(), outcome(str(CHECKOUT))
    assert stock == faster
    assert stock[0] > 1_000
    assert faster[2:] == [0, 0]
