"""The gold set: invented sentences with identifiers, and invented sentences that only look as if they had some.

It is the same at every run. Where a range of numbers is reserved, so that it belongs to nobody, the numbers come from
it: NHS numbers that begin with 9, Ofcom's phone numbers for drama, email domains of RFC 2606.
"""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import iban
from stdnum.gb import nhs, upn, utr

from ratsite.lib.identifiers import IdentifierKind
from tests.lib.identifiers.hard import HARD
from tests.lib.identifiers.sentences import AROUND, POSITIVE

EACH = 60  # positive sentences of each kind
TRIES = 3  # how often each frame of HARD is filled in with other numbers
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
PLATE = "ABCDEFGHJKLMNOPRSTUVWXYZ"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FIRST, LAST = ("anna", "ion", "mai", "blessing", "olena", "tom"), ("okafor", "popa", "nguyen", "li")
WORDS = ("filled", "count", "soap", "lamp", "bridge", "orange", "quiet", "paper", "stone", "river")


@dataclass(frozen=True)
class Case:
    """A text with the place of its identifier, text[start:end]. Both are 0 if nothing must be found."""

    kind: IdentifierKind
    text: str
    start: int = 0
    end: int = 0


def positives() -> list[Case]:
    chance = random.Random(2026)
    return [_positive(kind, chance) for kind in MAKERS for _ in range(EACH)]


def negatives() -> list[Case]:
    """Return each sentence that only looks like an identifier, several times with other numbers."""
    chance = random.Random(2008)
    return [
        Case(kind, _filled(frame, chance)) for kind, frames in HARD.items() for frame in frames for _ in range(TRIES)
    ]


def _positive(kind: IdentifierKind, chance: random.Random) -> Case:
    frame = chance.choice(POSITIVE[kind])
    before, after = frame.split("{}")
    lead, tail = chance.choice(AROUND).split("{}")
    before = lead + before
    found = _disguised(MAKERS[kind](chance), kind, chance)
    return Case(kind, before + found + after + tail, len(before), len(before) + len(found))


def _filled(frame: str, chance: random.Random) -> str:
    while "{" in frame:
        head, _, rest = frame.partition("{")
        size, _, tail = rest.partition("}")
        frame = head + _digits(chance, int(size)) + tail
    return frame


def _digits(chance: random.Random, count: int) -> str:
    """Return a number of this many digits that does not begin with 0."""
    return str(chance.randint(10 ** (count - 1), 10**count - 1))


def _disguised(value: str, kind: IdentifierKind, chance: random.Random) -> str:
    """Return the value; one time in three, written as in a PDF, a spreadsheet, a phone or a post with emphasis."""
    if kind in (IdentifierKind.WHAT3WORDS, IdentifierKind.MARKING):
        return value
    ways: list[Callable[[str], str]] = [
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\u2009"),
        lambda text: text.replace(" ", "\n", 1),
        lambda text: text.replace(" ", "\n> ", 1),
        lambda text: text[:3] + "\u200b" + text[3:],
        lambda text: text[:4] + "\u00ad" + text[4:],
        lambda text: text.translate(str.maketrans(string.digits, "０１２３４５６７８９")),
        lambda text: f"{text[:2]}**{text[2:-2]}**{text[-2:]}" if kind != IdentifierKind.EMAIL else text,
    ]
    return chance.choice(ways)(value) if chance.random() < 0.35 else value


def _grouped(digits: str, chance: random.Random, *sizes: int) -> str:
    gap = chance.choice([" ", " ", "", "-", "."])
    groups, place = [], 0
    for size in sizes:
        groups.append(digits[place : place + size])
        place += size
    return gap.join(groups)


def _nhs(chance: random.Random) -> str:
    nine = "9" + _digits(chance, 8)
    check = nhs.checksum(nine + "0")  # 10 is never issued
    return _grouped(f"{nine}{-check % 11}", chance, 3, 3, 4) if check != 1 else _nhs(chance)


