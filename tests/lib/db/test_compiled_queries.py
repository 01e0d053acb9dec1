"""Queries that are written down once say the same as those that are written down each time."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Count, F, Prefetch, Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Board, Post, Topic
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader import Person, Reader
from ratsite.accounts.rules import can_arrange_boards
from ratsite.lib.db.compiled_queries import Several, prepared
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans")


def posts_of(topic, least, state):
    return Post.objects.filter(topic=topic, number__gte=least, state=state).order_by("number")


def test_the_rows_are_those_of_the_queryset_whatever_the_values():
    ask = prepared(int, int, str)(posts_of)
    for topic in [make_topic(replies=replies) for replies in (0, 1, 3)]:
        for least in (1, 2, 5):
            for state in ("live", "held", "%s %% '); --"):
                assert ask(topic.pk, least, state) == list(posts_of(topic.pk, least, state))


def whole(topic):
    posts = Prefetch("posts", Post.objects.order_by("-number"), to_attr="backwards")
    rows = Topic.objects.filter(pk=topic).select_related("board", "author").prefetch_related(posts)
    return rows.annotate(replies=Count("posts") - 1, doubled=F("last_number") * 2).only(
        "title", "board__name", "author"
    )


def test_instances_come_with_what_was_selected_annotated_deferred_and_prefetched(django_assert_num_queries):
    ask = prepared(int)(whole)
    for topic in (make_topic(replies=2), make_topic(), make_topic(replies=1)):
        name = topic.board.name
        with django_assert_num_queries(2):
            found = ask.one(topic.pk)
            assert found.board.name == name
            assert [post.number for post in found.backwards] == list(range(topic.last_number, 0, -1))
        assert (found.replies, found.doubled) == (topic.last_number - 1, topic.last_number * 2)
        assert found.get_deferred_fields() == whole(topic.pk).get().get_deferred_fields()
        found.title = "Changed"
        found.save(update_fields=["title"])
        assert Topic.objects.get(pk=topic.pk).title == "Changed"


SHAPES = {
    "tuples": lambda topic: Post.objects.filter(topic=topic).order_by("number").values_list("number", "state"),
    "dicts": lambda topic: Post.objects.filter(topic=topic).order_by("number").values("number", at=F("created_at")),
    "flat": lambda topic: Post.objects.filter(topic=topic).order_by("-number").values_list("number", flat=True)[:2],
    "union": lambda topic: Post.objects.filter(topic=topic).order_by().values_list(Value(1), "number").union(
        Post.objects.filter(topic=topic).order_by().values_list(Value(2), "number"), all=True
    ).order_by("number"),
    "alias": lambda topic: Post.objects.alias(n=F("number") % 2).filter(topic=topic, n=1).distinct(),
    "like": lambda topic: Post.objects.filter(topic=topic, source__contains="100%").order_by("pk"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_rows_comes_out_as_it_is(shape):
    rows, ask = SHAPES[shape], prepared(int)(SHAPES[shape])
    for topic in (make_topic(replies=3), make_topic(), make_topic(replies=1)):
        Post.objects.filter(topic=topic, number=1).update(source="100% sure", html="")
        assert ask(topic.pk) == list(rows(topic.pk))
        assert rows(topic.pk)


def test_the_function_is_called_once():
    calls = []

    def rows(topic):
        calls.append(topic)
        return Post.objects.filter(topic=topic)

    ask = prepared(int)(rows)
    assert [len(ask(make_topic(replies=replies).pk)) for replies in (0, 2)] == [1, 3]
    assert len(calls) == 1


def changed_after(moment, submission):
    return Post.objects.filter(Q(edited_at__gt=moment) | Q(submission=submission)).order_by("pk")


def test_moments_and_the_numbers_of_forms_are_values_too():
    ask, now, number = prepared(dt.datetime, uuid.UUID)(changed_after), timezone.now(), uuid.uuid4()
    edited, sent, _other = (make_topic().posts.get() for _ in range(3))
    Post.objects.filter(pk=edited.pk).update(edited_at=now)
    Post.objects.filter(pk=sent.pk).update(submission=number)
    for _ in range(3):
        assert ask(now - dt.timedelta(microseconds=1), number) == [edited, sent]
        assert ask(now, uuid.uuid4()) == []
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert ask((now - dt.timedelta(microseconds=1)).astimezone(tokyo), uuid.uuid4()) == [edited]


def among(numbers, topic):
    return Post.objects.filter(pk__any_of=numbers, topic=topic).order_by("pk")


def test_a_list_of_numbers_is_one_value():
    ask, topic = prepared(list, int)(among), make_topic(replies=3)
    ids = list(topic.posts.order_by("pk").values_list("pk", flat=True))
    for chosen in (ids, ids[:1], [], ids[1:3], [0, *ids[2:]]):
        assert [post.pk for post in ask(chosen, topic.pk)] == [pk for pk in chosen if pk]
        assert ask(chosen, topic.pk) == list(among(chosen, topic.pk))
        assert list(Post.objects.exclude(pk__any_of=chosen)) == list(Post.objects.exclude(pk__in=chosen))


@ON_POSTGRESQL
def test_one_plan_does_for_lists_of_any_length():
    ask, topic = prepared(list, int)(among), make_topic(replies=2)
    ids = list(topic.posts.values_list("pk", flat=True))
    for turn in range(8):
        assert len(ask(ids[: turn % 3], topic.pk)) == turn % 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
        assert cursor.fetchone()[0] > 0


def opened_with(states):
    return Post.objects.filter(Q(*[("state", state) for state in states], _connector=Q.OR)).order_by("pk")


def test_several_values_are_a_query_of_their_own_for_each_number_of_them():
    ask, topic = prepared(Several(str))(opened_with), make_topic(replies=2)
    held = topic.posts.order_by("pk").last()
    Post.objects.filter(pk=held.pk).update(state="withdrawn", html="", source="", withdrawn_at=timezone.now())
    for _ in range(3):
        for states in (["live"], ["withdrawn", "live"], ["live", "held", "rejected"], ["withdrawn"]):
            assert ask(states) == list(opened_with(states))
        assert ask(["live", "\x00"]) == []
    assert len(ask(["live", "withdrawn"])) == 3


@pytest.mark.parametrize("beyond", [2**63, -(2**63) - 1, 10**40])
def test_a_number_that_no_column_holds_finds_nothing(beyond):
    assert prepared(int, int, str)(posts_of)(beyond, 1, "live") == []


def test_a_letter_that_no_text_holds_finds_nothing():
    assert prepared(int, int, str)(posts_of)(1, 1, "\x00") == []


def in_circle(circle):
    return Board.objects.filter(Q(circle=circle) | Q(slug="open", circle=None)).order_by("pk")


def test_none_is_a_value_that_equals_nothing():
    board, closed = BoardFactory(slug="open"), BoardFactory(circle=CircleFactory())
    ask = prepared(int)(in_circle)
    for _ in range(3):
        assert ask(None) == [board]
        assert ask(closed.circle_id) == [board, closed]


def test_get_says_when_there_is_none():
    ask = prepared(int)(in_circle)
    with pytest.raises(ObjectDoesNotExist):
        ask.get(0)
    assert ask.one(0) is None


REFUSED = {
    "reckons": lambda number: Post.objects.filter(number=number + 1),
    "decides": lambda number: Post.objects.filter(number=number) if number else Post.objects.none(),
    "compares": lambda number: Post.objects.filter(number=max(number, 3)),
    "asks": lambda number: Post.objects.filter(number=number, topic__in=list(Topic.objects.values_list("pk"))),
    "forgets": lambda number: Post.objects.filter(number=1),
    "changes": lambda number: Post.objects.filter(number=f"{number}7"),
    "asks, and changes": lambda number: Post.objects.filter(Q(number=number) | Q(source=f"Post {number}")),
    "asks, and reckons": lambda number: Post.objects.filter(Q(number=number) | Q(topic=int(number) + 1)),
    "finds nothing": lambda number: Post.objects.filter(number=number, pk__in=[]),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_could_not_be_written_down_once_is_refused(how):
    for _ in range(2):
        with pytest.raises((TypeError, ValueError)):
            prepared(int)(REFUSED[how])(7)


CHANGED = {
    "in lower case": lambda text: Q(source=text.lower()),
    "in capitals": lambda text: Q(source=text.upper()),
    "without spaces around it": lambda text: Q(source=text.strip()),
    "as a part": lambda text: Q(source__contains=text),
    "in a list": lambda text: Q(hold_reasons=[text]),
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_text_that_would_be_changed_is_refused_also_where_it_is_asked_for_as_it_is(how):
    for rows in (CHANGED[how], lambda text: CHANGED[how](text) | Q(job_title=text)):
        with pytest.raises(TypeError):
            prepared(str)(lambda text, rows=rows: Post.objects.filter(rows(text)))("Rooms")


def test_a_moment_that_would_be_changed_is_refused_also_where_it_is_asked_for_as_it_is():
    def rows(moment):
        return Post.objects.filter(Q(edited_at=moment) | Q(created_at=moment - dt.timedelta(days=1)))

    with pytest.raises(TypeError):
        prepared(dt.datetime)(rows)(timezone.now())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite a moment is a text like any other")
def test_a_moment_of_its_own_is_refused():
    with pytest.raises(TypeError, match="hand it over"):
        prepared(int)(lambda topic: Post.objects.filter(topic=topic, created_at__lt=timezone.now()))(7)


def asked(act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


@ON_POSTGRESQL
def test_postgresql_is_told_of_it_once_for_each_connection():
    topic, ask = make_topic(replies=1), prepared(int, int, str)(posts_of)
    first, *others = (asked(lambda: ask(topic.pk, 1, "live"))[0] for _ in range(4))
    assert first.startswith("SELECT")
    assert all(re.fullmatch(rf"EXECUTE prepared_\w+\({topic.pk}, 1, 'live'\)", sql) for sql in others)


@ON_POSTGRESQL
def test_no_two_workers_give_two_queries_one_name():
    """Each would number its own from one on."""
    ask = prepared(int)(in_circle)
    name = asked(lambda: (ask(7), ask(7)))[-1].partition("(")[0]
    assert re.fullmatch("EXECUTE prepared_[0-9a-f]{32}", name)


@ON_POSTGRESQL
def test_what_is_always_the_same_stays_known_to_the_planner():
    ask = prepared(int)(lambda author: Post.objects.filter(author=author, state="live").order_by())
    ask(1), ask(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
        statement = cursor.fetchone()[0]
    assert '"author_id" = $1' in statement
    assert "\"state\" = 'live'" in statement


@ON_POSTGRESQL
def test_a_pool_that_changes_connections_is_asked_in_full(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    topic, ask = make_topic(), prepared(int, int, str)(posts_of)
    assert all(asked(lambda: ask(topic.pk, 1, "live"))[0].startswith("SELECT") for _ in range(3))


def boards(reader):
    return Board.objects.visible_to(reader).order_by("pk")


def managed(reader):
    return Board.objects.managed_by(reader).order_by("pk")


def arranged(reader):
    """What a coordinator looks after; of others nothing, in words that say so."""
    return boards(reader).filter(aim="") if not can_arrange_boards(reader) else managed(reader)


class TestReaders:
    def test_each_reads_what_their_own_door_opens(self):
        circle = CircleFactory()
        BoardFactory(), BoardFactory(circle=circle)
        inside, outside = MemberFactory(), MemberFactory()
        circle.people.add(inside)
        by_agency = MemberFactory(agency=outside.agency)
        ask = prepared(Reader)(boards)
        for _ in range(3):
            assert [len(ask(person)) for person in (inside, outside, by_agency)] == [2, 1, 1]
        circle.agencies.add(outside.agency)
        assert [len(ask(person)) for person in (inside, outside, by_agency)] == [2, 2, 2]

    @pytest.mark.parametrize("change", ["suspended", "closed", "agency", "lapsed"])
    def test_whoever_is_a_member_no_more_reads_nothing(self, change):
        BoardFactory()
        person, ask = MemberFactory(), prepared(Reader)(boards)
        assert len(ask(person)) == 1
        if change == "suspended":
            person.suspended_until = timezone.now() + dt.timedelta(days=1)
        elif change == "closed":
            person.is_active = False
        elif change == "agency":
            person.agency.is_active = False
        else:
            person.confirm_by = dt.date(2020, 1, 1)
        assert ask(person) == []

    def test_nobody_reads_nothing(self):
        BoardFactory()
        assert prepared(Reader)(boards)(AnonymousUser()) == []

    def test_a_role_and_a_word_that_is_overdue_count(self):
        BoardFactory()
        member, coordinator, overdue = MemberFactory(), *(MemberFactory(roles=["Coordinators"]) for _ in range(2))
        overdue.terms_by = dt.date(2020, 1, 1)
        for person in (member, coordinator, overdue):
            assert list(managed(person)) == ([] if person is not coordinator else list(Board.objects.all()))
        ask = prepared(Reader)(arranged)
        for _ in range(3):
            assert [len(ask(person)) for person in (member, coordinator, overdue)] == [0, 1, 0]

    def test_a_person_of_whom_something_is_asked_opens_no_door(self):
        with pytest.raises(TypeError, match="nothing"):
            prepared(Person)(boards)(MemberFactory())

    def test_what_else_might_be_asked_of_a_reader_is_refused(self):
        for column in ("email", "listed_as", "held_until"):
            rows = lambda reader, column=column: User.objects.filter(email=getattr(reader, column))  # noqa: E731
            with pytest.raises(TypeError, match="asks nothing"):
                prepared(Reader)(rows)(MemberFactory())

    def test_what_else_might_be_asked_of_their_agency_is_refused(self):
        for column in ("main_remit_id", "kind"):
            rows = lambda reader, column=column: User.objects.filter(  # noqa: E731
                agency=reader.agency_id, job_title=getattr(reader.agency, column)
            )
            with pytest.raises(TypeError, match="asks nothing"):
                prepared(Reader)(rows)(MemberFactory())

    def test_that_somebody_has_no_agency_counts(self):
        def rows(reader):
            if reader.agency is None:
                return User.objects.filter(agency=reader.agency_id).exclude(pk=reader.pk).order_by("pk")
            return User.objects.filter(agency=reader.agency_id).order_by("pk")

        alone, other = MemberFactory(agency=None), MemberFactory(agency=None)
        member = MemberFactory()
        for kind in (Reader, Person):
            ask = prepared(kind)(rows)
            for _ in range(3):
                assert [ask(person) for person in (alone, member, other)] == [[other], [member], [alone]]
