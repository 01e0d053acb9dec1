"""The whole check: positions, the allow-list, one kind for each match, masking, and what is never logged."""

import logging
import random

import pytest

from ratsite.lib.identifiers import (
    FINDERS,
    MOST_REMEMBERED,
    NAMES,
    Allow,
    IdentifierKind,
    Strength,
    _remembered,
    about_children,
    find,
    redact,
    without_overlaps,
)
from ratsite.lib.identifiers.child import signs_of_a_child
from ratsite.lib.identifiers.findings import Finding

TEXT = "Ring Ana on 07700 900123 (jane@agency.example), DOB 1/2/1990. NHS no 943 476 5919, van BX19 ABC, B11 1AA."


def kinds(text: str, allow=()) -> list[IdentifierKind]:
    return [finding.kind for finding in find(text, allow)]


@pytest.mark.parametrize(
    "written",
    [
        "07700\u00a0900\u2009123", "07700 **900** 123", "**07700 900123**"[2:-2], "07700\n900 123", "07700\n> 900 123",
        "07700\r\n900123", "0\u200b7700\u00ad900123", "０７７００９００１２３", "٠٧٧٠٠٩٠٠١٢٣", "07700–900–123",
        "07700_900_123", "07700&nbsp;900123", "07700\\-900\\-123", "0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3", "07700.900.123",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_came_in_and_its_place_is_in_the_text_as_given(written):
    text = f"Łukasz 🐀 \u200b*said*: {written}, twice"
    assert [text[one.start : one.end] for one in find(text)] == [written]
    assert redact(text, find(text)) == "Łukasz 🐀 \u200b*said*: [phone number removed], twice"


@pytest.mark.parametrize(
    ("entry", "written"),
    [
        ("0121 496 0000", "+44 (0)121 496 0000"),
        ("+44 121 496 0000", "(0121) 496-0000"),
        ("08000 121 700", "08000121700"),
        ("Hello@Agency.example", "HELLO@agency.example"),
        ("B5 6AA", "b56aa"),
        ("+40 721 555 123", "0040 721 555 123"),
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    ],
)
def test_published_contacts_pass_however_they_are_written(entry, written):
    assert len(find(f"Ours: {written}.")) == 1
    assert find(f"Ours: {written}.", [entry]) == []
    assert find(f"Ours: {written}.", Allow([entry])) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS 948 1O1 5548", IdentifierKind.NHS),
        ("his no is O77OO 9OO 461", IdentifierKind.PHONE),
        ("reg BV O7 KLM", IdentifierKind.PLATE),
        ("NI yxO1O2O3a", IdentifierKind.NI),
        ("UTR 94577OO711", IdentifierKind.UTR),
    ],
)
def test_a_letter_o_for_a_zero_hides_no_number(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS_948_554_5755_letter.pdf", IdentifierKind.NHS),
        ("crime_ref_20_418273_24.docx", IdentifierKind.CRIME),
        ("DOB_14_03_1989.pdf", IdentifierKind.BIRTH),
        ("IMG_07700_900461.png", IdentifierKind.PHONE),
    ],
)
def test_an_underscore_is_a_space_as_in_a_file_name(text, kind):
    assert kinds(text) == [kind]
    assert redact(text, find(text)) != text


def test_a_name_is_asked_about_if_anything_else_near_it_identifies():
    assert [one.strength for one in find("Mrs Karen Hughes rang.")] == [Strength.ADVICE]
    text = "Ring Mrs Karen Hughes on 07700 900461 about the flat at 14 Brookfield Lane, B12 8QT."
    assert redact(text, [one for one in find(text) if one.strength >= Strength.ASK]) == (
        "Ring Mrs [name removed] on [phone number removed] about the flat at [home address removed], "
        "[full postcode removed]."
    )
    assert kinds("Karen Hughes, 14 Brookfield Lane") == [IdentifierKind.NAME, IdentifierKind.ADDRESS]
    assert kinds("Home Office, 07700 900461") == [IdentifierKind.PHONE]
    assert kinds("Mrs Karen Hughes rang 0121 496 0000", ["0121 496 0000"]) == [IdentifierKind.NAME]


@pytest.mark.parametrize(
    "address",
    ["no.14 Brookfield Lane", "#14 Brookfield Lane", "Brookfield Lane 14", "Brookfield Lane, no. 14a", "14 Bull Ring"],
)
def test_a_house_number_goes_with_its_street_however_it_is_written(address):
    text = f"Ring Karen on 07700 900461, she is at {address}."
    assert redact(text, find(text)) == "Ring Karen on [phone number removed], she is at [home address removed]."


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("a girl aged 14", ["aged 14"]),
        ("she is in year 9 and rang", ["she is in year 9"]),
        ("a case in year 9 and one in Y10.", ["in year 9", "in Y10"]),
        ("She is 14 and says he gave her a phone.", ["She is 14"]),
        ("Girl, 14, and her brother (9)", ["Girl, 14", "brother (9)"]),
        ("fourteen years old, all under 18", ["fourteen years old", "under 18"]),
        ("She is 14 weeks pregnant. She is 34. He is 18. 14 people in a 16-seater.", []),
        ("yr 9 lad", ["yr 9 lad"]),
        ("a 13 year old and a 15yo", ["13 year old", "15yo"]),
        ("the pupil, the pupil", ["pupil"]),
        ("adults aged 18, people aged 16 and over, men aged 16 to 24", []),
        ("Year 2 of the programme; a 10-year-old law; in year 3 of the grant", []),
    ],
)
def test_an_age_or_a_school_year_says_that_a_text_is_about_a_child(text, signs):
    assert signs_of_a_child(text) == signs


