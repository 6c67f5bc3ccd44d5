"""Asking the application as uvicorn would, with full say over the request target and headers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

OURS = "127.0.0.1:8000"

Headers = Iterable[tuple[str, str]]


def to_the_end(scene: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread of its own: in this one, a browser's loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def scope_of(
    target: str = "/", *, method: str = "GET", hosts: Iterable[str] = (OURS,), headers: Headers = ()
) -> Scope:
    path, _, query = target.partition("?")
    pairs = [*(("Host", host) for host in hosts), *headers]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(key.lower().encode(), value.encode("latin-1")) for key, value in pairs],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


def ask(
    app: ASGIApp,
    target: str = "/",
    *,
    method: str = "GET",
    hosts: Iterable[str] = (OURS,),
    headers: Headers = (),
) -> Answer:
    """The whole answer to one request."""
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0 if not sent else 10)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = scope_of(target, method=method, hosts=hosts, headers=headers)
    to_the_end(asyncio.wait_for(app(scope, receive, send), 10))
    start, *parts = sent
    found = {key.decode(): value.decode("latin-1") for key, value in start["headers"]}
    return Answer(start["status"], found, b"".join(part.get("body", b"") for part in parts))
