"""OpenDocument files, RTF files, web pages and emails for tests, each with words hidden in one place."""

import io
import zipfile
from email.message import EmailMessage

from tests.files.test_text import packed

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style")),
        *(("meta", "meta"), ("presentation", "presentation"), ("script", "script"), ("form", "form")),
    )
)
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
FIRST = "<text:p>Ask first.</text:p>"


def opened(kind: str, body: str, styles: str = "", **more: str) -> bytes:
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body>"
    return packed(content=f"<office:document-content {SPACES}>{content}</office:document-content>", **more)


def text(body: str, styles: str = "", **more: str) -> bytes:
    return opened("text", f"<office:text>{body}</office:text>", styles, **more)


def sheets(body: str, styles: str = "") -> bytes:
    first = '<table:table table:name="First"><table:table-row><table:table-cell><text:p>Ask first.</text:p>'
    first += "</table:table-cell></table:table-row></table:table>"
    return opened("ods", f"<office:spreadsheet>{first}{body}</office:spreadsheet>", styles)


def sheet(cells: str, columns: str = "", row: str = "", style: str = "") -> str:
    row = f"<table:table-row {row}>{cells}</table:table-row>"
    return f'<table:table table:name="Costs" table:style-name="{style}">{columns}{row}</table:table>'


def cell(said: str, tag: str = "table-cell") -> str:
    return f"<table:{tag}><text:p>{said}</text:p></table:{tag}>"


def slides(*pages: str, styles: str = "") -> bytes:
    return opened("odp", f"<office:presentation>{''.join(pages)}</office:presentation>", styles)


def slide(said: str, style: str = "", more: str = "") -> str:
    return f'<draw:page draw:style-name="{style}"><draw:frame><text:p>{said}</text:p></draw:frame>{more}</draw:page>'


def style(name: str, properties: str) -> str:
    return f'<style:style style:name="{name}">{properties}</style:style>'


UNSEEN = style("Quiet", '<style:text-properties text:display="none"/>')
OFF = style("Off", '<style:drawing-page-properties presentation:visibility="hidden"/>')
GONE = style("Gone", '<style:table-properties table:display="false"/>')
HIDDEN_COLUMN = '<table:table-column/><table:table-column table:visibility="collapse"/>'
CHANGE = "<text:changed-region><text:deletion><dc:creator>A. Person</dc:creator><text:p>{}</text:p></text:deletion>"
NOTES = "<presentation:notes><draw:frame><text:p>{}</text:p></draw:frame></presentation:notes>"


def with_part(content: bytes, name: str, part: str) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def rich(body: str) -> bytes:
    fonts = r"{\fonttbl{\f0 Arial;}}"
    return (r"{\rtf1\ansi\deff0" + fonts + r"\pard Ask first.\par " + body + "}").encode("cp1252", "replace")


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><p>Ask first.</p>{body}</body></html>".encode()


def email(said: str = "", attachment: str = "", html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Ask first."
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"Ask today. {said}")
    if html:
        message.add_alternative(html, subtype="html")
    if attachment:
        message.add_attachment(attachment.encode(), maintype="application", subtype="pdf", filename=f"{attachment}.pdf")
    return message.as_bytes()