def test_a_row_out_of_a_spreadsheet_is_found_cell_by_cell():
    row = "1,DOB 01/02/1990,07700900123,ZY123456C,01632960123/07700900124,jane@agency.example,B11 1AA"
    assert kinds(row) == [
        IdentifierKind.BIRTH,
        IdentifierKind.PHONE,
        IdentifierKind.NI,
        IdentifierKind.PHONE,
        IdentifierKind.PHONE,
        IdentifierKind.EMAIL,
        IdentifierKind.POSTCODE,
    ]


def test_an_allowed_contact_lets_no_other_pass():
    assert kinds("08000 121 700 or 0800 121 700", ["08000 121 700"]) == [IdentifierKind.PHONE]
    assert kinds("a.hello@agency.example", ["hello@agency.example"]) == [IdentifierKind.EMAIL]


def test_no_allow_list_lets_a_marking_pass():
    assert kinds("OFFICIAL-SENSITIVE", ["OFFICIAL-SENSITIVE"]) == [IdentifierKind.MARKING]


def test_every_finding_is_removed():
    assert redact(TEXT, find(TEXT)) == (
        "Ring Ana on [phone number removed] ([email address removed]), DOB [date of birth removed]. "
        "NHS no [NHS number removed], van [vehicle registration removed], [full postcode removed]."
    )
    assert find(redact(TEXT, find(TEXT))) == []
    assert redact(TEXT, []) == TEXT


def test_a_match_belongs_to_one_kind_the_stronger_then_the_longer():
    note, ask, block = (Finding(IdentifierKind.NAME, strength, 0, 9, "") for strength in Strength)
    assert without_overlaps([note, ask, block]) == [block]
    longer = Finding(IdentifierKind.PHONE, Strength.ASK, 3, 20, "")
    assert without_overlaps([ask, longer]) == [longer]
    beside = Finding(IdentifierKind.PHONE, Strength.ADVICE, 9, 12, "")
    assert without_overlaps([beside, block]) == [block, beside]
    assert kinds("NHS number 0123456785 of a patient") == [IdentifierKind.NHS]  # it could be rung as well


def test_an_identifier_that_is_asked_about_is_blocked_in_a_text_about_children():
    before = find(f"{TEXT} A Vietnamese girl aged 17 came to Dudley.")
    after = about_children(before)
    assert {one.strength for one in before} == set(Strength)
    assert {one.strength for one in after} == {Strength.BLOCK, Strength.ADVICE}
    assert [one.with_strength(Strength.ASK) for one in after] == [one.with_strength(Strength.ASK) for one in before]


def test_a_logged_finding_has_kind_and_reason_and_never_the_text(caplog):
    findings = find(TEXT)
    with caplog.at_level(logging.INFO):
        for finding in findings:
            logging.getLogger(__name__).info("%s %r %s", finding, finding, vars(finding))
    words = ["900123", "jane", "1990", "5919", "BX19", "B11", "1AA"]
    assert [word for word in words if word in caplog.text] == []


def test_every_kind_has_a_name_and_a_finder_that_takes_any_text():
    assert list(FINDERS) == list(IdentifierKind) == list(NAMES)
    for text in ["", " ", "\x00", chr(0xD800), "𝟎𝟕𝟕", "İ" * 50, "\u200b" * 50, "*" * 50, "\\" * 51]:
        assert find(text) == []


def test_looking_twice_finds_the_same_and_leaves_the_text_alone():
    assert find(TEXT) == find(TEXT)
    assert [one.start for one in find(TEXT)] == sorted(one.start for one in find(TEXT))


def test_places_lie_in_the_text_and_apart_whatever_the_text():
    chance = random.Random(7)
    pieces = [
        *TEXT.split(),
        *"0123456789.-+()/*_`\\>",
        "\n> ",
        "\u00a0",
        "\u200b",
        "&nbsp;",
        "🐀",
        "０",
        "OFFICIAL",
        "SECRET",
    ]
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=40))
        edges = [place for one in find(text) for place in (one.start, one.end)]
        assert edges == sorted(edges)
        assert all(one.start < one.end <= len(text) for one in find(text))
        assert len(redact(text, find(text)).split("removed]")) == len(find(text)) + 1


def test_the_cache_of_checked_texts_stores_no_text_and_only_the_last_few_results():
    first = find(TEXT)
    first.clear()  # whoever was told may do as they like with it
    assert find(TEXT) == find(TEXT, [""]) != []
    for number in range(2 * MOST_REMEMBERED):
        find(f"{TEXT} {number}")
        assert find("Nothing here.") == []
    assert len(_remembered) <= MOST_REMEMBERED
    told = repr(_remembered)
    assert not any(words in told for words in ("Ana", "07700", "jane", "943", "BX19", "B11", "Nothing"))


def test_a_contact_that_one_agency_publishes_is_allowed_there_and_found_elsewhere():
    for _ in range(2):
        assert find("Ring 0121 496 0000", ["0121 496 0000"]) == []
        assert kinds("Ring 0121 496 0000") == [IdentifierKind.PHONE]