def _utr(chance: random.Random) -> str:
    nine = _digits(chance, 9)
    return _grouped(utr.calc_check_digit(nine) + nine, chance, *chance.choice([(10,), (5, 5), (3, 3, 4)]))


def _upn(chance: random.Random) -> str:
    rest = _digits(chance, 11) + chance.choice([*string.digits, "A", "W"])
    return upn.calc_check_digit(rest) + rest


def _iban(chance: random.Random) -> str:
    country, account = chance.choice(
        [("GB", "WEST" + _digits(chance, 14)), ("RO", "AAAA" + _digits(chance, 16)), ("PL", _digits(chance, 24))]
    )
    check = next(f"{n:02}" for n in range(2, 99) if iban.is_valid(f"{country}{n:02}{account}"))
    bare = f"{country}{check}{account}"
    written = " ".join(bare[place : place + 4] for place in range(0, len(bare), 4))
    return chance.choice([bare, written, written, bare.lower()])


def _ni(chance: random.Random) -> str:
    prefix, suffix = chance.choice(["ZY", "YX", "ZX", "XZ"]), chance.choice("ABCD")
    pairs = [prefix, *(f"{chance.randint(0, 99):02}" for _ in range(3)), suffix]
    return chance.choice([" ".join(pairs), "".join(pairs), "".join(pairs).lower(), "-".join(pairs)])


def _phone(chance: random.Random) -> str:
    last = f"{chance.randint(0, 999):03}"
    mobiles = [
        f"07700 900{last}", f"07700 900 {last}", f"07700900{last}", f"+44 7700 900{last}", f"+44 (0)7700 900 {last}",
        f"0044 7700 900{last}", f"07700-900-{last}", f"07700.900.{last}", f"077 0090 0{last}", f"07 700 900 {last}",
    ]  # fmt: skip
    others = [
        f"0121 496 0{last}", f"(0121) 496 0{last}", f"01214960{last}", f"01632 960{last}", f"+441632960{last}",
        f"020 7946 0{last}", f"(020) 7946-0{last}", f"0808 157 0{last}", f"+40 721 555 {last}", f"+84 91 555 0{last}",
        f"00355 69 555 0{last}",
    ]  # fmt: skip
    return chance.choice(mobiles + others)


def _email(chance: random.Random) -> str:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    local = chance.choice([f"{first}.{last}", f"{first}{last}{chance.randint(70, 99)}", f"{first[0]}_{last}"])
    domain = chance.choice(["example.org", "mail.example.co.uk", "council.example.gov.uk", "example.com"])
    return chance.choice([f"{local}@{domain}", f"{local}@{domain}", f"{local.title()}@{domain.upper()}"])


def _postcode(chance: random.Random) -> str:
    area = chance.choice(["B1", "B11", "B66", "CV1", "CV12", "WV10", "WS2", "DY4", "M1", "EC1A", "W1T", "SW1A", "LE5"])
    inward = f"{chance.randint(0, 9)}{chance.choice(INWARD)}{chance.choice(INWARD)}"
    return chance.choice([f"{area} {inward}", f"{area}{inward}", f"{area} {inward}".lower(), f"{area}  {inward}"])


def _address(chance: random.Random) -> str:
    street = chance.choice(["Brookfield Lane", "Alder Grove", "St Mary's Road", "Cherry Tree Close", "Soho St"])
    number, flat = f"{chance.randint(1, 240)}{chance.choice(['', '', 'a', 'B'])}", chance.randint(1, 30)
    return chance.choice(
        [
            f"{number} {street}", f"{number}, {street}", f"Flat {flat}, {number} {street}",
            f"flat {flat} {number} {street}",
            f"number {number} {street}", f"no. {number} {street}", f"{number} {street}".lower(),
            f"Flat {flat}, Elmwood House", f"Apartment {flat}, {number} {street}",
        ]
    )  # fmt: skip


