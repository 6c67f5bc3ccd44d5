"""Small Word documents, as WordprocessingML (ECMA-376) that Word itself might have written."""

from __future__ import annotations

import io
import zipfile

_TYPES = """\
<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
<Default Extension="emf" ContentType="image/x-emf"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = """\
<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{_OFFICE}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_STYLES = """\
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>"""
_LEVELS = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/></w:lvl>'
_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(_LEVELS.format(level, form) for level in range(2))
    + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    for number, form in ((1, "bullet"), (2, "decimal"))
)


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    looks = "<w:b/>" * bold + "<w:i/>" * italic
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", points: int = 0, level: int = 0) -> str:
    """`points`: 1 for bullets, 2 for numbers."""
    of_style = f'<w:pStyle w:val="{style}"/>' if style else ""
    of_list = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{points}"/></w:numPr>'
    inside = of_style + (of_list if points else "")
    return f"<w:p><w:pPr>{inside}</w:pPr>{''.join(runs)}</w:p>"


def link(text: str, relationship: str) -> str:
    return f'<w:hyperlink r:id="{relationship}">{run(text)}</w:hyperlink>'


def note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def picture(relationship: str, alt: str) -> str:
    blip = f'<pic:blipFill><a:blip r:embed="{relationship}"/></pic:blipFill>'
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{alt}"/><a:graphic>'
        f"<a:graphicData><pic:pic>{blip}</pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def document(
    *blocks: str,
    notes: tuple[str, ...] = (),
    links: dict[str, str] | None = None,
    media: dict[str, tuple[str, bytes]] | None = None,
) -> bytes:
    """A .docx. `links`: addresses by relationship; `media`: names and bytes by relationship."""
    parts = {
        "styles": f"<w:styles {_SPACES}>{_STYLES}</w:styles>",
        "numbering": f"<w:numbering {_SPACES}>{_NUMBERING}</w:numbering>",
        "footnotes": f"<w:footnotes {_SPACES}>{_notes(notes)}</w:footnotes>",
    }
    related = [_related(name, name, f"{name}.xml") for name in parts]
    related += [
        _related(each, "hyperlink", to, ' TargetMode="External"')
        for each, to in (links or {}).items()
    ]
    related += [
        _related(each, "image", f"media/{file}") for each, (file, _) in (media or {}).items()
    ]
    body = f"<w:document {_SPACES}><w:body>{''.join(blocks)}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr(
            "_rels/.rels",
            _RELATIONSHIPS.format(_related("main", "officeDocument", "word/document.xml")),
        )
        package.writestr("word/document.xml", body)
        package.writestr("word/_rels/document.xml.rels", _RELATIONSHIPS.format("".join(related)))
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
        for name, data in (media or {}).values():
            package.writestr(f"word/media/{name}", data)
    return file.getvalue()


def _related(name: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"{more}/>'


def _notes(texts: tuple[str, ...]) -> str:
    numbered = enumerate(texts, start=1)
    return "".join(
        f'<w:footnote w:id="{number}">{paragraph(run(text))}</w:footnote>'
        for number, text in numbered
    )
