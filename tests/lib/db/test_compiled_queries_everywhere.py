"""Every query of the site that is written down once says to each kind of person what it would say written down anew."""

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

from forum.models import Board, Draft, Post, Topic
from library.enums import ResourceState
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader import Person, Reader
from ratsite.files.models import FileText
from ratsite.lib.db.compiled_queries import Plain, Prepared, Several
from ratsite.lib.search.conditions import Sought
from ratsite.lib.search.query import read
from ratsite.network.models import ExploitationForm
from ratsite.pages.models import NewsIndexPage
from tests.factories import AgencyFactory, make_resource
from tests.pages.factories import make_news
from tests.search.factories import cap

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SENT = uuid.UUID(int=7)
MOST_ASKED = 200  # values for each query


def every_prepared() -> list[Prepared]:
    get_resolver().url_patterns  # noqa: B018 all pages are loaded by now
    ours = (
        module for name, module in sorted(sys.modules.items()) if name.startswith(("forum.", "library.", "ratsite."))
    )
    everything = [one for module in ours for one in vars(module).values() if isinstance(one, Prepared)]
    return [one for one in everything if is_of_this_database(one)]


def is_of_this_database(one: Prepared) -> bool:
    """On SQLite Wagtail puts all words of a search into one text, and cannot write it down before it knows them."""
    return connection.vendor == "postgresql" or one.rows.__name__ != "_with_as_many"


def facts(row):
    """Of an instance all that was fetched with it."""
    if not isinstance(row, Model):
        return row
    own = {name: value for name, value in vars(row).items() if name not in ("_state", "role_names")}
    return type(row), own, {name: facts(one) for name, one in row._state.fields_cache.items()}


def test_each_says_what_it_would_say_written_down_anew(house, monkeypatch):
    cap(monkeypatch, ranked=2, looked_at=1)
    people = [User.objects.select_related("agency").get(pk=person.pk) for person in house.people.values()]
    post = Post.objects.live().select_related("topic").first()
    post.topic.forms.add(ExploitationForm.objects.first())
    Post.objects.filter(pk=post.pk).update(submission=SENT)
    drafted = make_resource(agency=AgencyFactory())  # a curator alone sees it
    Resource.objects.filter(pk=drafted.pk).update(state=ResourceState.DRAFT)
    FileText(stored_file=house.attachments["circle"].stored_file, page=3, text="Marmalade").save()
    make_news(NewsIndexPage.objects.get(), title="Canarypage")
    session = Session.objects.create(pk="current", expire_date=timezone.now() + dt.timedelta(days=1)).pk
    draft = Draft.objects.first()
    numbers = [
        post.author_id,
        draft.person_id,
        *(thing.pk for thing in (*Topic.objects.all()[:6], *Board.objects.all())),
    ]
    some = {
        Reader: [*people, AnonymousUser()],
        Person: people,
        (Plain, list): [[], [post.pk], list(Post.objects.values_list("pk", flat=True))],
        (Plain, int): [0, post.topic_id, *numbers, 1, 20],
        (Plain, str): [session, draft.place, *(board.slug for board in Board.objects.all())],
        (Plain, dt.datetime): [timezone.now(), timezone.now() - dt.timedelta(days=400)],
        (Plain, uuid.UUID): [SENT, uuid.uuid4()],
        (Several, str): [["canarypage"], ["the", "canarypage"]],
        Sought: [read(typed) for typed in ("canarypost", "canarytopic canarypost", "marmalade", "can*")],
    }
    chance = random.Random(1)
    silent = []
    for prepared in every_prepared():
        kinds = [some[kind if kind in some else (type(kind), kind.kind)] for kind in prepared.kinds]
        given = list(itertools.product(*kinds))
        found = 0
        for values in chance.sample(given, min(MOST_ASKED, len(given))):
            # Whoever is no member today reads nothing, also where the queryset leaves it to its caller to say so.
            is_nobody = Reader in prepared.kinds and Reader.told(values[prepared.kinds.index(Reader)]) is None
            rows = [] if is_nobody else list(map(facts, prepared.rows(*values)))
            for _ in range(3):
                asked = list(map(facts, prepared(*values)))
                assert sorted(map(repr, asked)) == sorted(map(repr, rows)), (prepared.rows.__name__, values)
            found += len(rows)
        if not found:
            silent.append(prepared.rows.__name__)
    assert silent == []
