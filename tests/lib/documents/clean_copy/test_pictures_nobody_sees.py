"""Pictures that are hidden, outside the slide or cropped are reported, and the clean copy has only what is visible."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from ratsite.lib.documents.clean_copy.__main__ import clean
from ratsite.lib.documents.hidden_parts import HiddenPart, HiddenPartKind
from ratsite.lib.documents.readers import read_all
from tests.lib.documents.clean_copy.hostile_drawings import HIDDEN, anchored, sheet, slide, word
from tests.lib.documents.clean_copy.hostile_slides import FAR, HERE, frame
from tests.lib.documents.clean_copy.office import OPEN, packed, relations

SHAPES = {"docx": "word/document", "xlsx": "xl/drawings/drawing1", "pptx": "ppt/slides/slide1"}
CROP = '<a:srcRect l="50000"/>'


def halves() -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (20, 0, 40, 20))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def blip(crop: str = "") -> str:
    return f'<a:blipFill><a:blip r:embed="r1"/>{crop}</a:blipFill>'


def slide_picture(at: tuple[int, int] = HERE, hidden: str = "", crop: str = "") -> str:
    name = f'<p:nvPicPr><p:cNvPr id="5" name="x" {hidden}/></p:nvPicPr>'
    return f"<p:pic>{name}{blip(crop)}<p:spPr>{frame(at)}</p:spPr></p:pic>"


def sheet_picture(hidden: str = "", crop: str = "") -> str:
    name = f'<xdr:nvPicPr><xdr:cNvPr id="5" name="x" {hidden}/></xdr:nvPicPr>'
    return f"<xdr:twoCellAnchor><xdr:pic>{name}{blip(crop)}</xdr:pic></xdr:twoCellAnchor>"


OLDER = '<w:p><w:r><w:pict><v:shape><v:imagedata r:id="r1" {}/></v:shape></w:pict></w:r></w:p>'
VANISHED = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:drawing>{blip()}</w:drawing></w:r></w:p>"
DELETED = f'<w:p><w:del w:author="A"><w:r><w:drawing>{blip()}</w:drawing></w:r></w:del></w:p>'
# Each file as (extension, shapes, what a clean copy keeps of the picture). "": nothing; "blue": its right half.
FILES = {
    "hidden on a slide": ("pptx", slide_picture(hidden=HIDDEN), ""),
    "beside the slide": ("pptx", slide_picture(FAR), ""),
    "cropped on a slide": ("pptx", slide_picture(crop=CROP), "blue"),
    "hidden in a text": ("docx", anchored(blip(), HIDDEN), ""),
    "in hidden text": ("docx", VANISHED, ""),
    "deleted": ("docx", DELETED, ""),
    "cropped in a text": ("docx", anchored(blip(CROP)), "blue"),
    "cropped by per cent": ("docx", anchored(blip('<a:srcRect l="50%"/>')), "blue"),
    "cropped in an older drawing": ("docx", OLDER.format('cropleft="32768f"'), "blue"),
    "hidden on a sheet": ("xlsx", sheet_picture(HIDDEN), ""),
    "cropped on a sheet": ("xlsx", sheet_picture(crop=CROP), "blue"),
}
SEEN = {
    "on a slide": ("pptx", slide_picture()),
    "with a margin": ("pptx", slide_picture(crop='<a:srcRect l="-5000" t="0"/>')),
    "in a text": ("docx", anchored(blip('<a:srcRect l="0"/>'))),
    "on a sheet": ("xlsx", sheet_picture()),
}


def built(extension: str, shapes: str, path: Path) -> Path:
    {"docx": word, "xlsx": sheet, "pptx": slide}[extension](path, shapes, {})
    folder, _, name = SHAPES[extension].rpartition("/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{folder}/_rels/{name}.xml.rels", relations(("image", "media/image1.png")))
        archive.writestr(f"{folder}/media/image1.png", halves())
    return path


def reported_pictures(path: Path) -> list[str]:
    said = read_all(path, path.suffix[1:])
    return [one.place for one in said if isinstance(one, HiddenPart) and one.kind == HiddenPartKind.PICTURE]


def colours(content: bytes) -> list[set[tuple]]:
    """Return the colours of each picture in an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pictures = [Image.open(io.BytesIO(archive.read(one))) for one in archive.namelist() if one.endswith(".png")]
    return [{colour for _, colour in picture.convert("RGB").getcolors() or ()} for picture in pictures]


@pytest.mark.parametrize("name", FILES)
def test_a_hidden_picture_is_reported_and_the_copy_has_only_what_is_visible(tmp_path, name):
    extension, shapes, left = FILES[name]
    path = built(extension, shapes, tmp_path / f"original.{extension}")
    assert len(reported_pictures(path)) == 1
    copy = tmp_path / f"copy.{extension}"
    copy.write_bytes(clean(path, extension)[0])
    assert reported_pictures(copy) == []
    assert colours(copy.read_bytes()) == ([{(0, 0, 255)}] if left else [])


@pytest.mark.parametrize("name", SEEN)
def test_a_picture_that_is_seen_whole_is_not_reported(tmp_path, name):
    extension, shapes = SEEN[name]
    path = built(extension, shapes, tmp_path / f"original.{extension}")
    assert reported_pictures(path) == []
    assert colours(clean(path, extension)[0]) == [{(255, 0, 0), (0, 0, 255)}]


# 40 pixels at 96 dots an inch are 30 points wide.
CLIP = (
    '<style:style style:name="C" style:family="graphic"><style:graphic-properties fo:clip="rect(0cm, 0cm, 0cm, {})"/>'
    "</style:style>"
)
IMAGE = '<draw:image xlink:href="Pictures/a.png"/>'


@pytest.mark.parametrize(
    ("style", "frame", "told", "left"),
    [
        ("15pt", 'draw:style-name="C"', 1, [{(0, 0, 255)}]),
        ("0pt", 'draw:style-name="C"', 0, [{(255, 0, 0), (0, 0, 255)}]),
        ("0pt", 'draw:display="none"', 1, []),
    ],
)
def test_pictures_of_an_open_document(tmp_path, style, frame, told, left):
    body = f'<draw:page draw:name="a"><draw:frame {frame}>{IMAGE}</draw:frame></draw:page>'
    styles = f"<office:automatic-styles>{CLIP.format(style)}</office:automatic-styles>"
    content = f"{styles}<office:body><office:presentation>{body}</office:presentation></office:body>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.presentation",
        "content.xml": f"<office:document-content {OPEN}>{content}</office:document-content>",
        "Pictures/a.png": halves(),
    }
    path, copy = packed(tmp_path / "original.odp", parts), tmp_path / "copy.odp"
    assert len(reported_pictures(path)) == told
    copy.write_bytes(clean(path, "odp")[0])
    assert (reported_pictures(copy), colours(copy.read_bytes())) == ([], left)
