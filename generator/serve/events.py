"""Server-sent events: each open page hears the news on a stream of its own.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping

from generator.serve.news import Condition, News

MOST_STREAMS = 64
"""Streams that may be open; one more, and the oldest is dropped."""
HEARTBEAT = 15.0
"""Seconds of silence after which a sign of life is sent."""
_RETRY_MS = 1000


class Board:
    """The news, and the streams that hear them. `post` may be called from any thread."""

    def __init__(self, heartbeat: float = HEARTBEAT) -> None:
        self.news = News(secrets.token_hex(4))
        self._heartbeat = heartbeat
        self._loop: asyncio.AbstractEventLoop | None = None
        self._streams: dict[asyncio.Event, str] = {}
        """What wakes each stream, and the file of the site that its page is."""

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    @property
    def pages(self) -> frozenset[str]:
        """The files of the site whose pages hear the news: those that somebody looks at."""
        return frozenset(self._streams.copy().values())

    def open(self) -> None:
        """Begin to serve streams, on the running loop."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """End every stream; on the loop."""
        self._loop = None
        for wake in list(self._streams):
            self._drop(wake)

    def post(self, news: News) -> None:
        """Put up news and wake the streams."""
        self.news = news
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop ended just now
                loop.call_soon_threadsafe(self._wake_all)

    async def follow(self, epoch: str, page: str = "") -> AsyncIterator[bytes]:
        """The news for a page that was loaded in this epoch, as they come."""
        wake = self._admit(page)
        told: Condition | None = None
        try:
            yield b"retry: %d\n\n" % _RETRY_MS
            while wake in self._streams:
                news = self.news
                if epoch != news.epoch:
                    yield _reload(news, epoch)
                    epoch = news.epoch
                if told != news.condition:
                    yield _event(news.condition.event, news.condition.as_json())
                    told = news.condition
                if not await self._woken(wake):
                    yield b": here\n\n"
        finally:
            self._streams.pop(wake, None)

    async def _woken(self, wake: asyncio.Event) -> bool:
        try:
            await asyncio.wait_for(wake.wait(), self._heartbeat)
        except TimeoutError:
            return False
        wake.clear()
        return True

    def _admit(self, page: str) -> asyncio.Event:
        while len(self._streams) >= MOST_STREAMS:
            self._drop(next(iter(self._streams)))
        wake = asyncio.Event()
        self._streams[wake] = page
        return wake

    def _drop(self, wake: asyncio.Event) -> None:
        del self._streams[wake]
        wake.set()

    def _wake_all(self) -> None:
        for wake in self._streams:
            wake.set()


def _reload(news: News, since: str) -> bytes:
    data = {"epoch": news.epoch, "paths": news.since(since)}
    return b"id: %b\n%b" % (news.epoch.encode(), _event("reload", data))


def _event(name: str, data: Mapping[str, object]) -> bytes:
    """One event. JSON has no line breaks of its own, so the data is one line."""
    text = json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {text}\n\n".encode()
