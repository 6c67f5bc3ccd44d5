"""An image alone in its paragraph is a figure: its title the caption, `credit` the photographer."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.markup.tree import replace_child, with_parents


class FigureExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(FigureProcessor(md), "figures", -20)


class FigureProcessor(Treeprocessor):
    def run(self, root: Element) -> None:
        if next(root.iter("img"), None) is None:
            return
        for parent, paragraph in with_parents(root, "p"):
            if (content := _only_child(paragraph)) is None:
                continue
            image = _only_child(content) if content.tag == "a" else content
            if image is not None and image.tag == "img":
                replace_child(parent, paragraph, _figure(paragraph, content, image))
        for image in root.iter("img"):
            image.attrib.pop("credit", None)


def _only_child(element: Element) -> Element | None:
    """The one child of an element that has no words besides it."""
    if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
        return None
    return element[0]


def _figure(paragraph: Element, content: Element, image: Element) -> Element:
    figure = Element("figure", dict(paragraph.attrib))
    figure.text = "\n"
    credit = image.attrib.pop("credit", "") or figure.attrib.pop("credit", "")
    for name in ("class", "id"):
        if name in image.attrib:
            figure.set(name, image.attrib.pop(name))
    content.tail = "\n"
    figure.append(content)
    caption = image.attrib.pop("title", "")
    if caption or credit:
        figure.append(_caption(caption, credit))
    return figure


def _caption(caption: str, credit: str) -> Element:
    element = Element("figcaption")
    element.text = caption
    element.tail = "\n"
    if credit:
        element.text = f"{caption} " if caption else ""
        SubElement(element, "span", {"class": "credit"}).text = credit
    return element
