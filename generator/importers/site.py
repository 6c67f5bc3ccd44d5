"""The settings of the project that is imported into, and the categories that it must declare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
import yaml

from generator import files
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Exit, Failed, Fault, listed
from generator.graph.addresses import slug_of
from generator.importers.frontmatter import scalar
from generator.request import SETTINGS
from generator.schema import fold_key
from generator.settings.site import read_config

UNDECLARED = Fault(
    code="E-IMPORT-CAT",
    ar="تصنيفات غير معرّفة في site.yaml، وقائمة التصنيفات فيه ليست مما يضيف إليه البرنامج: {names}",
    en="Categories that site.yaml does not declare, and its list is not one that can be added to:"
    " {names}",
    hint_ar="اكتب categories كل تصنيف في سطر يبدأ بشرطة، ثم أعد الأمر نفسه.",
    hint_en="Write categories one a line, each after a dash, then run the same command again.",
    exit_code=Exit.USAGE,
)

UNDIRECTED = Fault(
    code="E-IMPORT-REDIRECT",
    ar="تحويلات من عناوين الموقع القديم لم تُكتب، فما تحت redirects في site.yaml ليس مما يضيف إليه"
    " البرنامج: {pairs}",
    en="Redirects from addresses of the old site were not written, for what stands under redirects"
    " in site.yaml is not what can be added to: {pairs}",
    hint_ar="اكتب redirects كل تحويل في سطر مثل /tag/old/: /tag/new/، ثم أعد الأمر نفسه.",
    hint_en="Write redirects one a line, like /tag/old/: /tag/new/, then run the same again.",
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


def parted(
    names: Sequence[str], declared: Collection[str], config: SiteConfig
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The categories of an article that are declared, and those that are not. A draft that has
    none of the former takes the first of site.yaml, which is there whatever was imported."""
    hidden = tuple(name for name in names if fold_key(name) not in declared)
    return tuple(n for n in names if n not in hidden) or (config.categories[0].name,), hidden


def lines_for(sections: Iterable[Section], config: SiteConfig) -> list[str]:
    """The lines of YAML that declare what site.yaml does not yet, each once; an address that does
    not follow from the name is told too, so that the old one stays. `sections` are those of what is
    public or will be: one that only drafts have would get a page."""
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
    old = _settings_of(project)
    config = _written(project, _with_categories(old, lines, origin))
    if config is None:
        raise Failed([UNDECLARED.at(SETTINGS, names=listed(lines))])
    return config


def redirect(project: Path, pairs: Iterable[tuple[str, str]], origin: str) -> SiteConfig:
    """The same with redirects, below those that stand there, or at the end of the file."""
    lines = [f"{scalar(undecoded(old))}: {scalar(new)}" for old, new in pairs]
    config = _written(project, _with_redirects(_settings_of(project), lines, origin))
    if config is None:
        raise Failed([UNDIRECTED.at(SETTINGS, pairs=listed(lines))])
    return config


def undecoded(path: str) -> str:
    """A decoded path as it is written in settings and front matter, where percent codes are decoded
    when they are read: one that holds a sign of percent itself would become another."""
    return path.replace("%", "%25")


def _settings_of(project: Path) -> str:
    return files.read(project / SETTINGS).decode("utf-8-sig")


def _written(project: Path, text: str) -> SiteConfig | None:
    """The settings that a text gives, once it is in site.yaml; None, and not there, if it gives
    none."""
    config = read_config(SETTINGS, text.encode())[0] if text else None
    if config is not None:
        with files.writing(SETTINGS):
            files.write_atomically(project / SETTINGS, text.encode())
    return config


def _setting(text: str, *names: str) -> yaml.Node | None:
    """What stands under one of these keys."""
    keys = {fold_key(name) for name in names}
    pairs = getattr(yaml.compose(text, yaml.SafeLoader), "value", [])
    return next((value for key, value in pairs if fold_key(str(key.value)) in keys), None)


def _with_categories(text: str, lines: Sequence[str], origin: str) -> str:
    """The settings with more categories; empty when there is no list of lines to add to."""
    node = _setting(text, "categories", "التصنيفات")
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return ""
    indent = re.match(r"\s*", text.splitlines()[node.start_mark.line])
    margin = indent[0] if indent else ""
    block = _block([f"- {line}" for line in lines], margin, origin)
    return _with_block(text, _end_of_line(text, node.value[-1].end_mark.index), block)


def _with_redirects(text: str, lines: Sequence[str], origin: str) -> str:
    """The settings with more redirects; empty when there are some that cannot be added to."""
    node = _setting(text, "redirects", "التحويلات")
    if node is None:
        return _with_block(text, len(text), "redirects:\n" + _block(lines, "  ", origin))
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return ""
    block = _block(lines, " " * node.start_mark.column, origin)
    return _with_block(text, _end_of_line(text, node.value[-1][1].end_mark.index), block)


_END = "# --- انتهى"


def _block(lines: Sequence[str], margin: str, origin: str) -> str:
    """Lines between two comments that say who wrote them."""
    framed = (f"# --- أضافها الاستيراد من {origin}", *lines, _END)
    return "".join(f"{margin}{line}\n" for line in framed)


def _with_block(text: str, end: int, block: str) -> str:
    head = text[:end] if text[:end].endswith("\n") else f"{text[:end]}\n"
    return head + block + text[end:]


def _end_of_line(text: str, index: int) -> int:
    """Where the line that holds the last sign before `index` ends, with the comment that ends an
    earlier import."""
    end = _next_line(text, len(text[:index].rstrip()))
    after = _next_line(text, end)
    return after if text[end:after].strip() == _END else end


def _next_line(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1