def _plate(chance: random.Random) -> str:
    letters = "".join(chance.choices(PLATE, k=3))
    age = chance.choice([*range(10, 27), *range(52, 76)])
    return chance.choice([f"BX{age} {letters}", f"BV{age}{letters}", f"YK{age} {letters}", f"LD{age}-{letters}"])


def _birth(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1960, 2018)
    name = MONTHS[month - 1]
    return chance.choice(
        [
            f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year % 100:02}", f"{day} {name} {year}",
            f"{day}th {name[:3]} {year}", f"{name} {day}, {year}", f"{year}-{month:02}-{day:02}",
            f"{day:02}-{month:02}-{year}", f"the {day}th of {name} {year}".removeprefix("the "),
        ]
    )  # fmt: skip


def _passport(chance: random.Random) -> str:
    return chance.choice([_digits(chance, 9), f"AB{_digits(chance, 7)}", f"C{_digits(chance, 8)}", _digits(chance, 8)])


def _account(chance: random.Random) -> str:
    code = "-".join(_digits(chance, 2) for _ in range(3))
    link = chance.choice([" ", ", account ", " account number ", ", acc no ", " and a/c "])
    return f"{code}{link}{_digits(chance, 8)}"


def _home_office(chance: random.Random) -> str:
    return chance.choice(
        [
            f"{chance.choice('ABDKMNSTV')}{_digits(chance, 7)}", f"GWF0{_digits(chance, 8)}",
            f"3434-{'-'.join(_digits(chance, 4) for _ in range(3))}", f"ZU{_digits(chance, 7)}",
            f"EDA/{_digits(chance, 7)}", f"TN4/{_digits(chance, 6)}",
        ]
    )  # fmt: skip


def _crime(chance: random.Random) -> str:
    year = chance.randint(19, 26)
    return chance.choice(
        [f"20/{_digits(chance, 6)}/{year}", f"{_digits(chance, 7)}/{year}", f"20/{_digits(chance, 7)}/{year}"]
    )


def _nrm(chance: random.Random) -> str:
    return chance.choice([f"NRM{_digits(chance, 8)}", f"NRM/2025/{_digits(chance, 5)}", f"NRM-{_digits(chance, 6)}"])


def _coordinates(chance: random.Random) -> str:
    north, west = chance.uniform(52.3, 52.7), chance.uniform(1.4, 2.3)
    return chance.choice(
        [
            f"{north:.5f}, -{west:.5f}", f"{north:.4f},-{west:.4f}", f"{north:.5f}° N, {west:.5f}° W",
            f"52°{chance.randint(10, 50)}'11\"N 1°{chance.randint(10, 50)}'25\"W",
        ]
    )  # fmt: skip


def _what3words(chance: random.Random) -> str:
    return "///" + ".".join(chance.sample(WORDS, 3))


def _marking(chance: random.Random) -> str:
    return chance.choice(
        ["OFFICIAL-SENSITIVE", "OFFICIAL - SENSITIVE", "OFFICIAL: SENSITIVE", "OFFICIAL SENSITIVE", "TOP SECRET"]
    )


MAKERS = {
    IdentifierKind.NHS: _nhs, IdentifierKind.NI: _ni, IdentifierKind.PASSPORT: _passport,
    IdentifierKind.UTR: _utr, IdentifierKind.UPN: _upn, IdentifierKind.IBAN: _iban,
    IdentifierKind.ACCOUNT: _account, IdentifierKind.MARKING: _marking, IdentifierKind.PHONE: _phone,
    IdentifierKind.EMAIL: _email, IdentifierKind.POSTCODE: _postcode,
    IdentifierKind.ADDRESS: _address,
    IdentifierKind.PLATE: _plate, IdentifierKind.BIRTH: _birth, IdentifierKind.HOME_OFFICE: _home_office,
    IdentifierKind.CRIME: _crime, IdentifierKind.NRM: _nrm,
    IdentifierKind.COORDINATES: _coordinates, IdentifierKind.WHAT3WORDS: _what3words,
}  # fmt: skip
