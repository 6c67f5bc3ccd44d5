"""The comments of an article's page."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from generator.comments.markdown import as_html
from generator.comments.thread import Comment, amount, arranged, uri_of
from generator.graph.model import Article
from generator.pages.page import Planner
from generator.pages.views import CommentsView, CommentView, ReplyView


def parts(planner: Planner, article: Article) -> tuple[object, ...]:
    """What the page shows of its comments; nothing where it shows none."""
    if not _is_shown(planner, article):
        return ()
    thread = planner.graph.threads.get(article.id)
    return (article.comments, thread.digest if thread else "")


def view(planner: Planner, article: Article) -> CommentsView | None:
    """The comments of an article that takes them, or took them once."""
    if not _is_shown(planner, article):
        return None
    options, zone = planner.config.comments, ZoneInfo(planner.config.timezone)
    thread = planner.graph.threads.get(article.id)
    branches = arranged(thread.comments if thread else ())
    return CommentsView(
        count=amount(branches),
        entries=tuple(
            CommentView(
                *_shown(each.comment, zone),
                each.comment.deleted,
                tuple(ReplyView(*_shown(reply, zone)) for reply in each.replies),
            )
            for each in branches
        ),
        open=article.comments,
        server=options.server,
        mail=options.mail,
        thread=uri_of(article.id),
        article=article.id,
    )


def _is_shown(planner: Planner, article: Article) -> bool:
    """Where an article closed its comments, those that it has stay, in a publication that has
    comments at all."""
    had = planner.config.comments.open and article.id in planner.graph.threads
    return article.comments or had


def _shown(comment: Comment, zone: ZoneInfo) -> tuple[int, str, datetime, Markup]:
    html = Markup(as_html(comment.text))  # noqa: S704 - sanitised there
    return comment.id, comment.author, comment.created.astimezone(zone), html
