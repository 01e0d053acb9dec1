"""The page of a member: their agency, how to contact them, and what they have written under their own name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from forum.enums import WrittenList
from forum.queries.written_by import written_by
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number

MOST_COLLEAGUES = 6  # colleagues on the page; the agency's page lists all of them


def member(request: HttpRequest, person_id: int) -> HttpResponse:
    people = User.objects.visible_to(request.user).listed_by_name().select_related("agency__main_remit")
    person = get_object_or_404(people.prefetch_related("agency__remits"), pk=person_id)
    show = request.GET.get("show", "")
    which = WrittenList(show) if show in WrittenList.values else WrittenList.EVERYTHING
    written = written_by(person, request.user, _post_id(request.GET.get("before", "")), which)
    context = {
        "person": person,
        "agency": person.agency,
        "written": written,
        "which": which,
        "lists": WrittenList,
        "colleagues": _colleagues(person, request.user),
        "is_own": person.pk == request.user.pk,
        "is_printable": all(post.topic.is_printable for post in written.posts),
    }
    return render(request, "forum/member.html", context)


def _colleagues(person: User, reader: User) -> list[User]:
    """Return the members of the same agency who have pages of their own, sorted by name."""
    if person.agency_id is None:
        return []
    people = User.objects.visible_to(reader).listed_by_name().filter(agency=person.agency_id).exclude(pk=person.pk)
    return list(people.select_related("agency").order_by("last_name", "first_name", "pk")[:MOST_COLLEAGUES])


def _post_id(value: str) -> int | None:
    """Return the id where this page of posts begins; None for the first page.

    Raises Http404 for anything but digits.
    """
    if not value:
        return None
    number = whole_number(value)
    if number is None:
        raise Http404
    return number
