"""Each compiled query of the site returns the same rows to each kind of person as the plain ORM."""

import datetime as dt
import itertools
import random
import sys
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model
from django.urls import get_resolver
from django.utils import timezone

from forum.enums import SignalKind, TopicKind
from forum.models import Board, Draft, Post, ReportingMonth, Signal, SiteLink, Topic
from forum.text.identifier_check import CHILDREN
from library.enums import ResourceState
from library.models import Resource, ResourceVersion
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Person, Reader
from ratsite.files.models import FileText, StoredFile
from ratsite.lib.db.compiled_queries import CompiledQuery
from ratsite.lib.db.query_parameters import Value, Values
from ratsite.lib.search.conditions import SearchTerms
from ratsite.lib.search.query import read
from ratsite.network.models import AffectedGroup, Agency, Area, Circle, ExploitationForm
from ratsite.notifications.models import Mail, MailChoices
from ratsite.pages.models import NewsIndexPage
from ratsite.related.queries import LIBRARY
from ratsite.trends.enums import BriefingKind, BriefingState
from ratsite.trends.models import Briefing
from tests.factories import AgencyFactory, make_resource
from tests.pages.factories import make_news
from tests.search.factories import cap

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SENT = uuid.UUID(int=7)
MOST_ARGUMENTS = 60  # combinations of arguments for each query, or more until one finds a row


def all_compiled_queries() -> list[CompiledQuery]:
    get_resolver().url_patterns  # noqa: B018 imports all views
    ours = (
        module for name, module in sorted(sys.modules.items()) if name.startswith(("forum.", "library.", "ratsite."))
    )
    everything = [one for module in ours for one in vars(module).values() if isinstance(one, CompiledQuery)]
    return [one for one in everything if is_of_this_database(one)]


def is_of_this_database(one: CompiledQuery) -> bool:
    """Wagtail's search on SQLite joins all words into one text, so its query cannot be compiled without them."""
    return connection.vendor == "postgresql" or one.build.__name__ != "_with_words_on_postgresql"


def facts(row, above=()):
    """Return the row; for a model instance, all fetched fields. The ends of a one-to-one refer to each other."""
    if not isinstance(row, Model):
        return row
    if any(row is one for one in above):
        return row.pk
    own = {name: value for name, value in vars(row).items() if name not in ("_state", "role_names")}
    return type(row), own, {name: facts(one, (*above, row)) for name, one in row._state.fields_cache.items()}


def signals_about(topic: Topic, by: Agency) -> list[dt.date]:
    """Make an agency's signals about a topic in two months, the second one late; return the months."""
    months, area = [dt.date(2025, 1, 1), dt.date(2025, 2, 1)], Area.objects.first()
    # With the topic's number, which is among the arguments.
    circle, _is_new = Circle.objects.get_or_create(pk=topic.pk, defaults={"slug": "numbered", "name": "Numbered"})
    for month in months:
        reporting = ReportingMonth.objects.create(agency=by, month=month, remit=by.main_remit)
        reporting.circles.add(circle)
        times = dict.fromkeys(("made_at", "changed_at"), timezone.now())
        how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen", "is_late": month == months[-1]}
        Signal.objects.create(topic=topic, reporting=reporting, area=area, **how, **times)
    return months


