"""The JSON Schemas that editors get: they accept what we accept, and refuse what we refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from generator import cli
from generator.content.schema import FIELDS, PAGE_FIELDS
from generator.editors import SCHEMAS, files_for, schema
from generator.schema import Table
from generator.settings import site
from tests.project import CHECKOUT
from tests.sites.publication import config_of


class Yaml12(yaml.SafeLoader):
    """The core schema of YAML 1.2, by which editors read: `yes` is a text, and so is a date."""


Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+", list("-+0123456789")),
):
    Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first
    )


def loaded(text: str) -> Any:
    return yaml.load(text, Yaml12)


def header(path: Path) -> Any:
    return loaded(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def faults(name: str, value: Any) -> list[str]:
    return [error.message for error in Draft7Validator(schema(name)).iter_errors(value)]


ARTICLES = [
    *CHECKOUT.glob("content/articles/*.md"),
    *CHECKOUT.glob("tests/sites/*/source/content/articles/**/*.md"),
]
PAGES = [*CHECKOUT.glob("content/pages/*.md")]
SETTINGS = [CHECKOUT / "site.yaml", *CHECKOUT.glob("tests/sites/*/source/site.yaml")]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_sound(name: str) -> None:
    Draft7Validator.check_schema(schema(name))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_article_of_ours_is_accepted(path: Path) -> None:
    assert faults("front-matter", header(path)) == []


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.parts[-3])
def test_all_settings_of_ours_are_accepted(path: Path) -> None:
    assert faults("site", loaded(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_of_ours_is_accepted(path: Path) -> None:
    assert faults("page", header(path)) == []


ARTICLE = "title: عنوان\nالتصنيف: تحليلات\ndate: 2026-01-01\n"


@pytest.mark.parametrize(
    "lines",
    [
        *("مسودة: نعم", "draft: true", "الوسوم: أ، ب", "tags: [أ، ب]", "الكاتب:", "id: 12345"),
        *("x-note: {أي: شيء}", "المصدر: {الاسم: رويترز, الرابط: 'https://example.org/'}"),
        *("updates: [{date: 2026-01-01, النوع: تصحيح, text: نص}]", "الصورة: صورة.jpg"),
    ],
)
def test_keys_of_both_languages_and_short_forms_are_accepted(lines: str) -> None:
    assert faults("front-matter", loaded(f"{ARTICLE}{lines}\n")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("front-matter", "title: عنوان\ndate: 2026-01-01"),
        ("front-matter", f"{ARTICLE}العنوانn: خطأ"),
        ("front-matter", f"{ARTICLE}مسودة: ربما"),
        ("front-matter", f"{ARTICLE}embargo: أمس"),
        ("front-matter", f"{ARTICLE}id: الأول"),
        ("front-matter", f"{ARTICLE}image: [أ, ب]"),
        ("front-matter", f"{ARTICLE}source: {{رابط: 'https://example.org/'}}"),
        ("front-matter", f"{ARTICLE}updates: [{{date: 2026-01-01, kind: رأي, text: نص}}]"),
        ("page", "summary: بلا عنوان"),
        ("site", "title: نشرة\nbase_url: https://example.org/"),
        ("site", "title: نشرة\nbase_url: example.org\ncategories: [أ]"),
        ("site", "title: نشرة\nbase_url: https://example.org/\ncategories: [أ]\nmonths: قمري"),
        ("site", "title: نشرة\nbase_url: https://example.org/\ncategories: [أ]\nfeed_count: 0"),
        ("site", "title: نشرة\nbase_url: https://example.org/\ncategories: [أ]\nkinds: {خبر: x}"),
        ("site", "title: نشرة\nbase_url: https://example.org/\ncategories: [أ]\nmenus: []"),
    ],
)
def test_what_is_wrong_is_refused(name: str, text: str) -> None:
    assert faults(name, loaded(text)) != []


@pytest.mark.parametrize(
    ("name", "table"), [("front-matter", FIELDS), ("page", PAGE_FIELDS), ("site", site.FIELDS)]
)
def test_every_key_has_a_sentence_in_both_languages(name: str, table: Table) -> None:
    properties: Any = schema(name)["properties"]
    for field in table.fields:
        for key in filter(None, (field.name, field.twin)):
            arabic, _, english = properties[key]["description"].partition(" | ")
            assert re.search("[ا-ي]", arabic)
            assert re.search("[a-z]", english)


def test_vs_code_completes_arabic_keys_in_markdown() -> None:
    config = config_of()
    files = files_for(config)
    snippets = json.loads(files[".vscode/tahlil.code-snippets"])
    assert snippets["مسودة"]["body"] == "مسودة: ${1|نعم,لا|}"
    assert snippets["التصنيف"]["body"] == "التصنيف: ${1|تحليلات,سياسة,اقتصاد|}"
    assert {key for each in snippets.values() for key in each["prefix"]} == {
        key for field in FIELDS.fields for key in (field.name, field.twin)
    }
    assert all(each["scope"] == "markdown" for each in snippets.values())


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_the_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["schema", name])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out) == schema(name)
