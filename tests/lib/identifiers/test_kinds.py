"""What the finder of each kind finds and what it lets pass. Numbers are published examples, or belong to nobody."""

import pytest
from stdnum.gb import upn

from ratsite.lib.identifiers import FINDERS, IdentifierKind, Strength

VALID = "0121496074"  # with the check digit of an NHS number, and a nought before it as a telephone number has
BLOCK, ASK, ADVICE = Strength.BLOCK, Strength.ASK, Strength.ADVICE


def found(kind: IdentifierKind, text: str) -> list[tuple[str, Strength]]:
    return [(text[one.start : one.end], one.strength) for one in FINDERS[kind](text, ())]


@pytest.mark.parametrize(
    ("kind", "text", "what", "strength"),
    [
        (IdentifierKind.NHS, "NHS number 943 476 5919", "943 476 5919", BLOCK),
        (IdentifierKind.NHS, "patient 9434765919", "9434765919", BLOCK),
        (IdentifierKind.NHS, "on the card: 943-476-5919", "943-476-5919", ASK),
        (IdentifierKind.NHS, "NHS no: 943 476 5918 (mistyped)", "943 476 5918", ASK),
        (IdentifierKind.NI, "her NI is AB 12 34 56 C", "AB 12 34 56 C", BLOCK),
        (IdentifierKind.NI, "hers: ab 12 34 56 c", "ab 12 34 56 c", ASK),
        (IdentifierKind.NI, "AB-12-34-56-C", "AB-12-34-56-C", BLOCK),
        (IdentifierKind.BIRTH, "date-of-birth: 1/1/90", "1/1/90", ASK),
        (IdentifierKind.BIRTH, "aged 15, b. 01/01/2009", "01/01/2009", ASK),
        (IdentifierKind.NI, "ab123456c", "ab123456c", ASK),
        (IdentifierKind.NI, "National Insurance QQ 12 34 56 A", "QQ 12 34 56 A", ASK),
        (IdentifierKind.NI, "NINO TN010190M", "TN010190M", ASK),
        (IdentifierKind.PASSPORT, "passport no. 123456789", "123456789", BLOCK),
        (IdentifierKind.PASSPORT, "AB1234567 is her passport", "AB1234567", BLOCK),
        (IdentifierKind.PASSPORT, "P<GBRDOE<<JANE<<<<<<<<<<<<<", "P<GBRDOE<<JANE<<<<<<<<<<<<<", BLOCK),
        (IdentifierKind.UTR, "UTR 19558 39661", "19558 39661", BLOCK),
        (IdentifierKind.UTR, "tax reference 2234567890K", "2234567890", BLOCK),
        (IdentifierKind.UTR, "UTR: 1234567890", "1234567890", ASK),
        (IdentifierKind.UPN, "UPN B801200005001", "B801200005001", BLOCK),
        (IdentifierKind.UPN, "B801200005001", "B801200005001", ASK),
        (IdentifierKind.IBAN, "GB82 WEST 1234 5698 7654 32 AND", "GB82 WEST 1234 5698 7654 32", BLOCK),
        (IdentifierKind.IBAN, "gb29nwbk60161331926819.", "gb29nwbk60161331926819", BLOCK),
        (IdentifierKind.IBAN, "RO49 AAAA 1B31 0075 9384 0000", "RO49 AAAA 1B31 0075 9384 0000", BLOCK),
        (IdentifierKind.ACCOUNT, "Sort code 20-00-00, account 55779911", "20-00-00, account 55779911", BLOCK),
        (IdentifierKind.ACCOUNT, "acc 55779911 sort code 20-00-00", "55779911 sort code 20-00-00", BLOCK),
        (IdentifierKind.ACCOUNT, "account number: 55779911", "55779911", ASK),
        (IdentifierKind.ACCOUNT, "20-00-00 55779911", "20-00-00 55779911", ASK),
        (IdentifierKind.MARKING, "It is OFFICIAL-SENSITIVE.", "OFFICIAL-SENSITIVE", BLOCK),
        (IdentifierKind.MARKING, "# Official – Sensitive\n\nMinutes", "Official – Sensitive", BLOCK),
        (IdentifierKind.MARKING, "official-sensitive: personal", "official-sensitive: personal", BLOCK),
        (IdentifierKind.MARKING, "OFFICIAL_SENSITIVE_minutes.docx", "OFFICIAL_SENSITIVE", BLOCK),
        (IdentifierKind.MARKING, "Notes\nSECRET\nMore", "SECRET", BLOCK),
        (IdentifierKind.MARKING, "from a TOP SECRET file", "TOP SECRET", BLOCK),
        (IdentifierKind.MARKING, "the slide was marked SECRET", "SECRET", BLOCK),
        (IdentifierKind.MARKING, "Are Official-Sensitive papers welcome?", "Official-Sensitive", ASK),
        (IdentifierKind.MARKING, "RESTRICTED\n\nReport", "RESTRICTED", ASK),
        (IdentifierKind.PHONE, "Tel: 0121 496 0123-25", "0121 496 0123", ASK),
        (IdentifierKind.PHONE, "ring 07700 900123/124", "07700 900123", ASK),
        (IdentifierKind.PHONE, "+44 (0)121 496 0123", "+44 (0)121 496 0123", ASK),
        (IdentifierKind.PHONE, "(020) 7946-0123", "(020) 7946-0123", ASK),
        (IdentifierKind.PHONE, "mobile 7700 900123", "7700 900123", ASK),
        (IdentifierKind.PHONE, "https://wa.me/447700900123", "447700900123", ASK),
        (IdentifierKind.PHONE, "+40 721 555 123", "+40 721 555 123", ASK),
        (IdentifierKind.PHONE, "wrongly given as 0800 121 700", "0800 121 700", ASK),
        (IdentifierKind.PHONE, "order 07700 900123", "07700 900123", ASK),
        (IdentifierKind.EMAIL, "<mailto:jane_doe@agency.example>", "jane_doe@agency.example", ASK),
        (IdentifierKind.EMAIL, "jane.doe @ agency.org.uk", "jane.doe @ agency.org.uk", ASK),
        (IdentifierKind.EMAIL, "jane (at) agency (dot) org", "jane (at) agency (dot) org", ASK),
        (IdentifierKind.EMAIL, "żaneta@poczta.example", "żaneta@poczta.example", ASK),
        (IdentifierKind.ADDRESS, "at 14 Brookfield Lane.", "14 Brookfield Lane", ASK),
        (IdentifierKind.ADDRESS, "Flat 3, 27 Hagley Road", "Flat 3, 27 Hagley Road", ASK),
        (IdentifierKind.ADDRESS, "flat 6 33 st marys rd", "flat 6 33 st marys rd", ASK),
        (IdentifierKind.ADDRESS, "Flat 9, Elmwood House, by lift", "Flat 9, Elmwood House", ASK),
        (IdentifierKind.ADDRESS, "owns no. 14a Victoria Street", "no. 14a Victoria Street", ASK),
        (IdentifierKind.ADDRESS, "the men at number 14 again", "number 14", ASK),
        (IdentifierKind.ADDRESS, "number 62 on Lozells Road", "number 62 on Lozells Road", ASK),
        (IdentifierKind.ADDRESS, "flat_3_27_hagley_road.pdf", "flat_3_27_hagley_road", ASK),
        (IdentifierKind.NI, "NI ZY/12/34/56/C", "ZY/12/34/56/C", BLOCK),
        (IdentifierKind.BIRTH, "DOB the third of May nineteen ninety", "the third of May nineteen ninety", ASK),
        (IdentifierKind.EMAIL, "mail her on anna li at example dot org", "anna li at example dot org", ASK),
        (IdentifierKind.CRIME, "West Mercia gave us 22/19442/25", "22/19442/25", ASK),
        (IdentifierKind.CRIME, "custody record 22WR/01873/25", "22WR/01873/25", ASK),
        (IdentifierKind.MARKING, "it was graded confidential", "confidential", ASK),
        (IdentifierKind.MARKING, "restricted - investigation", "restricted - investigation", ASK),
        (IdentifierKind.MARKING, "sent as IL3", "IL3", ASK),
        (IdentifierKind.MARKING, "restricted_notes.pdf", "restricted", ASK),
        (IdentifierKind.POSTCODE, "at B11 1AA.", "B11 1AA", ASK),
        (IdentifierKind.POSTCODE, "sw1a1aa", "sw1a1aa", ASK),
        (IdentifierKind.POSTCODE, "EC1A-1BB", "EC1A-1BB", ASK),
        (IdentifierKind.PLATE, "BX19 ABC waited", "BX19 ABC", ASK),
        (IdentifierKind.PLATE, "reg bx19abc", "bx19abc", ASK),
        (IdentifierKind.PLATE, "an old van, A123 BCD", "A123 BCD", ASK),
        (IdentifierKind.PLATE, "car ABC 123D", "ABC 123D", ASK),
        (IdentifierKind.PLATE, "Belfast plate AIZ 1234", "AIZ 1234", ASK),
        (IdentifierKind.BIRTH, "DOB 1/2/90", "1/2/90", ASK),
        (IdentifierKind.BIRTH, "d.o.b: 01021990", "01021990", ASK),
        (IdentifierKind.BIRTH, "born on the 1st of February 1990", "1st of February 1990", ASK),
        (IdentifierKind.BIRTH, "1990-02-01 is her date of birth", "1990-02-01", ASK),
        (IdentifierKind.BIRTH, "she turned 18 on 3 March 2024", "3 March 2024", ASK),
        (IdentifierKind.BIRTH, "aged 17, birthday 3rd March", "3rd March", ASK),
        (IdentifierKind.BIRTH, "he was born in Hanoi on 3 May 1990", "3 May 1990", ASK),
        (IdentifierKind.PHONE, "Mob07700900123", "07700900123", ASK),
        (IdentifierKind.PHONE, "(ring 0121 496 0777)", "0121 496 0777", ASK),
        (IdentifierKind.NAME, "Mr I Popa", "I Popa", ADVICE),
        (IdentifierKind.HOME_OFFICE, "HO ref A1234567/2", "A1234567/2", ASK),
        (IdentifierKind.HOME_OFFICE, "GWF012345678", "GWF012345678", ASK),
        (IdentifierKind.HOME_OFFICE, "3434-1234-5678-9012", "3434-1234-5678-9012", ASK),
        (IdentifierKind.HOME_OFFICE, "BRP ZU1234567", "ZU1234567", ASK),
        (IdentifierKind.HOME_OFFICE, "port reference EDA/1234567", "EDA/1234567", ASK),
        (IdentifierKind.CRIME, "it is 20/123456/24 now", "20/123456/24", ASK),
        (IdentifierKind.CRIME, "police log 123 of 12/03/2024", "123 of 12/03/2024", ASK),
        (IdentifierKind.CRIME, "crime ref CRI/06EE/0001234/24", "CRI/06EE/0001234/24", ASK),
        (IdentifierKind.NRM, "NRM reference 2024/12345", "2024/12345", ASK),
        (IdentifierKind.NRM, "NRM00012345", "NRM00012345", ASK),
        (IdentifierKind.COORDINATES, "maps/@52.486243,-1.890401,15z", "52.486243,-1.890401", ASK),
        (IdentifierKind.COORDINATES, "52°29'11\"N 1°53'25\"W", "52°29'11\"N 1°53'25\"W", ASK),
        (IdentifierKind.COORDINATES, "grid ref SP 069 866", "SP 069 866", ASK),
        (IdentifierKind.WHAT3WORDS, "at ///filled.count.soap.", "///filled.count.soap", ASK),
        (IdentifierKind.WHAT3WORDS, "w3w filled.count.soap", "filled.count.soap", ASK),
        (IdentifierKind.NAME, "a woman called Abeba Tesfay came", "Abeba Tesfay", ADVICE),
        (IdentifierKind.NAME, "Mrs Nguyen rang", "Nguyen", ADVICE),
        (IdentifierKind.NAME, "her name is 阮氏明", "阮氏明", ADVICE),
    ],
)
def test_each_finder_finds_its_kind(kind, text, what, strength):
    assert found(kind, text) == [(what, strength)]
    assert [str(one.why).endswith(".") for one in FINDERS[kind](text, ())] == [True]


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("patient 9034765911", BLOCK),
        ("patient PHONE", None),  # may be rung
        ("patient CARD", BLOCK),  # written as on a card: no telephone number is
        ("patient 9434765918", None),  # mistyped, and nobody calls it an NHS number
        ("NHS number PHONE", BLOCK),
    ],
)
def test_an_nhs_number_is_as_sure_as_its_check_digit_its_form_and_what_it_is_called(text, strength):
    text = text.replace("PHONE", VALID).replace("CARD", f"{VALID[:3]} {VALID[3:6]} {VALID[6:]}")
    assert [one.strength for one in FINDERS[IdentifierKind.NHS](text, ())] == ([strength] if strength else [])


