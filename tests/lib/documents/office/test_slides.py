"""White and tiny words on slides are hidden and visible ones are not; faulty files do not stop the reader."""

import zipfile
from pathlib import Path

import pytest

from ratsite.lib.documents.clean_copy.__main__ import clean
from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.office.slide_shapes import Placeholders
from ratsite.lib.documents.office.slides import slide_pages
from tests.lib.documents.clean_copy.hostile_slide_colours import (
    DARK,
    HERE,
    THEME,
    THERE,
    WHITE,
    Deck,
    box,
    deck,
    gradient,
    list_style,
    plain,
    run,
    solid,
)
from tests.lib.documents.clean_copy.hostile_slides import group
from tests.lib.documents.clean_copy.office import relations

LAYOUT_LINKS = "ppt/slideLayouts/_rels/slideLayout1.xml.rels"
MASTER_LINKS = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
SLIDE_LINKS = "ppt/slides/_rels/slide1.xml.rels"


def seen(path: Path) -> str:
    (page,) = (one for one in slide_pages(path) if isinstance(one, Page))
    return page.text


def hidden(path: Path) -> list[str]:
    return [one.text for one in slide_pages(path) if isinstance(one, HiddenPart)]


def copy_of(path: Path) -> Path:
    content, _ = clean(path, "pptx")
    copy = path.with_name("copy.pptx")
    copy.write_bytes(content)
    return copy


def test_seen_words_stay_as_they_are_and_white_spaces_between_them_too(tmp_path):
    words = plain("Ask") + run(" ") + plain("first") + run("never") + run(" ") + run("again") + plain(".")
    original = deck(Deck(box(words)), tmp_path / "original.pptx")
    assert (seen(original), hidden(original)) == ("SEENfirst\nAsk first .\n", ["never again"])
    copy = copy_of(original)
    assert (seen(copy), hidden(copy)) == (seen(original), [])


def test_all_words_of_a_white_paragraph_go_from_the_copy_and_the_paragraph_stays(tmp_path):
    original = deck(Deck(box(run("never"))), tmp_path / "original.pptx")
    copy = copy_of(original)
    with zipfile.ZipFile(copy) as archive:
        slide = archive.read("ppt/slides/slide1.xml").decode()
    assert ("never" in slide, slide.count("<a:p>")) == (False, 2)


MISSING = {
    "no layout": {SLIDE_LINKS: relations()},
    "a layout that is not there": {SLIDE_LINKS: relations(("slideLayout", "../slideLayouts/none.xml"))},
    "a layout that is its own master": {LAYOUT_LINKS: relations(("slideMaster", "slideLayout1.xml"))},
    "a slide that is its own layout": {SLIDE_LINKS: relations(("slideLayout", "slide1.xml"))},
    "no theme": {MASTER_LINKS: relations()},
    "a master that is its own theme": {MASTER_LINKS: relations(("theme", "slideMaster1.xml"))},
    "a damaged theme": {"theme": "<half>"},
    "an empty theme": {"theme": "<theme/>"},
    "a theme without fills": {"theme": THEME.replace("illStyleLst", "Nothing")},
}


@pytest.mark.parametrize("name", MISSING)
def test_white_words_are_found_whatever_parts_are_missing_or_lead_in_a_circle(tmp_path, name):
    made = Deck(box(run("never")) + box(run("always"), DARK, at=THERE))
    original = deck(made, tmp_path / "original.pptx", **MISSING[name])
    assert (seen(original).split(), hidden(original)) == (["SEENfirst", "always"], ["never"])
    assert hidden(copy_of(original)) == []


NUMBERS = {
    "a size that is no number": box(run("always", "", 'sz="x"')),
    "a size that is too long": box(run("always", "", f'sz="{"1" * 5_000}"')),
    "a level that is too deep": box(plain("always"), level=10**12),
    "a share that is no number": box(run("always", solid('<a:schemeClr val="tx1"><a:lumMod val="x"/></a:schemeClr>'))),
    "a share that is too long": box(
        run("always", solid(f'<a:schemeClr val="tx1"><a:lumMod val="{"9" * 400}"/></a:schemeClr>'))
    ),
    "a colour that is none": box(run("always", solid("WHITE!"))),
    "a fill that is none": box(run("always", "<a:solidFill/>")),
    "a style that is none": box(plain("always"), style='<p:style><a:fillRef idx="x"/><a:fontRef/></p:style>'),
    "a cell in no table": f"<a:tc>{box(plain('always'))}<a:tcPr/></a:tc>",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_words_with_a_faulty_look_count_as_seen(tmp_path, name):
    original = deck(Deck(NUMBERS[name]), tmp_path / "original.pptx")
    assert (seen(original).split(), hidden(original)) == (["SEENfirst", "always"], [])
    assert seen(copy_of(original)).split() == ["SEENfirst", "always"]


def in_groups(shape: str, count: int) -> str:
    for _ in range(count):
        shape = group(shape, HERE, '<a:chOff x="10" y="10"/><a:chExt cx="100" cy="100"/>')
    return shape


LARGE = {
    "deep groups": in_groups(box(run("never")), 80),
    "many list styles": box(plain("never"), levels=list_style(WHITE) + list_style(WHITE) * 2_000),
    "a gradient of many colours": box(run("never", gradient(*["FFFFFF"] * 5_000))),
    "many white shapes": box("", WHITE, at=THERE) * 500 + box(run("never")) * 100,
    "many dark shapes elsewhere": box("", DARK, at=THERE) * 500 + box(run("never")) * 100,
}


@pytest.mark.parametrize("name", LARGE)
def test_white_words_are_found_in_large_slides(tmp_path, name):
    original = deck(Deck(LARGE[name]), tmp_path / "original.pptx")
    assert "never" not in seen(original)
    assert "never" in hidden(original)[0]
    assert hidden(copy_of(original)) == []


def test_deep_groups_with_words_at_each_level_cost_no_more_for_each_shape_than_flat_ones(tmp_path, monkeypatch):
    """Else a made-up slide keeps the reader busy until its time is over."""
    asked, placed = [], Placeholders.placed
    monkeypatch.setattr(Placeholders, "placed", lambda self, shape: asked.append(shape) or placed(self, shape))
    counts = []
    for levels in (10, 40):
        asked.clear()
        shape = ""
        for _ in range(levels):
            shape = group(box(plain("always")) + shape, HERE, '<a:chOff x="10" y="10"/><a:chExt cx="100" cy="100"/>')
        assert seen(deck(Deck(shape), tmp_path / "original.pptx")).split().count("always") == levels
        counts.append(len(asked))
    few, many = counts
    assert many < 5 * few


def test_white_words_over_too_many_dark_shapes_count_as_seen(tmp_path):
    original = deck(Deck(box("", DARK, at=THERE) * 2_001 + box(run("always"))), tmp_path / "original.pptx")
    assert hidden(original) == []
