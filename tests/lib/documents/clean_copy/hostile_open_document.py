"""OpenDocument files whose styles hide or show words: hidden words begin with CANARY, seen words with SEEN."""

from pathlib import Path

from tests.lib.documents.clean_copy.office import OPEN, packed

KINDS = {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}
HIDE, SHOW = 'text:display="none"', 'text:display="true"'
TINY, LARGE = 'fo:font-size="1pt"', 'fo:font-size="12pt"'


def style(name: str, look: str = "", parent: str = "", family: str = "paragraph", more: str = "") -> str:
    based = f'style:parent-style-name="{parent}"' if parent else ""
    looks = f"<style:text-properties {look}/>" if look else ""
    return f'<style:style style:name="{name}" style:family="{family}" {based}>{more}{looks}</style:style>'


def standard(look: str, family: str = "paragraph") -> str:
    looks = f"<style:text-properties {look}/>"
    return f'<style:default-style style:family="{family}">{looks}</style:default-style>'


def line(words: str, style: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{words}</text:p>"


def span(words: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def cell(words: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f"<table:table-row><table:table-cell{named}>{words}</table:table-cell></table:table-row>"


WHITE, BLACK = 'fo:color="#ffffff"', 'fo:color="#000000"'
PALE = style("Pale", WHITE, family="text")
NIGHT, DAY = 'fo:background-color="#204060"', 'fo:background-color="#f8f8f8"'


def filled(name: str, family: str, properties: str, look: str = "") -> str:
    """A style with a background."""
    return style(name, look, family=family, more=f"<style:{properties}/>")


def box(words: str, style: str = "", more: str = "", tag: str = "frame") -> str:
    named = f'draw:style-name="{style}"' if style else ""
    return f"<draw:{tag} {named} {more}><draw:text-box>{line(words)}</draw:text-box></draw:{tag}>"


def placed(left: int, top: int) -> str:
    return f'svg:x="{left}cm" svg:y="{top}cm" svg:width="5cm" svg:height="3cm"'


def number(value: int, style: str, words: str = "") -> str:
    return (
        f'<table:table-row><table:table-cell table:style-name="{style}" office:value-type="float" '
        f'office:value="{value}">{line(words)}</table:table-cell></table:table-row>'
    )


SOLID = 'graphic-properties draw:fill="solid" draw:fill-color="{}"'
DARK_BOX, WHITE_BOX = (
    filled(name, "graphic", SOLID.format(colour)) for name, colour in (("D", "#204060"), ("W", "#fff"))
)
MASTER = '<style:master-page style:name="M" draw:style-name="Back"/>'
BACK = filled("Back", "drawing-page", 'drawing-page-properties draw:fill="solid" draw:fill-color="#204060"')
PAGE = '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="15cm"/>'
PAGE += '</style:page-layout><style:master-page style:name="M" style:page-layout-name="L"/>'
WHEN = style(
    "When",
    family="table-cell",
    more='<style:map style:condition="cell-content()!=0" style:apply-style-name="C"/>',
)
EMPTY = '<number:number-style style:name="{}"/>'
NOTHING = (
    f'{EMPTY.format("A")}{EMPTY.format("B")}{EMPTY.format("C")}<number:text-style style:name="N">'
    '<style:map style:condition="value()&gt;0" style:apply-style-name="A"/>'
    '<style:map style:condition="value()&lt;0" style:apply-style-name="B"/>'
    '<style:map style:condition="value()=0" style:apply-style-name="C"/></number:text-style>'
)
AT = NOTHING.replace("</number:text-style>", "<number:text-content/></number:text-style>")
ZEROLESS = (
    f'{EMPTY.format("C")}<number:number-style style:name="N"><number:number number:decimal-places="0"/>'
    '<style:map style:condition="value()=0" style:apply-style-name="C"/></number:number-style>'
)
OF_CELL = '<style:style style:name="F" style:family="table-cell" style:data-style-name="N"/>'
SUB_CELL = '<style:style style:name="G" style:family="table-cell" style:parent-style-name="F"/>'
COLUMN = '<table:table-column table:default-cell-style-name="{}"/>'
BASE = style("Base", HIDE)
SHOWN = style("Shown", SHOW, family="text")
BULLET = (
    '<text:list-style style:name="L"><text:list-level-style-bullet>'
    f"<style:text-properties {HIDE}/></text:list-level-style-bullet></text:list-style>"
)
BOX = "<draw:frame><draw:text-box>{}</draw:text-box></draw:frame>"
GROUP = '<draw:g draw:display="{}"><draw:rect>{}</draw:rect></draw:g>'
# (extension, name): (the body, the styles of the content, the styles of the file)
FILES: dict[tuple[str, str], tuple[str, str, str]] = {
    ("odt", "based on a hiding style"): (line("CANARY", "Sub"), style("Sub", "", "Base"), BASE),
    ("odt", "shown ends what a style inherits"): (line("SEEN", "Sub"), style("Sub", SHOW, "Base"), BASE),
    ("odt", "shown is inherited too"): (
        line("SEEN", "Third"),
        style("Sub", SHOW, "Base") + style("Third", "", "Sub"),
        BASE,
    ),
    ("odt", "styles in a circle"): (line("CANARY", "A"), style("A", "", "B") + style("B", HIDE, "A"), ""),
    ("odt", "a long chain"): (
        line("CANARY", "S30"),
        "".join(style(f"S{number}", "", f"S{number - 1}") for number in range(1, 31)),
        style("S0", HIDE),
    ),
    ("odt", "the defaults hide"): (line("CANARY") + line("SEEN", "Own"), style("Own", SHOW), standard(HIDE)),
    ("odt", "defaults after another style"): (
        line("SEEN", "Own"),
        "",
        style("Own", SHOW) + standard(HIDE, "graphic"),
    ),
    ("odt", "the standard style hides"): (line("CANARY"), "", style("Standard", HIDE)),
    ("odt", "a hidden bullet"): (line("SEEN", "Own"), style("Own") + BULLET, ""),
    ("odt", "a shown span in a hidden paragraph"): (line(f"CANARY {span('SEEN', 'Shown')}", "Base"), SHOWN, BASE),
    ("odt", "a tab in a hidden paragraph"): (line(f"CANARY<text:tab/>{span('SEEN', 'Shown')}", "Base"), SHOWN, BASE),
    ("odt", "a hidden link"): (
        line('<text:a xlink:href="https://example.org" text:style-name="Quiet">CANARY</text:a> SEEN'),
        style("Quiet", HIDE, family="text"),
        "",
    ),
    ("odt", "tiny and based on it"): (line("CANARY", "Sub"), style("Sub", "", "Small"), style("Small", TINY)),
    ("odt", "large over tiny"): (line("SEEN", "Sub"), style("Sub", LARGE, "Small"), style("Small", TINY)),
    ("odt", "a text box in tiny text"): (line(f"CANARY{BOX.format(line('SEEN'))}", "Small"), "", style("Small", TINY)),
    ("odt", "a text box in hidden text"): (line(f"CANARY{BOX.format(line('CANARYBOX'))}", "Base"), "", BASE),
    ("odt", "two styles with one name"): (line("SEEN", "P1"), style("P1"), style("P1", HIDE)),
    ("odt", "two families with one name"): (line("SEEN", "T1"), style("T1") + style("T1", HIDE, family="text"), ""),
    ("odt", "a hidden field"): (line('SEEN <text:hidden-text text:is-hidden="true">CANARY</text:hidden-text>'), "", ""),
    ("odt", "a collapsed row of a text"): (
        '<table:table><table:table-row table:visibility="collapse"><table:table-cell><text:p>SEEN</text:p>'
        "</table:table-cell></table:table-row></table:table>",
        "",
        "",
    ),
    ("odp", "a hidden shape"): (f'<draw:frame draw:display="none">{line("CANARY")}</draw:frame>', "", ""),
    ("odp", "a shape for the screen"): (f'<draw:frame draw:display="screen">{line("SEEN")}</draw:frame>', "", ""),
    ("odp", "a hidden group"): (GROUP.format("printer", line("CANARY")), "", ""),
    ("odp", "hidden by a parent"): (line("CANARY", "Sub"), style("Sub", "", "Base"), BASE),
    ("ods", "a tiny cell style"): (cell(line("CANARY"), "C"), style("C", TINY, family="table-cell"), ""),
    ("ods", "a large style based on it"): (
        cell(line("SEEN"), "D"),
        style("D", LARGE, "C", family="table-cell"),
        style("C", TINY, family="table-cell"),
    ),
    ("ods", "the standard cell style"): (cell(line("CANARY")), "", style("Default", TINY, family="table-cell")),
    ("ods", "the defaults of cells"): (cell(line("CANARY")), "", standard(TINY, "table-cell")),
    ("ods", "a large paragraph in a tiny cell"): (
        cell(line("SEEN", "P"), "C"),
        style("C", TINY, family="table-cell") + style("P", LARGE),
        "",
    ),
    ("odt", "white words"): (line(f"SEEN {span('CANARY', 'Pale')}"), PALE, ""),
    ("odt", "almost white words"): (line("CANARY", "P"), style("P", 'fo:color="#fdfdfe"'), ""),
    ("odt", "a white style"): (line("CANARY", "Sub"), style("Sub", "", "White"), style("White", WHITE)),
    ("odt", "black over white"): (line("SEEN", "Sub"), style("Sub", BLACK, "White"), style("White", WHITE)),
    ("odt", "the automatic colour over white"): (
        line("SEEN", "Sub"),
        style("Sub", 'style:use-window-font-color="true"', "White"),
        style("White", WHITE),
    ),
    ("odt", "white defaults"): (line("CANARY") + line("SEEN", "Own"), style("Own", BLACK), standard(WHITE)),
    ("odt", "highlighted words"): (line(span("SEEN", "H")), style("H", f"{WHITE} {NIGHT}", family="text"), ""),
    ("odt", "words highlighted in white"): (line(span("CANARY", "H")), style("H", f"{WHITE} {DAY}", family="text"), ""),
    ("odt", "a dark paragraph"): (
        line("SEEN", "P") + line("CANARY", "Q"),
        filled("P", "paragraph", f"paragraph-properties {NIGHT}", WHITE) + style("Q", WHITE),
        "",
    ),
    ("odt", "a dark cell of a table"): (
        f'<table:table><table:table-row><table:table-cell table:style-name="C">{line(span("SEEN", "Pale"))}'
        f"</table:table-cell><table:table-cell>{line(span('CANARY', 'Pale'))}</table:table-cell></table:table-row>"
        "</table:table>",
        PALE + filled("C", "table-cell", f"table-cell-properties {NIGHT}"),
        "",
    ),
    ("odt", "a white paragraph in a dark section"): (
        f'<text:section text:style-name="S">{line("CANARY", "P")}{line("SEEN", "Q")}</text:section>',
        filled("P", "paragraph", f"paragraph-properties {DAY}", WHITE)
        + style("Q", WHITE)
        + filled("S", "section", f"section-properties {NIGHT}"),
        "",
    ),
    ("odt", "a dark page"): (
        line("SEEN", "Q"),
        style("Q", WHITE),
        f'<style:page-layout style:name="L"><style:page-layout-properties {NIGHT}/></style:page-layout>',
    ),
    ("odp", "white words on nothing"): (box(span("CANARY", "Pale")), PALE, ""),
    ("odp", "a white style of a shape"): (box("CANARY", "G"), style("G", WHITE, family="graphic"), ""),
    ("odp", "a dark box"): (box(span("SEEN", "Pale"), "D"), PALE + DARK_BOX, ""),
    ("odp", "a white box"): (box(span("CANARY", "Pale"), "W"), PALE + WHITE_BOX, ""),
    ("odp", "a shape that programs fill"): (box(span("SEEN", "Pale"), tag="custom-shape"), PALE, ""),
    ("odp", "a dark box under it"): (
        box("", "D", placed(1, 1)) + box(span("SEEN", "Pale"), "", placed(3, 2)),
        PALE + DARK_BOX,
        "",
    ),
    ("odp", "a dark box beside it"): (
        box("", "D", placed(1, 1)) + box(span("CANARY", "Pale"), "", placed(10, 9)),
        PALE + DARK_BOX,
        "",
    ),
    ("odp", "a dark box after it"): (
        box(span("CANARY", "Pale"), "", placed(3, 2)) + box("", "D", placed(1, 1)),
        PALE + DARK_BOX,
        "",
    ),
    ("odp", "a picture under it"): (
        f'<draw:frame {placed(1, 1)}><draw:image xlink:href="a.png"/></draw:frame>'
        + box(span("SEEN", "Pale"), "", placed(2, 2)),
        PALE,
        "",
    ),
    ("odp", "the dark background of a master page"): (box(span("SEEN", "Pale")), PALE, BACK + MASTER),
    ("odp", "left of the slide"): (box("CANARY", "", placed(-40, 1)) + box("SEEN", "", placed(-4, 1)), "", ""),
    ("odp", "below the slide"): (box("CANARY", "", placed(1, 15)) + box("SEEN", "", placed(1, 14)), "", PAGE),
    ("odp", "beside the slide in a group"): (f"<draw:g>{box('CANARY', '', placed(29, 1))}</draw:g>", "", PAGE),
    ("ods", "white by a condition"): (cell(line("CANARY"), "When"), WHEN + style("C", WHITE, family="table-cell"), ""),
    ("ods", "black by a condition"): (cell(line("SEEN"), "When"), WHEN + style("C", BLACK, family="table-cell"), ""),
    ("ods", "white on dark by a condition"): (
        cell(line("SEEN"), "When"),
        WHEN + filled("C", "table-cell", f"table-cell-properties {NIGHT}", WHITE),
        "",
    ),
    ("ods", "nothing shown by a condition"): (
        number(4711, "When"),
        NOTHING + WHEN + OF_CELL.replace('"F"', '"C"'),
        "",
    ),
    ("ods", "a white cell style"): (cell(line("CANARY"), "C"), style("C", WHITE, family="table-cell"), ""),
    ("ods", "white on a dark cell"): (
        cell(line("SEEN"), "C"),
        filled("C", "table-cell", f"table-cell-properties {NIGHT}", WHITE),
        "",
    ),
    ("ods", "white by the column"): (
        COLUMN.format("C") + cell(line("CANARY")),
        style("C", WHITE, family="table-cell"),
        "",
    ),
    ("ods", "white words of a cell"): (cell(line(f"SEEN {span('CANARY', 'Pale')}")), PALE, ""),
    ("ods", "a number format that shows nothing"): (cell(line("CANARY"), "F"), NOTHING + OF_CELL, ""),
    ("ods", "and that a style inherits"): (cell(line("CANARY"), "G"), NOTHING + OF_CELL + SUB_CELL, ""),
    ("ods", "and that a column has"): (COLUMN.format("F") + cell(line("CANARY")), NOTHING + OF_CELL, ""),
    ("ods", "and that words overrule in vain"): (
        cell(line(span("CANARY", "Shown")), "F"),
        NOTHING + OF_CELL + SHOWN,
        "",
    ),
    ("ods", "a number where nothing is shown"): (number(4711, "F"), NOTHING + OF_CELL, ""),
    ("ods", "a negative number where nothing is shown"): (number(-4711, "F", "CANARY"), NOTHING + OF_CELL, ""),
    ("ods", "a text where only texts are shown"): (cell(line("SEEN"), "F"), AT + OF_CELL, ""),
    ("ods", "a number where only texts are shown"): (number(4711, "F"), AT + OF_CELL, ""),
    ("ods", "no zero shown"): (number(1138, "F", "1138"), ZEROLESS + OF_CELL, ""),
    ("ods", "a zero that is not shown"): (number(0, "F", "CANARY"), ZEROLESS + OF_CELL, ""),
    ("ods", "a text where no zero is shown"): (cell(line("SEEN"), "F"), ZEROLESS + OF_CELL, ""),
}  # fmt: skip
PLAIN_CELL = style("Plain", family="table-cell")
FIRST = style("First", f"{SHOW} {LARGE} {BLACK}")


def build(name: str, path: Path) -> Path:
    extension = path.suffix[1:]
    body, own, common = FILES[extension, name]
    first, kind = line("SEENfirst", "First"), KINDS[extension]
    if extension == "odp":
        body = f'<draw:page draw:name="a" draw:master-page-name="M">{first}{body}</draw:page>'
    elif extension == "ods":
        body = f'<table:table table:name="A">{cell(first, "Plain")}{body}</table:table>'
    else:
        body = first + body
    styles = f"<office:automatic-styles>{FIRST}{PLAIN_CELL}{own}</office:automatic-styles>"
    content = f"{styles}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return packed(
        path,
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {OPEN}>{content}</office:document-content>",
            "styles.xml": (
                f"<office:document-styles {OPEN}><office:styles>{common}</office:styles></office:document-styles>"
            ),
        },
    )
