"""Compiled queries across connections, threads and transactions."""

import gc
import threading
import weakref

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from forum.actions.lock_rows import lock_board, lock_topic
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.lib.db.compiled_queries import compiled
from tests.factories import make_topic
from tests.lib.db.test_compiled_queries import posts_of
from tests.threads import WHERE_TWO_WRITE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _django_db_helper(copied) -> None:
    """The mark django_db here: the module's tests share a copy of the database, and nothing is rolled back."""


def test_a_new_connection_prepares_its_own_statements():
    topic, query = make_topic(replies=1), compiled(int, int, str)(posts_of)
    for _ in range(3):
        assert [len(query(topic.pk, 1, "live")) for _ in range(3)] == [2, 2, 2]
        connection.close()


def test_a_statement_prepared_in_a_transaction_survives_its_rollback():
    topic, query = make_topic(replies=1), compiled(int, int, str)(posts_of)
    with transaction.atomic():
        assert [len(query(topic.pk, 1, "live")) for _ in range(3)] == [2, 2, 2]
        transaction.set_rollback(True)
    assert len(query(topic.pk, 1, "live")) == 2


def test_threads_can_run_one_query_at_the_same_time():
    topics = [make_topic(replies=replies) for replies in (0, 1, 3)]
    query = compiled(int, int, str)(posts_of)

    def often(topic):
        return {len(query(topic.pk, 1, "live")) for _ in range(50)}

    assert at_once(*(lambda topic=topic: often(topic) for topic in topics)) == [{1}, {2}, {4}]


@WHERE_TWO_WRITE
def test_a_lock_outside_a_transaction_is_refused_each_time():
    topic = make_topic()
    for lock, thing in ((lock_topic, topic.pk), (lock_board, topic.board_id), (lock_person, topic.author_id)):
        for _ in range(3):
            with transaction.atomic():
                assert lock(thing)
            with pytest.raises(TransactionManagementError):
                lock(thing)


def test_a_thread_that_ends_frees_its_connection():
    topic, query, opened = make_topic(), compiled(int, int, str)(posts_of), []

    def ask_first():
        assert len(query(topic.pk, 1, "live")) == 1
        opened.append(weakref.ref(connections[DEFAULT_DB_ALIAS]))
        connections[DEFAULT_DB_ALIAS].close()

    thread = threading.Thread(target=ask_first)
    thread.start()
    thread.join()
    del thread
    gc.collect()
    assert opened[0]() is None
