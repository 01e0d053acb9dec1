"""Workbooks whose styles hide or show cells: hidden words begin with CANARY, seen words with SEEN.

A number stands for a word: 4711 is hidden and 1138 is seen. BOTH is hidden in one cell and seen in another.
"""

from pathlib import Path

from tests.lib.documents.clean_copy.office import S, packed, relations, types

WHITE, TINY = '<color rgb="FFFFFFFF"/>', '<sz val="1"/>'
FILLED = '<patternFill patternType="solid"><fgColor rgb="FF204060"/></patternFill>'
WHITE_FILL = '<patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill>'
NONE = '<patternFill patternType="none"/>'
OWN = "<is><r><rPr>{}</rPr><t>{}</t></r><r><t>{}</t></r></is>"


def text(said: str, style: str = ' s="1"') -> str:
    return f'<c r="A2"{style} t="inlineStr"><is><t>{said}</t></is></c>'


def number(value: int, style: str = ' s="1"') -> str:
    return f'<c r="A2"{style}><v>{value}</v></c>'


def rich(look: str, first: str, second: str) -> str:
    return f'<c r="A2" s="1" t="inlineStr">{OWN.format(look, first, second)}</c>'


TABLE = f'<table xmlns="{S}" ref="A{{}}"><tableStyleInfo name="{{}}"/></table>'
ALMOST_WHITE = '<color rgb="FFFDFDFE"/>'


def in_table(style: str, place: str = "1:A3") -> dict[str, str]:
    return {"table": TABLE.format(place, style)}


WHITE_FONT, RED_FONT = f"<font>{WHITE}</font>", '<font><color rgb="FFAA0000"/></font>'
DARK_FILL = '<fill><patternFill><bgColor rgb="FF204060"/></patternFill></fill>'
NO_NUMBER = '<numFmt numFmtId="201" formatCode=";;;"/>'
ALWAYS = 'type="expression"'


def when(asked: str, formulas: str = "", changes: str = WHITE_FONT, where: str = "A2:B9", more: str = "") -> dict:
    """Return the parts of a workbook with a conditional format.

    asked: attributes of its rule. formulas: separated by "|".
    """
    inside = "".join(f"<formula>{one}</formula>" for one in formulas.split("|") if formulas)
    rule = f'<cfRule {asked} dxfId="0" priority="2">{inside}</cfRule>{more}'
    return {"changes": changes, "condition": f'<conditionalFormatting sqref="{where}">{rule}</conditionalFormatting>'}