def test_each_compiled_query_returns_the_rows_of_the_plain_orm(world, monkeypatch):
    cap(monkeypatch, ranked=2, looked_at=1)
    people = [User.objects.select_related("agency").get(pk=person.pk) for person in world.people.values()]
    post = Post.objects.live().select_related("topic").first()
    post.topic.forms.add(ExploitationForm.objects.first())
    post.topic.affected.add(AffectedGroup.objects.get(slug=CHILDREN))
    Post.objects.filter(pk=post.pk).update(submission=SENT)
    drafted = make_resource(agency=AgencyFactory())  # a curator alone sees it
    Resource.objects.filter(pk=drafted.pk).update(state=ResourceState.DRAFT)
    SiteLink.objects.create(post=post, url_prefix=LIBRARY, name=drafted.slug)
    area = Area.objects.exclude(front_door_name="").first() or Area.objects.first()
    Area.objects.filter(pk=area.pk).update(front_door_name="Front door")
    area.agencies.add(drafted.agency)
    FileText(stored_file=world.attachments["circle"].stored_file, page=3, text="Marmalade").save()
    make_news(NewsIndexPage.objects.get(), title="Canarypage")
    session = Session.objects.create(pk="current", expire_date=timezone.now() + dt.timedelta(days=1)).pk
    draft = Draft.objects.first()
    MailChoices.objects.get_or_create(person=post.author)
    now = timezone.now()
    Mail.objects.create(to=post.author.email, person=post.author, created_at=now, try_at=now)
    known = {"kind": BriefingKind.TREND, "topic": post.topic, "state": BriefingState.PUBLISHED}
    known |= dict.fromkeys(("created_at", "changed_at", "signed_at", "review_due_on"), now)
    Briefing.objects.create(author=people[0], signed_by=people[1], **known)
    Board.objects.filter(pk=post.topic.board_id).update(usual_kind=TopicKind.QUESTION)
    months = signals_about(post.topic, by=post.author.agency)
    able = {"agency": drafted.agency, "remit": drafted.agency.main_remit}
    ReportingMonth.objects.create(month=months[0], **able)
    numbers = [
        world.trend.pk,
        world.ground.topic_id,
        post.author_id,
        draft.person_id,
        drafted.agency_id,
        *(thing.pk for thing in (*Topic.objects.all()[:6], *Board.objects.all())),
    ]
    some = {
        Reader: [*people, AnonymousUser()],
        Person: people,
        (Values, int): [
            *([], [post.pk], list(Post.objects.values_list("pk", flat=True))[:50]),
            *(list(things.values_list("pk", flat=True)) for things in (Resource.objects, ResourceVersion.objects)),
            list(FileText.objects.values_list("pk", flat=True)),
            [world.trend.pk, world.trend.trend.pk, post.topic_id],
        ],
        (Values, dt.date): [[], months[:1], months],
        (Values, uuid.UUID): [[], [SENT], list(StoredFile.objects.values_list("pk", flat=True))],
        (Value, int): [0, post.topic_id, *numbers, 1, 20],
        (Value, str): [session, draft.place, *(board.slug for board in Board.objects.all())],
        (Value, dt.datetime): [timezone.now(), timezone.now() - dt.timedelta(days=400)],
        (Value, dt.date): [timezone.localdate(), timezone.localdate() + dt.timedelta(days=30), months[0]],
        (Value, uuid.UUID): [SENT, uuid.uuid4()],
        (Values, str): [["canarypage"], ["the", "canarypage"]],
        SearchTerms: [read(typed) for typed in ("canarypost", "canarytopic canarypost", "marmalade", "can*")],
    }
    chance = random.Random(1)
    silent = []
    for query in all_compiled_queries():
        choices = [some[one if one in some else (type(one), one.sql_type)] for one in query.parameters]
        combinations = list(itertools.product(*choices))
        found = 0
        for number, arguments in enumerate(chance.sample(combinations, len(combinations))):
            if found and number >= MOST_ARGUMENTS:
                break
            # A Reader who is not a member today gets no rows, even if the queryset leaves that check to its caller.
            is_outside = Reader in query.parameters and Reader.split(arguments[query.parameters.index(Reader)]) is None
            rows = [] if is_outside else list(map(facts, query.build(*arguments)))
            for _ in range(3):
                actual = list(map(facts, query(*arguments)))
                assert sorted(map(repr, actual)) == sorted(map(repr, rows)), (query.build.__name__, arguments)
            found += len(rows)
        if not found:
            silent.append(query.build.__name__)
    assert silent == []
