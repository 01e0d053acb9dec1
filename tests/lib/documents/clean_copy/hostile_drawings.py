"""Office files with drawn shapes, some hidden in the Selection Pane: hidden words begin with CANARY, seen with SEEN."""

from pathlib import Path

from tests.lib.documents.clean_copy.hostile_slides import HERE, shape
from tests.lib.documents.clean_copy.office import A, P, R, S, W, packed, relations, types

HIDDEN = 'hidden="1"'
SPACES = f'xmlns:w="{W}" xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}" xmlns:c="urn:c" xmlns:v="urn:v" xmlns:mc="urn:mc"'
SPACES += ' xmlns:wp="urn:wp" xmlns:wps="urn:wps" xmlns:wpg="urn:wpg" xmlns:xdr="urn:xdr" xmlns:pic="urn:pic"'


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word_box(words: str, hidden: str = "") -> str:
    inner = f"<wps:txbx><w:txbxContent>{paragraph(words)}</w:txbxContent></wps:txbx>"
    return f'<wps:wsp><wps:cNvPr id="7" name="b" {hidden}/>{inner}</wps:wsp>'


def anchored(inner: str, hidden: str = "", more: str = "") -> str:
    drawing = f'<w:drawing><wp:anchor><wp:docPr id="1" name="a" {hidden}/>{inner}</wp:anchor></w:drawing>'
    return f"<w:p><w:r>{more.format(drawing) if more else drawing}</w:r></w:p>"


CHOICE = (
    "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback><w:pict><v:shape/></w:pict></mc:Fallback>"
    "</mc:AlternateContent>"
)
OLDER = f'<w:p><w:r><w:pict><v:shape style="{{}}"><v:textbox><w:txbxContent>{paragraph("{}")}</w:txbxContent>'
OLDER += "</v:textbox></v:shape></w:pict></w:r></w:p>"


def sheet_shape(words: str, hidden: str = "", more: str = "{}") -> str:
    inner = f"<xdr:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></xdr:txBody>"
    drawn = f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="t" {hidden}/></xdr:nvSpPr>{inner}</xdr:sp>'
    return f"<xdr:twoCellAnchor>{more.format(drawn)}</xdr:twoCellAnchor>"


def frame(prefix: str, hidden: str = "", number: int = 1) -> str:
    """Return a frame with the chart that has this relation number."""
    name = f'<{prefix}:nvGraphicFramePr><{prefix}:cNvPr id="3" name="c" {hidden}/></{prefix}:nvGraphicFramePr>'
    data = f'<a:graphic><a:graphicData><c:chart r:id="r{number}"/></a:graphicData></a:graphic>'
    return f"<{prefix}:graphicFrame>{name}{data}</{prefix}:graphicFrame>"


def anchored_frame(hidden: str = "") -> str:
    return f"<xdr:twoCellAnchor>{frame('xdr', hidden)}</xdr:twoCellAnchor>"


def chart(words: str) -> str:
    return f"<c:chartSpace {SPACES}><c:title><a:p><a:r><a:t>{words}</a:t></a:r></a:p></c:title></c:chartSpace>"


# (extension, name): (the shapes, the words of the chart)
FILES: dict[tuple[str, str], tuple[str, str]] = {
    ("docx", "a hidden text box"): (anchored(word_box("CANARY"), HIDDEN), ""),
    ("docx", "a text box"): (anchored(word_box("SEEN")), ""),
    ("docx", "a hidden text box with a copy"): (anchored(word_box("CANARY"), HIDDEN, CHOICE), ""),
    ("docx", "a hidden box in a group"): (
        anchored(f"<wpg:wgp>{word_box('CANARY', HIDDEN)}{word_box('SEEN')}</wpg:wgp>"),
        "",
    ),
    ("docx", "a hidden older box"): (OLDER.format("width:9pt; Visibility: hidden", "CANARY"), ""),
    ("docx", "an older box"): (OLDER.format("width:9pt;visibility:visible", "SEEN"), ""),
    ("xlsx", "a hidden text box"): (sheet_shape("CANARY", HIDDEN) + sheet_shape("SEEN"), ""),
    ("xlsx", "a hidden text box for new programs"): (
        sheet_shape("CANARY", HIDDEN, "<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>"),
        "",
    ),
    ("xlsx", "a hidden chart"): (anchored_frame(HIDDEN), "CANARY"),
    ("xlsx", "a chart"): (anchored_frame(), "SEEN"),
    ("pptx", "a hidden chart"): (frame("p", HIDDEN), "CANARY"),
    ("pptx", "a chart"): (frame("p"), "SEEN"),
}  # fmt: skip


def build(extension: str, name: str, path: Path) -> Path:
    shapes, words = FILES[extension, name]
    return BUILDERS[extension](path, shapes, {"chart": chart(words)} if words else {})


def word(path: Path, shapes: str, _charts: dict) -> Path:
    body = paragraph("SEENfirst") + shapes
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"word/document.xml": "wordprocessingml.document.main"}),
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        },
    )


def sheet(path: Path, shapes: str, charts: dict) -> Path:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>SEENfirst</t></is></c></row>'
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"xl/workbook.xml": "spreadsheetml.sheet.main"}),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
            '<sheet name="Shown" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData>{cell}</sheetData>'
            '<drawing r:id="r1"/></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {SPACES}>{shapes}</xdr:wsDr>",
            **({"xl/drawings/_rels/drawing1.xml.rels": relations(("chart", "../charts/chart1.xml"))} if charts else {}),
            **({"xl/charts/chart1.xml": charts["chart"]} if charts else {}),
        },
    )


def slide(path: Path, shapes: str, charts: dict) -> Path:
    tree = f"<p:cSld><p:spTree>{shape('SEENfirst', HERE)}{shapes}</p:spTree></p:cSld>"
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"ppt/presentation.xml": "presentationml.presentation.main"}),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="1000" cy="500"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f"<p:sld {SPACES}>{tree}</p:sld>",
            **({"ppt/slides/_rels/slide1.xml.rels": relations(("chart", "../charts/chart1.xml"))} if charts else {}),
            **({"ppt/charts/chart1.xml": charts["chart"]} if charts else {}),
        },
    )


BUILDERS = {"docx": word, "xlsx": sheet, "pptx": slide}
