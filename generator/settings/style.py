"""The house style in site.yaml: how grave each finding of `check` is, and the house's words."""

from __future__ import annotations

from generator.config import HouseStyle, StyleRules
from generator.schema import (
    NAME,
    SCALAR,
    TEXT,
    Field,
    Reader,
    Table,
    choice,
    listing,
    record,
    wrong_type,
)
from generator.settings.parts import ALIASES, named_pairs, shape_by_name
from generator.settings.readers import Settings
from generator.yamltext import Mapping, Node, Scalar

LEVEL = choice(
    {
        "off": "off",
        "warning": "warning",
        "error": "error",
        "لا": "off",
        "تنبيه": "warning",
        "خطأ": "error",
    }
)
TANWIN = choice({"before": "before", "after": "after", "قبل الألف": "before", "بعد الألف": "after"})
# fmt: off
STYLE_RULE_FIELDS = Table((
    Field("signs", "علامات لاتينية", LEVEL,
          ar="الفاصلة , والمنقوطة ; والاستفهام ? في نص عربي", en="ASCII , ; ? in Arabic text"),
    Field("space_before", "مسافة قبل العلامة", LEVEL,
          ar="مسافة قبل الفاصلة وأخواتها", en="A space before a comma and its like"),
    Field("spaces", "مسافات مكررة", LEVEL, ar="مسافتان أو أكثر", en="Two spaces or more"),
    Field("glued", "كلمة ملتصقة", LEVEL,
          ar="كلمة ملتصقة بعلامة قبلها", en="A word glued to the mark before it"),
    Field("straight", "اقتباس مستقيم", LEVEL,
          ar='علامة " المستقيمة', en='The straight sign "'),
    Field("quotes", "اقتباس بلا قرين", LEVEL,
          ar="علامة اقتباس بلا قرين", en="A quotation mark without its partner"),
    Field("tatweel", "تطويل", LEVEL, ar="تطويل داخل كلمة", en="Tatweel inside a word"),
    Field("digits", "أرقام مختلطة", LEVEL,
          ar="أرقام من مجموعتين في مقال واحد", en="Digits of two sets in one article"),
    Field("persian", "حروف فارسية", LEVEL,
          ar="ی وک الفارسيتان في كلمة عربية", en="Persian ی and ک in an Arabic word"),
    Field("presentation", "حروف ملصقة", LEVEL,
          ar="أشكال حروف لُصقت من PDF", en="Presentation forms pasted from a PDF"),
    Field("hidden", "محارف خفية", LEVEL,
          ar="محارف اتجاه لا تُرى", en="Hidden direction marks"),
    Field("breaks", "فقرة ضائعة", LEVEL,
          ar="سطر جديد بلا سطر فارغ قبله", en="A new line without an empty one before it"),
    Field("tanwin", "تنوين", LEVEL,
          ar="موضع تنوين الفتح من ألفه", en="Where the tanween of fath stands"),
    Field("spellings", "صيغ", LEVEL,
          ar="كلمة بغير صيغتها المعتمدة", en="A word not spelled as the house does"),
    Field("names", "أسماء", LEVEL,
          ar="اسم مكتوب بصورتين", en="One name spelled in two ways"),
    Field("terms", "تعابير", LEVEL,
          ar="تعبير لا تستعمله النشرة", en="A term that the house does not use"),
    Field("outlets", "منابر", LEVEL,
          ar="منبر مقتبس ليس في خانة المصدر", en="A quoted outlet that is not among the sources"),
    Field("alt", "وصف الصور", LEVEL, ar="صورة بلا وصف", en="A picture without a description"),
    Field("summary", "موجز", LEVEL,
          ar="فقرة أولى تُقطع لأنها أطول من موجز",
          en="A first paragraph that is cut, since there is no summary"),
    Field("dateline", "مكان", LEVEL,
          ar="مقال بلا مكان وأمثاله لها مكان", en="An article without the dateline of its like"),
    Field("dates", "تواريخ", LEVEL, ar="تاريخ يبدو خطأ", en="A date that looks wrong"),
    Field("headlines", "عناوين", LEVEL,
          ar="عنوان لمقالين", en="One headline for two articles"),
    Field("orphans", "صور مهملة", LEVEL,
          ar="صورة لا يعرضها مقال", en="A picture that nothing shows"),
    Field("tags", "وسوم", LEVEL,
          ar="وسمان متقاربان، أو وسم معرّف بلا مقال",
          en="Tags nearly alike, or declared and borne by no article"),
    Field("outside", "روابط خارجية", LEVEL,
          ar="رابط خارجي لا يُفتح (بالخيار --external)",
          en="An outside link that is dead (with --external)"),
))
# fmt: on


def _read_terms(node: Node, reading: Settings) -> tuple[tuple[str, str], ...] | None:
    """`not written: written instead` pairs; nothing after the colon: there is no other word."""
    if not isinstance(node, Mapping):
        wrong_type(node, reading, "أسطر بصيغة «تعبير: بديله»", "lines of `term: instead`")
        return None
    before = len(reading.found)
    found = []
    for name, _, value in named_pairs(node, reading):
        is_empty = isinstance(value, Scalar) and not value.text
        instead = "" if is_empty else TEXT.read(value, reading)
        if instead is not None:
            found.append((name, instead))
    return tuple(found) if len(reading.found) == before else None


# fmt: off
STYLE_FIELDS = Table((
    Field("rules", "القواعد", record(StyleRules, STYLE_RULE_FIELDS),
          ar="لكل قاعدة: لا أو تنبيه أو خطأ", en="For each rule: off, warning or error"),
    Field("tanwin", "التنوين", TANWIN,
          ar="قبل الألف (كتابًا) أو بعد الألف (كتاباً)",
          en="before the alef (كتابًا) or after it (كتاباً)"),
    Field("spellings", "الصيغ", ALIASES,
          ar="كلمة بصورها، والمعتمدة أولها، كل كلمة في سطر",
          en="A word in its spellings, the house's first, a word on each line"),
    Field("distinct", "المتمايزة", ALIASES,
          ar="كلمات متشابهة وليست واحدة، كل مجموعة في سطر",
          en="Words that look alike and are not one, a group on each line"),
    Field("terms", "التعابير", Reader(_read_terms, shape_by_name(SCALAR)),
          ar="تعبير لا يُستعمل: بديله", en="what is not written: what is instead"),
    Field("outlets", "المنابر", listing(NAME),
          ar="أسماء صحف ووكالات تُعد مصادر إذا وردت بين علامتي اقتباس",
          en="Names of outlets, which are sources when they stand in quotes"),
))
# fmt: on
STYLE = record(HouseStyle, STYLE_FIELDS)
