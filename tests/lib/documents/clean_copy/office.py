"""Small Office and OpenDocument files with hidden words in every place, which begin with CANARY.

Visible words begin with SEEN.
"""

import io
import zipfile
from pathlib import Path

from PIL import Image

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>CANARYAUTHOR</dc:creator></cp:coreProperties>'
)
CUSTOM = "<Properties><property name='CANARYNAME'><lpwstr>CANARYVALUE</lpwstr></property></Properties>"


def photo() -> bytes:
    """Return a JPEG with the place where it was taken in its EXIF and comment, and more data after its end."""
    exif = Image.Exif()
    exif[0x013B] = "CANARYCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif, comment=b"CANARYCOMMENT")
    return out.getvalue() + b"CANARYBEHIND"


def relations(*of: tuple[str, str]) -> str:
    """Relations with the IDs r1, r2 and so on, each given as (kind, target)."""
    links = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for number, (kind, target) in enumerate(of, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def types(**overrides: str) -> str:
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPES}.{kind}+xml"/>' for name, kind in overrides.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="bin" ContentType="x/y"/>'
        f"{listed}</Types>"
    )


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def word(path: Path) -> Path:
    """Return a Word file with comments, tracked changes, hidden text, an embedded file, and metadata of every kind."""
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    by = 'w:id="1" w:author="CANARYPERSON" w:date="2026-01-01T00:00:00Z"'
    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    body = f"""
    <w:p w:rsidR="00CANARYR"><w:r><w:t xml:space="preserve">SEEN one </w:t></w:r>
      <w:ins {by}><w:r><w:t>SEENinserted</w:t></w:r></w:ins>
      <w:del {by}><w:r><w:delText>CANARYDELETED</w:delText></w:r></w:del>
      <w:commentRangeStart w:id="1"/><w:r><w:t xml:space="preserve"> SEENcommented</w:t></w:r>
      <w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>
    <w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>
      <w:del {by}><w:r><w:delText>CANARYPARAGRAPH</w:delText></w:r></w:del></w:p>
    <w:p><w:moveFrom {by}><w:r><w:t>CANARYMOVED</w:t></w:r></w:moveFrom>
      <w:moveTo {by}><w:r><w:t>SEENmoved</w:t></w:r></w:moveTo></w:p>
    <w:p><w:pPr><w:pPrChange {by}><w:pPr/></w:pPrChange></w:pPr><w:r><w:t>SEENplain</w:t></w:r>
      <w:r>{hidden}<w:t>CANARYVANISHED</w:t></w:r>
      <w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>CANARYSTYLED</w:t></w:r>
      <w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>CANARYWHITE</w:t></w:r>
      <w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>CANARYTINY</w:t></w:r></w:p>
    <w:p>{field.format("begin")}<w:r><w:instrText> INCLUDEPICTURE "https://CANARYHOST.example/x.png"
      </w:instrText></w:r>
      {field.format("separate")}<w:r><w:t>SEENfield</w:t></w:r>{field.format("end")}
      <w:hyperlink r:id="r6"><w:r><w:t>SEENlink</w:t></w:r></w:hyperlink>
      <w:hyperlink r:id="r7"><w:r><w:t>SEENshare</w:t></w:r></w:hyperlink></w:p>
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>SEENcell</w:t></w:r></w:p></w:tc></w:tr>
      <w:tr><w:trPr><w:del {by}/></w:trPr><w:tc><w:p><w:r><w:t>CANARYROW</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
    <w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="r3"/></w:object>
      </w:r></w:p>
    <w:p><w:r><w:drawing><a:blip r:embed="r4"/></w:drawing></w:r></w:p>
    <w:altChunk r:id="r8"/>"""
    document = f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}"><w:body>{body}</w:body></w:document>'
    return packed(
        path,
        {
            "[Content_Types].xml": types(
                **{
                    "word/document.xml": "wordprocessingml.document.main",
                    "word/comments.xml": "wordprocessingml.comments",
                    "docProps/custom.xml": "custom-properties",
                }
            ),
            "_rels/.rels": relations(
                ("officeDocument", "word/document.xml"),
                ("core-properties", "docProps/core.xml"),
                ("custom-properties", "docProps/custom.xml"),
            ),
            "docProps/core.xml": CORE,
            "docProps/custom.xml": CUSTOM,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": relations(
                ("comments", "comments.xml"),
                ("styles", "styles.xml"),
                ("oleObject", "embeddings/oleObject1.bin"),
                ("image", "media/image1.jpeg"),
                ("settings", "settings.xml"),
                ("hyperlink", "https://www.gov.uk/"),
                ("hyperlink", "file://CANARYSERVER/share"),
                ("aFChunk", "https://CANARYCHUNK.example/"),
                ("vbaProject", "vbaProject.bin"),
                ("customXml", "../customXml/item1.xml"),
            ),
            "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:author="CANARYPERSON"><w:p><w:r>'
            "<w:t>CANARYREMARK</w:t></w:r></w:p></w:comment></w:comments>",
            "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:styleId="Secret"><w:basedOn w:val="Base"/></w:style></w:styles>',
            "word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="r1"/><w:rsids>'
            '<w:rsid w:val="00CANARYRSID"/></w:rsids><w:docVars><w:docVar w:name="a" w:val="CANARYVAR"/></w:docVars>'
            "</w:settings>",
            "word/_rels/settings.xml.rels": relations(("attachedTemplate", "https://CANARYTEMPLATE.example/a.dotx")),
            "word/media/image1.jpeg": photo(),
            "word/embeddings/oleObject1.bin": b"CANARYEMBEDDED",
            "word/vbaProject.bin": b"CANARYMACRO",
            "customXml/item1.xml": "<a>CANARYCUSTOM</a>",
        },
    )


