"""Return the texts that a person typed into a form, for a page that has to refuse it."""

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

# A field with one of these parts in its name is never shown, such as new-password1 and csrfmiddlewaretoken.
SECRET = re.compile(r"csrf|passw|(?<![a-z])(?:code|token|key|credential)s?(?![a-z])")
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, OSError)  # cut off, too large, or no room for it


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the texts of two or more words, each once, without passwords and other secrets.

    People choose single words again quickly, and a form's hidden values are single words.
    """
    try:  # on a 404 page nothing has parsed the body before
        sent = list(request.POST.lists())
    except UNREADABLE:
        return []
    fields = [values for name, values in sent if not SECRET.search(name.lower())]
    texts = (text.strip() for values in fields for text in values)
    return list(dict.fromkeys(text for text in texts if len(text.split()) > 1))
