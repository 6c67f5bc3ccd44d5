"""Editors: what VS Code and its like need to complete and check what writers type.

All of it is made from the tables by which we read (`content/schema`, `settings/site`). A language
server for YAML takes the JSON Schema of site.yaml. None takes one for the front matter of a
Markdown file (redhat-developer/vscode-yaml#207), so that its keys are completed by snippets, which
every VS Code has; its schema is for tools that read front matter by themselves.
"""

from __future__ import annotations

import json
from typing import Any

from generator.config import SiteConfig
from generator.content import schema as content
from generator.schema import FLAG, Field, Table, json_schema
from generator.settings import site

_DIALECT = "http://json-schema.org/draft-07/schema#"
SCHEMAS: dict[str, tuple[Table, str]] = {
    "front-matter": (content.FIELDS, "ترويسة المقال | Front matter of an article"),
    "page": (content.PAGE_FIELDS, "ترويسة صفحة ثابتة | Front matter of a static page"),
    "site": (site.FIELDS, "إعدادات النشرة | Settings of the publication"),
}
"""Tables by the names that `tahlil schema` knows, each with its title."""


def schema(name: str) -> dict[str, object]:
    """The JSON Schema (draft 7) of a kind of file. `name` is a key of SCHEMAS."""
    table, title = SCHEMAS[name]
    return {"$schema": _DIALECT, "title": title, **json_schema(table)}


def snippets(config: SiteConfig) -> dict[str, Any]:
    """VS Code's snippets for Markdown: every key of the front matter, by both its names."""
    names = {
        "kind": [kind.name for kind in config.kinds],
        "category": [entry.name for entry in config.categories],
    }
    return {field.twin: _snippet(field, names) for field in content.FIELDS.fields}


def _snippet(field: Field, names: dict[str, list[str]]) -> dict[str, Any]:
    choices = names.get(field.name) or (["نعم", "لا"] if field.reader is FLAG else [])
    example = field.example if field.required else ""
    value = f"${{1|{','.join(choices)}|}}" if choices else f"${{1:{example}}}"
    return {
        "scope": "markdown",
        "prefix": [field.twin, field.name],
        "body": f"{field.twin}: {value}",
        "description": f"{field.ar} | {field.en}",
    }


SITE_SCHEMA = ".vscode/site.schema.json"


def files_for(config: SiteConfig) -> dict[str, bytes]:
    """The files of a publication that editors look for, by path. `site.yaml` names its schema
    itself; the setting is for those who delete that line. Markdown completes nothing while one
    types unless it is told to."""
    settings = {
        "yaml.schemas": {SITE_SCHEMA: "site.yaml"},
        "[markdown]": {
            "editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
            "editor.wordBasedSuggestions": "off",
        },
    }
    values: dict[str, object] = {
        SITE_SCHEMA: schema("site"),
        ".vscode/front-matter.schema.json": schema("front-matter"),
        ".vscode/tahlil.code-snippets": snippets(config),
        ".vscode/settings.json": settings,
        ".vscode/extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
    }
    return {path: as_json(value) for path, value in values.items()}


def as_json(value: object) -> bytes:
    """For people to read: indented, Arabic as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
