"""Random actions of all people, one after another: the invariants hold after each.

Each run has another seed, which a failure prints. `STATEFUL_SEED=… pytest tests/stateful` repeats the run.
"""

import os
import time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.counts import COUNTED_ON_PAGES, COUNTS, stored_counts
from tests.stateful.machine import machine_for
from tests.stateful.network import build_network

EXAMPLES, STEPS = 3, 25  # takes some twenty seconds; `make soak` does thousands of actions
SEED = int(os.environ.get("STATEFUL_SEED") or time.time())

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The network, in a transaction that is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_network()
        transaction.set_rollback(True)


def test_every_stored_count_of_a_model_has_a_recount():
    assert sorted(stored_counts()) == sorted([*COUNTS, *COUNTED_ON_PAGES])


def test_random_actions_break_no_invariant(network):
    print(f"STATEFUL_SEED={SEED}")  # pytest shows it if the test fails
    run_state_machine_as_test(
        seed(SEED)(machine_for(network)),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
