"""Texts of 100,000 characters each that make a careless regular expression slow."""

SIZE = 100_000
UNITS = [
    "1", "a", "A", "a@", "@", "a.", ".", " ", "\n", "(", "+", "-", "/", "*", "_", "<", "\\", "\u200b", "&nbsp;",
    "1 ", "12 34 ", "12-", "1.1,", "07700 ", "+44 (0)", "(0", "07700 900 12x ", "B1 ", "B11 1A ", "AB12 ",
    "AB12 CD ", "ab 12 34 56 ", "GB29 ", "GB29NWBK6016133192681 ", "passport ", "passport a ", "P<GBR",
    "P<GBRA<", "born ", "DOB 1/1/", "DOB ", "1 May ", "1/1/2001 ", "nhs ", "nhs number ", "nhs 943 476 591 ",
    "utr 12345 ", "crime ref ", "crime A/", "20/12345/", "NRM/", "NRM case ", "52.4862, ", "52.48621-1.89",
    '52°1\'1"N ', "///a.b.", "aa.bb.", "w3w aa.bb.cc.", "OFFICIAL ", "OFFICIAL-", "SECRET\n", "\n\n> > ", "# ",
    "Mr A ", "a man called ", "Vietnamese ", "aged 17 in Dudley ", "Vietnamese aged 17 in Dudley on 3 May ",
    "sort code 12-34-56 ", "12-34-56 1234567 ", "12345678 ", "account 1234 5678 ", "A1234567 ", "ho A123456 ",
    "0121 496 0123 ", "a.b@x.org ", "(at) ", "a (at) b.", "a-", "é", "０", "1" * 10 + " ", "9434765919 ",
    "UPN A12345678901", "\t", "\r\n", "٣",
]  # fmt: skip


def hostile() -> list[str]:
    return [(unit * (SIZE // len(unit) + 1))[:SIZE] for unit in UNITS]
