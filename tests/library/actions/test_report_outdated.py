"""Readers report that a resource looks out of date, and its next check answers them."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from library.actions.check_resource import check_resource
from library.actions.report_outdated import report_outdated
from library.models import OutdatedReport
from ratsite.network.enums import Marking
from ratsite.notifications.models import Notification
from ratsite.notifications.registry import source_of
from tests.factories import CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db


def page(resource) -> str:
    return reverse("library:resource_outdated", args=[resource.slug])


def hidden_in(check_page) -> dict[str, str]:
    """Return the values that the page of a check sends back: of what its curator was shown."""
    return {name: check_page.context[name] for name in ("shown_hash", "last_report")}


def public():
    return make_resource(audience="public", marking=Marking.CLEAR)


def test_a_report_is_counted_and_listed_until_a_check_answers_it(
    curator, member, sign_in, django_capture_on_commit_callbacks
):
    resource = make_resource()
    client = sign_in(member)
    assert page(resource) in client.get(resource.get_absolute_url()).content.decode()
    assert "Say what is out of date" in client.post(page(resource), {"text": ""}).content.decode()
    client.post(page(resource), {"text": "The number is dead"})
    html = client.get(resource.get_absolute_url()).content.decode()
    assert ("1 reader has told us" in html, "The number is dead" in html) == (True, False)
    client = sign_in(curator, with_second_step=True)
    assert "1 reader says" in client.get(reverse("library:due_list")).content.decode()
    check_page = reverse("library:resource_check", args=[resource.slug])
    shown = client.get(check_page)
    assert "The number is dead" in shown.content.decode()
    sent = {"outcome": "amended", "reason": "We put in the new number", **hidden_in(shown)}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(check_page, sent)
    assert "told us" not in sign_in(member).get(resource.get_absolute_url()).content.decode()
    told = Notification.objects.get(source="resource-checks")
    line = source_of("resource-checks").lines(member, [told.item_id])[told.item_id]
    assert (told.person, line.excerpt) == (member, "We put in the new number")


@pytest.mark.parametrize("outcome", ["still_right", "withdrawn"])
def test_a_report_that_came_after_the_page_was_opened_is_not_answered(curator, sign_in, outcome):
    resource = make_resource()
    early, late = MemberFactory(), MemberFactory()
    report_outdated(resource_id=resource.pk, reader=early, text="The number is dead")
    client, address = sign_in(curator, with_second_step=True), reverse("library:resource_check", args=[resource.slug])
    sent = {"outcome": outcome, "reason": "Read it", **hidden_in(client.get(address))}
    report_outdated(resource_id=resource.pk, reader=late, text="The law has changed")
    assert client.post(address, sent).status_code == 302
    assert [report.person for report in OutdatedReport.objects.open()] == [late]


def test_who_confirms_a_check_answers_the_reports_that_they_were_shown(curator, sign_in):
    resource = make_resource(curator)
    early, late = MemberFactory(), MemberFactory()
    check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    report_outdated(resource_id=resource.pk, reader=early, text="The number is dead")
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    shown = client.get(reverse("library:resource_check", args=[resource.slug]))
    report_outdated(resource_id=resource.pk, reader=late, text="The law has changed")
    sent = {"check": resource.checks.waiting().get().pk, "confirm": "1", **hidden_in(shown)}
    client.post(reverse("library:check_decide", args=[resource.slug]), sent)
    assert [report.person for report in OutdatedReport.objects.open()] == [late]


def test_a_check_in_the_list_answers_the_reports_that_the_list_counted(curator, sign_in):
    resource = make_resource()
    early, late = MemberFactory(), MemberFactory()
    report_outdated(resource_id=resource.pk, reader=early, text="The number is dead")
    client, address = sign_in(curator, with_second_step=True), reverse("library:due_list")
    sent = dict(re.findall(r'name="((?:shown|last-report)-\d+)"\s+value="(\w+)"', client.get(address).text))
    report_outdated(resource_id=resource.pk, reader=late, text="The law has changed")
    client.post(address, {**sent, "resource": resource.pk, "outcome": "still_right", "reason": "Read it"})
    assert [report.person for report in OutdatedReport.objects.open()] == [late]


def test_a_member_has_one_open_report_on_each_resource(member):
    resource = make_resource()
    assert report_outdated(resource_id=resource.pk, reader=member, text="Old") is not None
    assert report_outdated(resource_id=resource.pk, reader=member, text="Older") is None


def test_a_member_who_comes_back_reads_when_they_reported_it(member, sign_in, clock):
    clock.set("2026-11-23", "09:00")
    resource, client = make_resource(), sign_in(member)
    client.post(page(resource), {"text": "The number is dead"})
    clock.forward(days=2)
    client = sign_in(member)
    again = {"text": "The number is dead"}
    for answer in (client.get(page(resource), follow=True), client.post(page(resource), again, follow=True)):
        assert "You reported this resource on 23 November 2026. A curator will answer you." in answer.content.decode()
    assert OutdatedReport.objects.get().text == "The number is dead"


def test_a_member_who_has_reported_a_resource_gets_back_what_they_type_now(member, sign_in, clock):
    clock.set("2026-11-23", "09:00")
    resource, client = make_resource(), sign_in(member)
    client.post(page(resource), {"text": "The number is dead"})
    answer = client.post(page(resource), {"text": "The <b>address</b> is old too"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "You reported this resource on 23 November 2026, and a curator will answer you." in html
    assert "We have not sent your new text to the curator." in html
    assert "The &lt;b&gt;address&lt;/b&gt; is old too</textarea>" in html
    assert OutdatedReport.objects.get().text == "The number is dead"


def test_a_text_that_another_tab_has_overtaken_is_given_back(member, sign_in, monkeypatch):
    resource, client = make_resource(), sign_in(member)

    def overtaken(**asked):
        report_outdated(**{**asked, "text": "The number is dead"})
        return report_outdated(**asked)

    monkeypatch.setattr("library.views.outdated.report_outdated", overtaken)
    answer = client.post(page(resource), {"text": "The address is old"})
    assert (answer.status_code, "The address is old</textarea>" in answer.content.decode()) == (409, True)


def test_a_signed_out_reader_reports_a_public_resource_without_words(client):
    resource = public()
    html = client.get(page(resource)).content.decode()
    assert ("textarea" in html, "Report it" in html) == (False, True)
    for _ in range(2):
        assert "Thank you" in client.post(page(resource), {"text": "Buy my pills"}).content.decode()
    report = OutdatedReport.objects.get()  # the second one of the same connection changes nothing
    assert (report.person, report.text) == (None, "")


def test_a_signed_out_reader_is_stopped_after_ten_in_an_hour(client):
    resource = public()
    answers = [client.post(page(resource)).content.decode() for _ in range(11)]
    assert ["Try again later" in html for html in answers] == [False] * 10 + [True]


def test_nobody_reports_what_they_cannot_read(client, member, sign_in):
    hidden = make_resource(audience="circle", circle=CircleFactory())
    assert client.get(page(make_resource())).status_code == 404
    assert sign_in(member).post(page(hidden), {"text": "Old"}).status_code == 404
    for reader in (member, None):
        with pytest.raises(PermissionDenied):
            report_outdated(resource_id=hidden.pk, reader=reader, text="Old")


def test_a_report_may_not_identify_anybody(member, sign_in):
    answer = sign_in(member).post(page(make_resource()), {"text": "Ring 0121 496 0123"})
    assert ("It may identify someone" in answer.content.decode(), OutdatedReport.objects.count()) == (True, 0)


def test_a_check_that_waits_for_a_second_person_answers_nobody_yet(curator, member):
    resource = make_resource(curator)
    report_outdated(resource_id=resource.pk, reader=member, text="Old")
    check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    assert OutdatedReport.objects.open().count() == 1
