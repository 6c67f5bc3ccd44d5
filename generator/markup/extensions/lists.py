"""Numbered lists that start at another number than 1, in any digits."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.arabic.digits import to_western


class ListExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(ListStart(md), "list-start", -12)


class ListStart(Treeprocessor):
    """`start` in HTML is an integer in 0-9 (`٣.` gives `start="٣"`, which browsers ignore)."""

    def run(self, root: Element) -> None:
        for numbered in root.iter("ol"):
            start = to_western(numbered.attrib.pop("start", "1"))
            if start.isascii() and start.isdigit() and start.lstrip("0") != "1":
                numbered.set("start", start.lstrip("0") or "0")