WHOLE = "the whole file"
TEXTS = {
    "deleted.odt": (
        "change",
        WHOLE,
        lambda said: text(
            f"<text:tracked-changes>{CHANGE.format(said)}</text:changed-region></text:tracked-changes>{FIRST}"
        ),
    ),
    "comment.odt": (
        "comment",
        WHOLE,
        lambda said: text(f"<text:p>Ask first.<office:annotation><text:p>{said}</text:p></office:annotation></text:p>"),
    ),
    "span.odt": (
        "text",
        WHOLE,
        lambda said: text(f'<text:p>Ask first.<text:span text:style-name="Quiet">{said}</text:span></text:p>', UNSEEN),
    ),
    "style.odt": ("text", WHOLE, lambda said: text(f'{FIRST}<text:p text:style-name="Quiet">{said}</text:p>', UNSEEN)),
    "section.odt": (
        "text",
        WHOLE,
        lambda said: text(f'{FIRST}<text:section text:display="none"><text:p>{said}</text:p></text:section>'),
    ),
    "field.odt": (
        "text",
        WHOLE,
        lambda said: text(f'<text:p>Ask first.<text:hidden-text text:string-value="{said}"/></text:p>'),
    ),
    "paragraph.odt": (
        "text",
        WHOLE,
        lambda said: text(f"{FIRST}<text:p>{said[:4]}<text:hidden-paragraph/>{said[4:]}</text:p>"),
    ),
    "author.odt": (
        "metadata",
        WHOLE,
        lambda said: text(FIRST, meta=f"<m {SPACES}><meta:initial-creator>{said}</meta:initial-creator></m>"),
    ),
    "linked.odt": ("link", WHOLE, lambda said: text(f'{FIRST}<draw:image xlink:href="https://example.org/{said}"/>')),
    "script.odt": (
        "macro",
        "part Basic/Standard/Module1.xml of the file",
        lambda said: with_part(text(FIRST), "Basic/Standard/Module1.xml", f"<x>{said}</x>"),
    ),
    "object.odt": (
        "embedded",
        "part Object 1/content.xml of the file",
        lambda said: with_part(text(FIRST), "Object 1/content.xml", f"<x {SPACES}><text:p>{said}</text:p></x>"),
    ),
    "hidden.odp": ("slide", "slide 2", lambda said: slides(slide("Ask first."), slide(said, "Off"), styles=OFF)),
    "notes.odp": ("notes", "slide 1", lambda said: slides(slide("Ask first.", more=NOTES.format(said)))),
    "sheet.ods": ("sheet", "sheet Costs", lambda said: sheets(sheet(cell(said), style="Gone"), GONE)),
    "row.ods": ("row", "sheet Costs, row 1", lambda said: sheets(sheet(cell(said), row='table:visibility="collapse"'))),
    "filter.ods": (
        "row",
        "sheet Costs, row 1",
        lambda said: sheets(sheet(cell(said), row='table:visibility="filter"')),
    ),
    "column.ods": (
        "column",
        "sheet Costs, column B",
        lambda said: sheets(sheet(cell("Ask") + cell(said), HIDDEN_COLUMN)),
    ),
    "merged.ods": ("text", "sheet Costs", lambda said: sheets(sheet(cell("Ask") + cell(said, "covered-table-cell")))),
    "comment.ods": (
        "comment",
        "sheet Costs",
        lambda said: sheets(
            sheet(cell(f"Ask</text:p><office:annotation><text:p>{said}</text:p></office:annotation><text:p>"))
        ),
    ),
    "hidden.rtf": ("text", WHOLE, lambda said: rich(rf"{{\v {said}}}")),
    "deleted.rtf": ("change", WHOLE, lambda said: rich(rf"{{\deleted {said}}}")),
    "comment.rtf": ("comment", WHOLE, lambda said: rich(rf"{{\*\annotation \pard {said}}}")),
    "author.rtf": ("metadata", WHOLE, lambda said: rich(rf"{{\info{{\author {said}}}}}")),
    "field.rtf": (
        "link",
        WHOLE,
        lambda said: rich(rf'{{\field{{\*\fldinst INCLUDEPICTURE "https://example.org/{said}"}}{{\fldrslt }}}}'),
    ),
    "unknown.rtf": ("other", WHOLE, lambda said: rich(rf"{{\*\ourownthing {said}}}")),
    "comment.html": ("comment", WHOLE, lambda said: page(f"<!-- {said} -->")),
    "hidden.html": ("text", WHOLE, lambda said: page(f"<div hidden><p>{said}</p></div>")),
    "style.html": ("text", WHOLE, lambda said: page(f'<p style="display: none">{said}</p>')),
    "class.html": (
        "text",
        WHOLE,
        lambda said: page(f'<p class="quiet">{said}</p>', "<style>p.quiet, .x { display:none }</style>"),
    ),
    "white.html": ("text", WHOLE, lambda said: page(f'<p style="color:#fff">{said}</p>')),
    "whiteclass.html": (
        "text",
        WHOLE,
        lambda said: page(
            f'<p class="pale">{said}</p>', "<style>.pale { color: white } body { background: #fff }</style>"
        ),
    ),
    "important.html": (
        "text",
        WHOLE,
        lambda said: page(
            f'<p class="quiet" style="display:block">{said}</p>', "<style>.quiet { display:none !important }</style>"
        ),
    ),
    "meta.html": ("metadata", WHOLE, lambda said: page("", f'<meta name="author" content="{said}">')),
    "linked.html": ("link", WHOLE, lambda said: page(f'<img src="https://example.org/{said}.png">')),
    "form.htm": ("form", WHOLE, lambda said: page(f'<input type="hidden" value="{said}">')),
    "attached.eml": ("attachment", WHOLE, lambda said: email(attachment=said)),
    "header.eml": ("metadata", WHOLE, lambda said: email(X_Originating_User=said)),
    "hidden.eml": ("text", WHOLE, lambda said: email(html=f"<p>Ask today.</p><p style='display:none'>{said}</p>")),
}
