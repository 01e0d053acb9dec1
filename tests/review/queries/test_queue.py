"""The queue for a moderator: which items are theirs, how long each has waited, who is looking at it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.approve import approve_post, reject_post
from forum.actions.ask_author import ask_author
from forum.actions.ask_for_moderators import ask_for_moderators
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post
from forum.actions.post import post_reply
from forum.enums import Voice
from forum.integrations.review_queue import FlaggedPosts, HeldEdits
from forum.models import Board, Post, Revision
from forum.queries.hashes import shown_hash_of
from library.actions.suggest_resource import suggest_resource
from ratsite.moderation.actions.claim import claim, release
from ratsite.moderation.clock import age_words, due_words
from ratsite.moderation.models import Claim
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from ratsite.notifications.models import Mail
from ratsite.review.actions.recuse import recuse
from ratsite.review.queries.all_queues import QUEUES
from ratsite.review.queries.queue import Tab, queue_of
from ratsite.sanctions.actions.appeal import appeal
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing, ask_to_sign
from ratsite.trends.enums import BriefingKind
from tests.clock import at
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return BoardFactory(holds_replies=True)


@pytest.fixture
def other():
    return MemberFactory(first_name="Salma", last_name="Bird", roles=["Moderators"])


def held(board: Board, title: str = "Rooms let again", author=None) -> Post:
    return post_reply(topic=make_topic(board, title=title), author=author or MemberFactory(), body="I waited.")


def url_of(post: Post, page: str = "item") -> str:
    return reverse(f"review:{page}", args=["posts", post.pk])


def titles(client, query: str = "") -> list[str]:
    return [case.item.title for case in client.get(f"/review/{query}").context["cases"]]


def counts(client, query: str = "") -> dict[str, str]:
    context = client.get(f"/review/{query}").context
    return {tab.key: tab.count for tab in (*context["tabs"], *context["kinds"])}


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.25, "due in 15 minutes"),
        (1, "due in 1 hour"),
        (5.9, "due in 5 hours"),
        (47, "due in 47 hours"),
        (49, "due in 2 days"),
        (0, "due in less than a minute"),
        (-3, "3 hours overdue"),
        (-72, "3 days overdue"),
    ],
)
def test_a_deadline_is_written_as_people_say_it(hours, words):
    now = at("2026-11-23", "09:00")
    assert due_words(now + dt.timedelta(hours=hours), now) == words


def test_an_age_is_written_as_people_say_it():
    now = at("2026-11-23", "09:00")
    assert age_words(now - dt.timedelta(hours=30), now) == "waiting for 30 hours"


def test_a_held_item_is_due_in_two_days_and_a_published_one_in_one_even_at_a_weekend(board, moderator, sign_in, clock):
    clock.set("2026-11-20", "17:00")  # a Friday
    held(board, "A held reply")
    stands = make_topic(title="A flagged post").posts.get()
    flag_post(post_id=stands.pk, reporter=MemberFactory(), reason="identifies")
    clock.set("2026-11-22", "09:00")
    client = sign_in(moderator, with_second_step=True)
    said = {case.item.title: (case.item.age, case.item.clock) for case in client.get("/review/").context["cases"]}
    assert said == {
        "A held reply": ("waiting for 40 hours", "due in 8 hours"),
        "A flagged post": ("waiting for 40 hours", "16 hours overdue"),
    }
    assert "Due in 8 hours" in flat(client.get("/review/").content)


def test_a_phone_shows_the_text_before_its_author_and_times(board, moderator, sign_in):
    shown = flat(sign_in(moderator, with_second_step=True).get(url_of(held(board))).content)
    folded = shown[shown.index('<details class="fold">') : shown.index("</details>")]
    facts = ("Why it is here", "Can you decide this?", "Who would read it", "Author", "Waiting since")
    assert [fact for fact in facts if fact in folded] == ["Who would read it", "Author", "Waiting since"]


def test_a_phone_names_the_chosen_kind_and_folds_the_others(board, moderator, sign_in):
    held(board)
    flag_post(post_id=make_topic().posts.get().pk, reporter=MemberFactory(), reason="identifies")
    client = sign_in(moderator, with_second_step=True)
    for query, chosen in (("", "All kinds"), ("?kind=flags", "Reported posts")):
        shown = flat(client.get(f"/review/{query}").content)
        folded = shown[shown.index('<details class="fold">') : shown.index("</details>")]
        assert f"<summary><span>{chosen}</span></summary>" in folded
        assert "?show=open&amp;kind=posts" in folded


def test_items_come_in_the_order_in_which_they_are_due(board, moderator, curator, sign_in, clock):
    moderator.groups.add(*curator.groups.all())
    suggest_resource(member=MemberFactory(), title="Never due", why="Everybody asks", uploads=[], remits=[])
    held(board, "Due after 48 hours")
    clock.forward(hours=12)
    stands = make_topic(title="Due after 36 hours").posts.get()
    flag_post(post_id=stands.pk, reporter=MemberFactory(), reason="off_aim")
    clock.forward(hours=1)
    held(board, "Due after 61 hours")
    ends_at = timezone.now() + dt.timedelta(hours=20)
    person, steward = MemberFactory(last_name="Last"), MemberFactory(roles=["Moderators"])
    sanction = impose(
        person_id=person.pk, kind=SanctionKind.SILENCE, ends_at=ends_at, steward=steward, reason="Insults"
    )
    appeal(sanction_id=sanction.pk, text="I did not")
    client = sign_in(moderator, with_second_step=True)
    due = [f"Silence of {person}", "Due after 36 hours", "Due after 48 hours", "Due after 61 hours", "Never due"]
    assert titles(client) == due
    assert "The earliest deadline comes first." in flat(client.get("/review/").content)
    clock.forward(hours=25)
    assert titles(client) == due
    lede = "2 items are overdue and come first. The rest follow, the earliest deadline first."
    assert lede in flat(client.get("/review/").content)


def test_a_post_sent_in_again_has_its_time_anew(board, moderator, clock):
    post = held(board)
    clock.forward(hours=40)
    reject_post(post_id=post.pk, moderator=moderator, reason="It names a road")
    clock.forward(days=9)
    edit_post(post_id=post.pk, editor=post.author, body="It names nothing.")
    assert [case.item.clock for case in queue_of(moderator).cases] == ["due in 2 days"]


def test_the_author_reads_the_same_figure(board, sign_in):
    post = held(board)
    html = flat(sign_in(post.author).get(post.topic.get_absolute_url()).content)
    assert "A moderator aims to look at it within 48 hours" in html


def test_a_claim_is_shown_to_the_others_until_it_ends(board, moderator, other, sign_in, clock):
    post = held(board)
    sign_in(other, with_second_step=True).post(url_of(post, "item_claim"))
    client = sign_in(moderator, with_second_step=True)
    assert "Salma Bird is looking at this until 09:30" in flat(client.get("/review/").content)
    assert client.get(url_of(post)).status_code == 200
    clock.forward(minutes=30)
    assert "is looking at this" not in flat(client.get("/review/").content)


def test_the_first_of_two_claims_counts_and_its_owner_can_renew_it(board, moderator, other, clock):
    post = held(board)
    first = claim(queue="posts", item_id=post.pk, person=other)
    assert claim(queue="posts", item_id=post.pk, person=moderator) == first
    clock.forward(minutes=20)
    assert claim(queue="posts", item_id=post.pk, person=other).until == clock.now + dt.timedelta(minutes=30)
    clock.forward(minutes=31)
    assert claim(queue="posts", item_id=post.pk, person=moderator).person == moderator


def test_a_claim_is_given_up_by_its_owner_alone(board, moderator, other):
    post = held(board)
    claim(queue="posts", item_id=post.pk, person=other)
    assert release(queue="posts", item_id=post.pk, person=moderator) is False
    assert release(queue="posts", item_id=post.pk, person=other) is True
    assert release(queue="posts", item_id=post.pk, person=other) is False


def test_deciding_an_item_that_another_has_claimed_takes_one_more_tick(board, moderator, other, sign_in):
    post = held(board)
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, url_of(post))
    claim(queue="posts", item_id=post.pk, person=other)  # after this moderator had opened it
    html = flat(client.post(url_of(post), {"choice": "approve", "shown_hash": seen}).content)
    assert "Salma Bird is looking at this. Tick the box to decide anyway." in html
    post.refresh_from_db()
    assert post.is_held
    client.post(url_of(post), {"choice": "approve", "shown_hash": seen, "despite": "on"})
    post.refresh_from_db()
    assert (post.is_live, post.decided_by) == (True, moderator)
    assert Claim.objects.count() == 0


def test_one_s_own_claim_asks_for_no_tick(board, moderator, sign_in):
    post = held(board)
    claim(queue="posts", item_id=post.pk, person=moderator)
    assert decide(sign_in(moderator, with_second_step=True), url_of(post), choice="approve").status_code == 302


def test_a_person_who_may_not_decide_claims_nothing(moderator, board, sign_in):
    post = held(board, author=MemberFactory(agency=moderator.agency))
    client = sign_in(moderator, with_second_step=True)
    assert client.post(url_of(post, "item_claim")).status_code == 403
    assert client.get(url_of(post, "item_recuse")).status_code == 403
    post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    assert client.post(url_of(post, "item_claim")).status_code == 404
    assert Claim.objects.count() == 0


@pytest.mark.parametrize("kind", ["posts", "edits", "flags"])
def test_the_queue_does_not_reveal_that_a_colleague_wrote_a_post_by_role(board, moderator, sign_in, kind):
    """Moderators do not decide on colleagues' posts; the response must be that of a post that does not exist."""
    colleague = MemberFactory(agency=moderator.agency)
    if kind == "posts":
        pk = post_reply(topic=make_topic(board), author=colleague, body="They knew.", voice=Voice.ROLE).pk
    else:
        post = make_topic(author=colleague, body="They knew.", voice=Voice.ROLE).posts.get()
        flag_post(post_id=post.pk, reporter=MemberFactory(), reason="off_aim")
        Board.objects.update(holds_topics=True)
        edit_post(post_id=post.pk, editor=colleague, body="They all knew.")
        pk = post.pk if kind == "flags" else post.revisions.pending().get().pk
    client = sign_in(moderator, with_second_step=True)
    assert [case.item for case in queue_of(moderator).cases] == []
    names = {"posts": ["post_ask", "post_change"], "edits": ["edit_change"], "flags": []}[kind]
    urls = [reverse("review:item", args=[kind, pk]), *(reverse(f"staff_posts:{name}", args=[pk]) for name in names)]
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    Board.objects.update(bars_own_agency=False)
    assert pk in [case.item.pk for case in queue_of(moderator).cases]


