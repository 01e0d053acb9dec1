"""A Hypothesis state machine that does one random act after another and checks the invariants after each."""

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
from tests.acts import invariants
from tests.acts.members_acts import MEMBERS_ACTS, OWN_POST_ACTS
from tests.acts.stewards_acts import STEWARDS_ACTS, WORLDS_ACTS
from tests.acts.town import Pick, Town, minutes_pass

REFUSALS = (PermissionDenied, Stale, ValidationError)
ACTS = (*MEMBERS_ACTS, *OWN_POST_ACTS, *OWN_POST_ACTS, *STEWARDS_ACTS, *WORLDS_ACTS)
NOTHING = "nothing to do"
TRIES = 3
BETWEEN = 2  # minutes from act to act: nobody posts faster than the posting limit


def outcome(do: Callable[[User], object], person: User) -> str:
    """Return the result of an act as one word: the name of the refusal, or the type of the answer."""
    try:
        with transaction.atomic():
            answer = do(person)
    except REFUSALS as refusal:
        return type(refusal).__name__
    return str(answer) if isinstance(answer, bool | None) else type(answer).__name__


def tried(do: Callable[[User], object], person: User) -> tuple[str, int]:
    """Return the outcome and the number of new audit log entries, then roll everything back."""
    with transaction.atomic():
        before = ModelLogEntry.objects.count()
        found = outcome(do, person), ModelLogEntry.objects.count() - before
        transaction.set_rollback(True)
    return found


def steps_nobody_over(do: Callable[[User], object], person: User) -> None:
    """A steward without the second step gets the same outcome as the same person without a role."""
    person.has_taken_second_step = False
    without = tried(do, person)
    with transaction.atomic():
        person.groups.clear()
        as_a_member = tried(do, type(person).objects.get(pk=person.pk))
        transaction.set_rollback(True)
    person.has_taken_second_step = True
    assert without == as_a_member, (person.pk, without, as_a_member)


def perform(town: Town, act: Callable, pick: Pick) -> str:
    """Do the act as a request would, and run its on_commit callbacks."""
    found = act(town, pick)
    if found is None:
        return NOTHING
    person, do = found
    typed, people = dict(town.typed), list(town.people)
    if act in STEWARDS_ACTS:
        steps_nobody_over(do, person)
        town.typed, town.people = typed, people
    with TestCase.captureOnCommitCallbacks(execute=True):
        return outcome(do, person)


class Acts(RuleBasedStateMachine):
    """Each example begins in the same town, in a savepoint that is rolled back at the end."""

    start: Town  # set by `machine_for`
    lookers = 1  # people who look at everything in the end

    def __init__(self) -> None:
        super().__init__()
        self.town, self.steps, self.stack = copy.deepcopy(self.start), 0, ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.stack.enter_context(self.town.stopped())

    def teardown(self) -> None:
        try:
            self.look_at_everything()
        finally:
            self.stack.close()

    # One rule for all: of many rules Hypothesis leaves most out of an example, and a short run has few examples.
    @rule(data=st.data())
    def random_act(self, data) -> None:
        """Do a random act, or another one if the first finds nothing to do."""
        for _ in range(TRIES):
            act = data.draw(st.sampled_from(ACTS), label="act")
            if self.do(act, partial(chosen, data)) != NOTHING:
                break

    def do(self, act: Callable, pick: Pick) -> str:
        minutes_pass(self.town, BETWEEN)
        came_of_it = perform(self.town, act, pick)
        if came_of_it == NOTHING:
            return came_of_it
        self.town.done.append(f"{act.__name__}: {came_of_it}")
        self.steps += 1
        self.ask_after()
        return came_of_it

    def ask_after(self) -> None:
        """Check all rows, then the page of one topic and two other pages, which change from step to step."""
        note_erased(self.town)
        invariants.counts_equal_rows()
        invariants.the_log_verifies()
        invariants.nothing_typed_is_lost(self.town)
        invariants.no_mail_says_what_is_refused()
        person_id, topic = in_turn(self.town.people, self.steps), in_turn(topics_there(), self.steps)
        invariants.visible_to_is_what_the_circle_says([person_id])
        invariants.no_power_without_the_second_step(person_id, in_turn(invariants.STEWARDS_DOORS, self.steps))
        others = [in_turn(pages, self.steps) for pages in (invariants.pages_about(topic), invariants.pages_around())]
        invariants.look(self.town, person_id, [topic.get_absolute_url(), *others])

    def look_at_everything(self) -> None:
        """At the end open every topic, every list and every count, for some people."""
        invariants.visible_to_is_what_the_circle_says(self.town.people)
        for turn in range(self.lookers):
            person_id = in_turn(self.town.people, self.steps + 5 * turn)
            about = [address for topic in topics_there() for address in invariants.pages_about(topic)]
            every_second = about[turn % 2 :: 2]
            invariants.look(self.town, person_id, [*every_second, *invariants.pages_around()])
            invariants.counts_on_pages_are_exact(person_id)


def in_turn(things: Sequence, turn: int):
    return things[turn % len(things)]


def topics_there() -> list[Topic]:
    return list(Topic.objects.select_related("board").order_by("pk"))


def chosen(data, options: Sequence):
    return options[data.draw(st.integers(0, len(options) - 1))]


def note_erased(town: Town) -> None:
    """Store the surnames of people who have been erased since: no page may show them."""
    names = dict(User.objects.filter(pk__in=town.people).values_list("pk", "last_name"))
    town.names = {pk: name for pk, name in names.items() if name} | town.names
    town.erased = sorted(name for pk, name in town.names.items() if names.get(pk) != name)


def machine_for(start: Town, *, lookers: int = 1) -> type[Acts]:
    return type("RandomActs", (Acts,), {"start": start, "lookers": lookers})
