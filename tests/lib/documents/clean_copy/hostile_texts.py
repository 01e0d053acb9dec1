"""Rich texts and web pages that hide or show words: hidden words begin with CANARY, seen words with SEEN.

The site makes no clean copy of these formats.
"""

from pathlib import Path

COLOURS = r"{\colortbl;\red255\green255\blue255;\red32\green64\blue96;\red250\green251\blue252;\red170\green0\blue0;}"
CELL = r"\trowd{}\cellx1000\clcbpat2\cellx2000\pard\intbl {{\cf1 {}}}\cell {{\cf1 {}}}\cell\row"
PAGE = r"{\*\background{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 6307872}}}}}"
RICH = {
    "white": r"{\cf1 CANARY}",
    "almost white": r"{\cf3 CANARY}",
    "red": r"{\cf4 SEEN}",
    "white ends with its group": r"{\cf1 CANARY}SEEN",
    "white ends with plain": r"\cf1 CANARY\plain SEEN",
    "white ends with the automatic colour": r"\cf1 CANARY\cf0 SEEN\cf1  CANARYTWO\cf  SEENtwo",
    "a paragraph does not end it": r"\cf1 CANARY\par\pard CANARYTWO",
    "a colour that the table does not have": r"{\cf9 SEEN}",
    "highlighted": r"{\cf1\highlight2 SEEN}",
    "highlighted in white": r"{\cf1\highlight1 CANARY}",
    "a highlight that ends": r"\cf1\highlight2 SEEN\highlight0 CANARY",
    "words on a dark background": r"{\cf1\chcbpat2 SEEN} {\cf1\cb2 SEENtoo}",
    "words on dark lines": r"{\cf1\chshdng2500\chcfpat2 SEEN}",
    "words on white lines": r"{\cf1\chshdng10000\chcfpat1 CANARY}",
    "a dark paragraph": r"\pard\cbpat2 {\cf1 SEEN}\par\pard {\cf1 CANARY}",
    "a dark cell": CELL.format("", "CANARY", "SEEN"),
    "a dark row": CELL.format(r"\trcbpat2", "SEEN", "SEENtoo"),
    "below a dark cell": CELL.format("", "CANARY", "SEEN") + r"\pard {\cf1  CANARYTWO}",
    "a text box": r"{\shp{\*\shpinst{\shptxt {\cf1 SEEN}}}}",
    "a dark page": PAGE + r"\viewbksp1 {\cf1 SEEN}",
    "a dark page that is not shown": PAGE + r"{\cf1 CANARY}",
    "a footnote": r"{\footnote {\cf1 CANARY}}",
}


GONE = "{display:none}"
# name: (the style sheet, the body)
WEB: dict[str, tuple[str, str]] = {
    "inside a class": (f".a .b {GONE}", "<div class=a><p class=b>CANARY</p></div><p class=b>SEEN</p>"),
    "far inside": (f"#a .b em {GONE}", "<div id=a><div><ul class=b><li><em>CANARY</em></ul></div></div><em>SEEN</em>"),
    "in a child": (f".a > .b {GONE}", "<div class=a><p class=b>CANARY</p><div><p class=b>SEEN</p></div></div>"),
    "in a child of any": (
        f".a .b > p {GONE}",
        "<div class=a><div class=b><div class=b><p>CANARY</p></div></div></div><div class=b><p>SEEN</p></div>",
    ),
    "two classes": (f".a.b {GONE}", '<p class="a c b">CANARY</p><p class=a>SEEN</p>'),
    "a tag with two classes": (f"p.a.b {GONE}", '<p class="a b">CANARY</p><div class="a b">SEEN</div>'),
    "an ID with a class": (f"#x.a {GONE}", "<p class=a id=x>CANARY</p><p class=a>SEEN</p>"),
    "an attribute": (f'[data-state="off"] {GONE}', "<p data-state=off>CANARY</p><p data-state=on>SEEN</p>"),
    "a part of an attribute": (f"p[class^='hid'] {GONE}", "<p class=hidden-xs>CANARY</p><p class=nohid>SEEN</p>"),
    "all elements": (f".a * {GONE}", "<div class=a>SEEN<b>CANARY</b></div>"),
    "not a class": (f".tab:not(.on) {GONE}", '<p class=tab>CANARY</p><p class="tab on">SEEN</p>'),
    "one of several": (f":is(.a, .b) i {GONE}", "<p class=b><i>CANARY</i></p><p><i>SEEN</i></p>"),
    "after a sibling": (f"h1 + .b {GONE}", "<h1>SEEN</h1><p class=b>CANARY</p>"),
    "when touched": (f".a:hover .b {GONE}", "<div class=a><p class=b>SEEN</p></div>"),
    "shown again by a stronger rule": (
        f".a.b {{display:block}} .b {GONE}",
        '<p class="a b">SEEN</p><p class=b>CANARY</p>',
    ),
    "shown again by a later rule": (f".b {GONE} .b {{display:block}}", "<p class=b>SEEN</p>"),
    "hidden above all": (
        ".b {display:none !important} .b.b {display:block}",
        "<p class=b style='display:block'>CANARY</p>",
    ),
    "a rule at the end": ("", f"<p class=b>CANARY</p><p>SEEN</p><style>.b {GONE}</style>"),
    "a rule in a rule": (f".a {{ color: red; .b {GONE} }}", "<div class=a><p class=b>CANARY</p></div>"),
    "a rule for screens": (f"@media screen {{ .a .b {GONE} }}", "<div class=a><p class=b>CANARY</p></div>"),
    "a rule for paper": (f"@media print {{ .a {GONE} .b {GONE} }}", "<p class=a>SEEN</p><p class=b>SEENtoo</p>"),
    "a comment in a rule": (f".a /* .x */ .b {GONE}", "<div class=a><p class=b>CANARY</p></div>"),
    "a number for a letter": (r".\62 {display:none}", "<p class=b>CANARY</p>"),
    "white inside a class": (".a .b {color:#fff}", "<div class=a><p class=b>CANARY</p></div><p class=b>SEEN</p>"),
    "white above all": (".b {color:#fff !important}", "<p class=b style='color:#000'>CANARY</p>"),
    "a dark bar": (".bar {background:#204060} .bar a {color:#fff}", "<div class=bar><a>SEEN</a></div><a>SEENtoo</a>"),
    "the attribute hidden": ("", "<p hidden>CANARY</p>"),
    "the attribute hidden, overruled": (".a[hidden] {display:block}", "<p class=a hidden>SEEN</p>"),
}


def build(name: str, path: Path) -> Path:
    if path.suffix == ".html":
        sheet, body = WEB[name]
        path.write_text(f"<!doctype html><style>{sheet}</style><p>SEENfirst</p>{body}", encoding="utf-8")
        return path
    path.write_bytes((r"{\rtf1\ansi\deff0" + COLOURS + r"\pard SEENfirst\par " + RICH[name] + "}").encode("ascii"))
    return path


FILES = [("rtf", name) for name in RICH] + [("html", name) for name in WEB]
