"""Rules give a steward power only after the second step: without it a steward is a plain member.

The test finds the rules in the packages, so that a new rule is tested without being listed. A rule about a model is
asked about all its rows in the shared test data; `SAMPLES` and `WORDS` say what else to ask about.
"""

import copy
import datetime as dt
import importlib
import inspect
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.actions.post import post_reply
from forum.actions.set_may_act import change_may_act
from forum.enums import MayAct, Voice
from forum.models import Ask, Attachment, Flag, Post, Topic
from library.models import PublicationReview, ReadingListReport, ResourceFile
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import User
from ratsite.moderation.models import FirstApproval
from ratsite.moderation.rules import FirstOfTwo
from ratsite.network.enums import Marking
from ratsite.network.models import Agency
from tests.factories import MemberFactory
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent
APPS = ("forum", "library", "ratsite")
ROLES = ("coordinator", "curator", "editor", "moderator")
# Places of a rule's further arguments, by the name of the parameter where its type says too little.
NOTHING = dict.fromkeys(("people", "agencies", "remits", "main_remit", "areas", "network"), frozenset())
WORDS = {
    "voice": list(Voice),
    "marking": list(Marking),
    "queue": ["posts"],
    "email": ["a@lock.example"],
    "added": [NOTHING],
    "gained": [frozenset()],
}
SAMPLES: dict[object, Callable[[World], Iterable]] = {
    User: lambda world: world.people.values(),
    Topic: lambda world: Topic.objects.select_related("board__circle"),
    Post: lambda world: Post.objects.select_related("topic__board__circle", "author"),
    Attachment: lambda world: world.attachments.values(),
    Agency: lambda world: Agency.objects.all()[:3],
    FirstOfTwo: lambda world: FirstApproval.objects.all(),
    ResourceFile: lambda world: world.files.values(),
    PublicationReview: lambda world: world.publications.values(),
    Ask: lambda world: Ask.objects.select_related("topic__board__circle"),
    Joiner: lambda world: [joiner(world, agency) for agency in Agency.objects.all()[:3]],
    Iterable[Flag]: lambda world: [(), tuple(Flag.objects.all())],
    Iterable[ReadingListReport]: lambda world: [(), tuple(ReadingListReport.objects.all())],
    Collection[int | None]: lambda world: [(None,), tuple(Agency.objects.values_list("pk", flat=True))],
    bool: lambda world: [False, True],
    int: lambda world: [1],
}


@dataclass(frozen=True)
class Question:
    """A rule, or a queryset's method, with its arguments except the person."""

    name: str
    ask: Callable
    about: tuple = ()

    def answer(self, person: User) -> object:
        """Return the answer about the person, in a form that can be compared with another person's."""
        said = self.ask(person, *self.about)
        return frozenset(said.values_list("pk", flat=True)) if isinstance(said, QuerySet) else said


def rules_files() -> list[Path]:
    """Return every rules.py, and every module in a folder rules/."""
    found = [(ROOT / app).rglob(pattern) for app in APPS for pattern in ("rules.py", "rules/[!_]*.py")]
    return sorted(itertools.chain.from_iterable(found))


def rules() -> Iterator[Callable]:
    """Yield every public function of these files whose first argument is a person."""
    for path in rules_files():
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, rule in inspect.getmembers(module, inspect.isfunction):
            if rule.__module__ == module.__name__ and not name.startswith("_"):
                first = next(iter(inspect.signature(rule).parameters), "")
                if get_type_hints(rule).get(first) is User:
                    yield rule


def samples(rule: Callable, world: World) -> list[Iterable]:
    """Return the values with which to ask the rule, for each argument after the first."""
    hints = get_type_hints(rule)
    found = []
    for name in list(inspect.signature(rule).parameters)[1:]:
        kind = hints[name]
        options = get_args(kind) if get_origin(kind) is UnionType else (kind,)
        things = [
            thing for option in options for thing in ([None] if option is type(None) else of(option, name, world))
        ]
        found.append(things)
    return found


def of(kind: type, name: str, world: World) -> Iterable:
    if name in WORDS:
        return WORDS[name]
    return SAMPLES[kind](world) if kind in SAMPLES else kind._default_manager.all()


def questions_of_rules(world: World) -> Iterator[Question]:
    for rule in rules():
        for about in itertools.product(*samples(rule, world)):
            yield Question(f"{rule.__module__}.{rule.__name__}", by_name(rule), about)


def by_name(rule: Callable) -> Callable:
    """Return the rule in a form that takes all its arguments in their order: some rules take a few by name only."""
    names = list(inspect.signature(rule).parameters)
    return lambda *values: rule(**dict(zip(names, values, strict=True)))


def joiner(world: World, agency: Agency) -> Joiner:
    person = User(email="new@lock.example", agency=agency)
    return Joiner("people", 0, person, agency, person, "", may_decide=lambda coordinator: True, inviter=None)


def questions_of_reads() -> Iterator[Question]:
    """Yield `visible_to` of every queryset, and similar methods (moderated_by, shown_to)."""
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in APPS:
            continue
        queryset = model._default_manager.get_queryset()
        for name, method in inspect.getmembers(type(queryset), inspect.isfunction):
            takes = list(inspect.signature(method).parameters)[1:]
            is_ours = method.__module__.split(".")[0] in APPS
            if is_ours and len(takes) == 1 and name.endswith(("_to", "_by")):
                yield Question(f"{model.__name__}.{name}", getattr(queryset, name))


