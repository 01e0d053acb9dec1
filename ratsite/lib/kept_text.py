"""What somebody sent after their session had ended: kept until they have signed in again, and given back once.

It lies in the new session, which nobody is signed in to yet, for the address that it was meant for and for the person
to whom the form was shown. The form names them under our signature: whoever else signs in there reads none of it.
"""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from ratsite.lib import markup
from ratsite.lib.limits import is_used_up

KEY = "kept_text"
FIELD = "written_by"
LONGEST = 40_000  # characters with the names of the fields: twice the longest post, and as much as a draft takes
MOST_AN_HOUR = 20  # of one person: enough for every tab that somebody has open, too few to fill a table
TOO_LONG = (
    f"What you sent was longer than {LONGEST:,} characters, too long to be kept while you signed in. A post has room "
    f"for {markup.MAX_SOURCE:,}. Your browser may still show your text if you go back."
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
    # What is sent once more, such as by a page that saves by itself, takes the place of what was kept before.
    if KEY not in request.session and is_used_up("kept-text", person_id, MOST_AN_HOUR):
        return
    fields = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", FIELD)}
    is_too_long = sum(len(text) for name, values in fields.items() for text in (name, *values)) > LONGEST
    request.session[KEY] = {
        "path": request.get_full_path(),
        "person": person_id,
        "fields": {} if is_too_long else fields,
        "is_too_long": is_too_long,
    }


def kept_text(request: HttpRequest) -> dict[str, list[str]]:
    """The fields that this person sent to this address; empty where there are none. Given to one request, and gone."""
    given = getattr(request, KEY, None)
    if given is None:
        given = _take(request)
        setattr(request, KEY, given)
    return given


def _take(request: HttpRequest) -> dict[str, list[str]]:
    kept = request.session.get(KEY)
    if request.method != "GET" or not kept or not request.user.is_authenticated:
        return {}
    is_theirs = kept.get("person") == str(request.user.pk)
    if is_theirs and kept["path"] != request.get_full_path():
        return {}
    del request.session[KEY]
    if not is_theirs:
        return {}
    if kept["is_too_long"]:
        messages.warning(request, TOO_LONG)
    return kept["fields"]


def _signer() -> Signer:
    return Signer(salt=KEY)
