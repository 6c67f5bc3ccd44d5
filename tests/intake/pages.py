"""A page as a reader copies it from a theme: the shape of those that this is for, in our words."""

from __future__ import annotations

from pathlib import Path

COPIED = Path(__file__).with_name("copied.txt").read_text(encoding="utf-8")
