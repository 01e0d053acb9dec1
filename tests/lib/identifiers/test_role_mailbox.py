"""A public body's shared mailboxes pass at its own domain; people's addresses and imitations of the domain do not."""

import pytest

from ratsite.lib.identifiers import Allow, IdentifierKind, find
from ratsite.lib.identifiers.role_mailbox import ROLE_WORDS

DOMAINS = {"gov.uk", "police.uk", "trust.nhs.uk"}
PASS = [
    "nrm@modernslavery.gov.uk", "duty@modernslavery.gov.uk", "housing.advice@walsall.gov.uk",
    "NRM@ModernSlavery.GOV.uk", "modern-slavery@homeoffice.gov.uk",
    "public_protection@west-midlands.police.uk", "safeguarding.adults@trust.nhs.uk", "enquiries@gov.uk",
]  # fmt: skip
REFUSED = {
    "a person": "jane.smith@homeoffice.gov.uk",
    "a person with a role": "jane.smith.duty@homeoffice.gov.uk",
    "a role with a person": "enquiries.smith@homeoffice.gov.uk",
    "initials": "j.advice@homeoffice.gov.uk",
    "a number": "duty2@walsall.gov.uk",
    "a tag": "info+jane@walsall.gov.uk",
    "a first name that is a word": "hope@walsall.gov.uk",
    "a surname that is a word": "ward@walsall.gov.uk",
    "letters run together": "adviceward@walsall.gov.uk",
    "an imitated domain": "enquiries@evil-gov.uk",
    "an imitated suffix": "enquiries@walsall.gov.uk.example.com",
    "another suffix": "enquiries@gov.uk.com",
    "a sister of the trust": "enquiries@other.nhs.uk",
    "a Cyrillic letter": "enquiries@wаlsall.gov.uk",
    "an accent before the @": "enquiriés@walsall.gov.uk",
    "no domain of the list": "enquiries@walsall.example",
}


@pytest.mark.parametrize("address", PASS)
def test_a_role_s_mailbox_at_a_listed_domain_is_no_finding(address):
    text = f"Send the form to {address}, please."
    assert find(text, Allow(domains=DOMAINS)) == []
    assert [one.kind for one in find(text)] == [IdentifierKind.EMAIL]


@pytest.mark.parametrize("address", REFUSED.values(), ids=REFUSED)
def test_any_other_address_is_still_found(address):
    found = find(f"Send the form to {address}, please.", Allow(domains=DOMAINS))
    assert IdentifierKind.EMAIL in [one.kind for one in found]


def test_a_person_before_a_chain_of_role_words_is_still_found():
    """The finder reads 64 characters before the @: a chain that long could hide a name before it."""
    address = "jane.smith." + "duty." * 12 + "team@walsall.gov.uk"
    assert [one.kind for one in find(address, Allow(domains=DOMAINS))] == [IdentifierKind.EMAIL]


@pytest.mark.parametrize(
    "text", ["info at walsall dot gov dot uk", "info (at) walsall.gov.uk", "info @ walsall.gov.uk"]
)
def test_an_address_that_is_written_to_hide_it_is_still_found(text):
    assert IdentifierKind.EMAIL in [one.kind for one in find(f"Ask jane: {text} for it", Allow(domains=DOMAINS))]


def test_no_role_word_is_a_common_first_name_or_surname():
    names = (
        "april august baker bishop black brown butcher carter chase church clay cook court dean drew duke earl faith "
        "field fisher forest frank gill grace grant gray green hall harmony heath hill hope hunt hunter joy justice "
        "king knight lane law lily long mark mason may mercy mills miller page park parker pat patience penny "
        "price prince pope porter post potter price prior rich rob rose ruby rusty sage sharp shepherd "
        "smith sterling stone summer "
        "taylor turner victor victoria violet wade walker ward west white will wood wright young"
    )
    assert ROLE_WORDS.isdisjoint(names.split())
