"""List the kinds of identifiers, each with the function that finds it.

A new kind needs a module in this folder, a line here, and its `IdentifierKind` and name in findings.py. Add it to
`WITH_ZEROS` in __init__.py if people may type a letter O in it for a zero, and to `OF_A_PERSON` there if it always
belongs to one person.
"""

from ratsite.lib.identifiers import (
    account,
    address,
    birth,
    coordinates,
    crime,
    email,
    home_office,
    iban,
    jigsaw,
    name,
    nhs_number,
    ni,
    nrm,
    passport,
    phone,
    plate,
    postcode,
    protective_marking,
    upn,
    utr,
    what3words,
)
from ratsite.lib.identifiers.findings import IdentifierKind

FINDERS = {
    IdentifierKind.NHS: nhs_number.find,
    IdentifierKind.NI: ni.find,
    IdentifierKind.PASSPORT: passport.find,
    IdentifierKind.UTR: utr.find,
    IdentifierKind.UPN: upn.find,
    IdentifierKind.IBAN: iban.find,
    IdentifierKind.ACCOUNT: account.find,
    IdentifierKind.MARKING: protective_marking.find,
    IdentifierKind.PHONE: phone.find,
    IdentifierKind.EMAIL: email.find,
    IdentifierKind.ADDRESS: address.find,
    IdentifierKind.POSTCODE: postcode.find,
    IdentifierKind.PLATE: plate.find,
    IdentifierKind.BIRTH: birth.find,
    IdentifierKind.HOME_OFFICE: home_office.find,
    IdentifierKind.CRIME: crime.find,
    IdentifierKind.NRM: nrm.find,
    IdentifierKind.COORDINATES: coordinates.find,
    IdentifierKind.WHAT3WORDS: what3words.find,
    IdentifierKind.NAME: name.find,
    IdentifierKind.JIGSAW: jigsaw.find,
}
