"""The preview as a web application: pages by the manifest, and the stream of news."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from importlib.resources import files as resources
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from generator.graph.addresses import encode
from generator.graph.policy import CONTENT_SECURITY_POLICY
from generator.mediatypes import media_type
from generator.serve.answers import (
    RESERVED,
    page_answer,
    with_range,
    with_script,
    without_body,
)
from generator.serve.events import Board
from generator.serve.guard import Guard, is_foreign
from generator.serve.site import Moved, Page, Site, requested_path

_OWN_FILES = ("client.js", "client.css")
_WAITING = "waiting.html"


Check = Callable[[str], dict[str, Any]]
"""What there is to say of a file of the site; takes a while."""


def application(
    site: Site,
    board: Board,
    names: Iterable[str] = (),
    any_address: bool = False,
    check: Check = lambda _: {},
) -> Starlette:
    """The web application. `names` and `any_address`: see `Guard`."""

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        board.open()
        yield
        board.close()

    async def page(request: Request) -> Response:
        return _finished(request, await _page(request, site, board))

    async def events(request: Request) -> Response:
        return _events(request, board)

    async def checked(request: Request) -> Response:
        if is_foreign(request.scope):
            return _not_yours()
        page = request.query_params.get("page", "")
        told = {} if request.method == "HEAD" else await run_in_threadpool(check, page)
        return _finished(request, JSONResponse(told))

    own = [Route(f"{RESERVED}{name}", _own_file(name)) for name in _OWN_FILES]
    return Starlette(
        routes=[
            Route(f"{RESERVED}events", events),
            Route(f"{RESERVED}check", checked),
            *own,
            Route("/{path:path}", page),
        ],
        middleware=[Middleware(Guard, names=frozenset(names), any_address=any_address)],
        lifespan=life,
    )


def _finished(request: Request, answer: Response) -> Response:
    if request.method == "HEAD":
        return without_body(answer)
    return with_range(answer, request.headers.get("range"))


async def _page(request: Request, site: Site, board: Board) -> Response:
    path = requested_path(_target(request))
    if path is None:
        return PlainTextResponse("طلب مشوّه.\nThis request is malformed.\n", 400)
    # The epoch is read first: a page that is newer than it says is loaded once too often, while one
    # that is older than it says would stay old.
    epoch = board.news.epoch
    if not site.is_ready:
        return _waiting(epoch)
    found = await run_in_threadpool(site.find, path)
    if found is None and path == "/":
        found = Moved(site.base)
    if isinstance(found, Moved):
        return _moved(request, found)
    return await _shown(site, found, epoch)


async def _shown(site: Site, found: Page | None, epoch: str) -> Response:
    status = 200 if found else 404
    page = found or await run_in_threadpool(site.not_found)
    if page is None:
        return PlainTextResponse("لا صفحة هنا.\nThere is no such page.\n", 404)
    return page_answer(page, base=site.base, epoch=epoch, status=status)


def _target(request: Request) -> bytes:
    """The request target as it was sent, before anybody decoded it."""
    raw = request.scope.get("raw_path")
    return raw if isinstance(raw, bytes) else encode(request.scope["path"]).encode()


def _moved(request: Request, moved: Moved) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(encode(moved.path) + query, 307)


def _waiting(epoch: str) -> Response:
    """What is shown while there is no site at all yet: the faults, over an empty page."""
    data = with_script(_resource(_WAITING), page="", base="/", epoch=epoch)
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return Response(data, 503, media_type=media_type(_WAITING), headers=headers)


def _own_file(name: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        return _finished(request, Response(_resource(name), media_type=media_type(name)))

    return answer


def _not_yours() -> Response:
    return PlainTextResponse("ليس لموقع آخر.\nNot for another site.\n", 403)


def _events(request: Request, board: Board) -> Response:
    """The stream of news for one page. A page that lost its stream says what it heard last."""
    if is_foreign(request.scope):
        return _not_yours()
    headers = {"Content-Type": "text/event-stream; charset=utf-8", "Connection": "close"}
    if request.method == "HEAD":
        return Response(headers=headers)
    asked = request.query_params
    heard = request.headers.get("last-event-id") or asked.get("epoch", "")
    return StreamingResponse(board.follow(heard, asked.get("page", "")), headers=headers)


def _resource(name: str) -> bytes:
    return resources("generator.serve").joinpath(name).read_bytes()
