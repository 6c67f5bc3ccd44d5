"""Pictures as a browser takes them: forms, sizes, places kept, letters of drawings."""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from tests.images.samples import photograph
from tests.sites.publication import Press

OpenPage = Callable[..., Page]

SETTINGS = """\
title: دفتر الصور
base_url: https://example.org/
categories: [تحليلات, سياسة]
sections:
  - {title: تحليلات, category: تحليلات, count: 4}
  - {title: سياسة, category: سياسة, count: 4}
"""
WIDTHS = [320, 390, 600, 768, 900, 1024, 1280, 1440, 1800]
PAGES = {"home": "", "list": "category/سياسة/", "article": "2026/01/m7/"}


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A page that closes asks for nothing any more."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication all of whose articles have a photograph; one has a drawing too."""
    press = Press.blank(tmp_path_factory.mktemp("pictures") / "project", SETTINGS)
    file = io.BytesIO()
    photograph((2000, 1250)).save(file, "JPEG", quality=90)
    press.write("content/images/p.jpg", file.getvalue())
    drawing = '<text x="40" y="30" text-anchor="middle" direction="rtl">بغداد</text>'
    press.write(
        "content/images/d.svg",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60">{drawing}</svg>',
    )
    long = "فقرة طويلة من النص.\n\n" * 30
    for number in range(12):
        press.article(
            f"m{number}",
            f"{long}![جسر](../images/p.jpg)\n\n{long}![رسم](../images/d.svg)\n",
            category="تحليلات" if number < 6 else "سياسة",
            date=f"2026-01-{number + 1:02d} 08:00",
            image="{src: ../images/p.jpg, alt: جسر, caption: تعليق}",
        )
    press.build()
    return press.output


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def _show_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.evaluate("Promise.allSettled([...document.images].map(image => image.decode()))")


@pytest.mark.parametrize("name", PAGES)
def test_sizes_say_how_wide_a_picture_is_shown(open_page: OpenPage, origin: str, name: str) -> None:
    """The width that a browser gives an image by `sizes` is its natural width (HTML, "density-
    corrected natural width"). A tenth too much or too little changes no choice worth a thought."""
    page = open_page()
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(origin + quote(PAGES[name]))
        _show_all(page)
        shown = page.evaluate(
            """[...document.querySelectorAll('picture img')].map(image =>
                 [image.closest('[class]').className, image.getBoundingClientRect().width,
                  image.naturalWidth])"""
        )
        assert shown
        wrong += [(width, *one) for one in shown if not 0.9 < one[1] / one[2] < 1.1]
    assert wrong == []


@pytest.mark.parametrize(
    ("width", "density", "wanted"), [(390, 1, "400"), (390, 2, "800"), (390, 3, "1200")]
)
def test_a_phone_takes_the_small_avif(
    open_page: OpenPage, origin: str, width: int, density: int, wanted: str
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, device_scale_factor=density)
    page.goto(origin + PAGES["article"])
    source = page.evaluate("document.querySelector('.article-picture img').currentSrc")
    assert source.endswith(f"-{wanted}.avif")


def test_only_the_first_picture_is_fetched_before_the_reader_moves(
    open_page: OpenPage, origin: str
) -> None:
    page = open_page(viewport={"width": 390, "height": 700})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(origin + PAGES["article"])
    page.wait_for_load_state("networkidle")
    assert len([url for url in asked if "/images/" in url]) == 1


def test_nothing_moves_when_pictures_come_late_and_their_place_has_their_colour(
    open_page: OpenPage, origin: str
) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/images/**", hold)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
        " window.shift += e.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(origin + PAGES["article"], wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    page.evaluate("window.shift = 0")  # what fonts do is another test's
    place = page.locator(".article-picture img")
    before = place.bounding_box()
    colour = place.evaluate("image => getComputedStyle(image).backgroundColor")
    steps = (place.get_attribute("data-tone") or "").split(" ")
    assert colour == f"rgb({', '.join(str(int(step[1]) * 51) for step in steps)})"
    for route in held:
        route.continue_()
    page.unroute("**/images/**")
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert place.bounding_box() == before
    assert page.evaluate("window.shift") == 0


def test_a_drawing_is_set_in_the_letters_that_it_carries(open_page: OpenPage, origin: str) -> None:
    """Without them the labels come out in another face, or in none."""
    page = open_page(viewport={"width": 800, "height": 600})
    page.goto(origin + PAGES["article"])
    _show_all(page)
    drawing = page.locator("img[alt='رسم']")
    drawing.scroll_into_view_if_needed()
    shown = Image.open(io.BytesIO(drawing.screenshot())).convert("L")
    path = drawing.evaluate("image => image.src")
    page.route(
        "**/*.svg",
        lambda route: route.fulfill(
            body=page.request.get(path).text().replace("@font-face", "@nothing"),
            content_type="image/svg+xml",
        ),
    )
    page.reload()
    _show_all(page)
    drawing.scroll_into_view_if_needed()
    bare = Image.open(io.BytesIO(drawing.screenshot())).convert("L")
    assert shown.size == bare.size
    assert shown.tobytes() != bare.tobytes()
    assert min(shown.tobytes()) < 60
