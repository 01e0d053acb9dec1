"""Compiled queries return the same rows as the plain ORM, and refuse what cannot be compiled once."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.models import Count, F, Prefetch, Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Board, GroundCheck, Post, Topic
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Person, Reader
from ratsite.accounts.rules import can_arrange_boards
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has prepared statements")


def posts_of(topic, least, state):
    return Post.objects.filter(topic=topic, number__gte=least, state=state).order_by("number")


def test_rows_equal_those_of_the_queryset_for_all_values():
    query = compiled(int, int, str)(posts_of)
    for topic in [make_topic(replies=replies) for replies in (0, 1, 3)]:
        for least in (1, 2, 5):
            for state in ("live", "held", "%s %% '); --"):
                assert query(topic.pk, least, state) == list(posts_of(topic.pk, least, state))


def whole(topic):
    posts = Prefetch("posts", Post.objects.order_by("-number"), to_attr="backwards")
    rows = Topic.objects.filter(pk=topic).select_related("board", "author").prefetch_related(posts)
    return rows.annotate(replies=Count("posts") - 1, doubled=F("last_number") * 2).only(
        "title", "board__name", "author"
    )


def test_instances_have_selected_annotated_deferred_and_prefetched_data(django_assert_num_queries):
    query = compiled(int)(whole)
    for topic in (make_topic(replies=2), make_topic(), make_topic(replies=1)):
        name = topic.board.name
        with django_assert_num_queries(2):
            found = query.first(topic.pk)
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
def test_rows_have_the_shape_of_the_queryset(shape):
    rows, query = SHAPES[shape], compiled(int)(SHAPES[shape])
    for topic in (make_topic(replies=3), make_topic(), make_topic(replies=1)):
        Post.objects.filter(topic=topic, number=1).update(source="100% sure", html="")
        assert query(topic.pk) == list(rows(topic.pk))
        assert rows(topic.pk)


def test_the_queryset_is_built_once():
    calls = []

    def rows(topic):
        calls.append(topic)
        return Post.objects.filter(topic=topic)

    query = compiled(int)(rows)
    assert [len(query(make_topic(replies=replies).pk)) for replies in (0, 2)] == [1, 3]
    assert len(calls) == 1


def changed_after(moment, submission):
    return Post.objects.filter(Q(edited_at__gt=moment) | Q(submission=submission)).order_by("pk")


def test_times_in_any_time_zone_and_uuids_are_values():
    query, now, number = compiled(dt.datetime, uuid.UUID)(changed_after), timezone.now(), uuid.uuid4()
    edited, sent, _other = (make_topic().posts.get() for _ in range(3))
    Post.objects.filter(pk=edited.pk).update(edited_at=now)
    Post.objects.filter(pk=sent.pk).update(submission=number)
    for _ in range(3):
        assert query(now - dt.timedelta(microseconds=1), number) == [edited, sent]
        assert query(now, uuid.uuid4()) == []
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert query((now - dt.timedelta(microseconds=1)).astimezone(tokyo), uuid.uuid4()) == [edited]


def ending_on(days):
    return GroundCheck.objects.filter(closes_on__in=days).order_by("closes_on")


def test_days_are_values():
    days = [dt.date(2026, 11, day) for day in (1, 2, 3)]
    checks = []
    for day in days:
        topic = make_topic()
        check = {"topic": topic, "proposed_by": topic.author, "created_at": timezone.now(), "closes_on": day}
        checks.append(GroundCheck.objects.create(**check))
    query = compiled(Values(dt.date))(ending_on)
    for _ in range(3):
        for chosen in (slice(0, 1), slice(1, 3), slice(0, 0)):
            assert query(days[chosen]) == checks[chosen]


def every_topic():
    return Topic.objects.order_by("pk")


def test_a_query_may_take_nothing():
    query, topics = compiled()(every_topic), [make_topic(), make_topic()]
    for _ in range(3):
        assert query() == topics


def among(numbers, topic):
    return Post.objects.filter(pk__in=numbers, topic=topic).order_by("pk")


def test_a_list_may_have_any_length():
    query, topic = compiled(Values(int), int)(among), make_topic(replies=3)
    ids = list(topic.posts.order_by("pk").values_list("pk", flat=True))
    for _ in range(3):
        for chosen in (ids, ids[:1], [], ids[1:3], [0, *ids[2:]]):
            assert [post.pk for post in query(chosen, topic.pk)] == [pk for pk in chosen if pk]
            assert query(chosen, topic.pk) == list(among(chosen, topic.pk))


def in_a_state(states):
    return Post.objects.filter(Q(*[("state", state) for state in states], _connector=Q.OR)).order_by("pk")


def test_each_length_of_a_list_has_its_own_statement():
    query, topic = compiled(Values(str))(in_a_state), make_topic(replies=2)
    held = topic.posts.order_by("pk").last()
    Post.objects.filter(pk=held.pk).update(state="withdrawn", html="", source="", withdrawn_at=timezone.now())
    for _ in range(3):
        for states in (["live"], ["withdrawn", "live"], ["live", "held", "rejected"], ["withdrawn"]):
            assert query(states) == list(in_a_state(states))
        assert query(["live", "\x00"]) == []
    assert len(query(["live", "withdrawn"])) == 3
    assert len(query._statements) == 3


@pytest.mark.parametrize("beyond", [2**63, -(2**63) - 1, 10**40])
def test_a_number_too_big_for_any_column_matches_no_row(beyond):
    assert compiled(int, int, str)(posts_of)(beyond, 1, "live") == []


def test_text_with_a_null_character_matches_no_row():
    assert compiled(int, int, str)(posts_of)(1, 1, "\x00") == []


def in_circle(circle):
    return Board.objects.filter(Q(circle=circle) | Q(slug="open", circle=None)).order_by("pk")


def test_none_equals_no_value():
    board, closed = BoardFactory(slug="open"), BoardFactory(circle=CircleFactory())
    query = compiled(int)(in_circle)
    for _ in range(3):
        assert query(None) == [board]
        assert query(closed.circle_id) == [board, closed]


def test_get_raises_if_there_is_no_row():
    query = compiled(int)(in_circle)
    with pytest.raises(ObjectDoesNotExist):
        query.get(0)
    assert query.first(0) is None


REFUSED = {
    "calculates": lambda number: Post.objects.filter(number=number + 1),
    "branches": lambda number: Post.objects.filter(number=number) if number else Post.objects.none(),
    "compares": lambda number: Post.objects.filter(number=max(number, 3)),
    "runs another query": lambda number: Post.objects.filter(
        number=number, topic__in=list(Topic.objects.values_list("pk"))
    ),
    "does not use it": lambda number: Post.objects.filter(number=1),
    "changes": lambda number: Post.objects.filter(number=f"{number}7"),
    "uses and changes": lambda number: Post.objects.filter(Q(number=number) | Q(source=f"Post {number}")),
    "uses and calculates": lambda number: Post.objects.filter(Q(number=number) | Q(topic=int(number) + 1)),
    "matches no row": lambda number: Post.objects.filter(number=number, pk__in=[]),
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_query_that_cannot_be_compiled_once_is_refused(how):
    for _ in range(2):
        with pytest.raises((TypeError, ValueError, EmptyResultSet)):
            compiled(int)(REFUSED[how])(7)


CHANGED = {
    "in lower case": lambda text: Q(source=text.lower()),
    "in capitals": lambda text: Q(source=text.upper()),
    "without spaces around it": lambda text: Q(source=text.strip()),
    "as a part": lambda text: Q(source__contains=text),
    "in a list": lambda text: Q(hold_reasons=[text]),
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_query_that_changes_a_text_is_refused_even_if_it_also_uses_it_unchanged(how):
    for rows in (CHANGED[how], lambda text: CHANGED[how](text) | Q(job_title=text)):
        with pytest.raises(TypeError):
            compiled(str)(lambda text, rows=rows: Post.objects.filter(rows(text)))("Rooms")


def test_a_query_that_changes_a_time_is_refused_even_if_it_also_uses_it_unchanged():
    def rows(moment):
        return Post.objects.filter(Q(edited_at=moment) | Q(created_at=moment - dt.timedelta(days=1)))

    with pytest.raises(TypeError):
        compiled(dt.datetime)(rows)(timezone.now())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite a time is text")
def test_a_query_that_contains_a_fixed_time_is_refused():
    with pytest.raises(TypeError, match="pass the time as an argument"):
        compiled(int)(lambda topic: Post.objects.filter(topic=topic, created_at__lt=timezone.now()))(7)


def sql_of(act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


@ON_POSTGRESQL
def test_a_query_that_is_planned_every_time_is_never_prepared():
    topic, query = make_topic(), compiled(int, int, str, plan_every_time=True)(posts_of)
    assert all(sql_of(lambda: query(topic.pk, 1, "live"))[0].startswith("SELECT") for _ in range(3))


@ON_POSTGRESQL
def test_the_second_use_prepares_the_statement():
    topic, query = make_topic(replies=1), compiled(int, int, str)(posts_of)
    first, *others = (sql_of(lambda: query(topic.pk, 1, "live"))[0] for _ in range(4))
    assert first.startswith("SELECT")
    assert all(re.fullmatch(rf"EXECUTE compiled_\w+\({topic.pk}, 1, 'live'\)", sql) for sql in others)


@ON_POSTGRESQL
def test_statement_names_are_unique_across_processes():
    query = compiled(int)(in_circle)
    name = sql_of(lambda: (query(7), query(7)))[-1].partition("(")[0]
    assert re.fullmatch("EXECUTE compiled_[0-9a-f]{32}", name)


@ON_POSTGRESQL
def test_the_planner_sees_constants():
    query = compiled(int)(lambda author: Post.objects.filter(author=author, state="live").order_by())
    query(1), query(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
        statement = cursor.fetchone()[0]
    assert '"author_id" = $1' in statement
    assert "\"state\" = 'live'" in statement


@ON_POSTGRESQL
def test_no_statement_is_prepared_behind_a_pooler_that_changes_connections(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    topic, query = make_topic(), compiled(int, int, str)(posts_of)
    assert all(sql_of(lambda: query(topic.pk, 1, "live"))[0].startswith("SELECT") for _ in range(3))


def boards(reader):
    return Board.objects.visible_to(reader).order_by("pk")


def managed(reader):
    return Board.objects.managed_by(reader).order_by("pk")


def arranged(reader):
    """A query that depends on a rule. Every board has an aim, so the first queryset is empty."""
    return boards(reader).filter(aim="") if not can_arrange_boards(reader) else managed(reader)


class TestReaders:
    def test_each_reader_gets_the_boards_that_they_may_read(self):
        circle = CircleFactory()
        BoardFactory(), BoardFactory(circle=circle)
        inside, outside = MemberFactory(), MemberFactory()
        circle.people.add(inside)
        by_agency = MemberFactory(agency=outside.agency)
        query = compiled(Reader)(boards)
        for _ in range(3):
            assert [len(query(person)) for person in (inside, outside, by_agency)] == [2, 1, 1]
        circle.agencies.add(outside.agency)
        assert [len(query(person)) for person in (inside, outside, by_agency)] == [2, 2, 2]

    @pytest.mark.parametrize("change", ["excluded", "closed", "agency", "lapsed"])
    def test_a_former_member_gets_no_rows(self, change):
        BoardFactory()
        person, query = MemberFactory(), compiled(Reader)(boards)
        assert len(query(person)) == 1
        if change == "excluded":
            person.excluded_until = timezone.now() + dt.timedelta(days=1)
        elif change == "closed":
            person.is_active = False
        elif change == "agency":
            person.agency.is_active = False
        else:
            person.confirm_by = dt.date(2020, 1, 1)
        assert query(person) == []

    def test_an_anonymous_visitor_gets_no_rows(self):
        BoardFactory()
        assert compiled(Reader)(boards)(AnonymousUser()) == []

    def test_roles_and_overdue_terms_count(self):
        BoardFactory()
        member, coordinator, overdue = MemberFactory(), *(MemberFactory(roles=["Coordinators"]) for _ in range(2))
        overdue.terms_by = dt.date(2020, 1, 1)
        for person in (member, coordinator, overdue):
            assert list(managed(person)) == ([] if person is not coordinator else list(Board.objects.all()))
        query = compiled(Reader)(arranged)
        for _ in range(3):
            assert [len(query(person)) for person in (member, coordinator, overdue)] == [0, 1, 0]

    def test_access_rules_grant_nothing_to_a_person_parameter(self):
        with pytest.raises(EmptyResultSet):
            compiled(Person)(boards)(MemberFactory())

    def test_reading_any_other_column_of_a_reader_is_refused(self):
        for column in ("email", "listed_as", "held_until"):
            rows = lambda reader, column=column: User.objects.filter(email=getattr(reader, column))  # noqa: E731
            with pytest.raises(TypeError, match="must not run another query"):
                compiled(Reader)(rows)(MemberFactory())

    def test_reading_any_other_column_of_their_agency_is_refused(self):
        for column in ("main_remit_id", "kind"):
            rows = lambda reader, column=column: User.objects.filter(  # noqa: E731
                agency=reader.agency_id, job_title=getattr(reader.agency, column)
            )
            with pytest.raises(TypeError, match="must not run another query"):
                compiled(Reader)(rows)(MemberFactory())

    def test_a_reader_without_an_agency_is_a_variant(self):
        def rows(reader):
            if reader.agency is None:
                return User.objects.filter(agency=reader.agency_id).exclude(pk=reader.pk).order_by("pk")
            return User.objects.filter(agency=reader.agency_id).order_by("pk")

        alone, other = MemberFactory(agency=None), MemberFactory(agency=None)
        member = MemberFactory()
        for kind in (Reader, Person):
            query = compiled(kind)(rows)
            for _ in range(3):
                assert [query(person) for person in (alone, member, other)] == [[other], [member], [alone]]
