"""Changes of a person's membership, for tests in which one happens while a request of that person is processed."""

import datetime as dt

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ratsite.accounts.actions.change_membership import membership_hash
from ratsite.accounts.backends import MemberBackend
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Agency


def of_a_request(person: User) -> User:
    """Return the person as a request that has just come in has them, with their rights already cached."""
    found = MemberBackend().get_user(person.pk)
    found.has_taken_second_step = person.has_taken_second_step
    assert (found.is_member, found.role_names) == (True, person.role_names)
    return found


def silence(person: User) -> None:
    User.objects.filter(pk=person.pk).update(silenced_until=timezone.now() + dt.timedelta(days=1))


def end_membership(person: User) -> None:
    User.objects.filter(pk=person.pk).update(state=MemberState.LEFT, is_active=False)


def deactivate_agency(person: User) -> None:
    Agency.objects.filter(pk=person.agency_id).update(is_active=False)


def remove_roles(person: User) -> None:
    person.groups.clear()


def send_membership(client: Client, person: User, **sent) -> HttpResponse:
    """Send the form of a person's membership and roles with the hash of what it shows. Return the response."""
    shown = membership_hash(User.objects.get(pk=person.pk))
    return client.post(reverse("staff_people:person", args=[person.pk]), {**sent, "shown_hash": shown})
