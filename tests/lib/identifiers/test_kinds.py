"""What each kind finds and what it lets pass. Numbers are published examples, or from ranges that are nobody's."""

import pytest
from stdnum.gb import upn

from ratsite.lib.identifiers import FINDERS, Kind, Strength

VALID = "0121496074"  # with the check digit of an NHS number, and a nought before it as a telephone number has
BLOCK, ASK, ADVICE = Strength.BLOCK, Strength.ASK, Strength.ADVICE


def found(kind: Kind, text: str) -> list[tuple[str, Strength]]:
    return [(text[one.start : one.end], one.strength) for one in FINDERS[kind](text, ())]


@pytest.mark.parametrize(
    ("kind", "text", "what", "strength"),
    [
        (Kind.NHS, "NHS number 943 476 5919", "943 476 5919", BLOCK),
        (Kind.NHS, "patient 9434765919", "9434765919", BLOCK),
        (Kind.NHS, "on the card: 943-476-5919", "943-476-5919", ASK),
        (Kind.NHS, "NHS no: 943 476 5918 (mistyped)", "943 476 5918", ASK),
        (Kind.NI, "her NI is AB 12 34 56 C", "AB 12 34 56 C", BLOCK),
        (Kind.NI, "hers: ab 12 34 56 c", "ab 12 34 56 c", ASK),
        (Kind.NI, "AB-12-34-56-C", "AB-12-34-56-C", BLOCK),
        (Kind.BIRTH, "date-of-birth: 1/1/90", "1/1/90", ASK),
        (Kind.BIRTH, "aged 15, b. 01/01/2009", "01/01/2009", ASK),
        (Kind.NI, "ab123456c", "ab123456c", ASK),
        (Kind.NI, "National Insurance QQ 12 34 56 A", "QQ 12 34 56 A", ASK),
        (Kind.NI, "NINO TN010190M", "TN010190M", ASK),
        (Kind.PASSPORT, "passport no. 123456789", "123456789", BLOCK),
        (Kind.PASSPORT, "AB1234567 is her passport", "AB1234567", BLOCK),
        (Kind.PASSPORT, "P<GBRDOE<<JANE<<<<<<<<<<<<<", "P<GBRDOE<<JANE<<<<<<<<<<<<<", BLOCK),
        (Kind.UTR, "UTR 19558 39661", "19558 39661", BLOCK),
        (Kind.UTR, "tax reference 2234567890K", "2234567890", BLOCK),
        (Kind.UTR, "UTR: 1234567890", "1234567890", ASK),
        (Kind.UPN, "UPN B801200005001", "B801200005001", BLOCK),
        (Kind.UPN, "B801200005001", "B801200005001", ASK),
        (Kind.IBAN, "GB82 WEST 1234 5698 7654 32 AND", "GB82 WEST 1234 5698 7654 32", BLOCK),
        (Kind.IBAN, "gb29nwbk60161331926819.", "gb29nwbk60161331926819", BLOCK),
        (Kind.IBAN, "RO49 AAAA 1B31 0075 9384 0000", "RO49 AAAA 1B31 0075 9384 0000", BLOCK),
        (Kind.ACCOUNT, "Sort code 20-00-00, account 55779911", "20-00-00, account 55779911", BLOCK),
        (Kind.ACCOUNT, "acc 55779911 sort code 20-00-00", "55779911 sort code 20-00-00", BLOCK),
        (Kind.ACCOUNT, "account number: 55779911", "55779911", ASK),
        (Kind.ACCOUNT, "20-00-00 55779911", "20-00-00 55779911", ASK),
        (Kind.MARKING, "It is OFFICIAL-SENSITIVE.", "OFFICIAL-SENSITIVE", BLOCK),
        (Kind.MARKING, "# Official – Sensitive\n\nMinutes", "Official – Sensitive", BLOCK),
        (Kind.MARKING, "official-sensitive: personal", "official-sensitive: personal", BLOCK),
        (Kind.MARKING, "OFFICIAL_SENSITIVE_minutes.docx", "OFFICIAL_SENSITIVE", BLOCK),
        (Kind.MARKING, "Notes\nSECRET\nMore", "SECRET", BLOCK),
        (Kind.MARKING, "from a TOP SECRET file", "TOP SECRET", BLOCK),
        (Kind.MARKING, "the slide was marked SECRET", "SECRET", BLOCK),
        (Kind.MARKING, "Are Official-Sensitive papers welcome?", "Official-Sensitive", ASK),
        (Kind.MARKING, "RESTRICTED\n\nReport", "RESTRICTED", ASK),
        (Kind.PHONE, "Tel: 0121 496 0123-25", "0121 496 0123", ASK),
        (Kind.PHONE, "ring 07700 900123/124", "07700 900123", ASK),
        (Kind.PHONE, "+44 (0)121 496 0123", "+44 (0)121 496 0123", ASK),
        (Kind.PHONE, "(020) 7946-0123", "(020) 7946-0123", ASK),
        (Kind.PHONE, "mobile 7700 900123", "7700 900123", ASK),
        (Kind.PHONE, "https://wa.me/447700900123", "447700900123", ASK),
        (Kind.PHONE, "+40 721 555 123", "+40 721 555 123", ASK),
        (Kind.PHONE, "wrongly given as 0800 121 700", "0800 121 700", ASK),
        (Kind.PHONE, "order 07700 900123", "07700 900123", ASK),
        (Kind.EMAIL, "<mailto:jane_doe@agency.example>", "jane_doe@agency.example", ASK),
        (Kind.EMAIL, "jane.doe @ agency.org.uk", "jane.doe @ agency.org.uk", ASK),
        (Kind.EMAIL, "jane (at) agency (dot) org", "jane (at) agency (dot) org", ASK),
        (Kind.EMAIL, "żaneta@poczta.example", "żaneta@poczta.example", ASK),
        (Kind.ADDRESS, "at 14 Brookfield Lane.", "14 Brookfield Lane", ASK),
        (Kind.ADDRESS, "Flat 3, 27 Hagley Road", "Flat 3, 27 Hagley Road", ASK),
        (Kind.ADDRESS, "flat 6 33 st marys rd", "flat 6 33 st marys rd", ASK),
        (Kind.ADDRESS, "Flat 9, Elmwood House, by lift", "Flat 9, Elmwood House", ASK),
        (Kind.ADDRESS, "owns no. 14a Victoria Street", "no. 14a Victoria Street", ASK),
        (Kind.ADDRESS, "the men at number 14 again", "number 14", ASK),
        (Kind.ADDRESS, "number 62 on Lozells Road", "number 62 on Lozells Road", ASK),
        (Kind.ADDRESS, "flat_3_27_hagley_road.pdf", "flat_3_27_hagley_road", ASK),
        (Kind.NI, "NI ZY/12/34/56/C", "ZY/12/34/56/C", BLOCK),
        (Kind.BIRTH, "DOB the third of May nineteen ninety", "the third of May nineteen ninety", ASK),
        (Kind.EMAIL, "mail her on anna li at example dot org", "anna li at example dot org", ASK),
        (Kind.CRIME, "West Mercia gave us 22/19442/25", "22/19442/25", ASK),
        (Kind.CRIME, "custody record 22WR/01873/25", "22WR/01873/25", ASK),
        (Kind.MARKING, "it was graded confidential", "confidential", ASK),
        (Kind.MARKING, "restricted - investigation", "restricted - investigation", ASK),
        (Kind.MARKING, "sent as IL3", "IL3", ASK),
        (Kind.MARKING, "restricted_notes.pdf", "restricted", ASK),
        (Kind.POSTCODE, "at B11 1AA.", "B11 1AA", ASK),
        (Kind.POSTCODE, "sw1a1aa", "sw1a1aa", ASK),
        (Kind.POSTCODE, "EC1A-1BB", "EC1A-1BB", ASK),
        (Kind.PLATE, "BX19 ABC waited", "BX19 ABC", ASK),
        (Kind.PLATE, "reg bx19abc", "bx19abc", ASK),
        (Kind.PLATE, "an old van, A123 BCD", "A123 BCD", ASK),
        (Kind.PLATE, "car ABC 123D", "ABC 123D", ASK),
        (Kind.PLATE, "Belfast plate AIZ 1234", "AIZ 1234", ASK),
        (Kind.BIRTH, "DOB 1/2/90", "1/2/90", ASK),
        (Kind.BIRTH, "d.o.b: 01021990", "01021990", ASK),
        (Kind.BIRTH, "born on the 1st of February 1990", "1st of February 1990", ASK),
        (Kind.BIRTH, "1990-02-01 is her date of birth", "1990-02-01", ASK),
        (Kind.BIRTH, "she turned 18 on 3 March 2024", "3 March 2024", ASK),
        (Kind.BIRTH, "aged 17, birthday 3rd March", "3rd March", ASK),
        (Kind.BIRTH, "he was born in Hanoi on 3 May 1990", "3 May 1990", ASK),
        (Kind.PHONE, "Mob07700900123", "07700900123", ASK),
        (Kind.PHONE, "(ring 0121 496 0777)", "0121 496 0777", ASK),
        (Kind.NAME, "Mr I Popa", "I Popa", ADVICE),
        (Kind.HOME_OFFICE, "HO ref A1234567/2", "A1234567/2", ASK),
        (Kind.HOME_OFFICE, "GWF012345678", "GWF012345678", ASK),
        (Kind.HOME_OFFICE, "3434-1234-5678-9012", "3434-1234-5678-9012", ASK),
        (Kind.HOME_OFFICE, "BRP ZU1234567", "ZU1234567", ASK),
        (Kind.HOME_OFFICE, "port reference EDA/1234567", "EDA/1234567", ASK),
        (Kind.CRIME, "it is 20/123456/24 now", "20/123456/24", ASK),
        (Kind.CRIME, "police log 123 of 12/03/2024", "123 of 12/03/2024", ASK),
        (Kind.CRIME, "crime ref CRI/06EE/0001234/24", "CRI/06EE/0001234/24", ASK),
        (Kind.NRM, "NRM reference 2024/12345", "2024/12345", ASK),
        (Kind.NRM, "NRM00012345", "NRM00012345", ASK),
        (Kind.COORDINATES, "maps/@52.486243,-1.890401,15z", "52.486243,-1.890401", ASK),
        (Kind.COORDINATES, "52°29'11\"N 1°53'25\"W", "52°29'11\"N 1°53'25\"W", ASK),
        (Kind.COORDINATES, "grid ref SP 069 866", "SP 069 866", ASK),
        (Kind.WHAT3WORDS, "at ///filled.count.soap.", "///filled.count.soap", ASK),
        (Kind.WHAT3WORDS, "w3w filled.count.soap", "filled.count.soap", ASK),
        (Kind.NAME, "a woman called Abeba Tesfay came", "Abeba Tesfay", ADVICE),
        (Kind.NAME, "Mrs Nguyen rang", "Nguyen", ADVICE),
        (Kind.NAME, "her name is 阮氏明", "阮氏明", ADVICE),
    ],
)
def test_found(kind, text, what, strength):
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
    assert [one.strength for one in FINDERS[Kind.NHS](text, ())] == ([strength] if strength else [])


