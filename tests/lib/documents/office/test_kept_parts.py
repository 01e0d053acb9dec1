"""Every part of an Office file to which no relation leads is reported, and is not in the clean copy."""

import zipfile
from pathlib import Path

import pytest

from ratsite.lib.documents.clean_copy.__main__ import clean
from ratsite.lib.documents.extraction import records
from ratsite.lib.documents.hidden_parts import HiddenPart
from ratsite.lib.documents.office.kept_parts import parts_of_no_page
from ratsite.lib.documents.office.package import PLUMBING
from ratsite.lib.documents.readers import read_all
from tests.lib.documents.clean_copy.hostile_drawings import sheet, slide, word
from tests.lib.documents.clean_copy.office import BUILDERS, P, S
from tests.lib.documents.clean_copy.test_clean_copy import canaries
from tests.lib.documents.clean_copy.test_pictures_nobody_sees import halves

WORDS = '<a who="CANARYATTRIBUTE">CANARYTEXT</a>'
PERSON = '<a><b name="CANARYNAME" userId="S::CANARYUSER@example.org::1"/></a>'
OLD = f'<revisions xmlns="{S}"><rcc><oc><is><t>CANARYOLD</t></is></oc></rcc></revisions>'
FOOTER = f'<p:notesMaster xmlns:p="{P}"><p:sp><p:ph type="ftr"/><p:t>CANARYFOOTER</p:t></p:sp></p:notesMaster>'
PARTS = [
    ("docx", "word/novelty/thing.xml", WORDS),
    ("docx", "word/documenttasks/documenttasks1.xml", PERSON),
    ("docx", "word/people.xml", PERSON),
    ("docx", "docMetadata/LabelInfo.xml", WORDS),
    ("docx", "word/drawing.vml", "<xml><br>CANARYLOOSE</xml>"),
    ("pptx", "ppt/novelty/thing.xml", WORDS),
    ("pptx", "ppt/changesInfos/changesInfo1.xml", PERSON),
    ("pptx", "ppt/notesMasters/notesMaster1.xml", FOOTER),
    ("pptx", "ppt/notesSlides/notesSlide9.xml", "<a><p><t>CANARYNOTES</t></p></a>"),
    ("xlsx", "xl/novelty/thing.xml", WORDS),
    ("xlsx", "xl/persons/person.xml", PERSON),
    ("xlsx", "xl/revisions/revisionLog1.xml", OLD),
    ("xlsx", "xl/revisions/userNames.xml", PERSON),
    ("xlsx", "xl/slicers/slicer1.xml", WORDS),
]
FILES = {"docx": word, "xlsx": sheet, "pptx": slide}


def hidden(path: Path) -> list[HiddenPart]:
    return [one for one in read_all(path, path.suffix[1:]) if isinstance(one, HiddenPart)]


@pytest.mark.parametrize(("extension", "name", "content"), PARTS)
def test_text_of_a_part_without_a_relation_is_reported_and_checked(tmp_path, extension, name, content):
    path = FILES[extension](tmp_path / f"original.{extension}", "", {})
    assert hidden(path) == []
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    found = {one.decode() for one in canaries(path.read_bytes())}
    told = "\n".join(one.text for one in hidden(path))
    checked = "\n".join(record[1] for record in records(path, extension) if record[0] == 0)
    assert [one for one in found if one not in told or one not in checked] == []
    assert canaries(clean(path, extension)[0]) == set()


@pytest.mark.parametrize("extension", FILES)
def test_a_picture_that_no_page_shows_any_more_is_reported(tmp_path, extension):
    path = FILES[extension](tmp_path / f"original.{extension}", "", {})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("media/left.png", halves())
    assert [(one.kind, one.about) for one in hidden(path)] == [("picture", {"name": "media/left.png"})]


@pytest.mark.parametrize("extension", FILES)
def test_no_part_is_left_out(tmp_path, extension):
    path = BUILDERS[extension](tmp_path / f"original.{extension}")
    with zipfile.ZipFile(path) as archive:
        left_out = {name for name in parts_of_no_page(archive) if not PLUMBING.fullmatch(name)}
    told = "\n".join(f"{one.text} {one.about} {one.kind}" for one in hidden(path))
    places = {
        "docProps/core.xml": "CANARYAUTHOR",
        "docProps/custom.xml": "CANARYVALUE",
        "word/comments.xml": "CANARYREMARK",
        "ppt/notesSlides/notesSlide1.xml": "CANARYNOTES",
    }
    assert left_out
    assert [name for name in left_out if places.get(name, name) not in told] == []


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p>{mark.format('begin')}{runs}{mark.format('end')}</w:p>"


LIST = '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="CANARYITEM" w:value="CANARYVALUE"/></w:dropDownList>'
BOOK = "xl/workbook.xml", "<sheets>"
SHEET = "xl/worksheets/sheet1.xml", '<drawing r:id="r1"/>'
ASIDE = [
    ("docx", field(' XE "', "CANARYJANE", '" '), None),
    ("docx", '<w:p><w:fldSimple w:instr=" TC &quot;CANARYENTRY&quot; "/></w:p>', None),
    ("docx", f"{LIST}</w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>", None),
    ("xlsx", '<fileSharing userName="CANARYSHARE"/>', BOOK),
    ("xlsx", '<AlternateContent><Choice><absPath url="C:\\Users\\CANARYPATH\\"/></Choice></AlternateContent>', BOOK),
    ("xlsx", '<definedNames><definedName name="CANARYNAME">"CANARYVALUE"</definedName></definedNames>', BOOK),
    ("xlsx", '<dataValidations><formula1>"CANARYLIST,B"</formula1></dataValidations>', SHEET),
    ("xlsx", '<scenarios><scenario user="CANARYUSER"><inputCells val="CANARYVALUE"/></scenario></scenarios>', SHEET),
    ("xlsx", '<filterColumn><filters><filter val="CANARYCHOICE"/></filters></filterColumn>', SHEET),
]  # fmt: skip


@pytest.mark.parametrize(("extension", "content", "place"), ASIDE)
def test_words_in_a_part_that_stays_are_reported_and_checked(tmp_path, extension, content, place):
    path = FILES[extension](tmp_path / f"original.{extension}", content if extension == "docx" else "", {})
    if place:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        parts[place[0]] = parts[place[0]].replace(place[1], content + place[1])
        with zipfile.ZipFile(path, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
    found = {one.decode() for one in canaries(path.read_bytes())}
    assert found
    told = "\n".join(one.text for one in hidden(path))
    checked = "\n".join(record[1] for record in records(path, extension) if record[0] == 0)
    assert [one for one in found if one not in told or one not in checked] == []
    copy = tmp_path / f"copy.{extension}"
    copy.write_bytes(clean(path, extension)[0])
    assert (canaries(copy.read_bytes()), hidden(copy)) == (set(), [])
