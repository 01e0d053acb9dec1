"""Run several actions at once, each in its own thread and connection. They need committed rows."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from ratsite.lib.optimistic_lock import Stale

# A mark for what needs a second writer.
WHERE_TWO_WRITE = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: nobody else begins meanwhile"
)
HEAD_START = 0.02  # seconds: by then the first waits for what while_locked holds
ASKED_BY = 0.1  # seconds: by then a request has asked what it may do
HELD = 0.5  # seconds that the first transaction of while_open stays open


def at_once(*acts: Callable, may_raise: type[Exception] = DatabaseError) -> list:
    """Start all functions together; return what each returned, or the exception of this type that it raised."""
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
    """Run `act` while the transaction of `first` has done its work and is still open.

    Return what each returned, or the exception of this type that it raised.
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
    """Start the functions one after the other while this row is locked, and release it after meanwhile().

    Return what each returned or raised.
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
