"""Slides whose shapes are on the slide or next to it: hidden words begin with CANARY, seen words with SEEN."""

from pathlib import Path

from tests.lib.documents.clean_copy.office import A, P, R, packed, relations, types

FAR, HERE = (-900, 0), (10, 10)


def frame(at: tuple[int, int] | None, more: str = "", inner: str = "", side: int = 50) -> str:
    if at is None:
        return ""
    place = f'<a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="{side}" cy="{side}"/>'
    return f"<a:xfrm {more}>{place}{inner}</a:xfrm>"


def shape(words: str, at: tuple[int, int] | None, holder: str = "", more: str = "", hidden: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="a" {hidden}/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{frame(at, more)}</p:spPr><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def group(shapes: str, at: tuple[int, int] | None, inner: str = "", more: str = "") -> str:
    place = frame(at, more, inner, 100)
    name = '<p:nvGrpSpPr><p:cNvPr id="3" name="g"/></p:nvGrpSpPr>'
    return f"<p:grpSp>{name}<p:grpSpPr>{place}</p:grpSpPr>{shapes}</p:grpSp>"


def holder(kind: str = "", index: str = "") -> str:
    return f"<p:ph{f' type={kind!r}' if kind else ''}{f' idx={index!r}' if index else ''}/>"


INNER = '<a:chOff x="{}" y="0"/><a:chExt cx="100" cy="100"/>'
# name: (the shapes of the slide, those of the layout, those of the master)
FILES: dict[str, tuple[str, str, str]] = {
    "beside the slide": (shape("CANARY", FAR), "", ""),
    "beside it by the layout": (shape("CANARY", None, holder("", "1")), shape("", FAR, holder("body", "1")), ""),
    "on it by its own place": (shape("SEEN", HERE, holder("", "1")), shape("", FAR, holder("body", "1")), ""),
    "on it by the layout": (
        shape("SEEN", None, holder("", "1")),
        shape("", HERE, holder("body", "1")),
        shape("", FAR, holder("body", "1")),
    ),
    "beside it by the master": (
        shape("CANARY", None, holder("ctrTitle")),
        shape("", None, holder("ctrTitle")),
        shape("", FAR, holder("title")),
    ),
    "beside it by the master alone": (shape("CANARY", None, holder("title")), "", shape("", FAR, holder("title"))),
    "another placeholder": (shape("SEEN", None, holder("", "2")), shape("", FAR, holder("pic", "1")), ""),
    "a hidden placeholder of the layout": (
        shape("SEEN", None, holder("", "1")),
        shape("", HERE, holder("body", "1"), hidden='hidden="1"'),
        "",
    ),
    "beside the slide in a group": (group(shape("CANARY", FAR) + shape("SEEN", HERE), HERE, INNER.format(0)), "", ""),
    "on the slide in a shifted group": (group(shape("SEEN", (5010, 10)), HERE, INNER.format(5000)), "", ""),
    "a group beside the slide": (group(shape("CANARY", HERE), FAR, INNER.format(0)), "", ""),
    "a group without a place": (group(shape("SEENa ", FAR) + shape("SEENb", HERE), None), "", ""),
    "a turned group": (group(shape("SEEN", (-60, 10)), HERE, INNER.format(0), 'rot="5400000"'), "", ""),
    "turned into the slide": (shape("SEEN", (-55, 10), more='rot="2700000"'), "", ""),
}  # fmt: skip


def build(name: str, path: Path) -> Path:
    slide, layout, master = FILES[name]
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    tree = "<p:cSld><p:spTree>{}</p:spTree></p:cSld>"
    return packed(
        path,
        {
            "[Content_Types].xml": types(**{"ppt/presentation.xml": "presentationml.presentation.main"}),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="1000" cy="500"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f"<p:sld {spaces}>{tree.format(shape('SEENfirst', HERE) + slide)}</p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
            "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {spaces}>{tree.format(layout)}</p:sldLayout>",
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
                ("slideMaster", "../slideMasters/slideMaster1.xml")
            ),
            "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {spaces}>{tree.format(master)}</p:sldMaster>",
        },
    )
