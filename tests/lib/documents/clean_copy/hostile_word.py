"""Word files whose styles hide or show words in every way: hidden words begin with CANARY, seen words with SEEN."""

from pathlib import Path

from tests.lib.documents.clean_copy.office import W, packed, relations, types

HIDE, SHOW = "<w:vanish/>", '<w:vanish w:val="0"/>'
WHITE, BLACK, TINY, LARGE = (
    *('<w:color w:val="FFFFFF"/>', '<w:color w:val="000000"/>'),
    *('<w:sz w:val="2"/>', '<w:sz w:val="24"/>'),
)
THEME_WHITE = '<w:color w:val="000000" w:themeColor="background1"/>'
THEME_GREY = '<w:color w:val="FFFFFF" w:themeColor="background1" w:themeShade="80"/>'
ALMOST_THEME_WHITE, THEME_PALE = THEME_GREY.replace("80", "FE"), '<w:color w:themeColor="text1" w:themeTint="05"/>'
THEME_BLACK = '<w:color w:val="FFFFFF" w:themeColor="text1"/>'
DARK = '<w:shd w:val="clear" w:fill="204060"/>'


def style(name: str, look: str = "", basis: str = "", kind: str = "paragraph", more: str = "", rest: str = "") -> str:
    based = f'<w:basedOn w:val="{basis}"/>' if basis else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{based}{rest}<w:rPr>{look}</w:rPr></w:style>'


def run(said: str, look: str = "", style: str = "") -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f"<w:r><w:rPr>{named}{look}</w:rPr><w:t>{said}</w:t></w:r>"


