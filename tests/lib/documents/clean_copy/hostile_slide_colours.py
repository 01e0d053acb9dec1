"""Slides with white, transparent and tiny words: hidden words begin with CANARY, seen words with SEEN."""

from dataclasses import dataclass
from pathlib import Path

from tests.lib.documents.clean_copy.hostile_slides import HERE, frame, group, holder
from tests.lib.documents.clean_copy.office import A, P, R, packed, relations, types

THERE, INNER = (600, 300), '<a:chOff x="{}" y="0"/><a:chExt cx="100" cy="100"/>'


def solid(colour: str) -> str:
    """A fill with RRGGBB, or with an element that stands for a colour."""
    return f"<a:solidFill>{colour if '<' in colour else f'<a:srgbClr val={colour!r}/>'}</a:solidFill>"


def named(name: str, **changes: int) -> str:
    inner = "".join(f'<a:{change} val="{share}"/>' for change, share in changes.items())
    return solid(f'<a:schemeClr val="{name}">{inner}</a:schemeClr>')


def gradient(*colours: str) -> str:
    stops = "".join(f'<a:gs pos="{place}"><a:srgbClr val="{one}"/></a:gs>' for place, one in enumerate(colours))
    return f"<a:gradFill><a:gsLst>{stops}</a:gsLst></a:gradFill>"


WHITE, DARK, CLEAR, PHOTO = solid("FFFFFF"), solid("203864"), "<a:noFill/>", "<a:blipFill><a:blip/></a:blipFill>"


def run(said: str, look: str = WHITE, more: str = "") -> str:
    return f"<a:r><a:rPr {more}>{look}</a:rPr><a:t>{said}</a:t></a:r>"


def plain(said: str) -> str:
    return f"<a:r><a:t>{said}</a:t></a:r>"


def body(runs: str, levels: str = "", level: int = 0) -> str:
    return f'<p:txBody><a:bodyPr/>{levels}<a:p><a:pPr lvl="{level}"/>{runs}</a:p></p:txBody>'


def box(
    runs: str,
    fill: str = "",
    at: tuple[int, int] | None = HERE,
    of: str = "",
    style: str = "",
    levels: str = "",
    level: int = 0,
    hidden: str = "",
) -> str:
    """Return a shape with these runs of text. of: the placeholder that it fills."""
    name = f'<p:nvSpPr><p:cNvPr id="2" name="a" {hidden}/><p:nvPr>{of}</p:nvPr></p:nvSpPr>'
    return f"<p:sp>{name}<p:spPr>{frame(at)}{fill}</p:spPr>{style}{body(runs, levels, level)}</p:sp>"


def picture(at: tuple[int, int] | None = HERE) -> str:
    return f"<p:pic><p:nvPicPr/><p:blipFill><a:blip/></p:blipFill><p:spPr>{frame(at)}</p:spPr></p:pic>"


def list_style(look: str, level: int = 1, more: str = "", tag: str = "a:lstStyle") -> str:
    inner = f"<a:lvl{level}pPr><a:defRPr {more}>{look}</a:defRPr></a:lvl{level}pPr>"
    return f"<{tag}>{inner}</{tag}>"


def shape_style(fill: str, font: str) -> str:
    colours = "".join(
        f'<a:{one}Ref idx="{1 if one == "fill" else "minor"}"><a:schemeClr val="{name}"/></a:{one}Ref>'
        for one, name in (("fill", fill), ("font", font))
    )
    return f"<p:style>{colours}</p:style>"


def table(runs: str, cell: str = "", style: str = "", fill: str = "") -> str:
    named_style = f"<a:tableStyleId>{style}</a:tableStyleId>" if style else ""
    row = f"<a:tr><a:tc>{body(runs).replace('p:txBody', 'a:txBody')}<a:tcPr>{cell}</a:tcPr></a:tc></a:tr>"
    inner = f"<a:tbl><a:tblPr>{fill}{named_style}</a:tblPr>{row}</a:tbl>"
    place = frame(HERE).replace("a:xfrm", "p:xfrm")
    data = f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic>"
    return f"<p:graphicFrame><p:nvGraphicFramePr/>{place}{data}</p:graphicFrame>"


