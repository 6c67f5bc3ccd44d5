"""What a feed module hands to the build: files that are planned now and made only when due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generator.config import SiteConfig
from generator.graph.model import ContentGraph

Lookup = Callable[[str], str]
"""Gives the HTML of a body by its digest."""


@dataclass(frozen=True, slots=True)
class FeedOutput:
    """One file of the site.

    path: the file, such as `tag/المياه/feed.xml`. value: a frozen value that holds all that the
    bytes depend on; HTML stands in it by digest only. make: a top-level function, so that any
    process can run it. sources: files to name in a message about this output. bodies: the digests
    that `make` will look up.
    """

    path: str
    value: object
    make: Callable[[Any, Lookup], bytes]
    sources: tuple[str, ...]
    bodies: tuple[str, ...] = ()


Plan = Callable[[ContentGraph, SiteConfig], tuple[FeedOutput, ...]]

SETTINGS = ("site.yaml",)
"""The source of what belongs to the whole site."""
