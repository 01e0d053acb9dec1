"""Two people save the same row in the CMS at the same moment: the second is told before they replace it."""

import time
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from ratsite.network.forms import CheckedAdminForm, OvertakenForm
from ratsite.network.models import NetworkSettings
from ratsite.pages.forms.cms import HelplineForm
from ratsite.pages.models import Helpline
from tests.factories import MemberFactory, take_second_step
from tests.threads import HELD, WHERE_TWO_WRITE, at_once

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def signed_in(role: str) -> Client:
    client, person = Client(), MemberFactory(roles=[role])
    client.force_login(person)
    take_second_step(client, person)
    return client


def save_at_once(monkeypatch, form_class: type[OvertakenForm], edit: str, *, role: str, field: str) -> list[str]:
    """Save a form of the CMS twice at the same moment, with two texts in one field; return the texts that were saved.

    The other answer must say that the row was changed.
    """
    checked = form_class.clean

    def clean_and_wait(form) -> dict:
        cleaned = checked(form)
        time.sleep(HELD)
        return cleaned

    monkeypatch.setattr(form_class, "clean", clean_and_wait)
    clients = [signed_in(role) for _ in range(2)]
    form = clients[0].get(edit).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    answers = at_once(
        *(partial(client.post, edit, sent | {field: text}) for client, text in zip(clients, "AB", strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert "Someone else changed this after you opened this page." in refused.text
    return [text for text, answer in zip("AB", answers, strict=True) if answer.status_code == 302]


def test_of_two_editors_who_save_a_helpline_at_the_same_moment_one_is_refused(monkeypatch):
    line = Helpline.objects.get(name="Childline")
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    saved = save_at_once(monkeypatch, HelplineForm, edit, role="Editors", field="hours")
    line.refresh_from_db()
    assert saved == [line.hours]


def test_of_two_coordinators_who_save_the_network_at_the_same_moment_one_is_refused(monkeypatch):
    edit = reverse("wagtailsettings:edit", args=["network", "networksettings", NetworkSettings.ONLY])
    saved = save_at_once(monkeypatch, CheckedAdminForm, edit, role="Coordinators", field="footer_line")
    assert saved == [NetworkSettings.objects.get().footer_line]