@pytest.mark.parametrize("has_another", [True, False])
def test_the_coordinators_are_notified_of_a_post_that_no_moderator_may_decide(
    board, moderator, coordinator, has_another
):
    if has_another:
        MemberFactory(roles=["Moderators"])
    colleague = MemberFactory(agency=moderator.agency)
    post_reply(topic=make_topic(board), author=colleague, body="They knew.", voice=Voice.ROLE)
    Mail.objects.all().delete()
    assert ask_for_moderators() == (0 if has_another else 1)
    mails = list(Mail.objects.filter(subject__contains="No moderator can decide"))
    assert [mail.to for mail in mails] == ([] if has_another else [coordinator.email])
    assert not any("They knew" in mail.text or str(colleague) in mail.text for mail in mails)


def test_a_moderator_still_finds_a_post_by_role_that_they_reported_or_wrote(board, moderator):
    colleague = MemberFactory(agency=moderator.agency)
    reported = make_topic(author=colleague, voice=Voice.ROLE).posts.get()
    flag_post(post_id=reported.pk, reporter=moderator, reason="off_aim")
    own = post_reply(topic=make_topic(board), author=moderator, body="We knew.", voice=Voice.ROLE)
    assert {case.item.pk for case in queue_of(moderator).cases} == {reported.pk, own.pk}


