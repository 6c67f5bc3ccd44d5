"""A link checker: every address in a published folder leads to a file of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from tests.sites.publication import parsed

_ADDRESSES = {
    "a": "href",
    "area": "href",
    "img": "src",
    "link": "href",
    "script": "src",
    "source": "src",
    "form": "action",
    "iframe": "src",
    "use": "href",
}
_FULL = {"og:url", "og:image"}


@dataclass
class LinkChecker:
    """A published folder as it stands at `base_url`, with the pages that were read already."""

    folder: Path
    base_url: str
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _trees: dict[str, Any] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """One line for each address that leads nowhere."""
        pages = sorted(path.relative_to(self.folder) for path in self.folder.rglob("*.html"))
        return [fault for page in pages for fault in self._faults_of(page.as_posix())]

    def _faults_of(self, page: str) -> Iterator[str]:
        here = self.base_url + page.removesuffix("index.html")
        for address in _addresses(self._tree(page)):
            if not self._leads_somewhere(here, address):
                yield f"{page}: {unquote(address)}"

    def _leads_somewhere(self, here: str, address: str) -> bool:
        url = urljoin(here, address)
        if not url.startswith(self.base_url):
            return not self._is_ours(url)
        path, _, fragment = url.removeprefix(self.base_url).partition("#")
        file = self._file(unquote(path))
        if file is None:
            return False
        return not fragment or unquote(fragment) in self._ids_of(file)

    def _is_ours(self, url: str) -> bool:
        """Whether an address outside the base path is on our host all the same."""
        parts = urlsplit(url)
        ours = urlsplit(self.base_url).netloc
        return parts.scheme not in {"mailto", "tel"} and parts.netloc in {"", ours}

    def _file(self, path: str) -> str | None:
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        return name if (self.folder / name).is_file() else None

    def _ids_of(self, page: str) -> frozenset[str]:
        if page not in self._ids:
            tree = self._tree(page)
            self._ids[page] = frozenset(e.get("id") for e in tree.iter() if e.get("id"))
        return self._ids[page]

    def _tree(self, page: str) -> Any:
        if page not in self._trees:
            self._trees[page] = parsed((self.folder / page).read_text(encoding="utf-8"))
        return self._trees[page]


def _addresses(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        name = _ADDRESSES.get(element.tag)
        if name and element.get(name) is not None:
            yield element.get(name)
        if element.get("srcset"):
            yield from (part.split()[0] for part in element.get("srcset").split(","))
        if element.tag == "meta":
            yield from _in_meta(element)


def _in_meta(element: Any) -> Iterator[str]:
    content = element.get("content") or ""
    if element.get("property") in _FULL:
        yield content
    if (element.get("http-equiv") or "").lower() == "refresh":
        target = re.search(r"url=(.*)", content)
        yield target[1] if target else ""
