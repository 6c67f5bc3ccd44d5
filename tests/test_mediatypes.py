"""The types of files, for the preview and for hosts that want them told."""

from __future__ import annotations

import pytest

from generator.graph.attachments import EXTENSIONS
from generator.mediatypes import known_type


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_attachment_has_a_type_that_no_browser_runs(extension: str) -> None:
    kind = known_type(f"x{extension}")
    assert kind is not None
    assert not any(word in kind for word in ("html", "svg", "script", "xhtml"))
