"""No page says that something happened if the action did nothing, as when two people press at once."""

import ast
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.edit_phrases import propose_phrase
from forum.views import phrases
from ratsite.sanctions.actions.sanction import lift
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.views import sanctions
from ratsite.trends.actions.write_briefing import add_briefing, ask_to_sign, sign_briefing, take_back_briefing
from ratsite.trends.enums import BriefingKind
from ratsite.trends.views import briefings
from tests.databases import ROOT
from tests.factories import MemberFactory, make_topic
from tests.markup import flat

# The message after these says how things are now, so it is true if they were so before: "Saved", "The poll has ended".
TRUE_EITHER_WAY = {
    *("ask_to_sign", "change_agency", "change_instrument", "change_uses", "choose_listing"),
    "close_with_line",
    *("follow_resource", "unfollow_resource"),
    *("delete_briefing", "delete_earlier_version", "delete_search", "delete_synonyms", "delete_unused", "drop_result"),
    *("decide_phrase", "end_ground_check", "end_poll", "note_about", "recuse", "relate", "release", "remove_file"),
    *("save_post", "record_made_from", "set_retention", "take_back_signal", "take_back_thanks", "thank"),
    *("delete_note", "trash_resource", "unrelate", "unsave_post", "use_briefing", "write_reading_line", "send_message"),
}


def parsed(*patterns: str) -> Iterator[ast.Module]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.relative_to(ROOT).parts[0] != "tests":
                yield ast.parse(path.read_text(encoding="utf-8"), filename=str(path.relative_to(ROOT)))


def actions_that_answer() -> set[str]:
    """Return the names of the actions that return whether anything happened."""
    modules = parsed("*/actions/*.py", "ratsite/*/actions/*.py", "ratsite/*/actions.py")
    functions = [node for module in modules for node in module.body if isinstance(node, ast.FunctionDef)]
    return {
        node.name
        for node in functions
        if node.returns and (ast.unparse(node.returns) == "bool" or "| None" in ast.unparse(node.returns))
    }


def ignored_results(block: list[ast.stmt], answering: set[str], after: tuple[ast.stmt, ...] = ()) -> set[str]:
    """Return the actions whose return value is ignored before a message of success, in this block and after it."""
    found = set()
    for number, line in enumerate(block):
        rest = (*block[number + 1 :], *after)
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call) and says_success(rest):
            found |= {ast.unparse(line.value.func)} & answering
        for name in ("body", "orelse", "finalbody"):
            then = tuple(line.orelse) if isinstance(line, ast.Try) and name == "body" else ()
            is_own = isinstance(line, ast.FunctionDef | ast.ClassDef)
            found |= ignored_results(getattr(line, name, []), answering, () if is_own else (*then, *rest))
    return found


def says_success(lines: tuple[ast.stmt, ...]) -> bool:
    ends = next((number for number, line in enumerate(lines, 1) if isinstance(line, ast.Return)), len(lines))
    calls = (node for line in lines[:ends] for node in ast.walk(line) if isinstance(node, ast.Call))
    return any(ast.unparse(node.func) in ("messages.success", "say_at", "add_outcome_message") for node in calls)


def test_every_view_asks_whether_it_happened_before_it_says_so():
    answering = actions_that_answer()
    views = parsed("*/views/*.py", "ratsite/*/views/*.py", "ratsite/*/views.py")
    assert set().union(*(ignored_results(module.body, answering) for module in views)) == TRUE_EITHER_WAY


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("lift()\nmessages.success(request, DONE)", {"lift"}),
        ("lift()\nif x:\n    messages.success(request, DONE)", {"lift"}),
        ("try:\n    lift()\nexcept Stale:\n    pass\nelse:\n    messages.success(request, DONE)", {"lift"}),
        ("if x:\n    lift()\nmessages.success(request, DONE)", {"lift"}),
        ("if lift():\n    messages.success(request, DONE)", set()),
        ("if x:\n    lift()\n    return y\nmessages.success(request, DONE)", set()),
    ],
)
def test_what_the_walk_refuses(code, found):
    assert ignored_results(ast.parse(code).body, {"lift"}) == found