def test_each_item_is_in_the_tab_that_it_belongs_to_for_this_moderator(board, moderator, other, sign_in):
    held(board, "To do")
    claimed, asked, asked_by_other = held(board, "Claimed"), held(board, "Asked"), held(board, "Asked by another")
    left, own = held(board, "Left"), held(board, "Of one’s own agency", MemberFactory(agency=moderator.agency))
    claim(queue="posts", item_id=claimed.pk, person=moderator)
    ask_author(post_id=asked.pk, moderator=moderator, text="Which road?")
    ask_author(post_id=asked_by_other.pk, moderator=other, text="Which road?")
    recuse(queue="posts", item_id=left.pk, moderator=moderator, reason="I know them")
    client = sign_in(moderator, with_second_step=True)
    assert titles(client) == ["To do", "Claimed"]
    assert titles(client, "?show=mine") == ["Claimed", "Asked"]
    assert titles(client, "?show=author") == ["Asked", "Asked by another"]
    assert titles(client, "?show=not-mine") == ["Left", own.topic.title]
    assert titles(client, "?show=nonsense") == ["To do", "Claimed"]
    tabs = counts(client)
    assert [tabs[tab] for tab in Tab] == ["2", "2", "2", "2"]


def test_kinds_are_counted_as_far_as_this_reader_may_see(board, moderator, sign_in):
    held(board, "Held")
    for _ in range(2):
        flag_post(post_id=make_topic(title="Flagged").posts.get().pk, reporter=MemberFactory(), reason="off_aim")
    closed = BoardFactory(holds_replies=True)
    held(closed, "Another moderator’s")
    closed.moderators.add(MemberFactory(roles=["Moderators"]))
    client = sign_in(moderator, with_second_step=True)
    assert counts(client) == {"open": "3", "mine": "0", "author": "0", "not-mine": "0", "posts": "1", "flags": "2"}
    assert titles(client, "?kind=flags") == ["Flagged", "Flagged"]
    assert titles(client, "?kind=posts") == ["Held"]
    assert titles(client, "?kind=nothing") == ["Flagged", "Flagged", "Held"]


