"""Answers: the type of a file, the part of it that was asked for, and the script that follows the
builds, which is added to the answer and never to the file."""

from __future__ import annotations

import html
import re

from starlette.responses import Response

from generator.mediatypes import media_type
from generator.serve.site import Page

RESERVED = "/.preview/"
"""Where the preview's own files are; no path of the site begins so."""

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY_END = re.compile(rb"</body\s*>(?!.*</body)", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,15})-(?P<last>\d{0,15})|-(?P<tail>\d{1,15}))")


def page_answer(page: Page, *, base: str, epoch: str, status: int = 200) -> Response:
    """The whole file; a page that people read gets the script that follows the builds."""
    kind = media_type(page.path)
    if kind.startswith("text/html"):
        data = with_script(page.data, page=page.path, base=base, epoch=epoch)
        return Response(data, status, media_type=kind)
    return Response(page.data, status, media_type=kind, headers={"Accept-Ranges": "bytes"})


def with_script(data: bytes, *, page: str, base: str, epoch: str) -> bytes:
    """The page with our script at the end of its head, else of its body, else at its very end.

    The script learns which file the page is, where the site begins, and the epoch of the page.
    """
    values = {"page": page, "base": base, "epoch": epoch}
    known = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in values.items())
    script = f'<script src="{RESERVED}client.js" {known} defer></script>\n'.encode()
    end = _HEAD_END.search(data) or _BODY_END.search(data)
    place = end.start() if end else len(data)
    return data[:place] + script + data[place:]


def with_range(answer: Response, asked: str | None) -> Response:
    """The part that a Range header asks for (RFC 9110 section 14). What is not understood, several
    ranges at once among it, is answered whole, as the standard allows."""
    match = _RANGE.fullmatch(asked.strip()) if asked else None
    if match is None or "Accept-Ranges" not in answer.headers:
        return answer
    data = bytes(answer.body)
    part = _part(match, len(data))
    if part is None:
        return answer
    if not part:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
    where = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
    return Response(
        data[part.start : part.stop],
        206,
        media_type=answer.media_type,
        headers={"Content-Range": where, "Accept-Ranges": "bytes"},
    )


def _part(match: re.Match[str], size: int) -> range | None:
    """The bytes that are meant, none if they lie beyond the end; None if it makes no sense."""
    if match["tail"]:
        return range(max(0, size - int(match["tail"])), size)
    first = int(match["first"])
    last = int(match["last"]) if match["last"] else max(first, size - 1)
    return range(first, min(last + 1, size)) if first <= last else None


def without_body(answer: Response) -> Response:
    """The answer to HEAD: every header, no byte of the body (RFC 9110 section 9.3.2)."""
    answer.body = b""
    return answer
