"""Distinguish a role mailbox, such as enquiries@, from a person's mailbox, such as jane.smith@.

Both kinds of mailbox have the same domain at a public body. A mailbox is a role's if every word before the @ is in
ROLE_WORDS. ROLE_WORDS must not contain a word that is also a first name or a surname (ward, page, law, may, hope).
"""

import re
from collections.abc import Iterable

ROLE_WORDS = frozenset(
    re.findall(
        r"\S+",
        "access accommodation admin administration admissions adult adults advice alerts anti antislavery "
        "applications appointments asylum business cases casework central child children childrens civil cohesion "
        "comms communications community complaint complaints compliance compliments consultation consultations "
        "contact contactcentre contactus contracts control coordination coordinator council crime csc customer "
        "customercare customers customerservice customerservices cyber data dataprotection democratic department "
        "departmental desk disclosure disclosures domestic dpo duty education emergency employment enforcement "
        "engagement enquiries enquiry environmental equality events evidence exploitation families family "
        "feedback finance firstcontact firstresponder foi fraud freedom freedomofinformation frontdesk gateway "
        "general governance grants hate health hello help helpdesk helpline homeless homelessness hotline housing "
        "hr hub human humantrafficking immigration info information inquiries intake integrated intelligence "
        "joint labour licensing local localauthority mailbox mash media migrant migration missing modern "
        "modernslavery ms msht mst multiagency national network news newsletter nrm office officer online "
        "operations out outreach partnership partnerships permissions planning policy portal press prevent "
        "prevention privacy procurement protection public publicprotection queries rape reception records "
        "recruitment referral referrals refugee refugees registration registrations regulation regulatory reply "
        "report reporting reports request requests resettlement response rights risk rough safeguarding "
        "safeguardingadults safeguardingchildren safety sar secretariat section security service services sexual "
        "slavery sleepers social socialcare socialservices standards statutory strategy subject support "
        "supportteam survivor survivors team teams trading tradingstandards trafficking training transport unit "
        "vawg victim victims vulnerability vulnerable webmaster website welfare work workers workforce youth",
    )
)
MOST_LETTERS = 50  # characters before the @; a longer part may be the end of a still longer one


def is_role_mailbox(address: str, domains: Iterable[str]) -> bool:
    """True if this address is a role mailbox at one of these domains or at a domain below one.

    address: in small letters. False for an address with letters other than a to z, which may imitate a domain.
    """
    local, _, domain = address.partition("@")
    if len(local) > MOST_LETTERS or not domain.isascii():
        return False
    if any(word not in ROLE_WORDS for word in re.split("[._-]", local)):
        return False
    labels = domain.split(".")
    ends = {".".join(labels[place:]) for place in range(len(labels))}
    return not ends.isdisjoint(domains)