def test_each_kind_leads_to_its_own_items_wherever_they_are_decided(board, moderator, curator, sign_in):
    held(board, "Held")
    suggest_resource(member=MemberFactory(), title="Suggested", why="Everybody asks", uploads=[], remits=[])
    # Advice is signed by another main remit than its author's.
    author = MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug="health")))
    texts = dict.fromkeys(TEXTS, "In general.") | {"title": "A briefing", "marking": Marking.GREEN}
    briefing = add_briefing(author=author, kind=BriefingKind.ADVICE, **texts)
    ask_to_sign(briefing_id=briefing.pk, author=author)
    moderator.groups.add(*curator.groups.all())
    client = sign_in(moderator, with_second_step=True)
    html, met = flat(client.get("/review/").content), {}
    for chip in client.get("/review/").context["kinds"]:
        query = f"?show=open&kind={chip.key}"
        assert query.replace("&", "&amp;") in html
        page = client.get(f"/review/{query}").context
        met[chip.key] = (
            chip.count,
            [case.item.title for case in page["cases"]],
            [one.is_here for one in page["kinds"]],
        )
    assert met == {
        "posts": ("1", ["Held"], [True, False, False]),
        "suggestions": ("1", ["Suggested"], [False, True, False]),
        "briefings": ("1", ["A briefing"], [False, False, True]),
    }


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_every_queue_can_be_chosen_and_says_that_it_is_empty(queue, moderator, sign_in):
    page = sign_in(moderator, with_second_step=True).get(f"/review/?kind={queue.name}").context
    assert (page["kind"], [chip.key for chip in page["kinds"]]) == (queue.name, [queue.name])


def test_more_than_a_page_is_paged_and_no_page_is_there_that_is_empty(board, moderator, sign_in):
    topic = make_topic(board)
    for number in range(27):
        post_reply(topic=topic, author=MemberFactory(), body=f"Number {number}")
    client = sign_in(moderator, with_second_step=True)
    assert [len(titles(client, query)) for query in ("", "?page=2", "?kind=posts&page=2")] == [25, 2, 2]
    assert "?show=open&amp;kind=&amp;page=2" in flat(client.get("/review/").content)
    assert [client.get(f"/review/?page={page}").status_code for page in ("3", "0", "x")] == [404, 404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three_of_each_kind(
    board, moderator, other, sign_in, django_assert_num_queries, count
):
    for number in range(count):
        claimed = held(board, f"Held {number}")
        ask_author(post_id=claimed.pk, moderator=moderator, text="Which road?")
        claim(queue="posts", item_id=held(board).pk, person=other)
        live = make_topic().posts.get()
        Board.objects.filter(pk=live.topic.board_id).update(holds_topics=True)
        edit_post(post_id=live.pk, editor=live.author, body="Changed.")
        recuse(queue="edits", item_id=Revision.objects.pending().last().pk, moderator=moderator, reason="I know them")
        flag_post(post_id=live.pk, reporter=MemberFactory(), reason="off_aim")
    client = sign_in(moderator, with_second_step=True)
    client.get("/review/")
    with django_assert_num_queries(
        21
    ):  # with three that ask which changes wait, and which posts and lists are reported
        client.get("/review/")


@pytest.mark.parametrize("source", [HeldEdits(), FlaggedPosts()])
def test_the_queue_reads_no_post_when_nothing_is_reported_or_changed(
    board, moderator, django_assert_num_queries, source
):
    held(board)
    settled = make_topic(board).posts.get()
    flag_post(post_id=settled.pk, reporter=MemberFactory(), reason="off_aim")
    leave_post(post_id=settled.pk, moderator=moderator, reason="It is on aim", shown_hash=shown_hash_of(settled))
    source.waiting(moderator)  # which asks for their roles, once
    with django_assert_num_queries(1):
        assert source.waiting(moderator) == []


def test_a_decided_item_leaves_no_claim_behind(board, moderator, other):
    post = held(board)
    claim(queue="posts", item_id=post.pk, person=other)
    approve_post(post_id=post.pk, moderator=moderator)
    assert (Claim.objects.count(), queue_of(moderator).cases) == (0, [])
