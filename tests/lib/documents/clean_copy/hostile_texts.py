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


def build(name: str, path: Path) -> Path:
    path.write_bytes((r"{\rtf1\ansi\deff0" + COLOURS + r"\pard SEENfirst\par " + RICH[name] + "}").encode("ascii"))
    return path


FILES = [("rtf", name) for name in RICH]
