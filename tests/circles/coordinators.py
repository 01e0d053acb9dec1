"""Change circles and agencies as coordinators do: open a page, send its form, confirm the preview."""

from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from ratsite.circles.actions.change_access import change_access
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import effect_of
from ratsite.network.models import Agency, Circle, Remit
from tests.factories import AgencyFactory, MemberFactory, take_second_step

WHY = "They now run the night shelter."


def coordinator(remit: str = "housing", **fields):
    """Create and return a coordinator of an agency whose main and only remit is this one."""
    agency = AgencyFactory(main_remit=Remit.objects.get(slug=remit))
    agency.remits.add(agency.main_remit)
    return MemberFactory(agency=agency, roles=["Coordinators"], **fields)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    take_second_step(client, person)
    return client


def members_url(circle: Circle) -> str:
    return reverse("staff_circles:circle_members", args=[circle.pk])


def remits_url(agency: Agency) -> str:
    return reverse("staff_agencies:agency_remits", args=[agency.slug])


def opened(client: Client, url: str) -> dict:
    """Return what the form of this page sends if nothing is changed."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None} | {"reason": WHY}


def previewed(client: Client, url: str, **changes):
    return client.post(url, opened(client, url) | changes)


def confirmed(client: Client, url: str, preview, **changes):
    """Press the button on the preview page."""
    form = preview.context["form"]
    assert not form.errors, form.errors
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return client.post(url, {**sent, "shown_hash": form.shown_hash, "confirm": "1", **changes}, follow=True)


def change(client: Client, url: str, **changes):
    return confirmed(client, url, previewed(client, url, **changes))


def add(circle: Circle, person, *, by, reason: str = WHY) -> AccessChange | None:
    """Add the person to the circle with the action, and with the hash of the effect that its page shows."""
    added = {"people": {person.pk}}
    shown_hash = effect_of(circle, added, {}).shown_hash
    return change_access(target=circle, coordinator=by, added=added, removed={}, reason=reason, shown_hash=shown_hash)


def last_entry() -> ModelLogEntry:
    return ModelLogEntry.objects.order_by("-pk").first()
