"""What a search finds in posts, resources and files: the same on PostgreSQL and SQLite."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from forum.enums import PostState
from forum.fulltext import POST_INDEX, TOPIC_INDEX
from forum.models import Post, Topic
from forum.queries.search import find_posts
from library.enums import Audience
from library.models import Resource
from library.queries.search import (
    _described_for,
    _with_common_words_for,
    _with_words_for,
    find_resources,
    text_ids_of,
)
from ratsite.files.enums import FileState
from ratsite.files.models import FileText, StoredFile
from ratsite.lib.search import fulltext
from ratsite.lib.search.fulltext import restore
from ratsite.lib.search.query import read
from tests.factories import AgencyFactory, CircleFactory, make_resource, make_topic
from tests.files.test_text import pdf
from tests.search.factories import cap, make_enclosed

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# (name, title, text of the post)
TOPICS_MADE = [
    ("van", "Four people, one van", "Nobody there has seen a payslip."),
    ("car", "Hand car washes", "Prices too low to pay anyone. We visit on Tuesdays."),
    ("care", "Care at home", "A careful worker, passports kept by the agency, multi-agency visit."),
    ("polish", "Ołówek i zażółć gęślą jaźń", "Pracują bez umowy: café résumé, naïve."),
    ("arabic", "العمل القسري", "يعملون بدون أجر 🐀🐀 ساعات طويلة"),
    ("marks", "Signs: 'quotes' & <b>tags</b>", 'He said "stop", then 100 % of it_went (see http://example.com/a-b?c=d).'),
    ("van_too", "Deliveries", "A white van, one of four. Phone 0121 496 0000, 3.14 or 12abc."),
]  # fmt: skip
# What was typed, and which of the topics are found by it.
ANSWERS = [
    ("van", {"van", "van_too"}),
    ("VAN", {"van", "van_too"}),
    ("vans", {"van", "van_too"}),
    ("one van", {"van", "van_too"}),
    ('"one van"', {"van"}),
    ('"van one"', {"van_too"}),
    ('"one white van"', set()),
    ("van -payslip", {"van_too"}),
    ("van -deliveries", {"van"}),
    ("van payslips", {"van"}),  # one word in the title, the other in the post
    ("people payslip nobody", {"van"}),
    ('"van nobody"', set()),  # a phrase does not run from the title into the post
    ("car", {"car"}),
    ("car*", {"car", "care"}),
    ("care", {"care"}),
    ("washes", {"car"}),
    ("wash", {"car"}),
    ("agencies", {"care"}),
    ("multi-agency", {"care"}),
    ('"multi agency visit"', {"care"}),
    ("visit tuesday", {"car"}),
    ("the van", {"van", "van_too"}),
    ("zazołc gesla", {"polish"}),
    ("ZAŻÓŁĆ", {"polish"}),
    ("resume cafe naive", {"polish"}),
    ("ołówek", {"polish"}),
    ("olowek", set()),
    ("العمل", {"arabic"}),
    ("أجر ساعات", {"arabic"}),
    ("🐀 أجر", {"arabic"}),
    ("quotes", {"marks"}),
    ("example.com", {"marks"}),
    ("a-b", {"marks"}),
    ("http://example.com/a-b?c=d", {"marks"}),
    ("it_went", {"marks"}),
    ("100 %", {"marks"}),
    ("<b>", {"marks"}),
    ('"said stop"', {"marks"}),
    ("0121 496 0000", {"van_too"}),
    ('"0121 496"', {"van_too"}),
    ("3.14", {"van_too"}),
    ("12abc", {"van_too"}),
    ("012*", {"van_too"}),
    ("12*", set()),
    ("OR", {"van_too"}),
    ("van OR car", set()),  # a word like any other: not in the language
    ("van AND payslip", {"van"}),
    ("NEAR(van payslip)", set()),
    ("source:van", set()),
    ("van^2", set()),
    ("{source} : van", set()),
    ("white & van", {"van_too"}),
    ("white | van", {"van_too"}),
    ("!van", {"van", "van_too"}),
    ("van:*", {"van", "van_too"}),
    ("van:A", set()),
    ("'van'", {"van", "van_too"}),
    ("van\\", {"van", "van_too"}),
    ("van\x00", {"van", "van_too"}),
    ("van\u202e", {"van", "van_too"}),
    ("v\u0061\u0301n", {"van", "van_too"}),
    ("x" * 100_000, set()),
    ("van " * 25_000, {"van", "van_too"}),
    ("-van", {"car", "care", "polish", "arabic", "marks"}),  # where filters alone ask for something
    ("", {"van", "car", "care", "polish", "arabic", "marks", "van_too"}),
]  # fmt: skip


def posts_for(person, typed: str, *, newest_first: bool = False) -> list[int]:
    """Return the ids of the posts found. Also check that the compiled query finds the same as the plain one."""
    posts = Post.objects.visible_to(person).live()
    found = find_posts(posts, read(typed), newest_first=newest_first)
    assert find_posts(person, read(typed), newest_first=newest_first) == found
    return found.post_ids


def resources_for(person, typed: str) -> list[int]:
    found = find_resources(person, read(typed), newest_first=False, among=Resource.objects.visible_to(person))
    assert find_resources(person, read(typed), newest_first=False) == found
    return found.resource_ids


@pytest.fixture
def published():
    """Make the number in the texts an agency's public contact, so that the identifier check lets it pass."""
    AgencyFactory(public_contacts="0121 496 0000")


