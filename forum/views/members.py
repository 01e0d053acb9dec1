"""The page of a member: their agency, how to ask them, and what they have written under their own name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from forum.queries.written_by import written_by
from ratsite.accounts.models import User

LONGEST_ID = 18  # digits of a post's id; more would not fit the database's integers


def member(request: HttpRequest, person_id: int) -> HttpResponse:
    people = User.objects.visible_to(request.user).listed_by_name().select_related("agency__main_remit")
    found = get_object_or_404(people.prefetch_related("agency__remits"), pk=person_id)
    written = written_by(found, request.user, _post_id(request.GET.get("before", "")))
    context = {
        "person": found,
        "agency": found.agency,
        "written": written,
        "is_own": found.pk == request.user.pk,
        "is_printable": all(post.topic.is_printable for post in written.posts),
    }
    return render(request, "forum/member.html", context)


def _post_id(value: str) -> int | None:
    """Parse the id of the post to continue from; None if there is none. Raises Http404 for anything but digits."""
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > LONGEST_ID:
        raise Http404
    return int(value)
