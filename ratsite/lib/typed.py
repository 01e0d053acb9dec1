"""Show again what a person had written when the site refused it, for them to copy."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

NEVER_SHOWN = "password"  # fields with this in their name
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)  # body cut off or too large


def typed_texts(request: HttpRequest) -> list[str]:
    """Return each text of more than one word that a signed-in person has sent, in order and without repeats.

    Nothing is stored. Single words are left out: they are quickly chosen again, and a form's hidden values are single
    words.
    """
    if not request.user.is_authenticated:
        return []
    try:
        fields = request.POST  # may fail here: on a 404 page nothing has parsed the body before
    except UNREADABLE:
        return []
    sent = (text.strip() for name, texts in fields.lists() if NEVER_SHOWN not in name for text in texts)
    return list(dict.fromkeys(text for text in sent if len(text.split()) > 1))
