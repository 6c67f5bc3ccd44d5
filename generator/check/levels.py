"""How grave a finding is: each rule that site.yaml can soften or sharpen, under `style.rules`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from generator.config import StyleRules
from generator.diagnostics import Diagnostic, Severity

RULES = {
    "SIGN": "signs",
    "SPACE-BEFORE": "space_before",
    "SPACES": "spaces",
    "GLUED": "glued",
    "STRAIGHT": "straight",
    "UNPAIRED": "quotes",
    "TATWEEL": "tatweel",
    "DIGITS": "digits",
    "PERSIAN": "persian",
    "PRESENTATION": "presentation",
    "HIDDEN": "hidden",
    "BREAK": "breaks",
    "TANWIN": "tanwin",
    "SPELLING": "spellings",
    "NAMES": "names",
    "VARIANT": "names",
    "TERM": "terms",
    "OUTLET": "outlets",
    "ALT": "alt",
    "SUMMARY": "summary",
    "DATELINE": "dateline",
    "DATE": "dates",
    "HEADLINE": "headlines",
    "ORPHAN": "orphans",
    "TAGS": "tags",
    "OUTSIDE": "outside",
}
"""The setting of each code, which is told without its E- or W-. What no setting names is the
build's to judge, or the budgets'."""


def setting_of(code: str) -> str:
    """The name of the setting for a code; "" where there is none."""
    return RULES.get(code[2:], "")


def is_off(code: str, rules: StyleRules) -> bool:
    name = setting_of(code)
    return bool(name) and getattr(rules, name) == "off"


def graded(findings: Iterable[Diagnostic], rules: StyleRules) -> Iterator[Diagnostic]:
    """The findings as the house takes them: without those that are off, the others as warnings or
    errors. The letter of the code follows."""
    for finding in findings:
        name = setting_of(finding.code)
        level = getattr(rules, name) if name else finding.severity.value
        if level == finding.severity.value:
            yield finding
        elif level != "off":
            code = f"{level[0].upper()}{finding.code[1:]}"
            yield replace(finding, code=code, severity=Severity(level))
