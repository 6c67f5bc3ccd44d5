"""site.yaml: every setting in both languages, every fault at its place, all of them at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import keys
from generator.config import (
    Budgets,
    CommentOptions,
    DeployTarget,
    HouseStyle,
    ImageOptions,
    Kind,
    MarkupOptions,
    MenuItem,
    Selection,
    SiteConfig,
    StyleRules,
    Synonym,
    TermEntry,
)
from generator.diagnostics import Diagnostic, Exit, Span, as_text, exit_code
from generator.schema import fold_key
from generator.settings.parts import MENU_FIELDS, SELECTION_FIELDS, TERM_FIELDS
from generator.settings.site import FIELDS, read_config

DEMO = Path(__file__).parents[2] / "site.yaml"
REQUIRED = {
    "title": "title: دفاتر",
    "base_url": "base_url: https://example.org/",
    "categories": "categories: [تحليلات, خاص]",
}
TWINS = {fold_key(field.twin): fold_key(field.name) for field in FIELDS.fields}


def read(text: str) -> tuple[SiteConfig | None, tuple[Diagnostic, ...]]:
    """Settings that begin with `text`, and then the required ones that it lacks."""
    given = {fold_key(line.partition(":")[0]) for line in text.split("\n")}
    given |= {TWINS[key] for key in given & TWINS.keys()}
    lacking = [line for name, line in REQUIRED.items() if fold_key(name) not in given]
    return read_config("site.yaml", "\n".join((text, *lacking)).encode())


def settings(text: str) -> SiteConfig:
    config, found = read(text)
    assert found == ()
    assert config is not None
    return config


ACCEPTED: list[tuple[str, str, object]] = [
    ("title", "العنوان: دفاتر التحليل", "دفاتر التحليل"),
    ("base_url", "رابط الموقع: https://example.org/daftar", "https://example.org/daftar/"),
    ("categories", "التصنيفات: تحليلات، أمن", (TermEntry("تحليلات"), TermEntry("أمن"))),
    (
        "categories",
        "categories:\n  - {الاسم: أمن, الوصف: و, المعرف: Amn, الرابط: https://a.b/}\n  - خاص",
        (TermEntry("أمن", "و", "amn", "https://a.b/"), TermEntry("خاص")),
    ),
    ("tagline", "الشعار: سطر", "سطر"),
    ("description", "الوصف: سطر", "سطر"),
    ("language", "اللغة: ckb", "ckb"),
    ("locale", "البلد: ar_EG", "ar_EG"),
    ("timezone", "المنطقة الزمنية: Africa/Cairo", "Africa/Cairo"),
    ("months", "الشهور: كانون الثاني", "levant"),
    ("months", "months: both", "both"),
    ("digits", "الأرقام: عربية", "arabic"),
    ("hijri", "الهجري: نعم", True),
    ("kinds", "الأنواع: {رأي: OpinionNewsArticle}", (Kind("رأي", "OpinionNewsArticle"),)),
    ("kinds", "kinds: خبر، حوار", (Kind("خبر", "NewsArticle"), Kind("حوار", "NewsArticle"))),
    ("default_kind", "النوع المعتاد: راي\nkinds: [خبر, رأي]", "رأي"),
    ("byline", "التوقيع: هيئة التحرير", "هيئة التحرير"),
    ("authors", "الكتاب: [أ]", (TermEntry("أ"),)),
    ("tags", "الوسوم: [أ]", (TermEntry("أ"),)),
    ("places", "الأمكنة: [أ]", (TermEntry("أ"),)),
    ("series", "الملفات: [أ]", (TermEntry("أ"),)),
    ("synonyms", "المرادفات: {أمريكا: أميركا}", (Synonym("أمريكا", "أميركا"),)),
    ("synonyms", "synonyms: {ايران: إيران}", (Synonym("ايران", "إيران"),)),
    ("search_aliases", "مترادفات البحث: [خطة، خطط]", (("خطة", "خطط"),)),
    (
        "search_aliases",
        "search_aliases:\n  - [F-16, إف-16]\n  - a, b",
        (("F-16", "إف-16"), ("a", "b")),
    ),
    ("redirects", "التحويلات: {/قديم/: /tag/النفط/}", (("/قديم/", "/tag/النفط/"),)),
    (
        "redirects",
        "redirects:\n  /tag/%D8%B3%D8%AF: /tag/سد/\n  /feed/: /feed.xml\n  /home/: /",
        (("/tag/سد", "/tag/سد/"), ("/feed/", "/feed.xml"), ("/home/", "/")),
    ),
    (
        "menu",
        (
            "القائمة:\n  - تحليلات\n  - الأرشيف: /archive/\n  - {label: عنا, target: about.md}\n"
            "  - {الاسم: خ, الوجهة: خـاص}"
        ),
        (
            MenuItem("تحليلات", "تحليلات"),
            MenuItem("الأرشيف", "/archive/"),
            MenuItem("عنا", "about.md"),
            MenuItem("خ", "خاص"),
        ),
    ),
    ("footer_menu", "قائمة التذييل: {ص: https://a.b/}", (MenuItem("ص", "https://a.b/"),)),
    (
        "sections",
        "أقسام الرئيسية:\n  - خاص\n  - {العنوان: ع, الوسم: و, العدد: ٣}\n  - {category: خـاص}",
        (
            Selection("خاص", category="خاص"),
            Selection("ع", tag="و", count=3),
            Selection("خـاص", category="خاص"),
        ),
    ),
    (
        "collections",
        "المجموعات: {مختارات: {tag: و, count: 5}, خ: خاص}",
        (
            ("مختارات", Selection("و", tag="و", count=5)),
            ("خ", Selection("خاص", category="خاص")),
        ),
    ),
    ("permalink", "نمط الروابط: '/{category}/{id}'", "/{category}/{id}/"),
    ("permalink", "permalink: /{year}/{month}/{day}/{slug}/", "/{year}/{month}/{day}/{slug}/"),
    ("slugs", "صيغة الروابط: لاتينية", "ascii"),
    (
        "markup",
        "التنسيق: {تحسين الطباعة: لا, علامتا الاقتباس: «», عمق الفهرس: 2}",
        MarkupOptions(typography=False, quotes=("«", "»"), contents_depth=2),
    ),
    ("markup", "markup: {quotes: [„, “]}", MarkupOptions(quotes=("„", "“"))),
    ("theme_body", "خط المتن: sans", "sans"),
    ("related_count", "عدد ذات الصلة: ٦", 6),
    ("feed_count", "عدد مواد الخلاصة: 30", 30),
    ("comments", "التعليقات: نعم", CommentOptions(open=True)),
    ("comments", "comments: لا", CommentOptions()),
    (
        "comments",
        "التعليقات: {الخادم: https://comments.example.org/, البريد: a@b.example}",
        CommentOptions(True, "https://comments.example.org", "a@b.example"),
    ),
    (
        "comments",
        "comments: {open: لا, server: http://127.0.0.1:8090/x}",
        CommentOptions(server="http://127.0.0.1:8090/x"),
    ),
    ("share_cards", "بطاقات المشاركة: لا", False),
    ("search", "البحث: لا", False),
    ("budgets", "الأوزان: {الصفحة: 20, الخطوط: ٩٠}", Budgets(html=20, fonts=90)),
    (
        "images",
        "الصور: {المقاسات: ٩٠٠، 300، 900, الجودة: ٧٠, avif: لا}",
        ImageOptions((300, 900), 70, avif=False),
    ),
    (
        "style",
        (
            "أسلوب التحرير:\n  القواعد: {تطويل: لا, signs: خطأ}\n  التنوين: قبل الألف\n"
            "  الصيغ:\n    - أميركا، أمريكا\n  المتمايزة:\n    - رومانوف، رومانيف\n"
            "  التعابير: {تواجد: وجود, للأسف: ''}\n  المنابر: رويترز، بلومبرغ"
        ),
        HouseStyle(
            rules=StyleRules(tatweel="off", signs="error"),
            tanwin="before",
            spellings=(("أميركا", "أمريكا"),),
            distinct=(("رومانوف", "رومانيف"),),
            terms=(("تواجد", "وجود"), ("للأسف", "")),
            outlets=("رويترز", "بلومبرغ"),
        ),
    ),
    ("compress", "الضغط: gzip، brotli", ("gzip", "brotli")),
    (
        "deploy",
        "النشر: {خادمنا: {المجلد: ../www}, صفحات: {المستودع: a.git, الفرع: pages}}",
        (
            DeployTarget("خادمنا", folder="../www"),
            DeployTarget("صفحات", git="a.git", branch="pages"),
        ),
    ),
    ("notice", "التنويه: تجربة", "تجربة"),
]


@pytest.mark.parametrize(("name", "text", "value"), ACCEPTED)
def test_a_setting_is_read(name: str, text: str, value: object) -> None:
    assert getattr(settings(text), name) == value


def test_every_setting_has_a_row_above_and_two_names() -> None:
    names = {field.name for field in FIELDS.fields}
    assert {row[0] for row in ACCEPTED} == names
    assert names == set(SiteConfig.__struct_fields__)
    for table in (FIELDS, TERM_FIELDS, MENU_FIELDS, SELECTION_FIELDS):
        twins = {fold_key(key) for field in table.fields for key in (field.name, field.twin)}
        assert len(twins) == 2 * len(table.fields)


def test_defaults_are_those_of_the_type() -> None:
    assert settings("") == SiteConfig(
        title="دفاتر",
        base_url="https://example.org/",
        categories=(TermEntry("تحليلات"), TermEntry("خاص")),
    )


def test_the_usual_kind_is_one_of_the_declared() -> None:
    assert settings("kinds: [خبر, تحليل]").default_kind == "تحليل"
    assert settings("kinds: [خبر, رأي]").default_kind == "خبر"


REFUSED: list[tuple[str, Span, str]] = [
    ("titel: x", Span(1, 1), "did you mean “title”?"),
    ("title: ''", Span(1, 1), "title: دفاتر"),
    ("title: [x]", Span(1, 8), "write a text"),
    ("title: x: y", Span(1, 9), "straight quotes"),
    ("tagline: x\ntagline: y", Span(2, 1), "remove one"),
    ("tagline: x\nالشعار: y", Span(2, 1), "remove one"),
    ("tagline: *x", Span(1, 10), "plain texts"),
    ("tagline: أ\x01ب", Span(1, 11), "by hand"),
    ("tagline: أ\u202eب", Span(1, 11), "by hand"),
    ("base_url: example.org", Span(1, 11), "write it in full"),
    ("base_url: ftp://example.org/", Span(1, 11), "write it in full"),
    ("base_url: https://example.org/?x", Span(1, 11), "write it in full"),
    ("base_url: https://example.org/a/../b/", Span(1, 11), "write it in full"),
    ("base_url: https://example.org//a/", Span(1, 11), "write it in full"),
    ("language: arabic", Span(1, 11), "like ar"),
    ("locale: ar-IQ", Span(1, 9), "like ar_IQ"),
    ("timezone: Asia/Bagdad", Span(1, 11), "like Asia/Baghdad"),
    ("timezone: ../../etc/passwd", Span(1, 11), "IANA"),
    ("timezone: Asia", Span(1, 11), "IANA"),
    ("months: gregorain", Span(1, 9), "did you mean “gregorian”?"),
    ("digits: roman", Span(1, 9), "write one of: western, arabic"),
    ("hijri: 1", Span(1, 8), "نعم"),
    ("kinds: {رأي: OpinionArticle}", Span(1, 14), "did you mean “OpinionNewsArticle”?"),
    ("kinds: {رأي: NewsArticle, راي: NewsArticle}", Span(1, 27), "remove one"),
    ("kinds: [رأي, راي]", Span(1, 14), "remove one"),
    ("kinds: [رأي]\ndefault_kind: رأى", Span(2, 15), "did you mean “رأي”?"),
    ("kinds: [رأي]\ndefault_kind: قصة", Span(2, 15), "write one of: رأي"),
    ("categories: [أمن, أَمن]", Span(1, 19), "one name"),
    ("categories: [{slug: x}]", Span(1, 14), "name: …"),
    ("categories: [{name: x, slug: ../x}]", Span(1, 30), "joined by hyphens"),
    ("categories: [{name: x, slug: con}]", Span(1, 30), "joined by hyphens"),
    ("categories: [{name: x, url: x}]", Span(1, 29), "https://"),
    ("synonyms: [أ]", Span(1, 11), "variant: name"),
    ("synonyms: {أ: ب, ب: ج}", Span(1, 18), "straight to"),
    ("search_aliases: خطة، خطط", Span(1, 17), "a group on each line"),
    ("search_aliases:\n  - خطة", Span(2, 5), "beside it"),
    ("redirects: [/a/]", Span(1, 12), "/old/: /new/"),
    ("redirects: {a/: /b/}", Span(1, 13), "begins with /"),
    ("redirects: {/: /b/}", Span(1, 13), "begins with /"),
    ("redirects: {/con/: /b/}", Span(1, 13), "begins with /"),
    ("redirects: {/%d8/: /b/}", Span(1, 13), "begins with /"),
    ("redirects: {/a/: '/b/?x'}", Span(1, 18), "begins with /"),
    ("redirects: {/a/: https://example.org/b/}", Span(1, 18), "begins with /"),
    ("redirects: {/a/: /../b/}", Span(1, 18), "begins with /"),
    ("redirects: {/a/: [/b/]}", Span(1, 18), "write a text"),
    ("redirects: {/a/: /b/, /a/: /c/}", Span(1, 23), "remove one"),
    ("menu: [رياضة]", Span(1, 8), "a category, a page"),
    ("menu: [{x: //evil}]", Span(1, 12), "a category, a page"),
    ("menu: [{x: 'javascript:alert(1)'}]", Span(1, 12), "a category, a page"),
    ("menu: [{x: ../x.md}]", Span(1, 12), "a category, a page"),
    ("menu: [{x: [y]}]", Span(1, 12), "write a text"),
    ("menu: [{label: x}]", Span(1, 8), "target: …"),
    ("sections: [تحليات]", Span(1, 12), "did you mean “تحليلات”?"),
    ("sections: [{category: رياضة}]", Span(1, 23), "write one of: تحليلات, خاص"),
    ("sections: [{kind: قصة}]\nkinds: [رأي]", Span(1, 19), "write one of: رأي"),
    ("sections: [{category: خاص, count: 0}]", Span(1, 35), "in digits"),
    ("sections: [[خاص]]", Span(1, 12), "keys and values"),
    ("sections: [{count: 3}]", Span(1, 12), "title: "),
    ("collections: [خاص]", Span(1, 14), "by name"),
    ("collections: {x: {categori: خاص}}", Span(1, 19), "did you mean “category”?"),
    ("permalink: /{title}/", Span(1, 12), "year, month"),
    ("permalink: '{slug}'", Span(1, 12), "begin it with a slash"),
    ("permalink: /{year}/", Span(1, 12), "begin it with a slash"),
    ("permalink: /../{slug}/", Span(1, 12), "begin it with a slash"),
    ("permalink: /{slug}{/", Span(1, 12), "begin it with a slash"),
    ("permalink: /con/{slug}/", Span(1, 12), "begin it with a slash"),
    ("permalink: /{slug.__class__}/{slug}/", Span(1, 12), "year, month"),
    ("slugs: latin", Span(1, 8), "write one of: arabic, ascii"),
    ("markup: yes", Span(1, 9), "keys and values"),
    ("markup: {quotes: «»«»}", Span(1, 18), "like: «»"),
    ("markup: {contents_depth: 7}", Span(1, 26), "in digits"),
    ("comments: ربما", Span(1, 11), "نعم"),
    ("comments: [نعم]", Span(1, 11), "keys and values"),
    ("comments: {server: comments.example.org}", Span(1, 20), "in full"),
    ('comments: {server: "https://a.b/; script-src *"}', Span(1, 20), "in full"),
    ("comments: {mail: محرر}", Span(1, 18), "comments@example.org"),
    ("theme_body: comic", Span(1, 13), "serif"),
    ("feed_count: كثير", Span(1, 13), "in digits"),
    *(
        (f"deploy: {{x: {{git: '{address}'}}}}", Span(1, 19), "https://")
        for address in (
            "--upload-pack=touch /tmp/pwn;",
            "-x",
            "ext::sh -c touch% /tmp/pwn",
            "fd::7",
            "EXT::x",
            "ftp://example.org/x.git",
            "ssh://-oProxyCommand=x/y",
            "ssh://git@-oProxyCommand=x/y",
            "git@-oProxyCommand=x:y",
        )
    ),
    *(
        (f"deploy: {{x: {{git: '{address}'}}}}", Span(1, 19), "TAHLIL_DEPLOY_PASSWORD")
        for address in (
            *("https://ghp_SECRET@example.org/x.git", "HTTP://x@example.org/", "https://@h/x"),
            *("https://x:y@example.org/x.git", "ssh://x:y@example.org/x.git", "git://:x@y/z"),
        )
    ),
    ("deploy: {x: {host: 'sftp://-oProxyCommand=x/y'}}", Span(1, 20), "sftp://"),
    ("deploy: {x: {host: 'sftp://a;touch$IFS/x'}}", Span(1, 20), "sftp://"),
]


@pytest.mark.fault(25)
@pytest.mark.parametrize(("text", "span", "hint"), REFUSED)
def test_row_25_a_fault_stands_at_its_place(text: str, span: Span, hint: str) -> None:
    config, found = read(text)
    assert [(fault.code, fault.span) for fault in found] == [("E-CFG", span)]
    assert hint in found[0].hint.en
    assert exit_code(found) is Exit.USAGE
    assert config is None
    for place in ("{value}", "{near}", "{name}", "{{"):
        assert place not in as_text(found[0], "ar") + as_text(found[0], "en")


@pytest.mark.parametrize(
    "address",
    [
        *("https://example.org/x.git", "http://127.0.0.1:3000/x.git", "file:///srv/x.git"),
        *("ssh://git@example.org:22/x.git", "git@example.org:a/x.git", "host:x", "[::1]:x"),
        *("git://example.org/x", "../x.git", "/srv/-x/x.git", "مستودع/x-y.git"),
    ],
)
def test_an_address_of_git(address: str) -> None:
    assert settings(f"deploy: {{x: {{git: '{address}'}}}}").deploy[0].git == address


BRANCHES = [
    *("gh-pages", "pages/live", "صفحات", "a.b", "a@b", "refs/heads/x", "a-", "a{b", "A.LOCK"),
    *("-x", "--all", "gh pages..x", "gh pages", "a..b", ".a", "a/.b", "a.", "a/", "/a", "a//b"),
    *("a.lock", "a.lock/b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a@{1}", "@", "HEAD"),
    *("@{-1}", "a/-b", "@/a"),
]


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branch_is_named_as_git_takes_it(tmp_path: Path, branch: str) -> None:
    """Outside of any repository: in one, `@{-1}` is the branch that was there before."""
    command = ["git", "check-ref-format", "--branch", branch]
    git = subprocess.run(command, cwd=tmp_path, capture_output=True)
    config, found = read(f"deploy:\n  x: {{git: a.git, branch: '{branch}'}}")
    assert (config is None) == (git.returncode != 0)
    assert {(f.code, f.exit_code, f.span and f.span.line) for f in found} <= {("E-CFG", 2, 2)}


def test_keys_without_an_arabic_twin_are_named_all_the_same() -> None:
    _, (fault, *_) = read("deploy: {live: {whither: x}}")
    assert fault.hint.ar == (
        "المفاتيح المعروفة: المجلد، المستودع، الفرع، المضيف، عنوان الخدمة، plain_ftp"
    )


def test_synonyms_that_run_in_a_circle_are_all_named() -> None:
    _, found = read("synonyms: {أ: ب, ب: أ}")
    assert [(fault.code, fault.span) for fault in found] == [
        ("E-CFG", Span(1, 12)),
        ("E-CFG", Span(1, 18)),
    ]


@pytest.mark.fault(25)
def test_row_25_what_is_missing_is_named() -> None:
    config, found = read_config("site.yaml", b"")
    assert config is None
    assert [(fault.code, fault.span) for fault in found] == [("E-CFG", Span(1, 1))] * 3


@pytest.mark.fault(25)
def test_row_25_all_faults_come_at_once() -> None:
    text = "titel: x\nbase_url: x\nmonths: x\nmenu: [رياضة]\nsections: [رياضة]\nfeed_count: x\n"
    _, found = read(text)
    assert {fault.code for fault in found} == {"E-CFG"}
    assert sorted(fault.span.line for fault in found if fault.span) == [1, 2, 3, 4, 5, 6]


@pytest.mark.fault(13)
@pytest.mark.parametrize("data", [b"title: \xff", "title: x".encode("utf-16"), b"title: \0"])
def test_row_13_settings_are_utf8(data: bytes) -> None:
    config, (fault,) = read_config("site.yaml", data)
    assert config is None
    assert (fault.code, fault.exit_code) == ("E-CFG", Exit.USAGE)


@pytest.mark.fault(14)
def test_row_14_marks_of_editors_leave_no_trace() -> None:
    data = DEMO.read_bytes()
    twin = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    assert read_config("site.yaml", twin) == read_config("site.yaml", data)


def test_the_demonstration_is_whole() -> None:
    config, found = read_config("site.yaml", DEMO.read_bytes())
    assert found == ()
    assert config is not None
    assert [entry.name for entry in config.categories] == [
        "تحليلات", "خاص", "سياسة", "اقتصاد", "أمن", "مجتمع"
    ]  # fmt: skip
    assert all(entry.description for entry in (*config.categories, *config.authors))
    assert config.base_path == "/daftar/"
    assert keys.digest(config)


@pytest.mark.fault(25)
@given(st.text(max_size=80), st.sampled_from([field.name for field in FIELDS.fields]))
def test_no_value_raises(value: str, key: str) -> None:
    read_config("site.yaml", f"{key}: {value}\n".encode("utf-8", "replace"))


@pytest.mark.fault(25)
@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    assert read_config("site.yaml", data)[1]