@pytest.fixture(autouse=True)
def another_coordinator(world) -> User:
    """A second coordinator: the last one may not leave, which has nothing to do with the second step."""
    return MemberFactory(roles=[Role.COORDINATOR])


def opened(person: User, questions: Iterable[Question]) -> list[Question]:
    """Return the questions that the person's roles answer differently from a plain member's."""
    return [one for one in questions if one.answer(person.with_second_step()) != one.answer(plain(person))]


def plain(person: User) -> User:
    """Return the same person as a member without roles, in the same session."""
    member = copy.copy(person)
    member.role_names, member.is_superuser = frozenset(), False
    member.has_perm = lambda perm, obj=None: False  # a role's group gives permissions in the CMS
    return member.with_second_step()


def fetched(person: User) -> User:
    return User.objects.select_related("agency").get(pk=person.pk)


@pytest.fixture
def steward(world, request) -> User:
    if request.param == "superuser":
        return User.objects.create_superuser("root@lock.example", agency=world.people["moderator"].agency)
    return fetched(world.people[request.param])


# Some of what each role opens with the second step. Without it, the test below would compare nothing.
OPENS = {
    "moderator": {"forum.rules.topics.can_mark", "forum.rules.boards.can_speak", "Post.moderated_by"},
    "curator": {"library.rules.resources.can_add_resource", "Resource.visible_to", "ResourceFile.shown_to"},
    "coordinator": {"ratsite.privacy.rules.can_erase", "Application.visible_to", "Breach.visible_to"},
    "editor": {
        "ratsite.accounts.rules.can_open_cms",
        "ratsite.pages.rules.can_check",
        "ratsite.pages.rules.can_correct",
        "ratsite.search.rules.can_edit_synonyms",
        "ratsite.search.rules.can_explain_for",
    },
}


@pytest.mark.parametrize("steward", [*ROLES, "other_moderator", "superuser"], indirect=True)
@pytest.mark.django_db
def test_without_the_second_step_and_with_roles_that_ended_nothing_opens_more_than_to_a_member(steward, world, request):
    powers = opened(steward, [*questions_of_rules(world), *questions_of_reads()])
    assert OPENS.get(request.node.callspec.params["steward"], set()) <= {one.name for one in powers}
    member = plain(steward)
    assert {one.name for one in powers if one.answer(steward) != one.answer(member)} == set()
    wider = set()
    for change in CHANGES:
        with transaction.atomic():
            person = fetched(steward).with_second_step()
            change(person)
            member = plain(person)
            wider |= {(change.__name__, one.name) for one in powers if one.answer(person) != one.answer(member)}
            transaction.set_rollback(True)
    assert wider == set()


def test_every_room_s_rules_are_asked():
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in rules_files()}
    assert {rule.__module__ for rule in rules()} == files


@pytest.mark.django_db
def test_an_action_reads_its_actor_again_with_the_session_they_came_in(world):
    moderator, topic = fetched(world.people["moderator"]), world.topics["members"]
    reply = {
        "topic": Topic.objects.select_related("board").get(pk=topic.pk),
        "body": "We saw it too.",
        "voice": "behalf",
    }
    with pytest.raises(PermissionDenied):
        post_reply(author=moderator, explanation="The hostel", **reply)
    with pytest.raises(PermissionDenied):
        change_may_act(topic_id=topic.pk, may_act=MayAct.FREE, actor=moderator, reason="It may be used.")
    assert post_reply(author=moderator.with_second_step(), explanation="The hostel", **reply).voice == Voice.BEHALF
    assert moderator.has_taken_second_step is False  # with_second_step gives a copy


def test_only_these_places_record_a_second_step():
    """docs/decisions/0038-second-step-in-the-rules.md says why each of them may."""
    said = re.compile(r"has_taken_second_step\b.* = |with_second_step\(")
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if said.search(path.read_text())]
    assert {path.relative_to(ROOT).as_posix() for path in paths} == {
        "ratsite/accounts/models/person.py",
        "ratsite/web/access.py",
        "ratsite/accounts/actions/lock_rows.py",
        "ratsite/accounts/queries/reader_parameters.py",
        "ratsite/moderation/actions/approve_first.py",
        "ratsite/circles/queries/joiner_access.py",
        "ratsite/sanctions/integrations/review_queue.py",
        "library/actions/notify.py",
        "library/actions/ask_for_checks.py",
        "library/actions/publish_version.py",
        "library/management/commands/import_library.py",
        "ratsite/moderation/actions/notify.py",
        "ratsite/notifications/notification_email.py",
        "ratsite/operations/templatetags/first_steps.py",
        "ratsite/demo/people.py",
    }


def late(steward: User) -> None:
    steward.confirm_by = timezone.localdate() - dt.timedelta(days=1)


def late_with_terms(steward: User) -> None:
    steward.terms_by = timezone.localdate() - dt.timedelta(days=1)


def lapsed(steward: User) -> None:
    steward.confirm_by = timezone.localdate() - dt.timedelta(days=60)


def excluded(steward: User) -> None:
    steward.excluded_until = timezone.now() + dt.timedelta(days=1)


def gone(steward: User) -> None:
    steward.state, steward.is_active = MemberState.LEFT, False


def without_agency(steward: User) -> None:
    steward.agency.is_active = False


def freed_of_roles(steward: User) -> None:
    steward.groups.clear()
    steward.is_superuser = False


CHANGES = (late, late_with_terms, lapsed, excluded, gone, without_agency, freed_of_roles)
