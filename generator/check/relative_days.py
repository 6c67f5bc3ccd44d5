"""Relative days that cannot be placed: what the reader of an archive will not know."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arabic import relativedays
from generator.check.desk import Desk, is_asked
from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.graph.model import Article
from generator.markup.relative import unplaced
from generator.pages.page import calendar_of

UNPLACED = Fault(
    code="W-DAY",
    severity=Severity.WARNING,
    ar="لا يُعرف أي يوم أو شهر هو «{words}» من تاريخ المقال ({date})",
    en="which day or month “{words}” is cannot be told from the date of the article ({date})",
    hint_ar="قل «الماضي» أو «المقبل»، أو اكتب التاريخ نفسه، وتأكد من اسم اليوم ومن تاريخ المقال",
    hint_en="say الماضي or المقبل, or write the date; see to the name of the day and to the date",
)


def rule(desk: Desk) -> Iterator[Diagnostic]:
    """What has a mark in its text that its date does not place."""
    written = {each.source: (path, each) for path, each in desk.plan.ground.synopses.items()}
    for article in desk.plan.graph.articles:
        path, synopsis = written[article.source]
        if not synopsis.days or (desk.only and not is_asked(article.source, desk.only)):
            continue
        words = list(unplaced(synopsis.days, calendar_of(article, desk.config)))
        if words:
            text = desk.run.read(path).decode("utf-8-sig")
            yield from _placed(article, words, text)


def _placed(article: Article, words: list[str], text: str) -> Iterator[Diagnostic]:
    """Each at its place in the file; where Markdown stands between its letters, without one."""
    day = article.published.date()
    for number, line in enumerate(text.splitlines(), start=1):
        for mention in relativedays.find(line):
            said = line[mention.start : mention.end]
            if said in words and not relativedays.place(mention.meaning, day):
                words.remove(said)
                span = Span(number, mention.start + 1)
                yield UNPLACED.at(article.source, span, words=said, date=day)
    for said in words:
        yield UNPLACED.at(article.source, words=said, date=day)
