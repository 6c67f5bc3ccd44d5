"""Secrets: they come from the environment or from rclone's own configuration, and go to no
argument, message, log or file (faults row 86)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

PASSWORD = "TAHLIL_DEPLOY_PASSWORD"  # noqa: S105 - the name of a variable
_SECRET_NAME = re.compile(r"PASS|SECRET|TOKEN|_KEY$|KEY_PEM|ACCESS_KEY_ID|CREDENTIAL|SAS")
_LEAST = 4
"""Shorter values are no secrets, and would black out half a message."""


def scrubbed(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """A message of another program, without the secrets that it may have repeated."""
    for name, value in environment.items():
        if _SECRET_NAME.search(name) and len(value) >= _LEAST:
            text = text.replace(value, "***")
    return re.sub(r"(\w://[^/\s:@]*):[^/\s@]+@", r"\1:***@", text)
