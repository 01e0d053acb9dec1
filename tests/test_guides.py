"""Guides inside the site: their links lead where they say, and their figures are those of the code."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models.draft import DELETE_DRAFTS_AFTER
from ratsite.demo.pages import load_pages
from ratsite.files.enums import Scanner
from ratsite.files.queries.health import file_health
from ratsite.guides.views import GUIDES
from ratsite.jobs.enums import Part
from ratsite.jobs.heartbeats import beat
from ratsite.jobs.models import Heartbeat
from ratsite.jobs.runner import ensure_rows
from ratsite.moderation.clock import WHILE_NOBODY_READS, WHILE_OTHERS_READ
from ratsite.operations.actions.record import begin, finish
from ratsite.operations.certificate import Certificate
from ratsite.operations.enums import OperationKind
from ratsite.operations.queries.health import own_health
from tests.databases import ROOT
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_each_guide_leads_only_to_addresses_that_are_there(sign_in):
    load_pages()
    client = sign_in(MemberFactory(roles=["Coordinators", "Moderators", "Curators"]), with_second_step=True)
    bodies = {
        who: flat(client.get(reverse("guides:guide", args=[who])).content).partition("<main")[2].partition("</main>")[0]
        for who in GUIDES
    }
    links = {who: re.findall(r'href="(/[^"#]*)"', body) for who, body in bodies.items()}
    assert all(links.values())
    addresses = {address for found in links.values() for address in found}
    assert {address for address in addresses if client.get(address, follow=True).status_code != 200} == set()
    assert [who for who, body in bodies.items() if "{{" in body] == []


def test_members_read_which_groups_catch_up_has_and_in_which_order(member, sign_in):
    text = flat(sign_in(member).get(reverse("guides:guide", args=["member"])).content)
    groups = (
        "what needs you first, then what concerns your remit, then what is new in the library, then everything else"
    )
    assert groups in text


def test_the_guide_of_the_operator_explains_each_line_of_a_site_that_is_well(member, sign_in, monkeypatch):
    now = timezone.now()
    beat([Heartbeat(part=part, worker=part, started_at=now, turned_at=now) for part in Part])
    ensure_rows()
    for kind in (OperationKind.BACKUP, OperationKind.CHECK):
        finish(begin(kind=kind))
    valid = Certificate(begins=now - dt.timedelta(days=1), ends=now + dt.timedelta(days=89))
    monkeypatch.setattr("ratsite.operations.queries.health.last_seen", lambda: valid)
    monkeypatch.setattr("ratsite.files.queries.health.scanner_state", lambda: Scanner.ANSWERS)
    shown = flat(sign_in(member).get(reverse("guides:guide", args=["operator"])).content)
    facts = [*own_health(), *file_health()]
    assert [fact.title for fact in facts if fact.todo] == []
    lines = shown.partition("Site health</h2>")[2].partition("</ul>")[0]
    explained = re.findall(r"<strong>([^<]*)</strong>", lines)
    assert sorted(explained) == sorted(fact.title for fact in facts)


@pytest.mark.parametrize("name", ["README.md", "backups.md", "upgrade.md", "processes.md"])
def test_the_guide_of_the_operator_names_pages_of_the_manual(member, sign_in, name):
    shown = flat(sign_in(member).get(reverse("guides:guide", args=["operator"])).content)
    assert f"<code>{name}</code>" in shown
    assert (ROOT / "docs/operating" / name).is_file()


def test_the_figures_are_those_of_the_code(member, sign_in):
    client = sign_in(member)
    shown = flat(client.get(reverse("guides:guide", args=["moderator"])).content)
    assert (WHILE_OTHERS_READ.days, WHILE_NOBODY_READS.days) == (1, 2)
    assert "decide within 24 hours. If nobody can read it yet, decide within 48 hours." in shown
    assert f"for {DELETE_DRAFTS_AFTER.days} days" in flat(client.get(reverse("guides:guide", args=["member"])).content)
