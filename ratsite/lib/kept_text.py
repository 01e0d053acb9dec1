"""Save a form that was sent after the session had ended, and restore it once the writer has signed in again.

It is saved in the new, anonymous session, by the address of the form and for the person to whom the form was shown. The
form names that person in a signed field (FIELD): another person who signs in on this browser sees none of it.
"""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from ratsite.lib.limits import is_used_up
from ratsite.lib.markup import markdown

KEY = "kept_texts"
FIELD = "written_by"
LONGEST = 40_000  # characters with the names of the fields: twice the longest post, and as much as a draft holds
MOST_AN_HOUR = 20  # forms of one person: too few to fill the session table
MOST_FORMS = 5  # forms of one browser, one a tab; the oldest is dropped
BESIDE = ("to", "quote")  # query parameters that prefill a form and do not identify it
TOO_LONG = (
    f"What you sent was longer than {LONGEST:,} characters, too long to be kept while you signed in. A post has room "
    f"for {markdown.MAX_SOURCE:,}. Your browser may still show your text if you go back."
)


def written_by(person_id: int) -> str:
    """Return the signed value of the form's FIELD: who the form is shown to."""
    return _signer().sign(str(person_id))


def keep_text(request: HttpRequest) -> None:
    """Save the fields of a form that was sent without a session.

    Files are not saved. Of a form that is longer than LONGEST, only the fact that it was sent is saved.
    """
    try:
        person_id = _signer().unsign(request.POST.get(FIELD, ""))
    except BadSignature:
        return
    kept, path = request.session.get(KEY, {}), _address(request)
    # A form sent again, such as by a page that saves by itself, replaces the saved one and does not count.
    if path not in kept and is_used_up("kept-text", person_id, MOST_AN_HOUR):
        return
    fields = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", FIELD)}
    is_too_long = sum(len(text) for name, values in fields.items() for text in (name, *values)) > LONGEST
    kept.pop(path, None)
    kept[path] = {"person": person_id, "fields": {} if is_too_long else fields, "is_too_long": is_too_long}
    request.session[KEY] = dict(list(kept.items())[-MOST_FORMS:])


def kept_text(request: HttpRequest) -> dict[str, list[str]]:
    """Return the fields that this person sent to this address, or {}.

    They are removed from the session at once, and stay available for the rest of this request.
    """
    given = getattr(request, KEY, None)
    if given is None:
        given = _take(request)
        setattr(request, KEY, given)
    return given


def _take(request: HttpRequest) -> dict[str, list[str]]:
    """Remove and return this person's fields; another person's fields in the session are removed too."""
    kept = request.session.get(KEY)
    if request.method != "GET" or not kept or not request.user.is_authenticated:
        return {}
    theirs = {path: one for path, one in kept.items() if one["person"] == str(request.user.pk)}
    given = theirs.pop(_address(request), None)
    if theirs != kept:
        request.session[KEY] = theirs
    if given is None:
        return {}
    if given["is_too_long"]:
        messages.warning(request, TOO_LONG)
    return given["fields"]


def _address(request: HttpRequest) -> str:
    """Return the address of the form, the same whichever post it answers or quotes."""
    query = request.GET.copy()
    for name in BESIDE:
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _signer() -> Signer:
    return Signer(salt="kept_text")
