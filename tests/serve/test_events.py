"""The stream of news that an open page follows, and row 71's cap on streams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from generator.diagnostics import Fault
from generator.serve.events import MOST_STREAMS, Board
from generator.serve.news import Condition
from tests.serve.asking import to_the_end

BAD = Fault(code="E-BAD", ar="سيئ\nجداً", en="bad", hint_ar="أصلحه", hint_en="mend it")


async def _next(stream: AsyncIterator[bytes]) -> tuple[str, Any]:
    """The next event: its name and data."""
    async for chunk in stream:
        lines = dict(line.split(": ", 1) for line in chunk.decode().splitlines() if line)
        if "event" in lines:
            return lines["event"], json.loads(lines["data"])
    return "end", None


def test_a_page_hears_what_changes_and_how_builds_go() -> None:
    async def scene() -> None:
        board = Board()
        board.open()
        stream = board.follow(board.news.epoch)
        assert (await _next(stream))[0] == "well"
        board.post(board.news.after(Condition(), ("index.html",)))
        assert await _next(stream) == (
            "reload",
            {"epoch": board.news.epoch, "paths": ["index.html"]},
        )
        broken = Condition(False, (BAD.at("a.md"),))
        await asyncio.to_thread(board.post, board.news.after(broken))
        name, data = await _next(stream)
        assert name == "faults"
        assert data["errors"][0]["text"]["ar"] == "سيئ\nجداً"
        board.post(board.news.after(Condition()))
        assert (await _next(stream))[0] == "well"
        board.close()
        assert await _next(stream) == ("end", None)

    to_the_end(asyncio.wait_for(scene(), 5))


def test_it_is_known_what_is_looked_at() -> None:
    async def scene() -> None:
        board = Board()
        board.open()
        stream = board.follow(board.news.epoch, "a/index.html")
        await _next(stream)
        assert board.pages == {"a/index.html"}
        board.close()
        await _next(stream)
        assert board.pages == frozenset()

    to_the_end(asyncio.wait_for(scene(), 5))


def test_a_page_that_was_away_hears_what_it_missed() -> None:
    async def scene() -> None:
        board = Board()
        away = board.news.epoch
        board.post(board.news.after(Condition(), ("b",)))
        board.post(board.news.after(Condition(), ("a",)))
        assert (await _next(board.follow(away)))[1]["paths"] == ["a", "b"]
        assert (await _next(board.follow("of an earlier run")))[1]["paths"] is None

    to_the_end(asyncio.wait_for(scene(), 5))


def test_a_silent_stream_gives_signs_of_life() -> None:
    async def scene() -> None:
        board = Board(heartbeat=0.01)
        stream = board.follow(board.news.epoch)
        await _next(stream)
        assert [await anext(stream), await anext(stream)] == [b": here\n\n"] * 2

    to_the_end(asyncio.wait_for(scene(), 5))


@pytest.mark.fault(71)
def test_row_71_the_oldest_stream_makes_room_for_a_new_one() -> None:
    async def scene() -> None:
        board = Board()
        board.open()
        streams = [board.follow(board.news.epoch) for _ in range(1000)]
        for stream in streams:
            await _next(stream)
        assert board.streams == MOST_STREAMS
        assert await _next(streams[0]) == ("end", None)
        board.post(board.news.after(Condition(), ("a",)))
        assert (await _next(streams[-1]))[0] == "reload"
        board.close()
        assert board.streams == 0

    to_the_end(asyncio.wait_for(scene(), 10))


def test_news_after_the_end_of_the_loop_harm_nobody() -> None:
    board = Board()

    async def scene() -> None:
        board.open()

    to_the_end(scene())
    board.post(board.news.after(Condition(), ("a",)))
    assert board.news.epoch.endswith(".1")
