"""A corpus of Arabic articles for the benchmark, made of the sentences of the demo articles.

Article n is a function of the seed, n and the demo articles alone: a corpus of 1,000 is the
beginning of one of 10,000. Only titles look back, since no two are equal.

    python -m tests.benchmark.corpus --articles 1000 FOLDER

writes FOLDER/tahlil and FOLDER/hugo: the same articles as two projects.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import random
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.arabic.letters import fold_twins
from generator.arabic.slugs import slug

CHECKOUT = Path(__file__).resolve().parents[2]
HUGO = Path(__file__).with_name("hugo")
SEED = 1_453

WORDS = 700
DECORATION = 60
"""Words that subheads, lists, quotes and notes add on average, with half of the last paragraph."""
TAGS = 1_500
FIRST_DAY = datetime(2014, 1, 1, tzinfo=ZoneInfo("Asia/Baghdad"))
DAYS = 4_000
"""Dates of articles are spread over so many days."""
NEW_DAY = FIRST_DAY + timedelta(days=DAYS + 30)
"""From here on are the dates of articles that scenarios add."""

KINDS = ("تحليل", "تحليل", "تحليل", "خبر", "رأي", "تقرير", "شرح")
PLACES = (
    *("بغداد", "البصرة", "الموصل", "أربيل", "بيروت", "عمان", "دمشق", "القاهرة"),
    *("الرياض", "الدوحة", "طهران", "أنقرة", "لندن", "واشنطن"),
)
_FIRST_NAMES = ("سعاد", "يوسف", "مريم", "خليل", "هدى", "عباس", "زينب", "طارق")
_FAMILY_NAMES = ("الجبوري", "البغدادي", "المصلاوي", "الكرخي", "النعيمي")
AUTHORS = tuple(f"{one} {two}" for one in _FIRST_NAMES for two in _FAMILY_NAMES)
_SITES = (
    "https://www.unescwa.org/",
    "https://www.fao.org/",
    "https://www.who.int/",
    "https://wmo.int/",
)


# -- sentences -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What the demo articles are made of."""

    sentences: tuple[str, ...]
    subheads: tuple[str, ...]
    tags: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Words:
        """The words of every article in a folder."""
        sentences: dict[str, None] = {}
        subheads: dict[str, None] = {}
        for path in sorted(folder.glob("*.md")):
            _, _, text = path.read_text(encoding="utf-8").split("---\n", 2)
            for block in re.split(r"\n\s*\n", text):
                if block.startswith("## "):
                    subheads[block[3:].strip()] = None
                elif re.match(r"[ء-ي“]", block):
                    sentences |= dict.fromkeys(_sentences(block))
        kept = tuple(sentences)
        plain = tuple(head for head in subheads if not re.search(r"[`*\[{<]", head))
        return cls(kept, plain, tuple(itertools.islice(_tags(kept), TAGS)))


def _sentences(block: str) -> Iterator[str]:
    """The sentences of a paragraph that can stand alone, without markup."""
    text = re.sub(r"\[\^[^\]]*\]|\{:[^}]*\}", "", " ".join(block.split()))
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "")
    for sentence in re.split(r"(?<=[.؟!])\s+(?=[ء-ي])", text):
        quotes = sentence.count("“") - sentence.count("”")
        brackets = sentence.count("(") - sentence.count(")")
        plain = not re.search(r"[`*_<>|\[\]{}\"'#\\:]", sentence)
        if plain and not quotes and not brackets and 7 <= len(sentence.split()) <= 40:
            yield sentence if sentence[-1] in ".؟!" else f"{sentence}."


def _tags(sentences: Iterable[str]) -> Iterator[str]:
    """Names for tags: words and pairs of words, none of them nearly another."""
    words = [re.findall(r"[ء-ي]+", sentence) for sentence in sentences]
    singles = [word for line in words for word in line if len(word) > 4]
    pairs = [f"{a} {b}" for line in words for a, b in itertools.pairwise(line) if len(a + b) > 7]
    random.Random(SEED).shuffle(singles)
    random.Random(SEED).shuffle(pairs)
    seen: set[str] = set()
    for name in itertools.chain(singles[:400], pairs):
        identity = fold_twins(name)
        if identity not in seen:
            seen.add(identity)
            yield name