def paragraph(runs: str, style: str = "", look: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{look}</w:pPr>{runs}</w:p>"


def table(runs: str, style: str = "", cell: str = "", row: str = "") -> str:
    named = f'<w:tblPr><w:tblStyle w:val="{style}"/></w:tblPr>' if style else ""
    return f"<w:tbl>{named}<w:tr>{row}<w:tc><w:tcPr>{cell}</w:tcPr>{paragraph(runs)}</w:tc></w:tr></w:tbl>"


FIRST = paragraph(run("SEENfirst", SHOW + BLACK + LARGE))
STANDARD = 'w:default="1"'
HIDING = style("Base", HIDE)
BOX = "<w:r><w:rPr>{}</w:rPr><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"
# name: (the body, the styles, the defaults of the document, other parts)
FILES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "based on a hiding style": (paragraph(run("CANARY"), "Sub"), HIDING + style("Sub", "", "Base"), "", {}),
    "off ends what a style inherits": (paragraph(run("SEEN"), "Sub"), HIDING + style("Sub", SHOW, "Base"), "", {}),
    "off is inherited too": (
        paragraph(run("SEEN"), "Third"),
        HIDING + style("Sub", SHOW, "Base") + style("Third", "", "Sub"),
        "",
        {},
    ),
    "styles in a circle": (paragraph(run("CANARY"), "A"), style("A", "", "B") + style("B", HIDE, "A"), "", {}),
    "the standard paragraph style hides": (paragraph(run("CANARY")), style("Normal", HIDE, more=STANDARD), "", {}),
    "the standard style of what names none that exists": (
        paragraph(run("CANARY"), "Missing"),
        style("Normal", HIDE, more=STANDARD),
        "",
        {},
    ),
    "another style than the standard one": (
        paragraph(run("SEEN"), "Plain"),
        style("Normal", HIDE, more=STANDARD) + style("Plain"),
        "",
        {},
    ),
    "the standard character style hides": (
        paragraph(run("CANARY")),
        style("Letters", HIDE, kind="character", more=STANDARD),
        "",
        {},
    ),
    "the standard table style hides": (
        table(run("CANARY")) + paragraph(run("SEENafter")),
        style("Grid", HIDE, kind="table", more=STANDARD),
        "",
        {},
    ),
    "a table style hides": (table(run("CANARY"), "Grid"), style("Grid", HIDE, kind="table"), "", {}),
    "two hiding styles show": (
        paragraph(run("SEEN", style="Letters") + run("CANARY"), "Base"),
        HIDING + style("Letters", HIDE, kind="character"),
        "",
        {},
    ),
    "a character style hides": (
        paragraph(run("CANARY", style="Letters") + run("SEENbeside")),
        style("Letters", HIDE, kind="character"),
        "",
        {},
    ),
    "a run of a paragraph style": (paragraph(run("SEEN", style="Base")), HIDING, "", {}),
    "the defaults hide": (paragraph(run("CANARY")) + paragraph(run("SEENon", SHOW)), "", HIDE, {}),
    "white and not hidden": (paragraph(run("CANARY", SHOW + WHITE)), "", "", {}),
    "tiny and not hidden": (paragraph(run("CANARY", SHOW + TINY)), "", "", {}),
    "a white paragraph style": (paragraph(run("CANARY"), "Pale"), style("Pale", WHITE), "", {}),
    "a white character style": (paragraph(run("CANARY", style="P")), style("P", WHITE, kind="character"), "", {}),
    "a white table style": (table(run("CANARY"), "Pale"), style("Pale", WHITE, kind="table"), "", {}),
    "a white standard style": (paragraph(run("CANARY")), style("Normal", WHITE, more=STANDARD), "", {}),
    "white defaults": (paragraph(run("CANARY")), "", WHITE, {}),
    "a tiny paragraph style": (
        paragraph(run("CANARY"), "Sub"),
        style("Small", TINY) + style("Sub", "", "Small"),
        "",
        {},
    ),
    "tiny defaults": (paragraph(run("CANARY")), "", TINY, {}),
    "black over a white style": (paragraph(run("SEEN", BLACK), "Pale"), style("Pale", WHITE), "", {}),
    "large over a tiny style": (paragraph(run("SEEN", LARGE), "Small"), style("Small", TINY), "", {}),
    "a white style with its own background": (
        paragraph(run("SEEN"), "Bar"),
        style("Bar", WHITE, rest=f"<w:pPr>{DARK}</w:pPr>"),
        "",
        {},
    ),
    "a white style with a marked text": (
        paragraph(run("SEEN", style="P")),
        style("P", WHITE + DARK, kind="character"),
        "",
        {},
    ),
    "white in a table with shaded rows": (
        table(run("SEEN", WHITE), "Bars"),
        style("Bars", kind="table", rest=f'<w:tblStylePr w:type="firstRow"><w:tcPr>{DARK}</w:tcPr></w:tblStylePr>'),
        "",
        {},
    ),
    "white in a table with lines only": (table(run("CANARY", WHITE), "Grid"), style("Grid", kind="table"), "", {}),
    "white in a dark cell": (table(run("SEEN", WHITE), cell=DARK), "", "", {}),
    "white in a dark row": (table(run("SEEN", WHITE), row=f"<w:tblPrEx>{DARK}</w:tblPrEx>"), "", "", {}),
    "white in a cell that was dark": (
        table(run("CANARY", WHITE), cell=f"<w:tcPrChange><w:tcPr>{DARK}</w:tcPr></w:tcPrChange>"),
        "",
        "",
        {},
    ),
    "white beside a dark paragraph mark": (paragraph(run("CANARY", WHITE), look=f"<w:rPr>{DARK}</w:rPr>"), "", "", {}),
    "white on a white highlight": (paragraph(run("CANARY", WHITE + '<w:highlight w:val="white"/>')), "", "", {}),
    "white on a red highlight": (paragraph(run("SEEN", WHITE + '<w:highlight w:val="red"/>')), "", "", {}),
    "white on a dark pattern": (
        paragraph(run("SEEN", WHITE), look='<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'),
        "",
        "",
        {},
    ),
    "white on a shading that is none": (
        paragraph(run("CANARY", WHITE), look='<w:shd w:val="nil" w:fill="000000"/>'),
        "",
        "",
        {},
    ),
    "the background colour of the theme": (paragraph(run("CANARY", THEME_WHITE)), "", "", {}),
    "a darker background colour of the theme": (paragraph(run("SEEN", THEME_GREY)), "", "", {}),
    "the text colour of the theme": (paragraph(run("SEEN", THEME_BLACK)), "", "", {}),
    "a theme with a dark background": (
        paragraph(run("SEEN", THEME_WHITE)),
        "",
        "",
        {"theme": "<a:lt1><a:srgbClr val='102030'/></a:lt1>"},
    ),
    "settings that swap text and background": (
        paragraph(run("SEEN", THEME_WHITE)),
        "",
        "",
        {"settings": '<w:clrSchemeMapping w:bg1="dark1" w:t1="light1"/>'},
    ),
    "white in a header over a page colour": (
        "",
        "",
        "",
        {
            "header": paragraph(run("SEEN", WHITE)),
            "page": '<w:background w:color="203040"/>',
            "settings": "<w:displayBackgroundShape/>",
        },
    ),
    "white over a page colour that Word does not show": (
        paragraph(run("CANARY", WHITE)),
        "",
        "",
        {"page": '<w:background w:color="203040"/>', "settings": '<w:displayBackgroundShape w:val="0"/>'},
    ),
    "white over a page colour without settings": (
        paragraph(run("CANARY", WHITE)),
        "",
        "",
        {"page": '<w:background w:color="203040"/>'},
    ),
    "almost white": (paragraph(run("CANARY", '<w:color w:val="FEFEFD"/>')), "", "", {}),
    "almost the background colour of the theme": (paragraph(run("CANARY", ALMOST_THEME_WHITE)), "", "", {}),
    "the text colour of the theme, made almost white": (paragraph(run("CANARY", THEME_PALE)), "", "", {}),
    "white on almost white": (paragraph(run("CANARY", WHITE), look='<w:shd w:fill="F2F2F2"/>'), "", "", {}),
    "white on a white page colour": (
        paragraph(run("CANARY", WHITE)),
        "",
        "",
        {"page": '<w:background w:color="FFFFFF"/>', "settings": "<w:displayBackgroundShape/>"},
    ),
    "hidden in a footnote by the standard style": (
        "",
        style("Normal", HIDE, more=STANDARD),
        "",
        {"header": paragraph(run("CANARY"))},
    ),
    "a text box at a hidden run": (paragraph(BOX.format(HIDE, paragraph(run("CANARY")))), "", "", {}),
    "a text box at a white run": (paragraph(BOX.format(WHITE + TINY, paragraph(run("SEEN")))), "", "", {}),
    "a formula": (
        paragraph(
            f'<m:oMath xmlns:m="{W}m"><m:r><m:rPr/><w:rPr>{HIDE}</w:rPr><m:t>CANARY</m:t></m:r>'
            "<m:r><m:t>SEEN</m:t></m:r></m:oMath>"
        ),
        "",
        "",
        {},
    ),
}


def build(name: str, path: Path) -> Path:
    body, styles, defaults, more = FILES[name]
    space = f'xmlns:w="{W}"'
    colours = f'<a:theme xmlns:a="a"><a:clrScheme>{more.get("theme", "")}</a:clrScheme></a:theme>'
    main = {"word/document.xml": "main", "word/styles.xml": "styles", "word/header1.xml": "header"}
    links = (
        *(("styles", "styles.xml"), ("settings", "settings.xml")),
        *(("theme", "theme/theme1.xml"), ("header", "header1.xml")),
    )
    base = f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault></w:docDefaults>"
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{part: f"wordprocessingml.{kind}" for part, kind in main.items()}),
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": (
                f"<w:document {space}>{more.get('page', '')}<w:body>{FIRST}{body}</w:body></w:document>"
            ),
            "word/_rels/document.xml.rels": relations(*links),
            "word/styles.xml": f"<w:styles {space}>{base}{styles}</w:styles>",
            "word/settings.xml": f"<w:settings {space}>{more.get('settings', '')}</w:settings>",
            "word/theme/theme1.xml": colours,
            "word/header1.xml": f"<w:hdr {space}>{more.get('header', '')}</w:hdr>",
        },
    )
