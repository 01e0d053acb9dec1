"""Random acts of all people, one after another: the invariants hold after each.

Each run does other acts. A failure prints their seed; `ACTS_SEED=… pytest tests/acts` does the same acts again.
"""

import os
import time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.acts.counts import COUNTED_ON_PAGES, COUNTS, stored_counts
from tests.acts.machine import machine_for
from tests.acts.town import build

EXAMPLES, ACTS = 3, 25  # some twenty seconds, with all that is asked after each; `make soak` does thousands
SEED = int(os.environ.get("ACTS_SEED") or time.time())

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """The town, in a transaction that is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def test_every_count_that_a_model_stores_is_counted_again_here():
    assert sorted(stored_counts()) == sorted([*COUNTS, *COUNTED_ON_PAGES])


def test_random_acts_break_nothing(town):
    print(f"ACTS_SEED={SEED}")  # pytest shows it if the test fails
    run_state_machine_as_test(
        seed(SEED)(machine_for(town)),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=ACTS,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