def filled(fill: str) -> str:
    return f"<p:bg><p:bgPr>{fill}</p:bgPr></p:bg>"


def background(name: str, index: int = 1001) -> str:
    return f'<p:bg><p:bgRef idx="{index}"><a:schemeClr val="{name}"/></p:bgRef></p:bg>'


def mapped(background: str, words: str) -> str:
    return f'bg1="{background}" tx1="{words}" bg2="lt2" tx2="dk2" accent1="accent1" hlink="hlink"'


def override(background: str, words: str) -> str:
    return f"<p:clrMapOvr><a:overrideClrMapping {mapped(background, words)}/></p:clrMapOvr>"


@dataclass
class Deck:
    """The shapes of a slide, and the XML around them: a background goes before the shapes, the rest after."""

    slide: str
    behind: str = ""
    after: str = ""
    more: str = ""
    layout: str = ""
    layout_behind: str = ""
    layout_after: str = ""
    layout_more: str = ""
    master: str = ""
    master_behind: str = background("bg1")
    mapping: str = mapped("lt1", "dk1")
    styles: str = ""  # of the words of the master
    defaults: str = ""  # of the words of the presentation


TITLE, BODY = holder("title"), holder("body", "1")
LINK = '<a:hlinkClick r:id="r9">{}</a:hlinkClick>'
OWN_COLOUR = '<a:extLst><a:ext><x:hlinkClr xmlns:x="urn:x" val="tx"/></a:ext></a:extLst>'
SHADOW = "<a:effectLst><a:outerShdw/></a:effectLst>"
MARKED = "<a:highlight><a:srgbClr val='{}'/></a:highlight>"
MEDIUM, BARE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
DARK_MAP = mapped("dk1", "lt1")

