"""Comments in a real browser, before a real Isso: from the form to the page and back."""

from __future__ import annotations

import functools
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.moderation.desk import Desk
from generator.request import DATABASE
from tests.browser.visiting import OpenPage
from tests.comments.isso import WITH_COMMENTS, Isso, beside, database, post, starting, thread
from tests.comments.isso import free_port as free_port
from tests.comments.test_desk import comment
from tests.serve.running import running as previewing
from tests.sites.publication import Press
from tests.sites.publication import press as press
from tests.tools import axe

PATH = "2026/01/a/"
HELD = "وصل تعليقك، وهو بانتظار المراجعة"
FAILED = "خادم التعليقات لا يجيب. نصك محفوظ في متصفحك"


_PLACE = """(() => {
  const {top, height} = document.querySelector(".comment-form").getBoundingClientRect();
  return [top + scrollY, height];
})()"""


class _Host(SimpleHTTPRequestHandler):
    """Nothing is kept: two builds in one second have one date, by which this server compares."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@dataclass
class Newsroom:
    """A publication on a host, and the server of its comments."""

    press: Press
    port: int
    site_port: int

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.site_port}/{PATH}"

    @property
    def desk(self) -> Desk:
        return Desk(self.press.root / DATABASE)

    def isso(self) -> Isso:
        return starting(beside(self.press.root, self.port, self.site_port), self.port)

    def approve_all(self) -> None:
        """What an editor does, and what a deploy hook does then."""
        self.desk.approve(tuple(entry.id for entry in self.desk.entries()))
        self.press.build()


@pytest.fixture
def newsroom(press: Press, free_port: int, tmp_path: Path) -> Iterator[Newsroom]:
    settings = WITH_COMMENTS.replace("example.org/daftar/", "example.org/")
    server = f"http://127.0.0.1:{free_port}"
    press.write("site.yaml", settings.replace("https://comments.example.org", server))
    press.article("a", "فقرة من المقال.\n\n" * 12, id="a")
    press.article("b", id="b", comments="لا")
    press.build()
    handler = functools.partial(_Host, directory=str(press.output))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        thread = threading.Thread(target=host.serve_forever, daemon=True)
        thread.start()
        yield Newsroom(press, free_port, host.server_port)
        host.shutdown()
        thread.join()


Visit = Callable[..., Page]


@pytest.fixture
def visit(newsroom: Newsroom, open_page: OpenPage) -> Visit:
    """Opens the article."""

    def visit(**options: Any) -> Page:
        page = open_page(**options)
        page.add_init_script(
            "window.violations = []; document.addEventListener('securitypolicyviolation',"
            " event => window.violations.push(event.violatedDirective))"
        )
        page.goto(newsroom.page)
        page.wait_for_load_state("load")
        return page

    return visit


def write(page: Page, text: str, name: str = "سعاد") -> None:
    page.locator("textarea").fill(text)
    page.get_by_label("الاسم").fill(name)
    page.get_by_role("button", name="أرسل التعليق").click()


def status(page: Page) -> Any:
    return page.locator(".comment-status")


# -- the whole way ---------------------------------------------------------------------------------


def test_posted_held_approved_built_in_answered_and_there_after_a_reload(
    newsroom: Newsroom, visit: Visit
) -> None:
    with newsroom.isso():
        page = visit()
        page.get_by_label("البريد الإلكتروني", exact=True).fill("suad@private.example")
        write(page, "شرح **واضح**.\nسطر ثان.")
        expect(status(page)).to_contain_text(HELD)
        expect(page.locator("textarea")).to_have_value("")
        page.reload()
        expect(page.locator(".comment")).to_have_count(0)
        newsroom.approve_all()
        page.reload()
        expect(page.locator("h2", has_text="تعليق واحد")).to_be_visible()
        expect(page.locator(".comment-text strong")).to_have_text("واضح")
        page.get_by_role("button", name="رد على سعاد").click()
        expect(page.locator("textarea")).to_be_focused()
        expect(page.locator(".comment .comment-title")).to_have_text("رد على سعاد")
        write(page, "وأنا أوافق", "Ahmad K.")
        expect(status(page)).to_contain_text(HELD)
        newsroom.approve_all()
        page.reload()
    reply = page.locator(".comment-replies .comment")
    expect(reply.locator(".comment-author")).to_have_text("Ahmad K.")
    expect(page.locator("h2", has_text="تعليقان")).to_be_visible()
    assert "private.example" not in page.content()
    assert page.evaluate("window.violations") == []


def test_the_keyboard_alone_answers_and_gives_up_answering(
    newsroom: Newsroom, visit: Visit
) -> None:
    database(newsroom.press.root, thread("a", comment(1)))
    newsroom.press.build()
    page = visit()
    page.get_by_role("button", name="رد على سعاد").focus()
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("نص")
    for field in ("الاسم", "البريد الإلكتروني"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(field)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="إلغاء الرد")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="رد على سعاد")).to_be_focused()
    expect(page.locator(".comment-place .comment-title")).to_have_text("اترك تعليقاً")
    expect(page.locator("textarea")).to_have_value("نص")


@pytest.mark.fault(98)
def test_what_lacks_is_said_and_found(newsroom: Newsroom, visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="أرسل التعليق").click()
    expect(status(page)).to_contain_text("املأ هذا الحقل ثم أرسل التعليق: التعليق")
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("textarea")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("نص طويل")
    expect(page.locator("textarea")).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="أرسل التعليق").click()
    expect(status(page)).to_contain_text("الاسم")
    expect(page.get_by_label("الاسم")).to_be_focused()


def test_a_refusal_is_told_in_plain_words(
    newsroom: Newsroom, visit: Visit, page_errors: list[str]
) -> None:
    with newsroom.isso():
        page = visit()
        write(page, "نع")
        expect(status(page)).to_contain_text("ثلاثة أحرف على الأقل")
        expect(page.locator("textarea")).to_have_value("نع")
    assert len(page_errors) == 1, "one line for one refusal"
    page_errors.clear()


# -- a server in trouble ---------------------------------------------------------------------------


@pytest.mark.fault(98)
def test_a_server_that_is_down_leaves_the_page_whole_and_asks_for_nothing(
    newsroom: Newsroom, visit: Visit, page_errors: list[str]
) -> None:
    page = visit()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if f":{newsroom.port}" in url] == []
    assert page_errors == []
    place = page.evaluate(_PLACE)
    write(page, "نص لا يضيع")
    expect(status(page)).to_contain_text(FAILED)
    assert len(page_errors) == 1, "one line for one attempt"
    page_errors.clear()
    assert page.evaluate(_PLACE) == place, "nothing jumped"
    expect(page.locator(".article-text")).to_be_visible()


@pytest.mark.fault(98)
def test_isso_stopped_in_the_middle_of_a_post_loses_no_text(
    newsroom: Newsroom, visit: Visit, page_errors: list[str]
) -> None:
    database(newsroom.press.root, thread("a", comment(1)))
    newsroom.press.build()
    page = visit()
    with newsroom.isso() as isso:
        page.get_by_role("button", name="رد على سعاد").click()
        isso.process.send_signal(signal.SIGSTOP)
        write(page, "نص كُتب في ساعة", "هدى")
        expect(status(page)).to_contain_text("يُرسل تعليقك")
        isso.process.kill()
        expect(status(page)).to_contain_text(FAILED)
    page_errors.clear()
    expect(page.locator("textarea")).to_have_value("نص كُتب في ساعة")
    page.reload()
    expect(page.locator("textarea")).to_have_value("نص كُتب في ساعة")
    expect(page.get_by_label("الاسم")).to_have_value("هدى")
    expect(page.locator(".comment .comment-title")).to_have_text("رد على سعاد")
    with newsroom.isso():
        page.get_by_role("button", name="أرسل التعليق").click()
        expect(status(page)).to_contain_text(HELD)
    page.reload()
    expect(page.locator("textarea")).to_have_value("")
    (entry,) = newsroom.desk.entries()
    assert (entry.text, entry.parent) == ("نص كُتب في ساعة", 1)


@pytest.mark.fault(98)
def test_without_script_there_is_a_mail_and_no_form(newsroom: Newsroom, visit: Visit) -> None:
    database(newsroom.press.root, thread("a", comment(1)))
    newsroom.press.build()
    page = visit(java_script_enabled=False)
    expect(page.locator(".comment-text")).to_be_visible()
    expect(page.locator(".comment-form")).to_be_hidden()
    expect(page.locator(".comment-reply")).to_be_hidden()
    expect(page.get_by_role("link", name="أرسل تعليقك بالبريد الإلكتروني")).to_be_visible()


@pytest.mark.fault(98)
def test_a_blocked_script_leaves_a_form_that_sends_nothing(
    newsroom: Newsroom, open_page: OpenPage, page_errors: list[str]
) -> None:
    page = open_page()
    page.route("**/assets/comments.*", lambda route: route.abort())
    page.goto(newsroom.page)
    expect(page.get_by_role("button", name="أرسل التعليق")).to_be_disabled()
    expect(page.get_by_role("link", name="أرسل تعليقك بالبريد الإلكتروني")).to_be_visible()
    page_errors.clear()


# -- hostile comments ------------------------------------------------------------------------------


@pytest.mark.fault(100)
def test_hostile_comments_are_inert(newsroom: Newsroom, visit: Visit) -> None:
    hostile = (
        "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>",
        "[x](javascript:window.hacked=1) ![x](https://track.example/x.png) نص",
        "\u202eمقلوب\u202d \u2067 نص طبيعي",
        "</section></main><style>*{display:none}</style><form action=//evil.example>",
        "ا" * 65_535,
    )
    with newsroom.isso() as isso:
        for number, text in enumerate(hostile):
            name = f'"><script>window.hacked={number}</script>\u202e'
            website = 'http://x.example/"onmouseover="window.hacked=1'
            answer = post(isso.address, "a", text, author=name, website=website)
            assert answer.status == 202, answer.body
    newsroom.approve_all()
    page = visit(viewport={"width": 390, "height": 800})
    expect(page.locator(".comment")).to_have_count(5)
    for part in page.locator(".comment-text, .comment-author, .comment-reply").all():
        part.hover()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("window.violations") == []
    assert page.locator(".comments img, .comments style, .comment script").count() == 0
    assert page.locator(".comment-text a[href]").count() == 0
    assert "x.example" not in page.content()
    assert not set("\u202e\u202d\u2067") & set(page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".comments h2")).to_have_text("5 تعليقات")


# -- how it looks ----------------------------------------------------------------------------------


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(newsroom: Newsroom, visit: Visit, scheme: str) -> None:
    database(
        newsroom.press.root,
        thread("a", comment(1), comment(2, 1), comment(3, state="deleted"), comment(4, 3)),
    )
    newsroom.press.build()
    page = visit(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page.get_by_role("button", name="رد على سعاد").first.click()
    page.get_by_role("button", name="أرسل التعليق").click()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe.violations(page) == [], f"at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# -- the preview -----------------------------------------------------------------------------------


@pytest.mark.fault(101)
def test_the_preview_shows_an_approval_at_once_and_posts_nowhere(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    path = database(newsroom.press.root, thread("a", comment(1, state="waiting")))
    page = open_page()
    with previewing(newsroom.press.root) as preview:
        page.goto(f"{preview.address}{PATH}")
        expect(page.locator(".comments")).to_be_visible()
        assert page.locator(".comment, .comment-form, script[src*='comments']").count() == 0
        Desk(path).approve((1,))
        expect(page.locator(".comment-text")).to_have_text("نص 1")
        page.close()


def test_the_preview_posts_to_the_server_beside_it(newsroom: Newsroom, open_page: OpenPage) -> None:
    page = open_page()
    server = f"http://127.0.0.1:{newsroom.port}"
    with previewing(newsroom.press.root, "--comments", server) as preview:
        line = beside(newsroom.press.root, newsroom.port, preview.port)
        with starting(line, newsroom.port):
            page.goto(f"{preview.address}{PATH}")
            write(page, "من المعاينة")
            expect(status(page)).to_contain_text(HELD)
            (entry,) = newsroom.desk.entries()
            newsroom.desk.approve((entry.id,))
            expect(page.locator(".comment-text")).to_have_text("من المعاينة")
            page.close()


def test_the_clock_of_a_comment_is_that_of_the_publication(
    newsroom: Newsroom, visit: Visit
) -> None:
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    path = database(newsroom.press.root, thread("a", comment(1)))
    Desk(path).reply(1, "رد ليلي", "المحرر", moment)
    newsroom.press.build()
    page = visit(timezone_id="America/New_York")
    expect(page.locator(".comment-replies time")).to_have_text("1 يوليو 2026، 1:30 ص")