def slides(path: Path) -> Path:
    """Return slides with notes, a hidden slide, a hidden shape, a shape outside the slide, and white and tiny words."""

    def shape(words: str, number: int, left: int = 0, extra: str = "", look: str = "<a:rPr/>") -> str:
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="a" {extra}/></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{left}" y="0"/><a:ext cx="50" cy="50"/></a:xfrm></p:spPr>'
            f"<p:txBody><a:p><a:r>{look}<a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
        )

    def slide(*shapes: str, show: str = "") -> str:
        tree = "".join(shapes)
        return (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" {show}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld>'
            '<p:timing><p:spTgt spid="3"/></p:timing></p:sld>'
        )

    white = '<a:rPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:rPr>'
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in (1, 2, 3))
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"ppt/presentation.xml": "presentationml.presentation.main"}),
            "_rels/.rels": relations(
                ("officeDocument", "ppt/presentation.xml"), ("core-properties", "docProps/core.xml")
            ),
            "docProps/core.xml": CORE,
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{listed}</p:sldIdLst>'
            '<p:sldSz cx="1000" cy="500"/><p:extLst><p:section name="CANARYSECTION"/></p:extLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml"), ("slide", "slides/slide3.xml")
            ),
            "ppt/slides/slide1.xml": slide(
                shape("SEENfirst", 2),
                shape("CANARYSHAPE", 3, extra='hidden="1"'),
                shape("CANARYBESIDE", 4, left=2000),
                shape("CANARYWHITE", 5, look=white),
                shape("CANARYTINY", 6, look='<a:rPr sz="100"/>'),
            ),
            "ppt/slides/_rels/slide1.xml.rels": relations(
                ("notesSlide", "../notesSlides/notesSlide1.xml"), ("comments", "../comments/comment1.xml")
            ),
            "ppt/slides/slide2.xml": slide(shape("CANARYSLIDE", 2), show='show="0"'),
            "ppt/slides/slide3.xml": slide(shape("SEENthird", 2)),
            "ppt/notesSlides/notesSlide1.xml": slide(shape("CANARYNOTES", 2)),
            "ppt/comments/comment1.xml": "<a><t>CANARYREMARK</t></a>",
        },
    )


