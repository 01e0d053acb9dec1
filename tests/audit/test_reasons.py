"""Each action that a person takes has a reason, a target and a message in the audit log, or is listed as needing none.

The actions are those that the code registers and records, so a new one is tested without being listed.
"""

import ast
import itertools
import re
from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from ratsite.audit.actions import record
from ratsite.audit.reasons import NO_REASON
from ratsite.pages.models import PageFile
from ratsite.review.queries.log_targets import FAMILIES, KINDS
from tests.factories import CircleFactory, MemberFactory
from tests.markup import flat

ROOT = Path(__file__).resolve().parents[2]
SYSTEM = {  # nobody does these
    *("forum.topic.unnamed", "accounts.person.address_failed", "accounts.person.early"),
    *("accounts.person.approve_first_end", "accounts.person.password_link"),
}


def test_the_log_claims_no_reading_that_nobody_saw():
    assert NO_REASON["forum.post.approve"] == "No reason is needed to approve or confirm this."
    assert NO_REASON["library.version.publish"] == "It passed all its checks."
    assert NO_REASON["moderation.found.show"] == "No reason is needed to see it before a decision."


def registered() -> list[str]:
    registry.scan_for_actions()
    return sorted(action for action, _ in registry.get_choices() if not action.startswith("wagtail."))


def calls() -> list[tuple[str, ast.Call]]:
    """Return (file, call) for each call of record() in the code."""
    found = []
    for app in ("ratsite", "forum", "library"):
        for path in sorted((ROOT / app).rglob("*.py")):
            text = path.read_text()
            if "ratsite.audit.actions import record" in text:
                tree = ast.walk(ast.parse(text))
                nodes = [
                    node for node in tree if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
                ]
                found += [(path.relative_to(ROOT).as_posix(), node) for node in nodes]
    return found


def strings_in(node: ast.AST) -> list[str]:
    """Return the possible values of an expression, as patterns.

    "{kind}" may be any word, "{'pin' if is_pinned else 'unpin'}" one of the two.
    """
    if isinstance(node, ast.Constant):
        return [re.escape(str(node.value))]
    if isinstance(node, ast.IfExp):
        return [*strings_in(node.body), *strings_in(node.orelse)]
    if isinstance(node, ast.FormattedValue):
        return strings_in(node.value) or [r"\w+"]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in itertools.product(*(strings_in(one) for one in node.values))]
    return []


def patterns() -> list[tuple[str, bool]]:
    """Return (pattern of the action's name, whether a reason is given) for each call of record()."""
    found = []
    for file, call in calls():
        action = call.args[1]
        says = any(keyword.arg == "reason" for keyword in call.keywords)
        here = strings_in(action)
        if isinstance(action, ast.Name):  # all that the file assigns to this name
            nodes = [node for node in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(node, ast.Assign)]
            sets = [node.value for node in nodes if [getattr(one, "id", "") for one in node.targets] == [action.id]]
            here = [one for value in sets for one in strings_in(value)]
        assert here, f"{file}:{call.lineno} says its action in a way that this test does not read"
        found += [(one, says) for one in here]
    return found


def test_every_act_that_the_code_records_is_registered_and_every_registered_one_is_recorded():
    recorded = [re.compile(pattern) for pattern, _ in patterns()]
    assert [action for action in registered() if not any(one.fullmatch(action) for one in recorded)] == []
    lost = [one.pattern for one in recorded if not any(one.fullmatch(action) for action in registered())]
    assert lost == []


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_an_act_of_a_person_is_refused_without_a_reason_unless_its_kind_needs_none():
    actor = MemberFactory()
    for action in registered():
        target = CircleFactory()
        if action in NO_REASON:
            record(target, action, actor=actor)
            assert str(NO_REASON[action]).endswith("."), action
        else:
            for nothing in ("", "  "):
                with pytest.raises(ValueError, match="needs a reason"):
                    record(target, action, actor=actor, reason=nothing)
            record(target, action, actor=actor, reason="Because.")
        record(target, action, actor=None)
        assert ModelLogEntry.objects.for_instance(target).count() == 2, action


def test_every_call_that_passes_no_reason_on_is_of_a_kind_that_needs_none():
    silent = {pattern for pattern, says in patterns() if not says}
    acts = {action for action in registered() if any(re.fullmatch(pattern, action) for pattern in silent)}
    assert acts - set(NO_REASON) - SYSTEM == set()
    assert set(NO_REASON) - set(registered()) == set()


def test_every_act_has_a_label_a_sentence_and_a_filter():
    for action in registered():
        label = registry.get_action_label(action)
        message = registry.get_formatter(ModelLogEntry(action=action)).message
        assert str(label).strip(), action
        assert str(message).strip(), action
        in_the_cms = action.startswith("pages.")  # among the entries that Wagtail writes of public pages
        assert in_the_cms or any(action.startswith(family) for family in FAMILIES), action


@pytest.mark.django_db
def test_every_model_that_entries_are_about_is_a_kind_of_the_log_page(world):
    about = {entry.content_type.model_class() for entry in ModelLogEntry.objects.exclude(action__startswith="wagtail.")}
    assert about - {kind.model for kind in KINDS} == {PageFile}  # in the CMS, with what editors do to public pages
    assert len(about) > 5


@pytest.mark.django_db
def test_the_log_page_shows_a_link_and_a_reason_for_everything_that_a_coordinator_did(world, sign_in):
    coordinator = world.people["coordinator"]
    client = sign_in(coordinator, with_second_step=True)
    lines = client.get(reverse("review:log"), {"who": coordinator.pk}).context["page"].lines
    assert len(lines) > 3
    for line in lines:
        assert (line.what, bool(line.reason), bool(line.url), bool(line.who_url)) == (line.what, True, True, True)


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_circle_s_log_entry_links_the_people_who_were_added_and_is_hidden_from_others(sign_in):
    circle, person, moderator = CircleFactory(), MemberFactory(), MemberFactory(roles=["Moderators"])
    coordinator = MemberFactory(roles=["Coordinators"])
    nothing = {"people": [], "agencies": [], "remits": []}
    added = nothing | {"people": [person.pk], "agencies": [person.agency_id]}
    record(circle, "network.circle.access", actor=coordinator, reason="For the plan", added=added, removed=nothing)
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("review:log")).content)
    assert f'<a href="{reverse("staff_circles:circle", args=[circle.pk])}">circle {circle.pk}</a>' in page
    assert f'<a href="{reverse("staff_people:person", args=[person.pk])}">{person}</a>' in page
    assert f'<a href="{reverse("staff_agencies:agency", args=[person.agency.slug])}">{person.agency}</a>' in page
    assert "For the plan" in page
    page = flat(sign_in(moderator, with_second_step=True).get(reverse("review:log")).content)
    assert "Changed who is in a circle" not in page
    assert "For the plan" not in page
    circle.people.add(moderator)
    page = flat(sign_in(moderator, with_second_step=True).get(reverse("review:log")).content)
    assert f'<a href="{reverse("circles:circle", args=[circle.pk])}">circle {circle.pk}</a>' in page


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_change_of_roles_says_which(sign_in):
    coordinator, person = MemberFactory(roles=["Coordinators"]), MemberFactory()
    changed = {"before": ["Moderators"], "after": ["Curators"]}
    record(person, "accounts.person.roles", actor=coordinator, reason="As agreed", **changed)
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("review:log")).content)
    assert "Added: Curator" in " ".join(page.split())
    assert "Removed: Moderator" in " ".join(page.split())
