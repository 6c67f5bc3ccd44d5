"""No text of a writer makes an element, an attribute or an address that is not allowed.

faults.md rows 29 to 31, 106: each string is put in every place of the Markdown, and the result is
read by an HTML5 parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import MarkupOptions
from generator.markup import sanitise
from generator.markup.addresses import LINK_SCHEMES, Place, judge
from generator.markup.convert import convert
from generator.markup.resolve import Picture, absolute, resolve

OPTIONS = MarkupOptions()

MARKUP = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//e.org/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img src=x\nonerror\n=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{display:none}</style>",
    "<form action=//e.org><input name=a></form>",
    "<base href=//e.org/>",
    "<meta http-equiv=refresh content='0;url=//e.org'>",
    "<link rel=stylesheet href=//e.org/x.css>",
    "<object data=//e.org></object><embed src=//e.org>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?><img src=x onerror=alert(1)>",
    "</p></section></article><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    "` onmouseover=alert(1) `",
    "<a href='x' onclick=alert(1) style='position:fixed'>x</a>",
    "<p id=x onfocus=alert(1) tabindex=0 autofocus>",
    "<a target=_blank ping=//e.org href=x>x</a>",
    "<b onclick=alert(1)",
    "<<script>script>alert(1)<</script>/script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<table background=//e.org/x><tr><td style=x>",
    "<section role=alert tabindex=5>x</section>",
    "\u202e<script>alert(1)</script>\u202c",
    "\x02wzxhzdk:0\x03 \x02bdi\x03 \x02amp\x03lt;",
    "{{ 7*7 }}{% include 'x' %}",
    "]]>--></title></style></textarea></script>",
)

ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "\u200ejavascript:alert(1)",
    "java\x00script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#0000058alert(1)",
    "java\\script:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "blob:https://e.org/x",
    "file:///etc/passwd",
    "ftp://e.org/x",
    "source:x.md",
    "//e.org/x",
    "/\\e.org/x",
    "\\\\e.org\\x",
    "\t//e.org/x",
    "&#47;/e.org/x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
)

PLACES = (
    "{}",
    "نص {} نص",
    "## {}",
    "- {}\n- ب",
    "> {}",
    "**{}**",
    "`{}`",
    "    {}",
    "```{}\nx\n```",
    "``` {{.{} #a}}\nx\n```",
    "[{}](a.md)",
    "[نص]({})",
    "[نص](<{}>)",
    '[نص](a.md "{}")',
    "[نص][م]\n\n[م]: {}",
    "[نص][م]\n\n[م]: a.md '{}'",
    "![{}](a.png)",
    '![ب](a.png "{}"){{: credit="{}" }}',
    "![ب]({})",
    "<{}>",
    "<a href='{}'>نص</a>",
    '<a href="{}">نص</a>',
    "<a href={}>نص</a>",
    "<img src='{}' srcset='{} 2x'>",
    "<blockquote cite='{}'>نص</blockquote>",
    "نص[^{}]\n\n[^{}]: هامش {}",
    "نص[^أ]\n\n[^أ]: {}",
    '!!! ملاحظة "{}"\n    {}',
    "!!! {}\n    متن",
    "| {} | ب |\n|---|---|\n| {} | 2 |",
    "جدول: {}\n| أ | ب |\n|---|---|\n| 1 | 2 |",
    "مصطلح {}\n:   تعريف {}",
    "قال OPEC\n\n*[OPEC]: {}",
    "نص\n{{: #{} .{} title='{}' data-x='{}' {} }}",
    "**نص**{{: onclick='{}' class=\"{}\" id='{}' lang=\"{}\" }}",
    "<div>\n{}\n</div>",
    "<b title='{}' class={}>نص</b>",
)


@pytest.mark.fault(29, 30, 31, 34)
@pytest.mark.parametrize("hostile", [*MARKUP, *ADDRESSES])
def test_hostile_string_in_every_place(hostile: str) -> None:
    for place in PLACES:
        check(place.replace("{}", hostile).replace("{{", "{").replace("}}", "}"))


@pytest.mark.fault(29, 30, 31)
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [*MARKUP, *ADDRESSES, "\n\n", "\n", "[", "](", ")", "<", ">", '"', "'"]
            ),
            st.text(max_size=6),
            st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zl", "Zs"]), max_size=4),
        ),
        max_size=12,
    ).map("".join)
)
def test_hostile_mixture(text: str) -> None:
    check(text)


def check(text: str) -> None:
    """Convert, resolve and make absolute; parse, and look at every element and attribute."""
    conversion = convert(text, OPTIONS)
    body = conversion.body
    addresses = {link.path: "/a/" for link in (*body.links, *body.images)}
    pictures = {image.path: Picture(1, 1) for image in body.images}
    page = resolve(conversion.html, addresses, pictures)
    conversion.html.encode()
    for html in (conversion.html, page, absolute(page, "https://example.org/x/")):
        ids = []
        for element in parsed(html):
            assert element.tag in sanitise.TAGS, html
            for name, value in element.attrib.items():
                assert sanitise.allowed(element.tag, name, value), html
                if name in ("href", "src"):
                    assert is_harmless(value), html
                if name == "id":
                    ids.append(value)
        assert len(ids) == len(set(ids)), html
        assert set(ids) == set(body.anchors), html
    assert 'href="source:' not in page
    assert 'src="source:' not in page


def parsed(html: str) -> Iterator[Element]:
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return (element for element in fragment.iter() if element is not fragment)


def is_harmless(address: str) -> bool:
    """By another road than the code's: what a browser would take for a scheme or a host."""
    if address.startswith("source:"):
        return True
    read = "".join(letter for letter in address if letter > " ").replace("\\", "/").lower()
    scheme, colon, _ = read.partition(":")
    has_scheme = bool(colon) and scheme.isascii() and scheme.replace("-", "").isalnum()
    return not read.startswith("//") and (not has_scheme or scheme in LINK_SCHEMES)