def test_a_finding_that_may_be_an_nhs_number_does_not_say_that_it_looks_like_one():
    sure, maybe = (FINDERS[Kind.NHS](f"{words} 943 476 5919", ())[0] for words in ("NHS number", "on the card:"))
    assert (str(sure.why).split()[1], str(maybe.why).split()[3]) == ("looks", "may")


def test_a_postcode_without_an_area_of_its_own_is_one():
    assert found(Kind.POSTCODE, "write to GIR 0AA") == [("GIR 0AA", ASK)]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Kind.NHS, ["order 9434765919", "NHS 0000000000", "NHS 111 or 999", "the NHS paid £9434765919"]),
        (Kind.NI, ["QQ 12 34 56 A is an example", "it fell by 200000 a year", "form BG123456A", "s.45 MSA 2015"]),
        (
            Kind.PASSPORT,
            [
                "passport fees in 2023 2024",
                "passport. Ref 123456789",
                "123456789",
                "passport, 12 03 2024",
                "Passport Office 0300 222 0000",
            ],
        ),
        (Kind.UTR, ["1955839661", "HMRC fined 1955839662 times"]),
        (Kind.UPN, ["A801200005001", "pupils: 801200005001"]),
        (Kind.IBAN, ["GB83 WEST 1234 5698 7654 32", "XX82 WEST 1234 5698 7654 32", "GB82 WEST 1234"]),
        (Kind.ACCOUNT, ["sort code 20-00-00", "the bank fined 12345678 people", "on account of 2024"]),
        (
            Kind.MARKING,
            ["an official secret", "it is official. Sensitive, too", "OFFICIAL", "TLP:RED", "keep it secret: personal"],
        ),
        (
            Kind.PHONE,
            ["ISBN 0-306-40615-2", "999 or 116 123", "02.03.2024 10.15", "1000 2000 3000", "order 0123456789"],
        ),
        (Kind.EMAIL, ["@jane", "jane@", "jane@agency", "meet @ the café"]),
        (Kind.POSTCODE, ["in B11", "B11 and CV1", "e1 4th floor", "QQ1 1AA", "the colour #B4E4DF"]),
        (
            Kind.PLATE,
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
            Kind.BIRTH,
            ["b. 3 May 2024: the next meeting", "born in Hanoi, came on 3 May 2020", "turned 50 away on 3 May 2024"],
        ),
        (Kind.BIRTH, ["met on 12 March 1990", "born in 1990", "born before 6 April 1951", "a baby. Met 5 May 2024"]),
        (Kind.HOME_OFFICE, ["A1234567", "Home Office statistics 2023/24", "the Home Office paid £1234567"]),
        (Kind.CRIME, ["police recorded 123456 crimes", "Crime Survey 2023/24", "crime 123456 times", "item 20/12"]),
        (Kind.NRM, ["NRM 17004 referrals", "NRM 12345 potential victims"]),
        (Kind.PASSPORT, ["Passport fee paid by cheque 123456"]),
        (Kind.NRM, ["NRM referrals rose to 19,125", "NRM case numbers 2024", "NRM number 2024", "NRM 2024"]),
        (Kind.COORDINATES, ["0.1234, 0.5678", "from 52.1 to 53.9", "97.1234, 200.5678 on the map"]),
        (Kind.WHAT3WORDS, ["www.gov.uk", "report.final.docx", "what3words is an app"]),
        (
            Kind.NAME,
            ["we called Housing", "it was called off", "Mr Justice Linden", "took 12 ms SQLite", "the name is A"],
        ),
        (Kind.JIGSAW, ["Albanian nationals aged 18 to 24 in Dudley on 3 May", "in Dudley on 3 May 2024"]),
    ],
)
def test_not_found(kind, texts):
    assert [text for text in texts if found(kind, text)] == []


