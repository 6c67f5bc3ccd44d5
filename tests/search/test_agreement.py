"""Python and JavaScript read every word alike, and find the same in the same order."""

from __future__ import annotations

import pytest

from generator.arabic import readings
from tests.search.library import Library, ask_script, queries

pytestmark = pytest.mark.node

SIGNS = [
    *(
        "ﻻ ﻷ ﻹ ﻵ",
        "ﷲ ﷺ",
        "أَلْمَانِيَا",
        "المسْئُولُونَ وٱلشُّؤونُ",
        "ئێستا کوردستان ڕۆژ گەورە",
        "پارسی گچ ژاله",
    ),
    *("F-16 و۳٫۵٪", "Éric Ångström İstanbul ΣΊΣΥΦΟΣ", "\u200fنص\u200e\u202bمعكوس\u202c", "½ ² Ⅳ ①"),
    *("ءآأؤإئ", "وووو يييي", "", "🙂 ok", "ـــ", "الـ"),
]


def test_every_word_of_the_vocabulary_is_read_alike(library: Library) -> None:
    vocabulary = sorted({word for text in library.texts for word in text.split()} | set(SIGNS))
    answers = ask_script(library.site, words=vocabulary, queries=[])
    read = [
        [[word, *readings.readings(word)] for word in readings.words(text)] for text in vocabulary
    ]
    assert len(vocabulary) > 7_000
    assert [
        pair for pair in zip(vocabulary, answers["read"], read, strict=True) if pair[1] != pair[2]
    ] == []


def test_every_query_finds_the_same(library: Library) -> None:
    asked = [query["query"] for query in (*queries(), *queries("holdout"))]
    asked += [
        "زرافة",
        "زقزوق",
        "",
        "ا",
        "الحرب على",
        "والد ",
        "الولايات المتحدة",
        "حزب العمال وداعش",
    ]
    answers = ask_script(library.site, words=[], queries=asked)["answers"]
    for text, script, own in zip(asked, answers, library.ask(asked), strict=True):
        assert (script["hits"], script["all"] or not own.numbers) == (
            own.numbers,
            own.complete or not own.numbers,
        ), text
