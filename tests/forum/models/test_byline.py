"""Next to a post is its agency's profile at the time of writing: its remit and its limits."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.anonymise import anonymise_topic
from forum.actions.approve import approve_post
from forum.actions.post import post_reply
from forum.integrations.notifications.posts import PostSource
from forum.models import Post, Topic
from ratsite.network.models import Agency, AgencyProfile, Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.moderation.actions.test_decide_agency_text import PHONE, WHY, browser, save

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "We cannot enter a private let.", "We cannot house anybody under 18."


@pytest.fixture
def agency() -> Agency:
    agency = AgencyFactory(name="Lockside Trust", slug="lockside", what_we_cannot_do=BEFORE)
    agency.remits.add(agency.main_remit)
    return agency


@pytest.fixture
def topic(agency) -> Topic:
    return make_topic(BoardFactory(), MemberFactory(agency=agency))


def remit(slug: str) -> Remit:
    return Remit.objects.get(slug=slug)


def become(agency: Agency, slug: str, words: str) -> None:
    """Change the agency's main remit, its only one, and its limits."""
    agency.main_remit, agency.what_we_cannot_do = remit(slug), words
    agency.save()
    agency.remits.set([agency.main_remit])


def shown(topic: Topic, reader=None) -> str:
    client = Client()
    client.force_login(reader or MemberFactory(agency=AgencyFactory(main_remit=remit("faith"))))
    page = flat(client.get(topic.get_absolute_url()).content)
    return page[page.index("<article") : page.rindex("</article>")]


def remit_in_email(by_role: Post) -> str:
    """Return the remit that an email about the post names."""
    return PostSource().lines(MemberFactory(), [by_role.pk])[by_role.pk].remit


def test_each_post_shows_its_agency_s_profile_at_the_time_of_writing(agency, topic):
    become(agency, "health", AFTER)
    page = shown(topic)
    assert BEFORE in page
    assert AFTER not in page
    post_reply(topic=topic, author=topic.author, body="And now?")
    page = shown(topic)
    assert page.index("remit--housing") < page.index(BEFORE) < page.index("remit--health") < page.index(AFTER)


def test_a_held_post_shows_its_agency_s_profile_of_when_it_was_sent(agency):
    board = BoardFactory(holds_newcomers=True)
    topic = make_topic(BoardFactory(), MemberFactory(agency=agency))
    Topic.objects.filter(pk=topic.pk).update(board=board)
    topic.refresh_from_db()
    post = post_reply(topic=topic, author=topic.author, body="May I ask?")
    assert post.is_held
    become(agency, "health", AFTER)
    approve_post(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]))
    assert Post.objects.get(pk=post.pk).byline.limits == BEFORE


def test_emails_and_search_name_the_remit_that_is_shown_with_the_post(agency, topic):
    become(agency, "health", AFTER)
    post = topic.posts.get()
    assert remit_in_email(post) == remit("housing").name
    assert post in Post.objects.of_remit(remit("housing"))
    assert post in Post.objects.of_remit(remit("health"))  # its agency, which is named, has it today


def test_a_change_of_remit_reveals_nothing_about_who_wrote_by_role(agency, topic):
    """Otherwise a search by remit, before and after a change, would reveal the author."""
    post = post_reply(topic=topic, author=topic.author, body="In confidence.", voice="role")
    become(agency, "health", AFTER)
    assert remit_in_email(post) == remit("housing").name
    assert post in Post.objects.of_remit(remit("housing"))
    assert post not in Post.objects.of_remit(remit("health"))
    page = shown(topic)
    assert page.count(BEFORE) == 1  # beside the first post alone, which names the agency


def test_the_limits_go_with_the_agency_when_an_author_s_name_is_removed(topic):
    Topic.objects.filter(pk=topic.pk).update(is_anonymised=True)
    assert anonymise_topic(topic.pk)
    post = Post.objects.get()
    assert (post.agency, post.profile, post.byline.limits) == (None, None, "")
    assert BEFORE not in shown(topic)


def test_only_details_that_posts_show_make_a_new_profile(agency):
    before = agency.profile
    agency.name = "Lockside and Wharf Trust"
    agency.save()
    stale = Agency.objects.get(pk=agency.pk)
    stale.what_we_cannot_do = "Not to be saved"
    stale.save(update_fields=["people_reminded"])
    agency.refresh_from_db()
    assert (agency.profile, AgencyProfile.objects.filter(agency=agency).count()) == (before, 1)


def test_an_agency_without_posts_can_be_deleted(agency):
    agency.delete()
    assert not AgencyProfile.objects.filter(main_remit=remit("housing")).exists()


def test_a_profile_that_must_not_be_read_any_more_is_corrected_at_earlier_posts_too(agency, topic, coordinator):
    save(browser(coordinator), agency, what_we_cannot_do=AFTER)
    assert BEFORE in shown(topic)
    save(browser(coordinator), agency, what_we_cannot_do=AFTER, beside_earlier="on")
    page = shown(topic)
    assert BEFORE not in page
    assert AFTER in page
    assert ModelLogEntry.objects.filter(action="network.agency.reword", user=coordinator).count() == 1


def test_correcting_earlier_posts_twice_is_recorded_once(agency, topic, coordinator):
    for _ in range(2):
        save(browser(coordinator), agency, what_we_cannot_do=AFTER, beside_earlier="on")
    assert ModelLogEntry.objects.filter(action="network.agency.reword").count() == 1


def test_the_form_of_a_new_agency_does_not_ask_about_earlier_posts(coordinator):
    page = flat(browser(coordinator).get(reverse("staff_agencies:agency_add")).content)
    assert "What we cannot do" in page
    assert "earlier posts" not in page


def test_correcting_the_limits_at_earlier_posts_leaves_their_remit(agency, topic, coordinator):
    become(agency, "health", BEFORE)
    save(browser(coordinator), agency, what_we_cannot_do=AFTER, beside_earlier="on")
    page = shown(topic)
    assert AFTER in page
    assert "remit--housing" in page
    assert "remit--health" not in page


def test_a_text_under_review_is_not_shown_with_earlier_posts_and_nothing_typed_is_lost(agency, topic, coordinator):
    words = f"We cannot answer at night; ring {PHONE}."
    changes = {"what_we_cannot_do": words, "explanation": WHY, "beside_earlier": "on"}
    page = flat(save(browser(coordinator), agency, **changes).content)
    assert "You can tick it once members can read the text." in page
    for typed in (words, WHY):
        assert typed in page
    assert not agency.second_reviews.exists()
    assert BEFORE in shown(topic)


def test_another_agency_s_posts_do_not_change(agency, topic, coordinator):
    other = AgencyFactory(what_we_cannot_do="We cannot go to court.")
    elsewhere = make_topic(author=MemberFactory(agency=other))
    become(other, "health", "We cannot interpret.")
    save(browser(coordinator), agency, what_we_cannot_do=AFTER, beside_earlier="on")
    assert "We cannot go to court." in shown(elsewhere)