FILES: dict[str, Deck] = {
    # The colour of the words.
    "white": Deck(box(run("CANARY") + run("SEEN", solid("404040")))),
    "almost white": Deck(box(run("CANARY", solid("F4F4F4")) + run("SEEN", solid("D9D9D9")))),
    "the scheme's background": Deck(box(run("CANARY", named("bg1")) + run("SEEN", named("tx1")))),
    "the scheme's background, darker": Deck(
        box(run("CANARY", named("bg1", lumMod=95_000)) + run("SEEN", named("bg1", lumMod=75_000)))
    ),
    "a tint of black": Deck(
        box(run("CANARY", named("tx1", tint=2_000)) + run("SEEN", named("tx1", tint=75_000)))
    ),
    "a light text colour": Deck(
        box(run("CANARY", named("tx1", lumMod=5_000, lumOff=95_000)) + run("SEEN", named("tx1", lumMod=50_000)))
    ),
    "a colour that the theme does not have": Deck(box(run("SEEN", named("accent6")))),
    "a colour of the system": Deck(
        box(run("CANARY", solid('<a:sysClr val="window"/>')) + run("SEEN", solid('<a:sysClr val="windowText"/>')))
    ),
    "a colour with a name": Deck(
        box(run("CANARY", solid('<a:prstClr val="ivory"/>')) + run("SEEN", solid('<a:prstClr val="navy"/>')))
    ),
    "a colour in shares": Deck(
        box(
            run("CANARY ", solid('<a:scrgbClr r="100%" g="100%" b="100%"/>'))
            + run("SEEN", solid('<a:scrgbClr r="0" g="50000" b="0"/>'))
            + run("CANARYb", solid('<a:hslClr hue="0" sat="100000" lum="99000"/>'))
        )
    ),
    "a change that is not known": Deck(box(run("SEEN", named("bg1", inv=1)))),
    "no fill": Deck(box(run("CANARY", CLEAR))),
    "no fill with an outline": Deck(box(run("SEEN", f"<a:ln>{DARK}</a:ln>{CLEAR}"))),
    "white with an outline": Deck(
        box(run("SEEN", f"<a:ln>{DARK}</a:ln>{WHITE}") + run("CANARY", f"<a:ln>{CLEAR}</a:ln>{WHITE}"))
    ),
    "white with a shadow": Deck(box(run("SEEN", WHITE + SHADOW) + run("CANARY", f"{WHITE}<a:effectLst/>"))),
    "transparent": Deck(
        box(run("CANARY", named("tx1", alpha=1_000)) + run("SEEN", named("tx1", alpha=50_000)), DARK)
    ),
    "a gradient": Deck(
        box(run("CANARY", gradient("FFFFFF", "FAFAFA")) + run("SEEN", gradient("FFFFFF", "203864")))
    ),
    "a picture for a colour": Deck(box(run("SEEN", PHOTO))),
    "a link": Deck(box(run("SEEN", WHITE + LINK.format("")) + run("CANARY", WHITE + LINK.format(OWN_COLOUR)))),
    "tiny": Deck(box(run("CANARY", "", 'sz="100"') + run("SEEN", "", 'sz="600"'))),
    "tiny on a dark ground": Deck(box(run("CANARY", WHITE, 'sz="150"'), DARK)),
    "the number of a slide": Deck(
        box(f'<a:fld type="slidenum"><a:rPr>{WHITE}</a:rPr><a:t>SEEN</a:t></a:fld>' + run("CANARY"))
    ),
    # What gives the colour.
    "by the list style of the shape": Deck(box(plain("CANARY") + run("SEEN", DARK), levels=list_style(WHITE))),
    "by another level": Deck(
        box(plain("SEEN"), levels=list_style(WHITE, 2)) + box(plain("CANARY"), levels=list_style(WHITE, 2), level=1)
    ),
    "by the layout": Deck(
        box(plain("CANARY") + run("SEEN", DARK), of=BODY), layout=box("", of=BODY, levels=list_style(WHITE))
    ),
    "tiny by the layout": Deck(
        box(plain("CANARY") + run("SEEN", "", 'sz="900"'), of=BODY),
        layout=box("", of=BODY, levels=list_style("", more='sz="100"')),
    ),
    "dark by the layout": Deck(
        box(plain("SEEN"), of=TITLE),
        layout=box("", of=TITLE, levels=list_style(DARK)),
        master=box("", of=TITLE, levels=list_style(WHITE)),
    ),
    "by the master": Deck(
        box(plain("CANARY"), of=holder("ctrTitle")),
        layout=box("", of=holder("ctrTitle")),
        master=box("", of=TITLE, levels=list_style(WHITE)),
    ),
    "by the titles of the master": Deck(
        box(plain("CANARY"), of=TITLE) + box(plain("SEEN"), of=BODY), styles=list_style(WHITE, tag="p:titleStyle")
    ),
    "by the texts of the master": Deck(
        box(plain("CANARY"), of=holder("", "4")) + box(plain("SEEN"), of=TITLE),
        styles=list_style(WHITE, tag="p:bodyStyle"),
    ),
    "by the other words of the master": Deck(
        box(plain("CANARY")) + box(plain("CANARYb"), of=holder("ftr", "9")) + box(plain("SEEN"), of=TITLE),
        styles=list_style(WHITE, tag="p:otherStyle"),
    ),
    "by the presentation": Deck(box(plain("CANARY")), defaults=list_style(WHITE, tag="p:defaultTextStyle")),
    "dark by the presentation": Deck(
        box(plain("SEEN")),
        defaults=list_style(DARK, tag="p:defaultTextStyle"),
        styles=list_style(WHITE, tag="p:otherStyle"),
    ),
    # What is behind the words: the shape.
    "in a dark shape": Deck(box(run("SEEN"), DARK)),
    "in a white shape": Deck(box(run("CANARY"), WHITE), behind=filled(DARK)),
    "in a clear shape": Deck(box(run("CANARY"), CLEAR)),
    "in a film of colour": Deck(
        box(run("CANARY"), named("tx1", alpha=3_000)) + box(run("SEEN"), named("tx1", alpha=60_000))
    ),
    "in a film of white": Deck(box(run("SEEN"), named("bg1", alpha=40_000)), behind=filled(DARK)),
    "in a picture": Deck(box(run("SEEN"), PHOTO)),
    "in a gradient": Deck(box(run("SEEN"), gradient("FFFFFF", "203864")) + box(run("CANARY"), gradient("FFFFFF"))),
    "in a pattern": Deck(
        box(run("SEEN"), "<a:pattFill><a:fgClr><a:srgbClr val='203864'/></a:fgClr></a:pattFill>")
    ),
    "by the style of the shape": Deck(
        box(plain("SEEN"), style=shape_style("accent1", "lt1"))
        + box(plain("CANARY"), CLEAR, at=THERE, style=shape_style("accent1", "lt1"))
    ),
    "a theme's gradient": Deck(box(run("SEEN"), style=shape_style("accent1", "lt1").replace('idx="1"', 'idx="2"'))),
    "no fill of the theme": Deck(
        box(plain("CANARY"), style=shape_style("accent1", "lt1").replace('idx="1"', 'idx="0"'))
    ),
    "in a dark group": Deck(
        group(box(run("SEEN"), "<a:grpFill/>"), HERE, INNER.format(0)).replace("</p:grpSpPr>", f"{DARK}</p:grpSpPr>")
    ),
    "in a group without fill": Deck(group(box(run("CANARY"), "<a:grpFill/>"), HERE, INNER.format(0))),
    "filled by the layout": Deck(box(run("SEEN"), of=BODY), layout=box("", DARK, of=BODY)),
    "filled by the master": Deck(
        box(run("SEEN"), of=TITLE), layout=box("", of=TITLE), master=box("", DARK, of=TITLE)
    ),
    "cleared over the layout": Deck(box(run("CANARY"), CLEAR, of=BODY), layout=box("", DARK, of=BODY)),
    "in a shape with a shadow": Deck(box(run("SEEN"), CLEAR + SHADOW)),
    "on a white card with a shadow": Deck(box(run("CANARY"), WHITE + SHADOW)),
    # The table.
    "in a table": Deck(table(run("CANARY"))),
    "in a table without colours": Deck(table(run("CANARY"), style=BARE)),
    "in a table with a style": Deck(table(run("SEEN"), style=MEDIUM)),
    "in a white cell": Deck(table(run("CANARY"), WHITE, MEDIUM)),
    "in a cell that is cleared": Deck(table(run("CANARY"), CLEAR, MEDIUM)),
    "in a dark cell": Deck(table(run("SEEN"), DARK)),
    "in a dark table": Deck(table(run("SEEN"), fill=DARK)),
    # The mark.
    "marked": Deck(box(run("SEEN", WHITE + MARKED.format("FFFF00")))),
    "marked white": Deck(box(run("CANARY", WHITE + MARKED.format("FFFFFF")), DARK)),
    # What is below.
    "over a picture": Deck(picture() + box(run("SEEN"))),
    "beside a picture": Deck(picture(THERE) + box(run("CANARY"))),
    "just above a dark shape, into which words may run": Deck(box("", DARK, at=(10, 80)) + box(run("SEEN"))),
    "under a picture": Deck(box(run("CANARY")) + picture()),
    "over a dark shape": Deck(box("", DARK) + box(run("SEEN"))),
    "over a hidden shape": Deck(box("", DARK, hidden='hidden="1"') + box(run("CANARY"))),
    "over a shape beside the slide": Deck(box("", DARK, at=(-60, 10)) + box(run("CANARY"), at=(-40, 10))),
    "over a shape without a place": Deck(box("", DARK, at=None) + box(run("SEEN"))),
    "without a place over a shape": Deck(box("", DARK, at=THERE) + box(run("SEEN"), at=None)),
    "over a table": Deck(table("") + box(run("SEEN"))),
    "over a group": Deck(
        group(box("", DARK, at=(5000, 0)), THERE, INNER.format(5000)) + box(run("SEEN"), at=THERE) + box(run("CANARY"))
    ),
    "in a group over a picture": Deck(picture(THERE) + group(box(run("SEEN"), at=(0, 0)), THERE, INNER.format(0))),
    "over a shape without a side": Deck(box("", DARK).replace('cy="50"', 'cy="0"') + box(run("CANARY"))),
    "over a picture of the master": Deck(box(run("SEEN")) + box(run("CANARY"), at=THERE), master=picture()),
    "over a dark shape of the layout": Deck(
        box(run("SEEN"), of=TITLE, at=None), layout=box("", DARK) + box("", of=TITLE)
    ),
    "without the shapes of the master": Deck(box(run("CANARY")), master=picture(), more='showMasterSp="0"'),
    "a layout without those of the master": Deck(
        box(run("CANARY")) + box(run("SEEN"), at=THERE),
        layout=picture(THERE),
        master=picture(),
        layout_more='showMasterSp="0"',
    ),
    "a placeholder that the slide does not use": Deck(box(run("CANARY")), layout=box("", DARK, of=BODY)),
    # The background.
    "a dark slide": Deck(box(run("SEEN")), behind=filled(DARK)),
    "a white slide of a dark layout": Deck(
        box(run("CANARY")), behind=filled(WHITE), layout_behind=filled(DARK), master_behind=filled(DARK)
    ),
    "a dark layout": Deck(box(run("SEEN"), of=TITLE), layout_behind=filled(PHOTO)),
    "a dark master": Deck(box(run("SEEN")), master_behind=filled(gradient("000000", "FFFFFF"))),
    "a dark theme": Deck(
        box(plain("SEEN"), of=TITLE) + box(run("SEENb", named("tx1"))) + box(run("SEENc")), mapping=DARK_MAP
    ),
    "a white text box on a dark theme": Deck(box(plain("CANARY"), WHITE), mapping=DARK_MAP),
    "a gradient of the theme": Deck(box(run("SEEN")), master_behind=background("bg1", 1002)),
    "no background": Deck(box(run("CANARY")), master_behind=""),
    "other colours on this slide": Deck(
        box(plain("SEEN")) + box(plain("CANARY"), WHITE, at=THERE), after=override("dk1", "lt1")
    ),
    "other colours of the layout": Deck(box(plain("SEEN")) + box(run("SEENb")), layout_after=override("dk1", "lt1")),
    "other colours of the layout alone": Deck(
        box(plain("CANARY")), layout_after=override("dk1", "lt1"), after=override("lt1", "lt1")
    ),
}  # fmt: skip

