"""The picture in README: the front page on a desk, and an article on a phone, side by side.

`python -m tests.tools.picture` builds the demo publication and draws it anew.
"""

from __future__ import annotations

import functools
import io
import tempfile
import threading
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from generator.build import build
from generator.request import Request
from tests.tools.browser import ABSENT, arguments, can_be_sandboxed, find_chromium

ROOT = Path(__file__).parents[2]
PICTURE = Path(__file__).with_name("demo.png")
DESK, PHONE = (1180, 840), (390, 840)
ARTICLE = "2026/10/قراءة-الموازنة/"
MARGIN, GROUND = 24, "#e4e2dc"
COLOURS = 128
"""Enough for flat pages, and a picture of some 100 KB."""


class Quiet(SimpleHTTPRequestHandler):
    """A folder server that does not report every request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to say."""


def main() -> None:
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(ABSENT)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Request(project=ROOT, output=Path(folder) / "daftar", now=datetime.now(UTC)))
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/daftar/"
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=arguments(),
            chromium_sandbox=can_be_sandboxed(chromium),
        )
        shots = [_shot(browser, address, DESK), _shot(browser, address + ARTICLE, PHONE)]
        browser.close()
        server.shutdown()
    _side_by_side(shots).quantize(COLOURS).save(PICTURE, optimize=True)


def _shot(browser: Browser, address: str, size: tuple[int, int]) -> Image.Image:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address, wait_until="networkidle")
    page.goto(address, wait_until="networkidle")  # a first visit does not wait for all fonts
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(shots: list[Image.Image]) -> Image.Image:
    width = sum(shot.width for shot in shots) + MARGIN * (len(shots) + 1)
    sheet = Image.new("RGB", (width, shots[0].height + 2 * MARGIN), GROUND)
    left = MARGIN
    for shot in reversed(shots):
        sheet.paste(shot, (left, MARGIN))
        left += shot.width + MARGIN
    return sheet


if __name__ == "__main__":
    main()