def workbook(path: Path) -> Path:
    """Return a workbook with a hidden sheet, hidden rows and columns, hidden values, formulas and comments."""

    def text(place: str, number: int, style: int = 0) -> str:
        return f'<c r="{place}" t="s" s="{style}"><v>{number}</v></c>'

    texts = ["SEENcell", "CANARYROW", "CANARYCOLUMN", "CANARYSHEET", "CANARYWHITE", "CANARYUNUSED", "CANARYCODE"]
    rows = (
        f'<row r="1">{text("A1", 0)}{text("B1", 2)}{text("C1", 4, 1)}{text("D1", 6, 2)}</row>'
        f'<row r="2" hidden="1">{text("A2", 1)}<c r="C2"><v>48151623</v></c></row>'
        '<row r="3"><c r="A3"><f>\'Secret\'!A1&amp;"CANARYFORMULA"</f><v>77</v></c></row>'
    )
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"xl/workbook.xml": "spreadsheetml.sheet.main"}),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), ("core-properties", "docProps/core.xml")),
            "docProps/core.xml": CORE,
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="Back" sheetId="1" '
            'state="veryHidden" r:id="r1"/><sheet name="Shown" sheetId="2" r:id="r2"/></sheets><definedNames>'
            '<definedName name="CANARYNAMED">Back!A1</definedName>'
            '<definedName name="_xlnm.Print_Area" localSheetId="1">Shown!A1</definedName></definedNames>'
            '<externalReferences><externalReference r:id="r5"/></externalReferences></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
                ("externalLink", "externalLinks/externalLink1.xml"),
                ("connections", "connections.xml"),
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{"".join(f"<si><t>{one}</t></si>" for one in texts)}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="200" formatCode=";;;"/></numFmts>'
            '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill patternType="none"/>'
            '</fill></fills><cellXfs><xf/><xf fontId="1" fillId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row r="1">{text("A1", 3)}</row>'
            "</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{S}" xmlns:r="{R}"><cols><col min="2" max="2" hidden="1"/>'
            f'</cols><sheetData>{rows}</sheetData><scenarios><scenario user="CANARYUSER"/></scenarios>'
            '<legacyDrawing r:id="r2"/></worksheet>',
            "xl/worksheets/_rels/sheet2.xml.rels": relations(
                ("comments", "../comments1.xml"), ("vmlDrawing", "../drawings/vmlDrawing1.vml")
            ),
            "xl/comments1.xml": f'<comments xmlns="{S}"><authors><author>CANARYPERSON</author></authors></comments>',
            "xl/drawings/vmlDrawing1.vml": "<xml>CANARYBOX</xml>",
            "xl/externalLinks/externalLink1.xml": "<a>CANARYOTHERBOOK</a>",
            "xl/connections.xml": "<a>CANARYCONNECTION</a>",
        },
    )


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
OPEN = " ".join(
    [f'xmlns:office="{OFFICE}"', 'xmlns:xlink="http://www.w3.org/1999/xlink"']
    + [
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in {
            "text": "text", "table": "table", "draw": "drawing", "style": "style", "script": "script", "form": "form",
            "presentation": "presentation", "meta": "meta", "fo": "xsl-fo-compatible",
            "svg": "svg-compatible", "number": "datastyle",
        }.items()
    ]
)  # fmt: skip
STYLES = (
    '<style:style style:name="Hid"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="HidMore" style:parent-style-name="Hid"/>'
    '<style:style style:name="NoSlide"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    '<style:style style:name="NoSheet"><style:table-properties table:display="false"/></style:style>'
)
ANNOTATION = "<office:annotation><dc>CANARYPERSON</dc><text:p>CANARYREMARK</text:p></office:annotation>"


