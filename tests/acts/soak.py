"""Random acts for minutes, for `make soak`: one after another and, on PostgreSQL, also in four threads at once.

Not part of `make test`. SOAK_MINUTES: how long each run takes. SOAK_SEED repeats a run.
"""

import os
import random
import threading
import time
from collections import Counter

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from forum.models import Topic
from tests.acts import invariants
from tests.acts.machine import NOTHING, machine_for, note_erased, outcome
from tests.acts.members_acts import MEMBERS_ACTS
from tests.acts.stewards_acts import STEWARDS_ACTS, run_jobs
from tests.acts.town import Town, build, minutes_pass

SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "5"))
SEED = int(os.environ.get("SOAK_SEED") or time.time())
EXAMPLES, ACTS = 5, 40  # between two looks at the clock
THREADS = 4


@pytest.fixture
def town(db) -> Town:
    return build()


def test_random_acts_one_after_another(town, capsys):
    until, turn = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        machine = seed(SEED + turn)(machine_for(town, lookers=3))
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=ACTS,
                database=None,
                deadline=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        turn += 1
        print(f"{connection.vendor}: {turn * EXAMPLES} examples of up to {ACTS} acts, seed {SEED}", flush=True)


class Crowd:
    """Threads that do random acts in one town at once, each with its own random generator."""

    def __init__(self, town: Town) -> None:
        self.town, self.done, self.unforeseen = town, Counter(), []
        self.until = time.monotonic() + SECONDS

    def act(self, number: int) -> None:
        chance = random.Random(SEED + number)
        try:
            while time.monotonic() < self.until and not self.unforeseen:
                self.act_once(chance)
        except Exception as error:  # noqa: BLE001 in a thread it would be lost
            self.unforeseen.append(error)
        finally:
            connection.close()

    def act_once(self, chance: random.Random) -> None:
        act = chance.choice([*MEMBERS_ACTS, *MEMBERS_ACTS, *STEWARDS_ACTS])
        minutes_pass(self.town, 1)
        typed = set(self.town.typed)
        try:
            found = act(self.town, chance.choice)
            came_of_it = outcome(found[1], found[0]) if found else NOTHING
        except ObjectDoesNotExist:
            came_of_it = "gone meanwhile"
        self.done[f"{act.__name__}: {came_of_it}"] += 1
        for word in set(self.town.typed) - typed:
            self.town.done.append(f"{word} by {act.__name__}")  # or by somebody in the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one thread write at a time, so nothing can meet")
def test_random_acts_from_four_threads_at_once(copied):
    town = build()
    with town.stopped():
        crowd = Crowd(town)
        threads = [threading.Thread(target=crowd.act, args=[number]) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"{sum(crowd.done.values())} acts from {THREADS} threads, seed {SEED}: {dict(crowd.done.most_common())}")
        assert crowd.unforeseen == [], SEED
        run_jobs()
        note_erased(town)
        invariants.counts_equal_rows()
        invariants.the_log_verifies()
        invariants.nothing_typed_is_lost(town)
        invariants.visible_to_is_what_the_circle_says(town.people)
        for person_id in town.people[::3]:
            about = [address for topic in Topic.objects.order_by("pk") for address in invariants.pages_about(topic)]
            with transaction.atomic():
                invariants.look(town, person_id, [*about[::3], *invariants.pages_around()])
                invariants.counts_on_pages_are_exact(person_id)