COMPARED = 'type="cellIs" operator="{}"'
OVER = '<cfRule type="expression" dxfId="1" priority="1" {}><formula>TRUE</formula></cfRule>'
NEWER = (
    "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting>"
    '<x14:cfRule type="expression" priority="1"><xm:f>Other!A1=1</xm:f><x14:dxf>{}</x14:dxf></x14:cfRule>'
    "<xm:sqref>A2</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
# name: (the cell in the second row, the font, fill and number format of style 1, other parts)
FILES: dict[str, tuple[str, str, str, str, dict[str, str]]] = {
    "white": (text("CANARY"), WHITE, NONE, "", {}),
    "white of the old palette": (text("CANARY"), '<color indexed="9"/>', NONE, "", {}),
    "a palette of its own": (
        text("SEEN"),
        '<color indexed="1"/>',
        NONE,
        "",
        {"palette": '<rgbColor rgb="00000000"/><rgbColor rgb="00AA0000"/>'},
    ),
    "white of the theme": (text("CANARY"), '<color theme="0"/>', NONE, "", {}),
    "grey of the theme": (text("SEEN"), '<color theme="0" tint="-0.5"/>', NONE, "", {}),
    "a dark theme": (
        text("SEEN"),
        '<color theme="0"/>',
        NONE,
        "",
        {"theme": '<a:lt1><a:srgbClr val="102030"/></a:lt1>'},
    ),
    "white on dark": (text("SEEN"), WHITE, FILLED, "", {}),
    "white on white": (text("CANARY"), WHITE, WHITE_FILL, "", {}),
    "tiny": (text("CANARY"), TINY, NONE, "", {}),
    "no style, and style 0 is white": (text("CANARY", ""), "", NONE, "", {"first": "1"}),
    "nothing shown": (text("CANARY"), "", NONE, ";;;", {}),
    "nothing shown, in quotes": (text("CANARY"), "", NONE, '"";"";"";""', {}),
    "no numbers shown, but texts": (text("SEEN"), "", NONE, ";;", {}),
    "a number where none is shown": (number(4711), "", NONE, ";;", {}),
    "a number where only texts are shown": (number(4711), "", NONE, ";;;@", {}),
    "no text where numbers are shown": (text("CANARY"), "", NONE, "0;-0;0;", {}),
    "a number where no text is shown": (number(1138), "", NONE, "0;-0;0;", {}),
    "no negative numbers shown": (number(-4711), "", NONE, "0;", {}),
    "a number beside hidden negative ones": (number(1138), "", NONE, "0;", {}),
    "white by the number format": (number(4711), "", NONE, "[White]0", {}),
    "red by the number format": (number(1138), WHITE, NONE, "[Red]0", {}),
    "a semicolon in quotes": (number(1138), "", NONE, '0";;;"', {}),
    "a white piece": (rich(WHITE, "CANARY", "SEEN"), "", NONE, "", {}),
    "a red piece of a white cell": (rich('<color rgb="FFAA0000"/>', "SEEN", "CANARY"), WHITE, NONE, "", {}),
    "a white piece of a dark cell": (rich(WHITE, "SEENa ", "SEENb"), "", FILLED, "", {}),
    "almost white": (text("CANARY"), ALMOST_WHITE, NONE, "", {}),
    "almost white by a tint": (text("CANARY"), '<color theme="1" tint="0.97"/>', NONE, "", {}),
    "white on almost white": (text("CANARY"), WHITE, WHITE_FILL.replace("FFFFFFFF", "FFF2F2F2"), "", {}),
    "white on the colour of the window": (text("CANARY"), WHITE, WHITE_FILL.replace("rgb", 'indexed="65" x'), "", {}),
    **{
        f"white in the first row of {style}": (text("SEEN"), WHITE, NONE, "", in_table(style, "2:A3"))
        for style in ("TableStyleMedium2", "TableStyleDark1", "TableStyleLight9")
    },
    **{
        f"white below the first row of {style}": (text("CANARY"), WHITE, NONE, "", in_table(style))
        for style in ("TableStyleMedium2", "TableStyleDark1", "TableStyleLight9")
    },
    **{
        f"white in a table with the style {style}": (text("CANARY"), WHITE, NONE, "", in_table(style, "2:A3"))
        for style in ("", "Invented", "TableStyleMedium29", "TableStyleLight1")
    },
    "white in a table with a style of the workbook that has the name of another": (
        text("CANARY"),
        WHITE,
        NONE,
        "",
        in_table("TableStyleMedium2", "2:A3") | {"table styles": '<tableStyle name="TableStyleMedium2"/>'},
    ),
    "white in a table without a header": (
        text("CANARY"),
        WHITE,
        NONE,
        "",
        in_table("TableStyleMedium2", '2:A3" headerRowCount="0'),
    ),
    **{
        f"by a condition: {name}": (cell, "", fill, "", parts)
        for name, cell, fill, parts in (
            ("always white", text("CANARY"), NONE, when(ALWAYS, "TRUE")),
            ("never", text("SEEN"), NONE, when(ALWAYS, "FALSE")),
            ("always without a number format", number(4711), NONE, when(ALWAYS, "1", NO_NUMBER)),
            ("only Excel can say", text("CANARY"), NONE, when(ALWAYS, "$B$1=LEN(A2)")),
            ("only Excel can say whether it is red", text("SEEN"), NONE, when(ALWAYS, "$B$1=1", RED_FONT)),
            ("zero", number(1138), NONE, when(COMPARED.format("equal"), "0")),
            ("a number", number(4711), NONE, when(COMPARED.format("equal"), "4711")),
            ("above", number(4711), NONE, when(COMPARED.format("greaterThan"), "4000")),
            ("between", number(1138), NONE, when(COMPARED.format("between"), "4000|5000")),
            ("a text", text("CANARY"), NONE, when(COMPARED.format("equal"), '"canary"')),
            ("another text", text("SEEN"), NONE, when(COMPARED.format("equal"), '"other"')),
            ("a text within", text("CANARY"), NONE, when('type="containsText" text="NAR"', 'SEARCH("NAR",A2)')),
            ("no text within", text("SEEN"), NONE, when('type="containsText" text="NAR"', 'SEARCH("NAR",A2)')),
            ("not blank", text("CANARY"), NONE, when('type="notContainsBlanks"', "LEN(A2)>0")),
            ("white on dark", text("SEEN"), NONE, when(ALWAYS, "TRUE", WHITE_FONT + DARK_FILL)),
            ("white on a dark cell", text("SEEN"), FILLED, when(ALWAYS, "TRUE")),
            ("elsewhere", text("SEEN"), NONE, when(ALWAYS, "TRUE", where="B1:B1 C2:D9")),
            ("on one of two places", text("CANARY"), NONE, when(ALWAYS, "TRUE", where="C1 A2")),
            (
                "red by a rule before it",
                text("SEEN"),
                NONE,
                when(ALWAYS, "TRUE", more=OVER.format("")) | {"more changes": RED_FONT},
            ),
            (
                "a rule before it stops",
                text("SEEN"),
                NONE,
                when(ALWAYS, "TRUE", more=OVER.format('stopIfTrue="1"'))
                | {"more changes": NO_NUMBER.replace(";;;", "0")},
            ),
            ("of a newer kind", text("CANARY"), NONE, {"condition": NEWER.format(WHITE_FONT)}),
        )
    },
    "a red piece of a cell that a condition makes white": (
        rich('<color rgb="FFAA0000"/>', "CANARYa ", "CANARYb"),
        "",
        NONE,
        "",
        when(ALWAYS, "TRUE"),
    ),
    "a shared text with a white piece": (
        '<c r="A2" s="1" t="s"><v>0</v></c>',
        "",
        NONE,
        "",
        {"text": OWN.format(WHITE, "CANARY", "SEEN").replace("is>", "si>")},
    ),
    "a shared text in a hidden cell and in a seen one": (
        '<c r="A2" s="1" t="s"><v>0</v></c><c r="B2" t="s"><v>0</v></c>',
        WHITE,
        NONE,
        "",
        {"text": "<si><t>BOTH</t></si>"},
    ),
}


def build(name: str, path: Path) -> Path:
    cell, font, fill, code, more = FILES[name]
    first = f'<xf fontId="{2 if more.get("first") else 0}" fillId="0"/>'
    white, colours = (
        f"<font>{WHITE}</font>",
        f"<colors><indexedColors>{more.get('palette', '')}</indexedColors></colors>",
    )
    changes = "".join(f"<dxf>{more.get(name, '')}</dxf>" for name in ("changes", "more changes"))
    own = f"<dxfs>{changes}</dxfs><tableStyles>{more.get('table styles', '')}</tableStyles>"
    styles = (
        f'<numFmts><numFmt numFmtId="200" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
        f"<fonts><font/><font>{font}</font>{white}</fonts><fills><fill>{NONE}</fill><fill>{fill}</fill></fills>"
        f'<cellXfs>{first}<xf fontId="1" fillId="1" numFmtId="{"200" if code else "0"}"/><xf/></cellXfs>'
    )
    rows = f'<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>SEENfirst</t></is></c></row><row r="2">{cell}</row>'
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"xl/workbook.xml": "spreadsheetml.sheet.main"}),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships"><sheets><sheet name="Shown" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                *(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
                *(("styles", "styles.xml"), ("theme", "theme/theme1.xml")),
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{more.get("text", "")}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}{own}{colours}</styleSheet>',
            "xl/theme/theme1.xml": f'<a:theme xmlns:a="a"><a:clrScheme>{more.get("theme", "")}</a:clrScheme></a:theme>',
            "xl/tables/table1.xml": more.get("table", "<table/>"),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("table", "../tables/table1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}" xmlns:x14="urn:x14" xmlns:xm="urn:xm">'
            f"<sheetData>{rows}</sheetData>{more.get('condition', '')}</worksheet>",
        },
    )