THEME = (
    f'<a:theme xmlns:a="{A}"><a:themeElements><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4472C4"/></a:accent1>'
    '<a:hlink><a:srgbClr val="0563C1"/></a:hlink></a:clrScheme><a:fmtScheme>'
    '<a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:gradFill><a:gsLst>'
    '<a:gs pos="0"><a:schemeClr val="phClr"><a:tint val="5000"/></a:schemeClr></a:gs>'
    '<a:gs pos="1"><a:schemeClr val="phClr"/></a:gs></a:gsLst></a:gradFill></a:fillStyleLst><a:bgFillStyleLst>'
    '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:gradFill><a:gsLst><a:gs pos="0"><a:schemeClr val="phClr">'
    '<a:shade val="60000"/></a:schemeClr></a:gs></a:gsLst></a:gradFill></a:bgFillStyleLst></a:fmtScheme>'
    "</a:themeElements></a:theme>"
)
SPACES = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'


def build(name: str, path: Path) -> Path:
    return deck(FILES[name], path)


def deck(made: Deck, path: Path, theme: str = THEME, **more: str) -> Path:
    """Write a presentation of one slide. more: parts that replace its own, by their names."""

    def part(tag: str, behind: str, shapes: str, after: str, more: str = "") -> str:
        tree = f"<p:cSld>{behind}<p:spTree>{shapes}</p:spTree></p:cSld>"
        return f"<p:{tag} {SPACES} {more}>{tree}{after}</p:{tag}>"

    first = box(run("SEENfirst", solid("203864")), at=(900, 400))
    after = f"<p:clrMap {made.mapping}/><p:txStyles>{made.styles}</p:txStyles>"
    parts = {
        "[Content_Types].xml": types(**{"ppt/presentation.xml": "presentationml.presentation.main"}),
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
        f'<p:sldSz cx="1000" cy="500"/>{made.defaults}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": part("sld", made.behind, first + made.slide, made.after, made.more),
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")).replace(
            "</Relationships>",
            f'<Relationship Id="r9" Type="{R}/hyperlink" Target="https://www.gov.uk/" TargetMode="External"/>'
            "</Relationships>",
        ),
        "ppt/slideLayouts/slideLayout1.xml": part(
            "sldLayout", made.layout_behind, made.layout, made.layout_after, made.layout_more
        ),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(("slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideMasters/slideMaster1.xml": part("sldMaster", made.master_behind, made.master, after),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(("theme", "../theme/theme1.xml")),
        "ppt/theme/theme1.xml": theme,
    }
    return packed(path, parts | more)