# -- articles --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Article:
    """One article, as neither generator writes it yet."""

    name: str
    title: str
    slug: str
    kind: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    author: str
    place: str
    date: datetime
    summary: str
    text: str

    @property
    def id(self) -> str:
        return f"n{self.name.removeprefix('a')}"

    @property
    def path(self) -> str:
        """Its page in both sites."""
        return f"{self.date:%Y/%m}/{self.slug}/index.html"

    def with_body(self, marker: str) -> Article:
        """The article with one more sentence in its first paragraph."""
        first, rest = self.text.split("\n\n", 1)
        return replace(self, text=f"{first} {marker}.\n\n{rest}")

    def with_title(self, title: str, tags: Sequence[str]) -> Article:
        """The article with another title and, instead of its first, other tags. It keeps its
        address."""
        kept = [tag for tag in self.tags[2:] if tag not in tags]
        return replace(self, title=title, tags=(*tags, *kept))

    def for_tahlil(self) -> str:
        """The file as a writer of ours would have it."""
        return (
            f"---\ntitle: {self.title}\nkind: {self.kind}\ncategory: {'، '.join(self.categories)}\n"
            f"date: {self.date:%Y-%m-%d %H:%M}\ndateline: {self.place}/ دفاتر التحليل\n"
            f"author: {self.author}\ntags: {'، '.join(self.tags)}\nsummary: {self.summary}\n"
            f"id: {self.id}\nslug: {self.slug}\n---\n{self.text}"
        )

    def for_hugo(self) -> str:
        """The file as Hugo wants it. `archive` is the month, a taxonomy as the others."""
        fields = {
            "title": self.title,
            "genre": self.kind,
            "category": self.categories,
            "date": self.date.isoformat(),
            "place": [self.place],
            "agency": "دفاتر التحليل",
            "author": [self.author],
            "tag": self.tags,
            "archive": [f"{self.date:%Y-%m}"],
            "summary": self.summary,
            "aliases": [f"/a/{self.id}/"],
            "short": self.id,
            "slug": self.slug,
        }
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
        return "---\n" + "\n".join(lines) + f"\n---\n{self.text}"


class Corpus:
    """Articles in order; `make` is called with rising numbers from 0."""

    def __init__(self, words: Words, categories: tuple[str, ...]) -> None:
        self._words = words
        self._categories = categories
        weights = itertools.accumulate(1 / (rank + 3) for rank in range(len(words.tags)))
        self._tag_weights = tuple(weights)
        self._slugs: set[str] = set()

    @classmethod
    def of(cls, checkout: Path = CHECKOUT) -> Corpus:
        """The corpus of a checkout: its demo articles and the categories of its site.yaml."""
        settings = (checkout / "site.yaml").read_text(encoding="utf-8")
        listed = settings.partition("\ncategories:\n")[2].partition("\n\n")[0]
        categories = tuple(re.findall(r"- name: (.+)", listed))
        return cls(Words.of(checkout / "content/articles"), categories)

    @property
    def tags(self) -> tuple[str, ...]:
        """All names from which articles draw their tags, the frequent ones first."""
        return self._words.tags

    def articles(self, count: int) -> Iterator[Article]:
        return (self.make(number) for number in range(count))

    def make(self, number: int) -> Article:
        chance = random.Random(f"{SEED}:{number}")
        moment = FIRST_DAY + timedelta(minutes=chance.randrange(DAYS * 1440))
        title = self._title(chance)
        return Article(
            name=f"a{number:06d}",
            title=title,
            slug=slug(title),
            kind=chance.choice(KINDS),
            categories=tuple(chance.sample(self._categories, 2)),
            tags=self._some_tags(chance),
            author=chance.choice(AUTHORS),
            place=chance.choice(PLACES),
            date=moment,
            summary=self._sentence(chance),
            text=self._text(chance, number),
        )

    def _sentence(self, chance: random.Random) -> str:
        return chance.choice(self._words.sentences)

    def _title(self, chance: random.Random) -> str:
        """Beginnings of two sentences, unlike every title before."""
        while True:
            parts = [self._piece(chance, 3, 6), self._piece(chance, 2, 4)]
            title = "، ".join(parts)
            name = slug(title)
            if name not in self._slugs:
                self._slugs.add(name)
                return title

    def _piece(self, chance: random.Random, shortest: int, longest: int) -> str:
        words = re.findall(r"[ء-ي\u064b-\u0652]+", self._sentence(chance))
        length = chance.randint(shortest, longest)
        start = chance.randrange(max(1, len(words) - length))
        return " ".join(words[start : start + length])

    def _some_tags(self, chance: random.Random) -> tuple[str, ...]:
        """Three to six tags; the tag of rank r is as frequent as 1 / (r + 3) (Zipf)."""
        wanted = chance.randint(3, 6)
        chosen: dict[str, None] = {}
        while len(chosen) < wanted:
            place = chance.random() * self._tag_weights[-1]
            chosen[self._words.tags[bisect.bisect(self._tag_weights, place)]] = None
        return tuple(chosen)

    # -- text --------------------------------------------------------------------------------------

    def _text(self, chance: random.Random, number: int) -> str:
        """About 700 words: four subheads, bold words, links, and now and then a list, a quote or a
        note."""
        blocks: list[str] = []
        heads = iter(chance.sample(self._words.subheads, 4))
        sentences = iter(chance.sample(self._words.sentences, 120))
        words, next_head = 0, 120
        while words < WORDS - DECORATION:
            if words >= next_head and (head := next(heads, None)):
                blocks.append(f"## {head}")
                next_head += 150
            paragraph = _paragraph(chance, sentences)
            words += len(paragraph.split())
            blocks.append(paragraph)
        self._decorate(chance, blocks, number)
        return "\n\n".join(blocks) + "\n"

    def _decorate(self, chance: random.Random, blocks: list[str], number: int) -> None:
        """Links in one paragraph each; a list in a half, a quote in a third, a note in a quarter
        of the articles."""
        paragraphs = [i for i, block in enumerate(blocks) if i > 1 and not block.startswith("#")]
        outside, inside, noted = chance.sample(paragraphs, 3)
        blocks[outside] += f" [{self._piece(chance, 2, 4)}]({chance.choice(_SITES)})."
        if number and chance.random() < 0.7:
            target = chance.randrange(number)
            blocks[inside] += f" [{self._piece(chance, 2, 4)}](a{target:06d}.md)."
        if chance.random() < 0.25:
            blocks[noted] += "[^1]"
            blocks.append(f"[^1]: {self._sentence(chance)}")
        if chance.random() < 0.33:
            blocks.insert(noted + 1, f"> {self._sentence(chance)}")
        if chance.random() < 0.5:
            items = [f"- {self._sentence(chance)}" for _ in range(chance.randint(3, 5))]
            blocks.insert(noted + 1, "\n".join(items))


