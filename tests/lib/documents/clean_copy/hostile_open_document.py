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
}  # fmt: skip
FIRST = style("First", f"{SHOW} {LARGE}")


def build(name: str, path: Path) -> Path:
    extension = path.suffix[1:]
    body, own, common = FILES[extension, name]
    first, kind = line("SEENfirst", "First"), KINDS[extension]
    if extension == "odp":
        body = f'<draw:page draw:name="a">{first}{body}</draw:page>'
    elif extension == "ods":
        body = f'<table:table table:name="A">{cell(first)}{body}</table:table>'
    else:
        body = first + body
    styles = f"<office:automatic-styles>{FIRST}{own}</office:automatic-styles>"
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