def messages_of(answer) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


@pytest.mark.django_db
def test_a_person_who_lifts_a_sanction_second_reads_that_nothing_was_sent(
    member, sanction, coordinator, sign_in, monkeypatch
):
    sanction(member, SanctionKind.SILENCE)
    first = MemberFactory(roles=["Coordinators"]).with_second_step()
    found = Sanction.objects.get()

    def second(**given) -> bool:
        assert lift(sanction_id=found.pk, steward=first, reason="It was somebody else.")
        return lift(**given)

    monkeypatch.setattr(sanctions, "lift", second)
    page = sign_in(coordinator, with_second_step=True)
    url = reverse("sanctions:sanction_lift", args=[member.pk, found.pk])
    answer = page.post(url, {"reason": "It was a mistake."})
    html = flat(answer.text)
    assert (answer.status_code, "It was a mistake." in html) == (409, True)
    assert ("This sanction had already ended" in html, "Your reason was not saved or sent." in html) == (True, True)
    assert ("in your queue" in html, "Back to the queue" in html) == (False, False)


@pytest.mark.django_db
def test_a_person_who_signs_or_withdraws_a_briefing_second_is_told_so(member, moderator, sign_in, monkeypatch):
    texts = dict.fromkeys(("what", "why_here", "look_for", "monday", "monday_how", "ring", "questions"), "In general.")
    made = make_topic()
    draft = add_briefing(author=member, kind=BriefingKind.OUTCOME, topic=made, title="T", marking="clear", **texts)
    ask_to_sign(briefing_id=draft.pk, author=member)
    first, page = MemberFactory(roles=["Moderators"]).with_second_step(), sign_in(moderator, with_second_step=True)
    sign = reverse("trends:briefing_sign", args=[draft.pk])
    changed = page.post(sign, {"seen": timezone.now().isoformat()}, follow=True)
    assert messages_of(changed) == [
        ("warning", "Someone else changed this briefing after you opened this page. Read it again.")
    ]

    def second_signature(**given) -> bool:
        return sign_briefing(**{**given, "signer": first}) and sign_briefing(**given)

    monkeypatch.setattr(briefings, "sign_briefing", second_signature)
    signed = page.post(sign, {"seen": draft.changed_at.isoformat()}, follow=True)
    assert messages_of(signed) == [("warning", "This briefing has already been signed and published.")]

    def second_reason(**given) -> bool:
        return take_back_briefing(**{**given, "steward": first}) and take_back_briefing(**given)

    monkeypatch.setattr(briefings, "take_back_briefing", second_reason)
    taken = page.post(reverse("trends:briefing_take_back", args=[draft.pk]), {"reason": "A street."})
    assert (taken.status_code, "A street." in taken.text) == (404, True)


@pytest.mark.django_db
def test_a_person_who_proposes_a_phrase_second_reads_that_it_was_proposed(member, sign_in, monkeypatch):
    proposal = {"phrase": "asked for it", "instead": "was exploited", "why": "It blames."}

    def second(**given):
        propose_phrase(**{**given, "member": MemberFactory()})
        return propose_phrase(**given)

    monkeypatch.setattr(phrases, "propose_phrase", second)
    answer = sign_in(member).post(reverse("phrases:phrase_list"), proposal, follow=True)
    assert messages_of(answer) == []
    assert answer.context["form"].errors["phrase"] == [
        "This phrase is already in the list or has already been proposed. Enter another one."
    ]
    assert answer.context["form"]["instead"].value() == "was exploited"


@pytest.mark.django_db
def test_a_lead_who_vouches_for_nothing_reads_why(member, sign_in):
    member.is_agency_lead = True
    member.save(update_fields=["is_agency_lead"])
    colleague = MemberFactory(agency=member.agency)
    url = reverse("agencies:colleague_vouch", args=[member.agency.slug, colleague.pk])
    [(level, text)] = messages_of(sign_in(member).post(url, follow=True))
    assert (level, text.partition(":")[0]) == ("warning", "Nothing was changed")
