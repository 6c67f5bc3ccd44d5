"""HTTP on the wire: uvicorn's protocol, with an end to patience.

uvicorn closes a connection that rests between two requests, but waits for ever for the rest of a
request that has begun. Here a request that is not complete in time ends its connection, so that
slow clients cannot use up the server (faults row 71).
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE = 10.0
"""Seconds in which a request must have come whole."""


class ImpatientProtocol(H11Protocol):
    """One connection."""

    patience = PATIENCE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting_since = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look_later(self.patience)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._waiting_since = self.loop.time()
        super().on_response_complete()

    def _look(self) -> None:
        left = self._waiting_since + self.patience - self.loop.time()
        if self._is_answering():
            self._look_later(self.patience)
        elif left > 0:
            self._look_later(left)
        else:
            self.transport.close()

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _look_later(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._look)
