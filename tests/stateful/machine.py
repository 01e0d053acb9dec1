"""A Hypothesis state machine that does one random action after another and checks the invariants after each."""

import copy
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import TestCase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from wagtail.models import ModelLogEntry

from forum.models import Topic
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from tests.stateful import invariants
from tests.stateful.member_actions import MEMBER_ACTIONS, OWN_POST_ACTIONS
from tests.stateful.network import Network, Pick, advance_clock
from tests.stateful.steward_actions import STEWARD_ACTIONS, SYSTEM_ACTIONS

REFUSALS = (PermissionDenied, Stale, ValidationError)
ACTIONS = (*MEMBER_ACTIONS, *OWN_POST_ACTIONS, *OWN_POST_ACTIONS, *STEWARD_ACTIONS, *SYSTEM_ACTIONS)
NOTHING = "nothing to do"
TRIES = 3  # random actions that a step draws until one finds something to do
BETWEEN = 2  # minutes between two actions, so that nobody reaches the posting limit


def outcome(do: Callable[[User], object], person: User) -> str:
    """Return the result of an action as one word: the name of the exception, a bool, or the type of the object."""
    try:
        with transaction.atomic():
            answer = do(person)
    except REFUSALS as refusal:
        return type(refusal).__name__
    return str(answer) if isinstance(answer, bool | None) else type(answer).__name__


def dry_run(do: Callable[[User], object], person: User) -> tuple[str, int]:
    """Do the action and roll it back. Return its outcome and the number of its audit log entries."""
    with transaction.atomic():
        before = ModelLogEntry.objects.count()
        result = outcome(do, person), ModelLogEntry.objects.count() - before
        transaction.set_rollback(True)
    return result


def assert_second_step_gives_the_power(do: Callable[[User], object], person: User) -> None:
    """Assert that without the second step the action has the same outcome as for the same person without a role."""
    person.has_taken_second_step = False
    without = dry_run(do, person)
    with transaction.atomic():
        person.groups.clear()
        as_a_member = dry_run(do, type(person).objects.get(pk=person.pk))
        transaction.set_rollback(True)
    person.has_taken_second_step = True
    assert without == as_a_member, (person.pk, without, as_a_member)


def perform(network: Network, action: Callable, pick: Pick) -> str:
    """Do the action as a request would, and run its on_commit callbacks. Return its outcome, or NOTHING."""
    planned = action(network, pick)
    if planned is None:
        return NOTHING
    person, do = planned
    typed, people = dict(network.typed), list(network.people)
    if action in STEWARD_ACTIONS:
        assert_second_step_gives_the_power(do, person)
        network.typed, network.people = typed, people
    with TestCase.captureOnCommitCallbacks(execute=True):
        return outcome(do, person)


class RandomActions(RuleBasedStateMachine):
    """Each example begins with the same network, in a savepoint that is rolled back at the end."""

    start: Network  # set by `machine_for`
    readers = 1  # people as whom all pages are opened at the end

    def __init__(self) -> None:
        super().__init__()
        self.network, self.steps, self.stack = copy.deepcopy(self.start), 0, ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.stack.enter_context(self.network.frozen_clock())

    def teardown(self) -> None:
        try:
            self.check_all_pages()
        finally:
            self.stack.close()

    # One rule draws any action: with one rule for each, Hypothesis would leave most of them out of an example.
    @rule(data=st.data())
    def random_action(self, data) -> None:
        """Do a random action. If it finds nothing to do, try others."""
        for _ in range(TRIES):
            action = data.draw(st.sampled_from(ACTIONS), label="action")
            if self.do(action, partial(draw_one, data)) != NOTHING:
                break

    def do(self, action: Callable, pick: Pick) -> str:
        advance_clock(self.network, BETWEEN)
        result = perform(self.network, action, pick)
        if result == NOTHING:
            return result
        self.network.history.append(f"{action.__name__}: {result}")
        self.steps += 1
        self.check_after_action()
        return result

    def check_after_action(self) -> None:
        """Check all rows and three pages as one person. The person and the pages change from step to step."""
        record_erased_names(self.network)
        invariants.counts_equal_rows()
        invariants.audit_log_verifies()
        invariants.nothing_typed_is_lost(self.network)
        invariants.emails_show_only_readable_text()
        person_id, topic = nth_cyclic(self.network.people, self.steps), nth_cyclic(all_topics(), self.steps)
        invariants.visible_to_agrees_with_circles([person_id])
        invariants.roles_need_the_second_step(person_id, nth_cyclic(invariants.STEWARD_VIEWS, self.steps))
        others = [nth_cyclic(pages, self.steps) for pages in (invariants.topic_pages(topic), invariants.list_pages())]
        invariants.open_pages(self.network, person_id, [topic.get_absolute_url(), *others])

    def check_all_pages(self) -> None:
        """Open every list and half of the pages of every topic as some people, and check their counts."""
        invariants.visible_to_agrees_with_circles(self.network.people)
        for turn in range(self.readers):
            person_id = nth_cyclic(self.network.people, self.steps + 5 * turn)
            about = [address for topic in all_topics() for address in invariants.topic_pages(topic)]
            every_second = about[turn % 2 :: 2]
            invariants.open_pages(self.network, person_id, [*every_second, *invariants.list_pages()])
            invariants.counts_on_pages_are_exact(person_id)


def nth_cyclic(things: Sequence, turn: int):
    """Return things[turn], starting again at the beginning after the last one."""
    return things[turn % len(things)]


def all_topics() -> list[Topic]:
    return list(Topic.objects.select_related("board").order_by("pk"))


def draw_one(data, options: Sequence):
    return options[data.draw(st.integers(0, len(options) - 1))]


def record_erased_names(network: Network) -> None:
    """Update the list of surnames of erased people, which no page may show."""
    names = dict(User.objects.filter(pk__in=network.people).values_list("pk", "last_name"))
    network.names = {pk: name for pk, name in names.items() if name} | network.names
    network.erased = sorted(name for pk, name in network.names.items() if names.get(pk) != name)


def machine_for(start: Network, *, readers: int = 1) -> type[RandomActions]:
    return type("RandomActions", (RandomActions,), {"start": start, "readers": readers})
