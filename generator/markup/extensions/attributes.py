"""Attributes that writers give by `{: name="value" }`: those that will not survive are reported."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.markup import sanitise
from generator.markup.notes import Notes
from generator.markup.raw_html import HTML_REMOVED


class AttributeExtension(Extension):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(AttributeProcessor(md, self.notes), "attributes", -60)


class AttributeProcessor(Treeprocessor):
    def __init__(self, md: Markdown, notes: Notes) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        if "{" not in self.notes.source.text:
            return
        for element in root.iter():
            for name, value in element.items():
                if not sanitise.allowed(element.tag, name, value):
                    del element.attrib[name]
                    what = f"<{element.tag} {name}>"
                    self.notes.report(HTML_REMOVED, self.notes.locate(name), what=what)
