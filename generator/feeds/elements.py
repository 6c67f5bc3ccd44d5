"""XML as the feeds and sitemaps write it: UTF-8, the same bytes for the same elements."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is not a Char (XML 1.0, section 2.2)."""


def legal(text: str) -> str:
    """The text without the characters that no XML document may hold, not even as a reference."""
    return _ILLEGAL.sub("", text)


def root(tag: str, *, namespaces: dict[str, str], **attributes: str) -> Element:
    """A document element. Prefixes are declared here and written out in tags (`dc:creator`);
    the prefix "" declares the namespace of tags without one."""
    declared = {
        f"xmlns:{prefix}" if prefix else "xmlns": namespaces[prefix] for prefix in namespaces
    }
    return Element(tag, declared | attributes)


def add(
    parent: Element, tag: str, text: str = "", attributes: dict[str, str] | None = None
) -> Element:
    """Append an element with legal text and legal attribute values."""
    child = SubElement(
        parent, tag, {name: legal(value) for name, value in (attributes or {}).items()}
    )
    child.text = legal(text)
    return child


def document(top: Element) -> bytes:
    """The document, one element to a line. Markup in text is escaped, so `]]>` cannot occur."""
    indent(top, space=" ")
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(top, encoding="unicode")}\n'
    return text.encode()
