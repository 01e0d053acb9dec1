"""What another person does between two queries of a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def after_query(text: str, act: Callable[[], object]) -> Iterator[None]:
    """Call `act` once, after the first query whose SQL has this text and before the next query.

    Fails if there is no such query. The rows are fetched by then: SQLite fetches them only after the query has run.
    """
    queries, acts = 0, [act]

    def act_then_execute(execute, sql, *rest):
        nonlocal queries
        if queries and acts:
            acts.pop()()
        queries += text in sql
        return execute(sql, *rest)

    with connection.execute_wrapper(act_then_execute):
        yield
    assert not acts, f"no query has {text}, or none comes after it"
