"""The settings of the project that is imported into, and the categories that it must declare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
import yaml

from generator import files
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Exit, Failed, Fault
from generator.graph.addresses import slug_of
from generator.importers.frontmatter import scalar
from generator.request import SETTINGS
from generator.schema import fold_key
from generator.settings.site import read_config

UNDECLARED = Fault(
    code="E-IMPORT-CAT",
    ar="تصنيفات غير معرّفة في site.yaml، وقائمة التصنيفات فيه ليست مما يضيف إليه البرنامج: {names}.",
    en="Categories that site.yaml does not declare, and its list is not one that can be added to:"
    " {names}.",
    hint_ar="اكتب categories كل تصنيف في سطر يبدأ بشرطة، ثم أعد الأمر نفسه.",
    hint_en="Write categories one a line, each after a dash, then run the same command again.",
    exit_code=Exit.USAGE,
)

OF_DRAFTS = Bilingual(
    "لمسودات وحدها، فلم يُعرَّف في site.yaml: له صفحة إن عُرّف",
    "only drafts have it, so site.yaml does not declare it: it gets a page once declared",
)
UNCATEGORISED = "غير مصنف"
"""What WordPress in Arabic calls the category of posts that were given none."""


class Section(msgspec.Struct, frozen=True):
    """A category of the old site: its name and the slug in its old address."""

    name: str
    slug: str = ""


class Sections(msgspec.Struct):
    """The categories of an old site, by folded name: of what is public or will be. Those of drafts
    are of no concern to readers."""

    shown: dict[str, Section] = msgspec.field(default_factory=dict)

    def note(self, sections: Iterable[Section]) -> None:
        for section in sections:
            self.shown.setdefault(fold_key(section.name), section)

    def lines(self, config: SiteConfig) -> list[str]:
        """The lines that declare what site.yaml does not yet. A category that only drafts have
        stays out of it, where it would get a page."""
        return lines_for(list(self.shown.values()), config)


def parted(
    names: Sequence[str], declared: Collection[str], config: SiteConfig
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The categories of an article that are declared, and those that are not. A draft that has
    none of the former takes the first of site.yaml, which is there whatever was imported."""
    hidden = tuple(name for name in names if fold_key(name) not in declared)
    return tuple(n for n in names if n not in hidden) or (config.categories[0].name,), hidden


def lines_for(sections: Sequence[Section], config: SiteConfig) -> list[str]:
    """The lines of YAML that declare what site.yaml does not yet, each once; an address that does
    not follow from the name is told too, so that the old one stays."""
    known = declared_in(config)
    lines: dict[str, str] = {}
    for section in sections:
        key = fold_key(section.name)
        if key not in known and key not in lines:
            name = scalar(section.name)
            plain = not section.slug or section.slug == slug_of(section.name, config.slugs)
            lines[key] = name if plain else f"{{name: {name}, slug: {scalar(section.slug)}}}"
    return list(lines.values())


def declared_in(config: SiteConfig) -> frozenset[str]:
    """The folded names that a category may be called by."""
    names = [entry.name for entry in config.categories]
    return frozenset(map(fold_key, [*names, *(pair.variant for pair in config.synonyms)]))


def declare(project: Path, lines: Sequence[str], origin: str) -> SiteConfig:
    """Write categories into site.yaml, below those that stand there, between two comments; nothing
    else of the file changes. The new settings. Raises Failed, then wrote nothing."""
    place = project / SETTINGS
    old = files.read(place).decode("utf-8-sig")
    new = _with_categories(old, lines, origin)
    config = read_config(SETTINGS, new.encode())[0] if new else None
    if config is None:
        raise Failed([UNDECLARED.at(SETTINGS, names="، ".join(lines))])
    with files.writing(SETTINGS):
        files.write_atomically(place, new.encode())
    return config


def _with_categories(text: str, lines: Sequence[str], origin: str) -> str:
    """The settings with more categories; empty when there is no list of lines to add to."""
    node = next(
        (
            value
            for key, value in getattr(yaml.compose(text, yaml.SafeLoader), "value", [])
            if fold_key(str(key.value)) in (fold_key("categories"), fold_key("التصنيفات"))
        ),
        None,
    )
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return ""
    indent = re.match(r"\s*", text.splitlines()[node.start_mark.line])
    margin = indent[0] if indent else ""
    end = _end_of_line(text, node.value[-1].end_mark.index)
    block = [
        f"{margin}# --- أضافها الاستيراد من {origin}",
        *(f"{margin}- {line}" for line in lines),
        f"{margin}# --- انتهى",
    ]
    head = text[:end] if text[:end].endswith("\n") else f"{text[:end]}\n"
    return head + "".join(f"{line}\n" for line in block) + text[end:]


def _end_of_line(text: str, index: int) -> int:
    """Where the line that holds the last sign before `index` ends."""
    last = len(text[:index].rstrip())
    found = text.find("\n", last)
    return len(text) if found < 0 else found + 1
