"""Run several actions at once, each in its own thread and connection.

Threads see only committed rows: see the fixture `copied`.
"""

import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from ratsite.lib.optimistic_lock import Stale

# A mark for tests in which two transactions write at the same time.
WHERE_TWO_WRITE = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets only one transaction write at a time"
)
HEAD_START = 0.02  # seconds after which the first function waits for the row that while_locked has locked
ASKED_BY = 0.1  # seconds after which a request has checked the rights of its user
HELD = 0.5  # seconds that the first transaction of while_open stays open


def at_once(*acts: Callable, may_raise: type[Exception] = DatabaseError) -> list:
    """Start all functions together. Return what each returned, or the exception of this type that it raised."""
    outcomes: list = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable) -> None:
        try:
            start.wait()
            outcomes[place] = act()
        except may_raise as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def while_open(first: Callable, act: Callable, *, may_raise: type[Exception] = DatabaseError) -> tuple:
    """Run `first` in a transaction in a thread, and run `act` after it, while that transaction is still open.

    Return what `first` and `act` returned, or the exceptions of this type that they raised.
    """
    begun, outcomes = threading.Event(), []

    def hold() -> None:
        try:
            with transaction.atomic():
                done = first()
                begun.set()
                time.sleep(HELD)
            outcomes.append(done)
        except may_raise as error:
            outcomes.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait()
    try:
        second = act()
    except may_raise as error:
        second = error
    thread.join()
    return outcomes[0], second


def while_locked(held: Model, *acts: Callable, head_start: float = HEAD_START, meanwhile=lambda: None) -> list:
    """Lock this row, start the functions one after the other, call meanwhile(), and then release the row.

    Return, for each function, what it returned or the exception that it raised. head_start: seconds between two starts.
    """
    outcomes: list = [None] * len(acts)

    def run(place: int, act: Callable) -> None:
        try:
            outcomes[place] = act()
        except (DatabaseError, PermissionDenied, Stale) as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    with transaction.atomic():
        type(held).objects.select_for_update().get(pk=held.pk)
        for thread in threads:
            thread.start()
            time.sleep(head_start)
        meanwhile()
    for thread in threads:
        thread.join()
    return outcomes
