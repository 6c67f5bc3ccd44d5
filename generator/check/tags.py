"""Tags that should be one (نفط and النفط, or a letter apart), and declared tags that nobody uses.

Twins (ي/ى, ه/ة) are told by every build (W-TWIN). A tag that only one article has is no fault: it
is how every tag begins, and its page is what the second article will find.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from generator.arabic.letters import fold_twins, without_article
from generator.check.desk import Desk, Look
from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.graph.model import Taxonomy
from generator.graph.names import Names
from generator.request import SETTINGS

NEAR = Fault(
    code="W-TAGS",
    severity=Severity.WARNING,
    ar="وسمان متقاربان: «{name}» و«{other}» (الثاني في {place})",
    en="two tags that are nearly one: {name} and {other} (the second in {place})",
    hint_ar="وحّد الكتابة، أو صرّح بهما في synonyms في site.yaml؛ وإن كانا وسمين فاذكرهما في tags",
    hint_en="spell them alike, or name them under synonyms in site.yaml; if they are two, declare "
    "both under tags there",
)
UNUSED = Fault(
    code="W-TAGS",
    severity=Severity.WARNING,
    ar="وسم معرّف في site.yaml لا يحمله مقال: «{name}»",
    en="a tag that site.yaml declares and no article has: {name}",
    hint_ar="احذف السطر، أو أضف الوسم إلى مقال",
    hint_en="remove the line, or give the tag to an article",
)

_LONG = 8
"""Shorter tags are too often a letter apart by chance (السكن, السكان)."""


def rule(desk: Desk) -> Iterator[Diagnostic]:
    names = desk.plan.ground.woven.weaver.directory.names[Taxonomy.TAG]
    identity_of = functools.cache(names.identity)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str, Look]] = {}
    for path, synopsis, look in desk.articles():
        for tag in synopsis.tags:
            identity = identity_of(tag)
            counts[identity] += 1
            first.setdefault(identity, (tag, path, look))
    for one, other in _near(counts):
        if not {one, other} <= names.declared:
            yield _told(one, other, counts, first, names)
    yield from _unused(desk, names, counts)


def _near(identities: Mapping[str, int]) -> list[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for identity in identities:
        for form in _forms(identity):
            groups.setdefault(form, []).append(identity)
    pairs = {(min(pair), max(pair)) for group in groups.values() for pair in combinations(group, 2)}
    return sorted(pair for pair in pairs if fold_twins(pair[0]) != fold_twins(pair[1]))


def _forms(identity: str) -> set[str]:
    """The tag without articles; a long one also with each of its letters left out."""
    bare = " ".join(map(without_article, identity.split()))
    if len(bare) < _LONG:
        return {bare}
    left_out = {
        bare[:i] + bare[i + 1 :]
        for i, letter in enumerate(bare)
        if not (letter.isdigit() or i == 0)
    }
    return {bare, *left_out}


def _told(
    one: str,
    other: str,
    counts: Mapping[str, int],
    first: Mapping[str, tuple[str, str, Look]],
    names: Names,
) -> Diagnostic:
    """At the tag that is rather the slip: the undeclared one, the rarer, the later."""
    kept, slip = sorted(
        (one, other), key=lambda tag: (tag not in names.declared, -counts[tag], first[tag][1])
    )
    name, path, look = first[slip]
    meant, there, _ = first[kept]
    return NEAR.at(path, look.place("tags"), name=name, other=meant, place=there)


def _unused(desk: Desk, names: Names, counts: Mapping[str, int]) -> Iterator[Diagnostic]:
    if desk.only:
        return
    settings = (desk.run.settings or b"").decode("utf-8", "replace").splitlines()
    drafts = {
        names.identity(tag) for each in desk.plan.ground.synopses.values() for tag in each.tags
    }
    for entry in desk.config.tags:
        if names.identity(entry.name) not in drafts | counts.keys():
            lines = [n for n, line in enumerate(settings, start=1) if entry.name in line]
            span = Span(lines[-1]) if lines else None
            yield UNUSED.at(SETTINGS, span, name=entry.name)
