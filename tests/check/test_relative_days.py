"""`check` names the relative days that nobody will understand later."""

from __future__ import annotations

from generator.check import check
from tests.sites.publication import Press, places
from tests.sites.publication import press as press


def test_days_that_cannot_be_placed_are_told_at_their_place(press: Press) -> None:
    body = (
        "قال الوزير، السبت، إن الجسر يكتمل الأسبوع المقبل.\n\n"
        "وستجتمع اللجنة الخميس لبحث الأمر.\n\n"
        "وقال أمس **الجمعة** إن الموعد قريب، وأضاف أمس الأحد أنه بعيد.\n"
    )
    source = press.article("a", body, date="2024-09-22 08:00")
    found = check(press.request())
    assert places(found.findings) == [("W-DAY", source, 8, 16), ("W-DAY", source, 10, 43)]
    assert found.ok


def test_a_publication_that_wants_no_dates_is_told_nothing(press: Press) -> None:
    press.write("site.yaml", press.read("site.yaml") + "markup: {relative_days: no}\n")
    press.article("a", "وستجتمع اللجنة الخميس لبحث الأمر.\n")
    assert check(press.request()).findings == ()
