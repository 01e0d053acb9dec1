"""A resource links to topics about it, and a topic to resources: each reader sees only what they can read."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Post, SiteLink, Topic
from library.enums import Audience
from library.models import Resource
from ratsite.accounts.enums import Role
from ratsite.network.enums import Marking
from ratsite.related.actions.made_from import record_made_from, remove_made_from
from ratsite.related.queries import resources_of, topics_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def circle():
    return CircleFactory()


@pytest.fixture
def insider(circle):
    person = MemberFactory()
    circle.people.add(person)
    return person


@pytest.fixture
def inside(circle):
    return make_topic(BoardFactory(circle=circle))


@pytest.fixture
def closed(circle, curator) -> Resource:
    circle.people.add(curator)
    return make_resource(curator, title="Closed card", audience=Audience.CIRCLE, circle=circle, marking=Marking.GREEN)


def link_to(resource, topic, author=None) -> Post:
    author = author or MemberFactory(agency=topic.author.agency)
    if topic.board.circle:
        topic.board.circle.people.add(author)
    return post_reply(topic=topic, author=author, body=f"Read [this]({resource.get_absolute_url()}) first.")


def shown(client, thing) -> str:
    return flat(client.get(thing.get_absolute_url()).content.decode())


def test_a_link_in_a_post_leads_both_ways(member, sign_in):
    resource, topic = make_resource(title="Front desk card"), make_topic(title="Who sits at the desk")
    link_to(resource, topic)
    client = sign_in(member)
    assert topic.title in shown(client, resource)
    assert resource.title in shown(client, topic)


@pytest.mark.parametrize("written", ["http://testserver{0}", "{0}versions/1/", "{0}?page=2", "{0}#history"])
def test_an_address_of_a_resource_is_known_however_it_is_written(member, written):
    resource, topic = make_resource(), make_topic()
    post_reply(topic=topic, author=member, body=f"See [it]({written.format(resource.get_absolute_url())}).")
    assert topics_of(resource, member).linking == [topic]


def test_an_address_on_another_site_is_no_link_to_a_resource(member):
    resource, topic = make_resource(), make_topic()
    body = f"See https://elsewhere.example{resource.get_absolute_url()} and `{resource.get_absolute_url()}`."
    post_reply(topic=topic, author=member, body=body)
    assert not SiteLink.objects.exists()


def test_readers_see_only_what_they_may_read_on_both_sides(member, insider, inside, closed, sign_in):
    opened, topic = make_resource(title="Open card"), make_topic()
    link_to(opened, inside)
    link_to(closed, topic)
    assert (topics_of(opened, insider).linking, topics_of(opened, member).linking) == ([inside], [])
    assert [one.resource for one in resources_of(topic, insider)] == [closed]
    assert resources_of(topic, member) == []
    client = sign_in(member)
    assert inside.title not in shown(client, opened)
    assert closed.title not in shown(client, topic)


def test_a_visitor_sees_no_topics(client, member, curator):
    resource = make_resource(audience=Audience.PUBLIC, marking=Marking.CLEAR)
    topic = make_topic(title="What members say")
    link_to(resource, topic)
    record_made_from(resource_id=resource.pk, topic_id=topic.pk, curator=curator)
    page = shown(client, resource)
    assert topic.title not in page
    assert "Discuss this resource" not in page
    assert client.get(reverse("library:discuss", args=[resource.slug])).status_code == 302


def test_a_link_goes_with_its_text(member):
    resource, other, topic = make_resource(), make_resource(title="Another card"), make_topic()
    post = link_to(resource, topic, member)
    edit_post(post_id=post.pk, editor=member, body=f"Rather [this]({other.get_absolute_url()}).", reason="Better")
    assert [one.resource for one in resources_of(topic, member)] == [other]
    withdraw_post(post_id=post.pk, author=member)
    assert not SiteLink.objects.exists()


def test_a_curator_says_that_a_resource_was_made_from_a_topic(sign_in, member, curator):
    resource, topic = make_resource(title="Front desk card"), make_topic(title="Ten minutes at the desk")
    client = sign_in(curator, with_second_step=True)
    address = reverse("library:made_from", args=[resource.slug])
    assert "Enter the address of a topic that you can read" in flat(client.post(address, {"topic": "/about/"}).content)
    client.post(address, {"topic": f"http://testserver{topic.get_absolute_url()}"})
    reader = sign_in(member)
    assert "Made from this topic" in shown(reader, topic)
    assert topic.title in shown(reader, resource).partition("Made from")[2]
    curating = sign_in(curator, with_second_step=True)
    curating.post(reverse("library:made_from_remove", args=[resource.slug]), {"topic": topic.pk})
    assert resources_of(topic, member) == []


def test_a_merged_topic_still_links_the_resources_made_from_it(member, curator):
    resource, old, new = make_resource(), make_topic(), make_topic()
    record_made_from(resource_id=resource.pk, topic_id=old.pk, curator=curator)
    gone = {"published_at": None, "last_post_at": None, "last_author": None, "last_number": 0}
    Topic.objects.filter(pk=old.pk).update(merged_into=new, **gone)
    assert topics_of(resource, member).made_from == [new]
    assert [one.is_made_from for one in resources_of(new, member)] == [True]
    assert remove_made_from(resource_id=resource.pk, topic_id=new.pk, curator=curator)
    assert resources_of(new, member) == []


def test_nobody_names_a_topic_that_they_cannot_read(inside, member, curator):
    resource = make_resource()
    with pytest.raises(PermissionDenied):
        record_made_from(resource_id=resource.pk, topic_id=inside.pk, curator=curator)
    with pytest.raises(PermissionDenied):
        record_made_from(resource_id=resource.pk, topic_id=make_topic().pk, curator=member)


def test_the_form_of_a_new_topic_opens_with_the_reference(member, sign_in):
    resource, board = make_resource(title="A card [draft] for desks"), BoardFactory()
    client = sign_in(member)
    page = client.get(reverse("library:discuss", args=[resource.slug])).content.decode()
    address = page.partition(f'href="{reverse("forum:topic_new", args=[board.slug])}')[2].partition('"')[0]
    opened = client.get(reverse("forum:topic_new", args=[board.slug]) + address.replace("&amp;", "&"))
    assert opened.context["form"]["title"].value() == resource.title
    body = opened.context["form"]["body"].value()
    post = post_reply(topic=make_topic(), author=member, body=body + "What do you think?")
    assert [one.name for one in post.site_links.all()] == [resource.slug]
    assert resource.title in post.plain_text


@pytest.mark.parametrize("link", ["https://elsewhere.example/x/y/", "//elsewhere.example/x/", "/x/)[a](/y/"])
def test_the_form_takes_only_addresses_of_this_site(member, sign_in, link):
    address = reverse("forum:topic_new", args=[BoardFactory().slug])
    form = sign_in(member).get(address, {"title": "A", "link": link}).context["form"]
    assert not form["body"].value()


def test_a_resource_of_a_circle_is_discussed_in_the_circle_alone(insider, inside, closed, sign_in):
    open_board = BoardFactory()
    page = sign_in(insider).get(reverse("library:discuss", args=[closed.slug])).content.decode()
    assert reverse("forum:topic_new", args=[inside.board.slug]) in page
    assert reverse("forum:topic_new", args=[open_board.slug]) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_both_pages_cost_the_same_for_one_and_three(member, count, django_assert_num_queries):
    topics, resources = [make_topic() for _ in range(count)], [make_resource(title=f"Card {n}") for n in range(count)]
    for topic in topics:
        link_to(resources[0], topic)
    for resource in resources[1:]:
        link_to(resource, topics[0])
    assert member.has_role(Role.CURATOR) is False  # the page has asked for the roles already
    with django_assert_num_queries(2):
        assert len(topics_of(resources[0], member).linking) == count
    with django_assert_num_queries(2):
        assert len(resources_of(topics[0], member)) == count
