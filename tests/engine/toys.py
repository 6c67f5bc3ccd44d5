"""Ten-line recipes: the engine knows nothing of articles, and its tests need none."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Failed, Fault
from generator.engine.memo import Product, Task
from generator.engine.recipe import Recipe
from generator.keys import digest_bytes

BROKEN = Fault(code="E-TOY", ar="لعبة {name}", en="toy {name}", hint_ar="-", hint_en="-")


@dataclass(frozen=True, slots=True)
class Word:
    """A value: a text and how often to say it."""

    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """Facts of a word that was said."""

    length: int
    blob: str


def say(word: Word, payload: str) -> Product[Said]:
    """The word, shouted, as a blob; its length as a fact."""
    if word.text == "":
        raise Failed([BROKEN.at("toy", name=payload)])
    data = (word.text.upper() * word.times + payload).encode()
    digest = digest_bytes(data)
    return Product(Said(len(data), digest), ((digest, data),))


SAY = Recipe("say", say, ("keys",), ("msgspec",))


def tasks(*texts: str) -> list[Task[Word]]:
    """A task for each text; the payload is a stroke."""
    return [Task(Word(text), lambda: "|", f"{text}.toy") for text in texts]


def double(value: int, _: None) -> int:
    return 2 * value


def echo_process(_: int, __: None) -> int:
    """Which process works."""
    return os.getpid()


def die_once(value: int, mark: Path) -> int:
    """Takes its process down the first time."""
    if value == 7 and not mark.exists():
        mark.touch()
        os._exit(9)
    return value


def die(value: int, _: object) -> int:
    if value == 7:
        os._exit(9)
    return value


def fail(value: int, _: None) -> int:
    raise Failed([BROKEN.at(f"toy-{value}", name=value)])


def stumble(_: int, __: None) -> int:
    raise ZeroDivisionError


def dawdle(value: int, _: bytes) -> int:
    """Takes a second, but for the first batch."""
    if value >= 16:
        time.sleep(1)
    return value


def spin(value: int, endless: int) -> int:
    """Goes on for ever where it is told to; what it is interrupted by is none of its business."""
    while value == endless:
        try:
            double(value, None)
        except Exception:  # noqa: BLE001
            continue
    return value