def test_each_query_finds_the_same_posts_on_every_database(member, published):
    names = {}
    for name, title, body in TOPICS_MADE:
        names[make_topic(author=member, title=title, body=body).posts.get().pk] = name
    wrong = {}
    for typed, expected in ANSWERS:
        found = {names[pk] for pk in posts_for(member, typed)}
        if found != expected:
            wrong[typed[:80]] = found
    assert wrong == {}


def test_each_query_finds_the_same_in_files_and_in_what_is_said_about_them(member, moderator):
    names = {}
    for name, title, body in TOPICS_MADE:
        upload = SimpleUploadedFile("card.txt", body.encode())
        names[make_resource(member, title="Sheet", summary=title, upload=upload, explanation="All invented").pk] = name
    wrong = {}
    for typed, expected in ANSWERS:
        found = {names[pk] for pk in resources_for(member, typed)}
        if found != expected:
            wrong[typed[:80]] = found
    assert wrong == {}


def test_each_query_finds_the_same_in_files_of_posts(member, published):
    names = {}
    for name, title, body in TOPICS_MADE:
        topic = make_enclosed(SimpleUploadedFile("card.txt", body.encode()), author=member, title=title, body="-")
        names[topic.posts.get().pk] = name
    wrong = {}
    for typed, expected in ANSWERS:
        found = {names[pk] for pk in posts_for(member, typed)}
        if found != expected:
            wrong[typed[:80]] = found
    assert wrong == {}


def test_a_reply_is_found_by_its_own_words_with_the_help_of_the_title(member):
    topic = make_topic(author=member, title="Hand car washes", body="It began in autumn.", replies=1)
    opening, reply = topic.posts.order_by("pk")
    Post.objects.filter(pk=reply.pk).update(source="Nobody has a payslip.")
    assert posts_for(member, "payslip") == [reply.pk]
    assert posts_for(member, "washes payslip") == [reply.pk]
    assert posts_for(member, "washes payslip hand") == [reply.pk]
    assert posts_for(member, "washes") == [opening.pk]
    assert posts_for(member, "autumn washes") == [opening.pk]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(member):
    in_text = make_topic(author=member, title="Deliveries", body="A white van.").posts.get()
    in_title = make_topic(author=member, title="A white van", body="Deliveries.").posts.get()
    later = make_topic(
        author=member, title="Deliveries", body="Two vans, and a lorry, and then a lorry again."
    ).posts.get()
    assert posts_for(member, "van")[0] == in_title.pk
    assert set(posts_for(member, "van")) == {in_title.pk, in_text.pk, later.pk}
    assert posts_for(member, "van", newest_first=True) == [later.pk, in_title.pk, in_text.pk]


def test_a_post_comes_first_that_says_the_word_more_often_in_as_many_words(member):
    texts = ["Marmalade, and more marmalade", "Toast, and marmalade, once", "Bread and butter alone"]
    often, once, none = (make_topic(author=member, title="Breakfast", body=text).posts.get().pk for text in texts)
    assert posts_for(member, "marmalade") == [often, once]
    assert none not in posts_for(member, "marmalade*")


def test_a_resource_s_description_counts_more_than_its_file(member):
    inside = make_resource(member, title="Card", upload=SimpleUploadedFile("a.txt", b"marmalade and toast"))
    about = make_resource(member, title="Marmalade", upload=SimpleUploadedFile("a.txt", b"toast"))
    make_resource(member, title="Card", upload=SimpleUploadedFile("a.txt", b"marmalades of another kind"))
    assert resources_for(member, "marmalade")[0] == about.pk
    assert inside.pk in resources_for(member, "marmalade toast")