def test_dates_of_birth_in_a_row_are_all_found():
    assert found(Kind.BIRTH, "DOBs: 1/2/2003 & 4/5/2006.") == [("1/2/2003", ASK), ("4/5/2006", ASK)]
    assert found(Kind.BIRTH, "DOB 1/2/2003, seen 4/5/2006.") == [("1/2/2003", ASK)]


def test_three_kinds_of_jigsaw_piece_near_each_other_are_each_noted():
    text = "A 17-year-old Vietnamese girl came to us in Sparkbrook on 3 March."
    assert found(Kind.JIGSAW, text) == [
        ("17-year-old", ADVICE), ("Vietnamese", ADVICE), ("Sparkbrook", ADVICE), ("3 March", ADVICE),
    ]  # fmt: skip
    assert found(Kind.JIGSAW, "A Vietnamese girl came. " + "We met. " * 40 + "It was in Sparkbrook on 3 March.") == []


@pytest.mark.parametrize(
    ("kind", "label", "number"),
    [
        (Kind.NHS, "NHS number ", "9434765919"),  # NHS Data Dictionary
        (Kind.UTR, "UTR ", "1955839661"),
        (Kind.UTR, "UTR ", "2234567890"),  # HMRC's reference checker
        (Kind.UPN, "UPN ", "B801200005001"),
        (Kind.IBAN, "", "GB82WEST12345698765432"),
        (Kind.IBAN, "", "GB29NWBK60161331926819"),
        (Kind.IBAN, "", "DE89370400440532013000"),
    ],
)
def test_check_digits_are_those_of_published_examples(kind, label, number):
    assert found(kind, label + number) == [(number, BLOCK)]


def test_a_pupil_number_of_a_local_authority_made_since_2011_is_found():
    number = upn.calc_check_digit("838200005001") + "838200005001"  # Dorset, 2019
    assert found(Kind.UPN, f"UPN {number}") == [(number, BLOCK)]


def test_with_any_other_last_sign_a_number_fails_its_check():
    valid = {Kind.NHS: "943 476 5919", Kind.UPN: "B801200005001", Kind.IBAN: "GB82WEST12345698765432"}
    for kind, number in valid.items():
        assert [text for digit in "0123456789" if found(kind, text := number[:-1] + digit)] == [number]
