"""Two editors save the same row of a list of the CMS at the same moment: the second is told before they replace it."""

import time
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from ratsite.pages.forms.cms import HelplineForm
from ratsite.pages.models import Helpline
from tests.factories import MemberFactory, take_second_step
from tests.threads import HELD, WHERE_TWO_WRITE, at_once

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def signed_in_editor() -> Client:
    client, editor = Client(), MemberFactory(roles=["Editors"])
    client.force_login(editor)
    take_second_step(client, editor)
    return client


def test_of_two_editors_who_save_a_helpline_at_the_same_moment_one_is_refused(monkeypatch):
    checked = HelplineForm.clean

    def clean_and_wait(form) -> dict:
        cleaned = checked(form)
        time.sleep(HELD)
        return cleaned

    monkeypatch.setattr(HelplineForm, "clean", clean_and_wait)
    line = Helpline.objects.get(name="Childline")
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    clients = [signed_in_editor() for _ in range(2)]
    form = clients[0].get(edit).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    answers = at_once(
        *(partial(client.post, edit, sent | {"hours": hours}) for client, hours in zip(clients, "AB", strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert "Someone else changed this after you opened this page." in refused.text
