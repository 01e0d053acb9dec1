"""A finding: which kind of identifier, how strong, where and why; never the text itself."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum


class Strength(IntEnum):
    """What a finding asks of the writer, weakest first."""

    NOTE = 1  # advice only; the text can be sent
    ASK = 2  # remove it, or speak for it: say why it is not a private person's
    BLOCK = 3  # remove it; it cannot be spoken for


class Kind(StrEnum):
    """A kind of identifier; NAMES has its name for people."""

    NHS = "nhs"
    NI = "ni"
    PASSPORT = "passport"
    UTR = "utr"
    UPN = "upn"
    IBAN = "iban"
    ACCOUNT = "account"
    MARKING = "marking"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    PLATE = "plate"
    BIRTH = "birth"
    HOME_OFFICE = "home_office"
    CRIME = "crime"
    NRM = "nrm"
    COORDINATES = "coordinates"
    WHAT3WORDS = "what3words"
    NAME = "name"
    JIGSAW = "jigsaw"


NAMES = {
    Kind.NHS: "NHS number",
    Kind.NI: "National Insurance number",
    Kind.PASSPORT: "passport number",
    Kind.UTR: "tax reference",
    Kind.UPN: "pupil number",
    Kind.IBAN: "international bank account number",
    Kind.ACCOUNT: "bank account",
    Kind.MARKING: "protective marking",
    Kind.PHONE: "phone number",
    Kind.EMAIL: "email address",
    Kind.POSTCODE: "full postcode",
    Kind.PLATE: "vehicle registration",
    Kind.BIRTH: "date of birth",
    Kind.HOME_OFFICE: "Home Office reference",
    Kind.CRIME: "crime reference",
    Kind.NRM: "NRM reference",
    Kind.COORDINATES: "map position",
    Kind.WHAT3WORDS: "what3words address",
    Kind.NAME: "name",
    Kind.JIGSAW: "personal detail",
}


@dataclass(frozen=True)
class Finding:
    """One identifier found in a text. Safe to log: it holds none of the text.

    start, end: offsets in the text as it was given.
    """

    kind: Kind
    strength: Strength
    start: int
    end: int
    why: str  # a sentence for the writer

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    def with_strength(self, strength: Strength) -> "Finding":
        return replace(self, strength=strength)


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without overlaps, in the order of the text.

    Of two that overlap, the stronger stays; if equal, the longer; if equal, the first.
    """
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (-one.strength, one.start - one.end)):
        place = bisect_left(kept, finding.end, key=lambda one: one.start)
        if place == 0 or kept[place - 1].end <= finding.start:
            kept.insert(place, finding)
    return kept
