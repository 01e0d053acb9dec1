"""What somebody sent after their session had ended: kept until they have signed in again, and given back once.

It lies in the new session, which nobody is signed in to yet, under the address that it was meant for.
"""

from django.http import HttpRequest

from ratsite.lib.limits import has_done_enough

KEY = "kept_text"
LONGEST = 40_000  # characters
MOST_AN_HOUR = 20  # from one address: enough for an office behind one line, too few to fill a table


def keep_text(request: HttpRequest) -> None:
    """For a form that was sent without a session; files are not kept."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(text) for values in fields.values() for text in values) > LONGEST or has_done_enough(
        request, "kept-text", MOST_AN_HOUR
    ):
        return
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields}


def take_kept_text(request: HttpRequest) -> dict[str, list[str]]:
    """The fields that were meant for this address; empty where there are none. They are given once."""
    kept = request.session.get(KEY)
    if request.method != "GET" or not kept or kept["path"] != request.get_full_path():
        return {}
    del request.session[KEY]
    return kept["fields"]