def test_a_finding_that_may_be_an_nhs_number_does_not_say_that_it_looks_like_one():
    sure, maybe = (
        FINDERS[IdentifierKind.NHS](f"{words} 943 476 5919", ())[0] for words in ("NHS number", "on the card:")
    )
    assert (str(sure.why).split()[1], str(maybe.why).split()[3]) == ("looks", "may")


def test_a_postcode_without_an_area_of_its_own_is_one():
    assert found(IdentifierKind.POSTCODE, "write to GIR 0AA") == [("GIR 0AA", ASK)]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (IdentifierKind.NHS, ["order 9434765919", "NHS 0000000000", "NHS 111 or 999", "the NHS paid £9434765919"]),
        (
            IdentifierKind.NI,
            ["QQ 12 34 56 A is an example", "it fell by 200000 a year", "form BG123456A", "s.45 MSA 2015"],
        ),
        (
            IdentifierKind.PASSPORT,
            [
                "passport fees in 2023 2024",
                "passport. Ref 123456789",
                "123456789",
                "passport, 12 03 2024",
                "Passport Office 0300 222 0000",
            ],
        ),
        (IdentifierKind.UTR, ["1955839661", "HMRC fined 1955839662 times"]),
        (IdentifierKind.UPN, ["A801200005001", "pupils: 801200005001"]),
        (IdentifierKind.IBAN, ["GB83 WEST 1234 5698 7654 32", "XX82 WEST 1234 5698 7654 32", "GB82 WEST 1234"]),
        (IdentifierKind.ACCOUNT, ["sort code 20-00-00", "the bank fined 12345678 people", "on account of 2024"]),
        (
            IdentifierKind.MARKING,
            ["an official secret", "it is official. Sensitive, too", "OFFICIAL", "TLP:RED", "keep it secret: personal"],
        ),
        (
            IdentifierKind.PHONE,
            ["ISBN 0-306-40615-2", "999 or 116 123", "02.03.2024 10.15", "1000 2000 3000", "order 0123456789"],
        ),
        (IdentifierKind.EMAIL, ["@jane", "jane@", "jane@agency", "meet @ the café"]),
        (IdentifierKind.POSTCODE, ["in B11", "B11 and CV1", "e1 4th floor", "QQ1 1AA", "the colour #B4E4DF"]),
        (
            IdentifierKind.PLATE,
            [
                "the M6 AND the M5",
                "the car is a KIA 2019",
                "the car at 60 mph",
                "the car took the M6 and left",
                "A123 BCD",
                "IN24 THE",
                "bx19 abc",
            ],
        ),
        (
            IdentifierKind.BIRTH,
            ["b. 3 May 2024: the next meeting", "born in Hanoi, came on 3 May 2020", "turned 50 away on 3 May 2024"],
        ),
        (
            IdentifierKind.BIRTH,
            ["met on 12 March 1990", "born in 1990", "born before 6 April 1951", "a baby. Met 5 May 2024"],
        ),
        (IdentifierKind.HOME_OFFICE, ["A1234567", "Home Office statistics 2023/24", "the Home Office paid £1234567"]),
        (
            IdentifierKind.CRIME,
            ["police recorded 123456 crimes", "Crime Survey 2023/24", "crime 123456 times", "item 20/12"],
        ),
        (IdentifierKind.NRM, ["NRM 17004 referrals", "NRM 12345 potential victims"]),
        (IdentifierKind.PASSPORT, ["Passport fee paid by cheque 123456"]),
        (IdentifierKind.NRM, ["NRM referrals rose to 19,125", "NRM case numbers 2024", "NRM number 2024", "NRM 2024"]),
        (IdentifierKind.COORDINATES, ["0.1234, 0.5678", "from 52.1 to 53.9", "97.1234, 200.5678 on the map"]),
        (IdentifierKind.WHAT3WORDS, ["www.gov.uk", "report.final.docx", "what3words is an app"]),
        (
            IdentifierKind.NAME,
            ["we called Housing", "it was called off", "Mr Justice Linden", "took 12 ms SQLite", "the name is A"],
        ),
        (IdentifierKind.JIGSAW, ["Albanian nationals aged 18 to 24 in Dudley on 3 May", "in Dudley on 3 May 2024"]),
    ],
)
def test_no_finder_finds_ordinary_words(kind, texts):
    assert [text for text in texts if found(kind, text)] == []