def open_document(path: Path, kind: str, body: str) -> Path:
    content = (
        f"<office:document-content {OPEN}><office:scripts><script>CANARYMACRO</script></office:scripts>"
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body>{body}</office:body>"
        "</office:document-content>"
    )
    return packed(
        path,
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {OPEN}/>",
            "meta.xml": f"<office:document-meta {OPEN}><office:meta>CANARYAUTHOR</office:meta></office:document-meta>",
            "settings.xml": f"<office:document-settings {OPEN}><config-item name='PrinterName'>CANARYPRINTER"
            "</config-item></office:document-settings>",
            "Basic/Standard/Module1.xml": "<a>CANARYBASIC</a>",
            "Object 1/content.xml": f"<office:document-content {OPEN}>CANARYOBJECT</office:document-content>",
            "Thumbnails/thumbnail.png": b"CANARYTHUMB",
            "Pictures/photo.jpeg": photo(),
            "Pictures/unused.jpeg": b"CANARYUNUSED",
            "META-INF/manifest.xml": "<a>CANARYMANIFEST</a>",
        },
    )


def open_text(path: Path) -> Path:
    body = f"""<office:text><text:tracked-changes><text:changed-region><text:deletion>
      <text:p>CANARYDELETED</text:p></text:deletion></text:changed-region></text:tracked-changes>
      <text:p>SEENone <text:change-start/>SEENinserted<text:change-end/>{ANNOTATION} SEENafter
      <text:span text:style-name="HidMore">CANARYSPAN</text:span> SEENlast
      <text:hidden-text text:string-value="CANARYFIELD" text:is-hidden="true"/>
      <text:hidden-text text:string-value="SEENfield">SEENfield</text:hidden-text></text:p>
      <text:section text:display="none"><text:p>CANARYSECTION</text:p></text:section>
      <text:p>CANARYPARAGRAPH<text:hidden-paragraph text:is-hidden="true"/></text:p>
      <text:p><draw:frame><draw:object xlink:href="./Object 1"/><draw:image
      xlink:href="Pictures/photo.jpeg"/></draw:frame>
      <draw:frame><draw:image xlink:href="https://CANARYHOST.example/a.png"/></draw:frame>
      <text:a xlink:href="file:///CANARYSERVER">SEENlink</text:a></text:p></office:text>"""
    return open_document(path, "text", body)


def open_slides(path: Path) -> Path:
    body = f"""<office:presentation><draw:page draw:name="a"><draw:frame><text:p>SEENfirst</text:p></draw:frame>
      <presentation:notes><text:p>CANARYNOTES</text:p></presentation:notes>{ANNOTATION}</draw:page>
      <draw:page draw:name="b" draw:style-name="NoSlide"><text:p>CANARYSLIDE</text:p></draw:page>
      </office:presentation>"""
    return open_document(path, "presentation", body)


def open_sheets(path: Path) -> Path:
    def cell(words: str, more: str = "") -> str:
        return f'<table:table-cell office:string-value="{words}" {more}><text:p>{words}</text:p></table:table-cell>'

    body = f"""<office:spreadsheet><table:table table:name="Shown"><table:table-column/>
      <table:table-column table:visibility="collapse"/>
      <table:table-row>{cell("SEENcell", 'table:formula="&quot;CANARYFORMULA&quot;"')}
      {cell("CANARYCOLUMN")}</table:table-row>
      <table:table-row table:visibility="filter">{cell("CANARYROW")}</table:table-row></table:table>
      <table:table table:name="Hid" table:style-name="NoSheet"><table:table-row>{cell("CANARYSHEET")}</table:table-row>
      </table:table></office:spreadsheet>"""
    return open_document(path, "spreadsheet", body)


BUILDERS = {
    "docx": word,
    "pptx": slides,
    "xlsx": workbook,
    "odt": open_text,
    "odp": open_slides,
    "ods": open_sheets,
}
