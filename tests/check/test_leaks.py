"""`check --public DIR`: no word of what is not public stands in a published folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from generator.check.leaks import Searched, search_leaks
from generator.diagnostics import Failed
from tests.sites.publication import Press
from tests.sites.publication import press as press

BODY = "يكشف العقد أن القرنفلية بيعت لشركة مجهولة.\n\nوالبنود كلها سرية.\n"
TITLE = "بيع القرنفلية لشركة مجهولة"


@pytest.fixture
def waiting(press: Press) -> Press:
    """A built publication with one article of each kind that is not public."""
    press.article("open", "العقد والبنود والشركة في كل خبر، وبيعت الأسهم.\n")
    press.article("secret", BODY, title=TITLE, embargo="2027-01-01", id="zzz999")
    press.article("later", "كلمة الزنجبيلي هنا.\n", title="خبر لاحق", date="2027-01-01")
    press.article("gone", "كلمة الياسمينية هنا.\n", title="خبر مضى", expires="2026-02-02")
    press.article("draft", "كلمة البنفسجيات هنا.\n", title="خبر لم يكتمل", draft="نعم")
    press.build()
    return press


def searched(press: Press) -> Searched:
    return search_leaks(press.request(), press.output)


@pytest.mark.fault(35)
def test_a_built_site_has_no_trace_of_what_is_not_public(waiting: Press) -> None:
    found = searched(waiting)
    assert found.findings == ()
    assert found.secrets == 4
    assert found.files == sum(path.is_file() for path in waiting.output.rglob("*"))


FORMS = {
    "as text": "قبل: القرنفليه وحدها".encode(),
    "in another spelling": "<p>وبالقرنفليّة</p>".encode(),
    "as JSON writes it": json.dumps({"t": "القرنفلية"}).encode(),
    "as addresses write it": quote("/القرنفلية/").encode(),
    "as HTML may write it": "".join(f"&#{ord(letter)};" for letter in "القرنفلية").encode(),
    "its headline": "<title>بيع  القرنفلية لشركة مجهولة</title>".encode(),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    ("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".br", brotli.compress)]
)
def test_a_word_that_only_the_secret_has_is_found(
    waiting: Press, data: bytes, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    place = waiting.output / "old" / f"page.html{suffix}"
    place.parent.mkdir()
    place.write_bytes(pack(data))
    (leak,) = searched(waiting).findings
    assert (leak.code, leak.path) == ("E-LEAK", "content/articles/secret.md")
    assert f"old/page.html{suffix}" in leak.text.ar


def test_a_name_of_a_file_tells_as_well(waiting: Press) -> None:
    (waiting.output / "صور-القرنفلية.png").write_bytes(b"\x89PNG")
    assert [leak.path for leak in searched(waiting).findings] == ["content/articles/secret.md"]


def test_every_kind_is_looked_for(waiting: Press) -> None:
    """A folder that was built when all were public."""
    for name, field in (("secret", "embargo"), ("gone", "expires"), ("draft", "draft")):
        waiting.edit(name, **{field: ""})
    waiting.edit("later", date="2026-01-01")
    waiting.build()
    for name, change in (
        ("secret", {"embargo": "2027-01-01"}),
        ("gone", {"expires": "2026-02-02"}),
        ("draft", {"draft": "نعم"}),
        ("later", {"date": "2027-01-01"}),
    ):
        waiting.edit(name, **change)
    found = [(leak.path, leak.text.ar.partition(")")[0]) for leak in searched(waiting).findings]
    assert found == [
        ("content/articles/draft.md", "نص غير منشور (مسودة"),
        ("content/articles/gone.md", "نص غير منشور (انتهى موعده"),
        ("content/articles/later.md", "نص غير منشور (لم يحن تاريخه"),
        ("content/articles/secret.md", "نص غير منشور (محظور حتى موعده"),
    ]


def test_a_page_that_is_a_draft_is_looked_for(waiting: Press) -> None:
    page = "content/pages/later.md"
    waiting.write(page, "---\ntitle: عن الخزامى\ndraft: نعم\n---\nنص قصير.\n")
    (waiting.output / "x.html").write_text("<p>الخزامى</p>", encoding="utf-8")
    assert [leak.path for leak in searched(waiting).findings] == [page]


def test_words_that_are_public_elsewhere_prove_nothing(waiting: Press) -> None:
    (waiting.output / "x.html").write_text("العقد، والبنود، وشركة، وبيعت.", encoding="utf-8")
    assert searched(waiting).findings == ()


def test_a_folder_that_is_not_there(waiting: Press, tmp_path: Path) -> None:
    with pytest.raises(Failed) as failed:
        search_leaks(waiting.request(), tmp_path / "none")
    assert [finding.code for finding in failed.value.diagnostics] == ["E-SITE"]