def test_words_on_several_pages_find_a_file_and_the_page_is_the_one_that_answers_best(member):
    upload = SimpleUploadedFile("card.pdf", pdf("marmalade", "toast", "marmalade and toast", "nothing"))
    resource = make_resource(member, upload=upload)
    found = find_resources(member, read("toast marmalade"), newest_first=False)
    assert found.resource_ids == [resource.pk]
    assert FileText.objects.get(pk=found.text_ids[resource.pk]).page == 3


def test_a_search_ranks_only_some_files_of_many_resources_and_each_result_names_its_page(member, monkeypatch):
    monkeypatch.setattr("library.queries.search.MOST_COMPARED", 1)
    inside = [make_resource(member, title="Card", upload=upload_of("nothing", "marmalade")) for _ in range(3)]
    about = make_resource(member, title="Marmalade", upload=upload_of("toast"))
    newest = sorted((resource.pk for resource in inside), reverse=True)
    for newest_first, expected in ((False, [about.pk, *newest]), (True, [about.pk, *newest])):
        found = find_resources(member, read("marmalade"), newest_first=newest_first)
        assert found.resource_ids == expected
        text_ids = text_ids_of(found, member, read("marmalade"), expected)
        pages = {pk: FileText.objects.get(pk=text_id).page for pk, text_id in text_ids.items()}
        assert pages == dict.fromkeys(newest, 2)


def test_the_file_that_answers_best_comes_first_among_those_that_are_ranked(member):
    best = make_resource(member, title="Card", upload=upload_of("marmalade " * 9))
    make_resource(member, title="Card", upload=upload_of("marmalade and " + "toast " * 400))
    assert resources_for(member, "marmalade")[0] == best.pk


@pytest.mark.parametrize("typed", ["marmalade", "marmalade toast", "marmalade -jam"])
def test_a_search_for_a_common_word_finds_the_newest_resources_wherever_they_have_it(member, monkeypatch, typed):
    """Many descriptions have the word, so resources are looked at one by one, with their files."""
    monkeypatch.setattr("library.queries.search.MOST_RANKED", 2)
    for query in (_described_for, _with_words_for, _with_common_words_for):
        monkeypatch.setattr(query, "_statements", {})
    described = [make_resource(member, title="Marmalade and toast") for _ in range(3)]
    if "-jam" in typed:
        make_resource(member, title="Marmalade and jam")
    inside = make_resource(member, title="Card", upload=upload_of("marmalade", "toast"))
    make_resource(member, title="Nothing")
    make_resource(member, title="Marmalade and toast", audience=Audience.CIRCLE, circle=CircleFactory())
    expected = [inside.pk, described[-1].pk]
    assert find_resources(member, read(typed), newest_first=True).resource_ids == expected
    among = Resource.objects.visible_to(member)
    assert find_resources(member, read(typed), newest_first=True, among=among).resource_ids == expected


