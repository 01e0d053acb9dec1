"""List the kinds of identifiers, each with the function that finds it.

A new kind needs a module in this folder, a line here, and its `Kind` and name in findings.py.
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
    marking,
    name,
    nhs,
    ni,
    nrm,
    passport,
    phone,
    plate,
    postcode,
    upn,
    utr,
    what3words,
)
from ratsite.lib.identifiers.findings import Kind

FINDERS = {
    Kind.NHS: nhs.find,
    Kind.NI: ni.find,
    Kind.PASSPORT: passport.find,
    Kind.UTR: utr.find,
    Kind.UPN: upn.find,
    Kind.IBAN: iban.find,
    Kind.ACCOUNT: account.find,
    Kind.MARKING: marking.find,
    Kind.PHONE: phone.find,
    Kind.EMAIL: email.find,
    Kind.ADDRESS: address.find,
    Kind.POSTCODE: postcode.find,
    Kind.PLATE: plate.find,
    Kind.BIRTH: birth.find,
    Kind.HOME_OFFICE: home_office.find,
    Kind.CRIME: crime.find,
    Kind.NRM: nrm.find,
    Kind.COORDINATES: coordinates.find,
    Kind.WHAT3WORDS: what3words.find,
    Kind.NAME: name.find,
    Kind.JIGSAW: jigsaw.find,
}
