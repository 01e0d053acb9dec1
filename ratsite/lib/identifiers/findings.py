"""What a finding is: the kind and place of an identifier, what its writer must do and why; never the text found."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from django.utils.functional import Promise

from ratsite.lib.marked_texts import gettext_noop as _


class Strength(IntEnum):
    """What the writer must do about a finding, from the weakest to the strongest demand."""

    ADVICE = 1  # the text can be sent as it is
    ASK = 2  # the writer must remove it, or say why it identifies no private person
    BLOCK = 3  # the writer must remove it; no explanation is accepted


class IdentifierKind(StrEnum):
    """A kind of identifier, such as a phone number. NAMES has the names of the kinds for users."""

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
    ADDRESS = "address"
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


# Marked but not translated here: a text from which an identifier was removed is stored with the English name.
NAMES = {
    IdentifierKind.NHS: _("NHS number"),
    IdentifierKind.NI: _("National Insurance number"),
    IdentifierKind.PASSPORT: _("passport number"),
    IdentifierKind.UTR: _("tax reference"),
    IdentifierKind.UPN: _("pupil number"),
    IdentifierKind.IBAN: _("international bank account number"),
    IdentifierKind.ACCOUNT: _("bank account"),
    IdentifierKind.MARKING: _("protective marking"),
    IdentifierKind.PHONE: _("phone number"),
    IdentifierKind.EMAIL: _("email address"),
    IdentifierKind.ADDRESS: _("home address"),
    IdentifierKind.POSTCODE: _("full postcode"),
    IdentifierKind.PLATE: _("vehicle registration"),
    IdentifierKind.BIRTH: _("date of birth"),
    IdentifierKind.HOME_OFFICE: _("Home Office reference"),
    IdentifierKind.CRIME: _("crime reference"),
    IdentifierKind.NRM: _("NRM reference"),
    IdentifierKind.COORDINATES: _("map position"),
    IdentifierKind.WHAT3WORDS: _("what3words address"),
    IdentifierKind.NAME: _("name"),
    IdentifierKind.JIGSAW: _("personal detail"),
}


@dataclass(frozen=True)
class Finding:
    """One identifier found in a text. A finding is safe to log, because it contains none of the text.

    start, end: offsets in the text as it was given.
    """

    kind: IdentifierKind
    strength: Strength
    start: int
    end: int
    why: str | Promise  # a sentence for the writer, translated when it is shown

    @property
    def name(self) -> str:
        """Return the English name of the finding's kind, for texts that are stored; forms translate the name."""
        return NAMES[self.kind]

    def with_strength(self, strength: Strength) -> "Finding":
        return replace(self, strength=strength)


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without overlaps, in the order of the text.

    Of two findings that overlap, the one that demands more of the writer stays; if they demand the same, the longer; if
    they are equally long, the first.
    """
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (-finding.strength, finding.start - finding.end)):
        place = bisect_left(chosen, finding.end, key=lambda finding: finding.start)
        if place == 0 or chosen[place - 1].end <= finding.start:
            chosen.insert(place, finding)
    return chosen
