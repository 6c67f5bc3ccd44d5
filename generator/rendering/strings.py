"""Interface words: `layouts/strings.yaml`, one line of Arabic or six plural forms for each key."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from jinja2 import pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context
from markupsafe import Markup, escape

from generator import yamltext
from generator.arabic.digits import format_number
from generator.arabic.plurals import MissingPluralForm, PluralForms
from generator.diagnostics import Diagnostic, Failed, Fault
from generator.rendering.filters import arabic_indic

STRINGS_FILE = "strings.yaml"

MALFORMED = Fault(
    code="E-STR",
    ar="قيمة «{key}» ليست عبارة ولا صيغ عدد.",
    en="The value of `{key}` is neither a text nor plural forms.",
    hint_ar="لكل مفتاح سطر واحد: عبارة، أو صيغ العدد الست تحته.",
    hint_en="Each key has one line of text, or the six plural forms below it.",
)
MISSING_FORM = Fault(
    code="E-STR",
    ar="تنقص العبارةَ «{key}» صيغةُ العدد {form}.",
    en="The string `{key}` lacks the plural form {form}.",
    hint_ar="اكتب الصيغ الست: zero وone وtwo وfew وmany وother.",
    hint_en="Write all six forms: zero, one, two, few, many, other.",
)

_DIALECT = yamltext.Dialect(code="E-STR")
_PLACE = re.compile(r"\{(\w+)\}")


class UnknownString(TemplateRuntimeError):
    """A layout asks for a string, or a string for a value, that is not there."""


class Strings(msgspec.Struct, frozen=True):
    """All interface strings of one set of layouts."""

    texts: dict[str, str]
    plurals: dict[str, PluralForms]

    @pass_context
    def text(self, context: Context, key: str, /, **values: object) -> Markup:
        """`t("key", name=value)` in layouts: the string with its `{name}` places filled; numbers
        are written in the digits of the publication, everything is escaped."""
        if key not in self.texts:
            raise UnknownString(f"no string {key!r} in {STRINGS_FILE}")
        return _fill(context, key, self.texts[key], values)

    @pass_context
    def count(self, context: Context, number: int, key: str) -> str:
        """`{{ n|count("articles") }}`: the number with its noun in the right form."""
        if key not in self.plurals:
            raise UnknownString(f"no plural string {key!r} in {STRINGS_FILE}")
        return self.plurals[key].format(number, arabic_indic=arabic_indic(context))


def _fill(context: Context, key: str, text: str, values: Mapping[str, object]) -> Markup:
    pieces = _PLACE.split(text)
    filled = [_value(context, key, name, values) for name in pieces[1::2]]
    pieces[1::2] = filled
    return Markup("").join(pieces)


def _value(context: Context, key: str, name: str, values: Mapping[str, object]) -> str:
    if name not in values:
        raise UnknownString(f"the string {key!r} wants a value for {{{name}}}")
    value = values[name]
    if isinstance(value, int):
        return format_number(value, arabic_indic=arabic_indic(context))
    return escape(value)


def parse_strings(text: str, path: str) -> Strings:
    """Reads strings.yaml. Raises Failed with every fault in it."""
    root, found = yamltext.parse(text, path, dialect=_DIALECT)
    strings = Strings({}, {})
    faults = list(found)
    for key, value in root.entries if root else ():
        faults.extend(_add(strings, key, value, path))
    if faults:
        raise Failed(faults)
    return strings


def _add(
    strings: Strings, key: yamltext.Scalar, value: yamltext.Node, path: str
) -> list[Diagnostic]:
    if isinstance(value, yamltext.Scalar):
        strings.texts[key.text] = value.text
        return []
    forms = _forms(value)
    if forms is None:
        return [MALFORMED.at(path, key.span, key=key.text)]
    try:
        strings.plurals[key.text] = PluralForms.of(forms)
    except MissingPluralForm as missing:
        return [MISSING_FORM.at(path, key.span, key=key.text, form=", ".join(missing.forms))]
    return []


def _forms(value: yamltext.Node) -> dict[str, str] | None:
    """The plural forms as written; None when the value is no mapping of texts."""
    if not isinstance(value, yamltext.Mapping):
        return None
    texts = {k.text: v.text for k, v in value.entries if isinstance(v, yamltext.Scalar)}
    return texts if len(texts) == len(value.entries) else None