@pytest.mark.fault(29)
@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<script>x</script>", "<script>"),
        ("<iframe src=x></iframe>", "<iframe>"),
        ("<style>x</style>", "<style>"),
        ("<form></form>", "<form>"),
        ("<base href=x>", "<base>"),
        ("<meta charset=x>", "<meta>"),
        ("<h1>نص</h1>", "<h1>"),
        ('<b onclick="x">نص</b>', "<b onclick>"),
        ("<b style=x>نص</b>", "<b style>"),
        ("<aside role=alert>نص</aside>", "<aside role>"),
    ],
)
def test_what_is_removed_is_named(text: str, tag: str) -> None:
    """faults.md row 29."""
    found = convert(f"نص\n\nنص {text}", OPTIONS).body.findings
    assert [(finding.code, finding.span and finding.span.line) for finding in found] == [
        ("W-HTML", 3)
    ]
    assert tag in found[0].text.en


@pytest.mark.fault(30)
@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_addresses_are_reported(address: str) -> None:
    """faults.md row 30: dropped in a link of Markdown with a finding that shows it."""
    conversion = convert(f"[نص](<{address}>)", OPTIONS)
    assert "href" not in conversion.html or 'href="source:' in conversion.html
    codes = {finding.code for finding in conversion.body.findings}
    assert "W-LINK-SCHEME" in codes or 'href="source:' in conversion.html


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("https://e.org", Place.OUTSIDE),
        ("HTTP://e.org", Place.OUTSIDE),
        ("mailto:a@e.org", Place.OUTSIDE),
        ("tel:+964", Place.OUTSIDE),
        ("ملف:2.md", Place.FILE),
        ("/images/x.png", Place.FILE),
        ("#قرار", Place.HERE),
        ("#", Place.NOWHERE),
        (" \u200f", Place.NOWHERE),
        ("javascript:x", Place.REFUSED),
        ("/\\e.org", Place.REFUSED),
    ],
)
def test_addresses_are_judged(written: str, place: Place) -> None:
    assert judge(written, LINK_SCHEMES).place is place
