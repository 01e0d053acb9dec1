"""Recognise addresses of email providers that anyone can use. Such an address does not show where a person works."""

import re

PROVIDERS = frozenset({
    "aol.com", "aol.co.uk", "blueyonder.co.uk", "btconnect.com", "btinternet.com", "btopenworld.com", "duck.com",
    "fastmail.com", "fastmail.fm", "freeserve.co.uk", "hey.com", "hushmail.com", "icloud.com", "inbox.com", "mac.com",
    "mail.com", "mail.ru", "me.com", "msn.com", "ntlworld.com", "o2.co.uk", "orange.fr", "orange.net", "pm.me",
    "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rocketmail.com", "seznam.cz", "sky.com", "talk21.com",
    "talktalk.net", "tiscali.co.uk", "tuta.com", "tuta.io", "tutanota.com", "virgin.net", "virginmedia.com",
    "wanadoo.fr", "web.de", "wp.pl", "ymail.com", "zoho.com", "163.com", "126.com", "abv.bg", "o2.pl", "onet.pl",
    # mailboxes without a password, or for ten minutes
    "10minutemail.com", "guerrillamail.com", "maildrop.cc", "mailinator.com", "sharklasers.com", "temp-mail.org",
    "trashmail.com", "yopmail.com",
})  # fmt: skip
# These have an address in most countries: hotmail.co.uk, yahoo.fr
EVERYWHERE = re.compile(r"(?:gmail|googlemail|gmx|hotmail|live|outlook|rediffmail|yahoo|yandex)\.(?:com?\.)?[a-z]{2,3}")


def provider_of(email: str) -> str:
    """Return the provider's domain if the address is a private one, else ""."""
    domain = email.rpartition("@")[2].lower()
    return domain if domain in PROVIDERS or EVERYWHERE.fullmatch(domain) else ""
