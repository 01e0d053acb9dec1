"""The soak test, `make soak`: random actions for minutes, one after another and, on PostgreSQL, in four threads.

It is not part of `make test`. SOAK_MINUTES says how long each run takes. SOAK_SEED repeats a run.
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
from tests.stateful import invariants
from tests.stateful.machine import NOTHING, machine_for, outcome, record_erased_names
from tests.stateful.member_actions import MEMBER_ACTIONS
from tests.stateful.network import Network, advance_clock, build_network
from tests.stateful.steward_actions import STEWARD_ACTIONS, run_jobs

SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "5"))
SEED = int(os.environ.get("SOAK_SEED") or time.time())
EXAMPLES, STEPS = 5, 40  # then the clock is read again
THREADS = 4


@pytest.fixture
def network(db) -> Network:
    return build_network()


def test_random_actions_one_after_another(network, capsys):
    until, turn = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        machine = seed(SEED + turn)(machine_for(network, readers=3))
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                database=None,
                deadline=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        turn += 1
        print(f"{connection.vendor}: {turn * EXAMPLES} examples of up to {STEPS} actions, seed {SEED}", flush=True)


class ActionThreads:
    """Threads that do random actions on the same rows, each with its own random generator."""

    def __init__(self, network: Network) -> None:
        self.network, self.done, self.errors = network, Counter(), []
        self.until = time.monotonic() + SECONDS

    def run(self, number: int) -> None:
        rng = random.Random(SEED + number)
        try:
            while time.monotonic() < self.until and not self.errors:
                self.do_one(rng)
        except Exception as error:  # noqa: BLE001 in a thread it would be lost
            self.errors.append(error)
        finally:
            connection.close()

    def do_one(self, rng: random.Random) -> None:
        action = rng.choice([*MEMBER_ACTIONS, *MEMBER_ACTIONS, *STEWARD_ACTIONS])
        advance_clock(self.network, 1)
        typed = set(self.network.typed)
        try:
            found = action(self.network, rng.choice)
            result = outcome(found[1], found[0]) if found else NOTHING
        except ObjectDoesNotExist:
            result = "gone meanwhile"
        self.done[f"{action.__name__}: {result}"] += 1
        for word in set(self.network.typed) - typed:
            self.network.history.append(f"{word} by {action.__name__}")  # or by another thread in the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one thread write at a time")
def test_random_actions_from_four_threads_at_once(copied):
    network = build_network()
    with network.frozen_clock():
        runner = ActionThreads(network)
        threads = [threading.Thread(target=runner.run, args=[number]) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcomes = dict(runner.done.most_common())
        print(f"{sum(outcomes.values())} actions from {THREADS} threads, seed {SEED}: {outcomes}")
        assert runner.errors == [], SEED
        run_jobs()
        record_erased_names(network)
        invariants.counts_equal_rows()
        invariants.audit_log_verifies()
        invariants.nothing_typed_is_lost(network)
        invariants.visible_to_agrees_with_circles(network.people)
        for person_id in network.people[::3]:
            about = [address for topic in Topic.objects.order_by("pk") for address in invariants.topic_pages(topic)]
            with transaction.atomic():
                invariants.open_pages(network, person_id, [*about[::3], *invariants.list_pages()])
                invariants.counts_on_pages_are_exact(person_id)
