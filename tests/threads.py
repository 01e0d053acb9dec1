"""Several acts at the same moment, each in a thread and a connection of its own. They need rows that are committed."""

import threading
from collections.abc import Callable

from django.db import DatabaseError, connection


def at_once(*acts: Callable, may_raise: type[Exception] = DatabaseError) -> list:
    """What each returned, or raised of this kind; they set out together."""
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
