"""Find the texts that a person typed into a form, so that a page that refuses the form can give them back."""

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.http import url_has_allowed_host_and_scheme

# The value of a field is never shown if its name contains one of these, as new-password1 and csrfmiddlewaretoken do.
SECRET = re.compile(r"csrf|passw|(?<![a-z])(?:code|token|key|credential)s?(?![a-z])")
# Fields that people write in: one word in them is worth as much as a sentence.
WRITTEN = {"body", "message", "reason", "text"}
# The request was cut off, is too large, or finds no room on the disk.
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, OSError)


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the typed texts, each once, without passwords and other secrets.

    Single words are left out, except in the fields WRITTEN: people type or choose them again quickly, and the values of
    a form's hidden fields are single words.
    """
    try:  # read the body here: for a 404 page, nothing has parsed it before
        sent = list(request.POST.lists())
    except UNREADABLE:
        return []
    texts = []
    for name, values in sent:
        if not SECRET.search(name.lower()):
            fewest = 1 if name in WRITTEN else 2
            texts += [text.strip() for text in values if len(text.split()) >= fewest]
    return list(dict.fromkeys(texts))


def is_own_form(request: HttpRequest) -> bool:
    """True if the browser says that it sent the form from a page of this site, even if its CSRF token is wrong."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    is_allowed = url_has_allowed_host_and_scheme(sender, {request.get_host()}, require_https=request.is_secure())
    return is_allowed and "://" in sender  # an origin of "null" would count as an address on this site
