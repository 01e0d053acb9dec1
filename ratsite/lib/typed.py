"""What somebody had written when the site refused it: it is shown once more, for them to copy."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict

from ratsite.lib.kept_text import kept_text

NEVER_SHOWN = "password"  # or what has this in its name
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)  # broken off, or too much


def sent_fields(request: HttpRequest) -> MultiValueDict:
    """What somebody sent: now, or before they had to sign in again."""
    return request.POST if request.method == "POST" else MultiValueDict(kept_text(request))


def typed_texts(request: HttpRequest) -> list[str]:
    """Each text of more than one word that a signed-in person has sent, in the form's order, each once.

    Nothing is kept: what one word says is chosen again as quickly as it is copied, and marks of the form are one word.
    """
    if not request.user.is_authenticated:
        return []
    try:
        fields = sent_fields(request)  # at an address that is not there nobody has read it before
    except UNREADABLE:
        return []
    sent = (text.strip() for name, texts in fields.lists() if NEVER_SHOWN not in name for text in texts)
    return list(dict.fromkeys(text for text in sent if len(text.split()) > 1))