def _paragraph(chance: random.Random, sentences: Iterator[str]) -> str:
    chosen = list(itertools.islice(sentences, chance.randint(2, 5)))
    if chance.random() < 0.3:
        first, second, rest = chosen[-1].split(" ", 2)
        chosen[-1] = f"**{first} {second}** {rest}"
    return " ".join(chosen)


# -- projects --------------------------------------------------------------------------------------


def write_projects(folder: Path, count: int, checkout: Path = CHECKOUT) -> list[Article]:
    """Two projects with the same articles: FOLDER/tahlil and FOLDER/hugo. Returns the articles."""
    tahlil, hugo = folder / "tahlil", folder / "hugo"
    for name in ("layouts", "assets"):
        shutil.copytree(checkout / name, tahlil / name)
    _write_settings(checkout / "site.yaml", tahlil / "site.yaml")
    shutil.copytree(HUGO, hugo)
    shutil.copytree(checkout / "assets/css", hugo / "assets/css")
    corpus = Corpus.of(checkout)
    for project in (tahlil, hugo):
        (project / "content/articles").mkdir(parents=True, exist_ok=True)
        (project / "content/pages").mkdir(exist_ok=True)
        for path in sorted((checkout / "content/pages").glob("*.md")):
            (project / "content/pages" / path.name).write_text(_static_page(path), encoding="utf-8")
    articles = list(corpus.articles(count))
    for article in articles:
        name = f"content/articles/{article.name}.md"
        (tahlil / name).write_text(article.for_tahlil(), encoding="utf-8")
        (hugo / name).write_text(article.for_hugo(), encoding="utf-8")
    for year in sorted({NEW_DAY.year, *(article.date.year for article in articles)}):
        text = f'---\ntitle: "{year}"\nslug: "{year}"\n---\n'
        (hugo / f"content/years/{year}.md").write_text(text, encoding="utf-8")
    return articles


def _write_settings(origin: Path, place: Path) -> None:
    """Ours without share cards, search and comments: Hugo's side has none."""
    settings = origin.read_text(encoding="utf-8")
    keys = "search|share_cards|comments"
    spared = re.sub(rf"^({keys}):.*\n(  .*\n)*", "", settings, flags=re.MULTILINE)
    off = "".join(f"{key}: لا\n" for key in keys.split("|"))
    place.write_text(f"{spared}\n{off}", encoding="utf-8")


def new_article(articles: Sequence[Article], turn: int) -> Article:
    """An article newer than all others, made of parts of theirs. Turns count from 0."""
    one, other = articles[turn], articles[-turn - 1]
    title = f"{one.title}، {turn}"
    return replace(
        one,
        name=f"a{len(articles) + turn:06d}",
        title=title,
        slug=slug(title),
        date=NEW_DAY + timedelta(hours=turn),
        text=other.text,
    )


def _static_page(path: Path) -> str:
    """The front matter of a page of the checkout, with a text that both generators read alike."""
    _, header, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    return f"---\n{header}---\nصفحة ثابتة من صفحات الموقع، فيها جملة واحدة لا غير.\n"


def main() -> None:
    """Write the two projects."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write_projects(arguments.folder, arguments.articles)


if __name__ == "__main__":
    main()
