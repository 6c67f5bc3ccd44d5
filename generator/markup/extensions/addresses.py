"""Links and images: addresses judged, files of the publication made symbolic, places noted."""

from __future__ import annotations

import html
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from generator.markup.addresses import (
    IMAGE_REMOTE,
    IMAGE_SCHEMES,
    LINK_EMPTY,
    LINK_SCHEMES,
    SCHEME_REFUSED,
    Address,
    Place,
    judge,
)
from generator.markup.notes import Notes
from generator.markup.tree import is_note_mark


class AddressExtension(Extension):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(AddressProcessor(md, self.notes), "addresses", -10)


class AddressProcessor(Treeprocessor):
    def __init__(self, md: Markdown, notes: Notes) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if not is_note_mark(link):
                self.link(link)
        for image in root.iter("img"):
            self.image(image)

    def link(self, link: Element) -> None:
        written = _written(link, "href")
        address = judge(written, LINK_SCHEMES)
        if address.place is Place.OUTSIDE:
            link.set("rel", "noopener")
        if _is_autolink(link, written):
            link.set("dir", "ltr")
        self._settle(link, "href", written, address)
        if address.place in (Place.FILE, Place.HERE):
            self.notes.links.append(address.reference(self.notes.locate(written)))

    def image(self, image: Element) -> None:
        written = _written(image, "src")
        address = judge(written, IMAGE_SCHEMES)
        image.set("loading", "lazy")
        image.set("decoding", "async")
        self._settle(image, "src", written, address)
        if address.place is Place.OUTSIDE:
            self.notes.report(IMAGE_REMOTE, self.notes.locate(written), address=written)
        elif address.place is Place.FILE:
            self.notes.images.append(address.reference(self.notes.locate(written)))

    def _settle(self, element: Element, attribute: str, written: str, address: Address) -> None:
        """Write the address as it may stand, or take it away and say so."""
        if address.value:
            # The serializer leaves what looks like an entity alone: `&` must be one already.
            element.set(attribute, address.value.replace("&", "&amp;"))
            return
        element.attrib.pop(attribute, None)
        span = self.notes.locate(written)
        if address.place is Place.REFUSED:
            self.notes.report(SCHEME_REFUSED, span, address=written)
        else:
            self.notes.report(LINK_EMPTY, span)


def _written(element: Element, attribute: str) -> str:
    """An attribute's value with its entities resolved, as a browser would read it."""
    value = element.get(attribute) or ""
    return (
        html.unescape(value.replace(AMP_SUBSTITUTE, "&"))
        if "&" in value or "\x02" in value
        else value
    )


def _is_autolink(link: Element, written: str) -> bool:
    """`<https://…>` and `<name@host>`: the text is the address, and reads from the left."""
    text = (link.text or "").replace(AMP_SUBSTITUTE, "&")
    return bool(text) and html.unescape(text) in (written, written.removeprefix("mailto:"))
