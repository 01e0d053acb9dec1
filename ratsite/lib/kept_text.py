"""What somebody sent after their session had ended: kept until they have signed in again, and given back once.

It lies in the new session, which nobody is signed in to yet, by the address that it was meant for, for the person to
whom the form was shown. The form names them under our signature: whoever else signs in there reads none of it.
"""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from ratsite.lib.limits import is_used_up
from ratsite.lib.markup import markdown

KEY = "kept_texts"
FIELD = "written_by"
LONGEST = 40_000  # characters with the names of the fields: twice the longest post, and as much as a draft takes
MOST_AN_HOUR = 20  # of one person: too few to fill a table
MOST_FORMS = 5  # of one browser, each in its tab; the oldest goes
BESIDE = ("to", "quote")  # in an address: what one form begins with, not which form it is
TOO_LONG = (
    f"What you sent was longer than {LONGEST:,} characters, too long to be kept while you signed in. A post has room "
    f"for {markdown.MAX_SOURCE:,}. Your browser may still show your text if you go back."
)


def written_by(person_id: int) -> str:
    """Who is writing, for the form's FIELD."""
    return _signer().sign(str(person_id))


def keep_text(request: HttpRequest) -> None:
    """For a form that was sent without a session; files are not kept, and of what is too long only that it was sent."""
    try:
        person_id = _signer().unsign(request.POST.get(FIELD, ""))
    except BadSignature:
        return
    kept, path = request.session.get(KEY, {}), _address(request)
    # What is sent once more, such as by a page that saves by itself, takes the place of what was kept before.
    if path not in kept and is_used_up("kept-text", person_id, MOST_AN_HOUR):
        return
    fields = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", FIELD)}
    is_too_long = sum(len(text) for name, values in fields.items() for text in (name, *values)) > LONGEST
    kept.pop(path, None)
    kept[path] = {"person": person_id, "fields": {} if is_too_long else fields, "is_too_long": is_too_long}
    request.session[KEY] = dict(list(kept.items())[-MOST_FORMS:])


def kept_text(request: HttpRequest) -> dict[str, list[str]]:
    """The fields that this person sent to this address; empty where there are none. Given to one request, and gone."""
    given = getattr(request, KEY, None)
    if given is None:
        given = _take(request)
        setattr(request, KEY, given)
    return given


def _take(request: HttpRequest) -> dict[str, list[str]]:
    """What another person left there goes too."""
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
    """Of the form, the same whichever post it answers or quotes."""
    query = request.GET.copy()
    for name in BESIDE:
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _signer() -> Signer:
    return Signer(salt="kept_text")