def test_dates_of_birth_in_a_row_are_all_found():
    assert found(IdentifierKind.BIRTH, "DOBs: 1/2/2003 & 4/5/2006.") == [("1/2/2003", ASK), ("4/5/2006", ASK)]
    assert found(IdentifierKind.BIRTH, "DOB 1/2/2003, seen 4/5/2006.") == [("1/2/2003", ASK)]


def test_three_kinds_of_jigsaw_piece_near_each_other_are_each_noted():
    text = "A 17-year-old Vietnamese girl came to us in Sparkbrook on 3 March."
    assert found(IdentifierKind.JIGSAW, text) == [
        ("17-year-old", ADVICE), ("Vietnamese", ADVICE), ("Sparkbrook", ADVICE), ("3 March", ADVICE),
    ]  # fmt: skip
    assert (
        found(IdentifierKind.JIGSAW, "A Vietnamese girl came. " + "We met. " * 40 + "It was in Sparkbrook on 3 March.")
        == []
    )


@pytest.mark.parametrize(
    ("kind", "label", "number"),
    [
        (IdentifierKind.NHS, "NHS number ", "9434765919"),  # NHS Data Dictionary
        (IdentifierKind.UTR, "UTR ", "1955839661"),
        (IdentifierKind.UTR, "UTR ", "2234567890"),  # HMRC's reference checker
        (IdentifierKind.UPN, "UPN ", "B801200005001"),
        (IdentifierKind.IBAN, "", "GB82WEST12345698765432"),
        (IdentifierKind.IBAN, "", "GB29NWBK60161331926819"),
        (IdentifierKind.IBAN, "", "DE89370400440532013000"),
    ],
)
def test_check_digits_are_those_of_published_examples(kind, label, number):
    assert found(kind, label + number) == [(number, BLOCK)]


def test_a_pupil_number_of_a_local_authority_made_since_2011_is_found():
    number = upn.calc_check_digit("838200005001") + "838200005001"  # Dorset, 2019
    assert found(IdentifierKind.UPN, f"UPN {number}") == [(number, BLOCK)]


def test_with_any_other_last_sign_a_number_fails_its_check():
    valid = {
        IdentifierKind.NHS: "943 476 5919",
        IdentifierKind.UPN: "B801200005001",
        IdentifierKind.IBAN: "GB82WEST12345698765432",
    }
    for kind, number in valid.items():
        assert [text for digit in "0123456789" if found(kind, text := number[:-1] + digit)] == [number]