def upload_of(*pages: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("card.pdf", pdf(*pages))


def test_a_changed_title_and_text_are_found_by_their_new_words_alone(member):
    topic = make_topic(author=member, title="Marmalade", body="Toast")
    topic.title = "Jam"
    topic.save()
    post = topic.posts.get()
    post.set_body("Bread")
    post.save()
    assert [len(posts_for(member, word)) for word in ("marmalade", "toast", "jam", "bread")] == [0, 0, 1, 1]


def test_a_deleted_topic_is_found_no_more(member):
    topic = make_topic(author=member, title="Marmalade", body="Toast")
    Topic.objects.filter(pk=topic.pk).delete()
    make_topic(author=member, title="Other", body="Other")
    assert posts_for(member, "marmalade") == posts_for(member, "toast") == []


@pytest.mark.parametrize("state", [PostState.HELD, PostState.REJECTED])
def test_held_and_rejected_posts_are_found_by_nobody_not_even_their_author(member, moderator, state):
    topic = make_topic(author=member, title="Marmalade", body="Toast")
    Post.objects.filter(topic=topic).update(
        state=state, number=None, published_at=None, hold_reasons=["newcomer"], decision_reason="No"
    )
    for person in (member, moderator):
        assert posts_for(person, "toast") == posts_for(person, "marmalade") == posts_for(person, "") == []


@pytest.mark.parametrize("state", [FileState.QUARANTINED, FileState.REFUSED])
def test_words_of_a_file_that_is_closed_again_find_nothing(member, state):
    make_resource(member, upload=SimpleUploadedFile("a.txt", b"marmalade"))
    assert len(resources_for(member, "marmalade")) == 1
    StoredFile.objects.update(state=state, refusal="No")
    assert resources_for(member, "marmalade") == []


def test_only_the_newest_hits_are_ranked(member, monkeypatch):
    cap(monkeypatch, ranked=2)
    topics = [make_topic(author=member, title="Van" if n else "Van van van", body="A van") for n in range(4)]
    newest = [topic.posts.get().pk for topic in topics[2:]]
    assert set(posts_for(member, "van")) == set(newest)


def test_other_people_s_results_do_not_push_out_one_s_own(member, monkeypatch):
    """The limit counts what this person may read; otherwise missing results would tell of a closed board."""
    from tests.factories import BoardFactory

    cap(monkeypatch, ranked=2)
    mine = make_topic(author=member, title="Van", body="A van").posts.get()
    closed = BoardFactory(circle=CircleFactory())
    for _ in range(3):
        make_topic(closed, title="Van", body="A van")
    assert posts_for(member, "van") == [mine.pk]


def test_a_table_that_was_made_anew_is_indexed_again(member):
    """On SQLite Django makes a changed table again, without its triggers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for index in (POST_INDEX, TOPIC_INDEX):
                for name in index._triggers():
                    cursor.execute(f"DROP TRIGGER {name}")
    make_topic(author=member, title="Marmalade", body="Toast")
    connection.check_constraints()  # PostgreSQL changes no table that has checks outstanding
    restore(POST_INDEX, TOPIC_INDEX)(sender=None, using="default")
    make_topic(author=member, title="Marmalade", body="Toast")
    assert len(posts_for(member, "marmalade toast")) == 2


def test_making_an_index_twice_and_taking_it_away_twice_is_no_error(member):
    POST_INDEX.create(connection)
    POST_INDEX.drop(connection)
    POST_INDEX.drop(connection)
    make_topic(author=member, title="Other", body="Marmalade")
    connection.check_constraints()
    POST_INDEX.create(connection)
    assert len(posts_for(member, "marmalade")) == 1


@pytest.mark.parametrize(
    "typed", ['"2 ½ years"', "2-½-years", '"stayed 2 ½ years"', '"2 ² ½ years"', 'stayed -"2 more"']
)
def test_a_character_that_is_no_word_for_the_index_leaves_no_gap_in_a_phrase(member, typed):
    topic = make_topic(author=member, body="They stayed 2 ½ years in one room." if "²" not in typed else "2 ² ½ years")
    make_topic(author=member, body="They stayed 2 more years.")
    resource = make_resource(member, summary=topic.posts.get().source)
    make_resource(member, summary="They stayed 2 more years.")
    assert posts_for(member, typed) == [topic.posts.get().pk]
    assert resources_for(member, typed) == [resource.pk]


def test_a_visitor_finds_no_post_and_only_open_resources(member):
    make_topic(author=member, body="Marmalade")
    inside, outside = make_resource(member, title="Marmalade"), make_resource(member, title="Marmalade")
    Resource.objects.filter(pk=outside.pk).update(audience=Audience.PUBLIC, marking="clear")
    Resource.objects.filter(pk=inside.pk).update(audience=Audience.MEMBERS)
    for typed in ("marmalade", '"marmalade"', "marmalade -toast"):
        for newest_first in (True, False):
            assert find_posts(AnonymousUser(), read(typed), newest_first=newest_first).post_ids == []
            found = find_resources(AnonymousUser(), read(typed), newest_first=newest_first)
            assert found.resource_ids == [outside.pk]


def test_ranks_of_nothing_cost_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert POST_INDEX.ranks([], read("van").wanted) == fulltext.Index("forum_post", ()).ranks([1], ()) == {}


def test_days_and_files_narrow(member):
    resource = make_resource(member, title="Marmalade")
    Resource.objects.filter(pk=resource.pk).update(posted_at=timezone.now() - dt.timedelta(days=9))
    assert resources_for(member, "marmalade has:file") == [resource.pk]
    StoredFile.objects.update(state=FileState.REFUSED, refusal="No")
    assert resources_for(member, "marmalade has:file") == []
    assert resources_for(member, "marmalade") == [resource.pk]
