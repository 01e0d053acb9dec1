"""The rows of the group "Needs you": each has a button or link, and disappears once the person has acted."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.enums import PostState
from forum.models import Ask, Attachment, Draft, ModeratorQuestion, Post, Topic
from forum.models.access import waiting_of
from forum.models.draft import DELETE_DRAFTS_AFTER
from forum.models.topic_queryset import ASKED_UNTIL, LEFT_FOR
from forum.rules.topics import can_close_with_line, can_reply
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.accounts.rules import can_write
from ratsite.catchup.queries.rows import PLACE, WORDS_SHOWN, Action, Row
from ratsite.lib.db.compiled_queries import compiled
from ratsite.moderation.clock import PATIENCE
from ratsite.notifications.models import Notification

MOST_NEEDS = 20  # rows of each kind: more than a person does in one sitting
WARNED_BEFORE = dt.timedelta(days=5)
CLOSED = ("topic__is_locked", "topic__is_archived", "topic__board__state")  # columns that decide if a topic takes posts
BACK_TO_NEEDS = {"from": "catch-up#needs-you"}  # after these buttons, the person comes back to this group of the page


@dataclass(frozen=True)
class Needs:
    """The rows of the group "Needs you", and the rows of the person's posts that wait for others.

    - rows: the rows of the group "Needs you".
    - topics: the IDs of topics in `rows`, which other groups leave out: the person is asked or mentioned in the topic,
      or the person's question in it ends soon.
    - waiting: one row for each post of the person that waits for a moderator or for the check of its files.
    """

    rows: list[Row]
    topics: set[int]
    waiting: list[Row]


def needs_of(person: User) -> Needs:
    """Return this person's rows of the group "Needs you", and their posts that wait for others.

    Most people have no such rows. So a first query finds which kinds of rows the person may have. The detailed queries,
    which apply visible_to, run only for these kinds.
    """
    now = timezone.now()
    may_wait = _what_may_wait(person.pk, now - DELETE_DRAFTS_AFTER + WARNED_BEFORE, now - ASKED_UNTIL, now - LEFT_FOR)[
        0
    ]
    rows = _yearly(person)
    posts = _unpublished(person, now - PATIENCE) if may_wait["has_posts"] else []
    rows += [_own_post(person, post) for post in posts if _waits_for_author(post)]
    rows += _refused(person) if may_wait["has_refused_files"] else []
    ending = _ending_soon(person) if may_wait["is_ending"] and can_write(person) else []
    asked = _open_asks(person) if may_wait["is_asked"] else {}
    mentions = _mentions(person)
    rows += [row for _, row in mentions] + [_own_question(ask) for ask in ending]
    rows += [_asked(person, asks) for asks in asked.values()]
    rows += _without_closing_line(person) if may_wait["owes_line"] else []
    rows += _expiring(person) if may_wait["has_old_drafts"] else []
    return Needs(
        rows=rows,
        topics={*asked, *(topic_id for topic_id, _ in mentions), *(ask.topic_id for ask in ending)},
        waiting=[_held_post(post) for post in posts if not _waits_for_author(post)],
    )


@compiled(int, dt.datetime, dt.datetime, dt.datetime)
def _what_may_wait(
    person_id: int, saved_before: dt.datetime, last_post_after: dt.datetime, last_post_before: dt.datetime
) -> QuerySet:
    """Return a queryset of one dict {kind of item, such as "has_posts": True if the person may have such items}.

    Only for kinds that are True the caller runs the larger queries. saved_before: drafts saved before this time will
    soon be deleted. last_post_after, last_post_before: see owing_a_line.
    """
    asked = Ask.objects.open().filter(remit__agencies=OuterRef("agency"))
    kinds = {
        "has_posts": Exists(waiting_of(person_id)),
        "has_refused_files": Exists(Attachment.objects.refused().filter(post__author=person_id, is_put_right=False)),
        "is_asked": Exists(asked.not_dismissed_by(person_id)),
        "is_ending": Exists(Ask.objects.ending_of(person_id)),
        "owes_line": Exists(Topic.objects.owing_a_line(person_id, last_post_after, last_post_before)),
        "has_old_drafts": Exists(Draft.objects.filter(person=person_id, saved_at__lt=saved_before)),
    }
    return User.objects.filter(pk=person_id).order_by().values(**kinds)


def _open_asks(person: User) -> dict[int, list[Ask]]:
    """Return {topic ID: its open asks of the person's remits}. A topic may ask several of the person's remits."""
    asks = Ask.objects.visible_to(person).open().of(person).not_dismissed_by(person)
    asks = asks.select_related("remit", "topic__board").only(
        "asked_at", "answer_by", "remit__name", "topic__published_at", *PLACE, *CLOSED
    )
    asks_by_topic: dict[int, list[Ask]] = {}
    for ask in asks.order_by("asked_at", "topic", "remit__position")[:MOST_NEEDS]:
        asks_by_topic.setdefault(ask.topic_id, []).append(ask)
    return asks_by_topic


def _ending_soon(person: User) -> list[Ask]:
    """Return the asks in this person's own questions that end soon, one for each topic."""
    asks = Ask.objects.visible_to(person).ending_of(person).select_related("topic__board")
    asks = asks.only("ends_on", *PLACE).order_by("ends_on", "pk")[:MOST_NEEDS]
    return list({ask.topic_id: ask for ask in asks}.values())


def _without_closing_line(person: User) -> list[Row]:
    """Return a row for each question or trend note of this person that has no closing line and no post for 6 weeks.

    The row asks the person to write what happened.
    """
    now = timezone.now()
    topics = Topic.objects.visible_to(person).owing_a_line(person.pk, now - ASKED_UNTIL, now - LEFT_FOR)
    topics = topics.select_related("board").order_by("last_post_at", "pk")[:MOST_NEEDS]
    return [
        Row(
            title=topic.title,
            url=topic.get_absolute_url(),
            place=topic.board.name,
            why=_("What happened next? You started this topic, and nobody has written in it for 6 weeks."),
            icon="history",
            actions=(
                Action(_("Say what happened"), reverse("forum:closing_line", args=[topic.pk])),
                Action(
                    _("Nothing yet"),
                    reverse("forum:closing_line", args=[topic.pk]),
                    {**BACK_TO_NEEDS, "nothing": "1", "shown": ""},
                ),
            ),
        )
        for topic in topics
        if can_close_with_line(person, topic)
    ]


@compiled(Reader, dt.datetime)
def _unpublished(person: User, asked_after: dt.datetime) -> QuerySet[Post]:
    """Return the person's posts that nobody else can read yet, oldest first. Costs one query.

    Each post has `is_asked`: True if a moderator has asked its author a question since `asked_after`, and the author
    has not answered it.
    """
    posts = waiting_of(person).visible_to(person).select_related("topic__board")
    asked = ModeratorQuestion.objects.visible_to(person).open(asked_after).filter(post=OuterRef("pk"))
    posts = posts.annotate(is_asked=Exists(asked)).only("state", "hold_reasons", "decision_reason", *PLACE)
    return posts.order_by("created_at")[:MOST_NEEDS]


def _waits_for_author(post: Post) -> bool:
    """True if the author has to act: the post was sent back, or a moderator asked. False if it waits for others."""
    return post.state == PostState.REJECTED or post.is_asked


def _mentions(person: User) -> list[tuple[int, Row]]:
    """Return pairs (topic ID, row), one for each post that mentions this person and that they have not read."""
    if not person.unread_groups:  # without unread notifications there is no unread mention
        return []
    notifications = Notification.objects.unread().filter(person=person, verb="mention").order_by("pk")
    posts = Post.objects.shown_to(person).filter(pk__in=notifications.values("item_id")).order_by("published_at")
    posts = posts.select_related("author", "agency", "topic__board")[:MOST_NEEDS]
    return [
        (
            post.topic_id,
            Row(
                title=post.topic.title,
                url=post.get_absolute_url(),
                place=post.topic.board.name,
                why=_("%(name)s mentioned you") % {"name": post.byline.name},
                icon="people",
                text=post.first_words(WORDS_SHOWN),
                actions=(
                    Action(
                        _("Mark as read"),
                        reverse("forum:topic_mark_read", args=[post.topic_id]),
                        {**BACK_TO_NEEDS, "number": str(post.number)},
                    ),
                ),
            ),
        )
        for post in posts
    ]


def _expiring(person: User) -> list[Row]:
    """Return a row for each of this person's drafts that will be deleted in the next 5 days (WARNED_BEFORE)."""
    old = Draft.objects.current().filter(
        person=person, saved_at__lt=timezone.now() - DELETE_DRAFTS_AFTER + WARNED_BEFORE
    )
    url = reverse("drafts:draft_list")
    return [
        Row(
            title=_("One of your drafts will be deleted"),
            url=url,
            place=_("Drafts"),
            why=_("You have not changed the draft for a while. We will delete it on %(day)s.")
            % {"day": _day(draft.expires_at)},
            icon="clock",
            actions=(Action(_("Finish or delete it"), url),),
        )
        for draft in old.order_by("saved_at")[:MOST_NEEDS]
    ]


def _yearly(person: User) -> list[Row]:
    """Return rows for terms that the person must accept, and for the yearly confirmations.

    Every member confirms their own membership; an agency lead also confirms the list of the agency's people.
    """
    rows, place = [], _("Your membership")
    if person.terms_by is not None:
        why = _("Every member must do this by %(day)s") % {"day": date_format(person.terms_by, "j F")}
        title, url = _("Read and accept the terms of reference"), reverse("me:terms_accept")
        rows.append(Row(title, url, place, why, "clock", actions=(Action(_("Read and accept"), url),)))
    if person.is_asked_to_confirm:
        why = _("You do this once a year. Next due by %(day)s.") % {"day": date_format(person.confirm_by, "j F")}
        title, url = _("Confirm that you are still a member"), reverse("me:confirm")
        rows.append(Row(title, url, place, why, "clock", actions=(Action(_("Confirm"), url),)))
    if person.agency and person.is_agency_lead and person.agency.must_confirm_people:
        url = reverse("agencies:colleagues", args=[person.agency.slug])
        why = _("You do this once a year. Next due by %(day)s.") % {
            "day": date_format(person.agency.people_confirm_by, "j F")
        }
        title, place = _("Confirm which colleagues still work at your agency"), person.agency.name
        rows.append(Row(title, url, place, why, "people", actions=(Action(_("Confirm"), url),)))
    return rows


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F")


def _own_post(person: User, post: Post) -> Row:
    if post.state == PostState.REJECTED:
        title = _("Your post in “%(topic)s” was sent back")
        why = _("The moderator’s reason: %(reason)s") % {"reason": post.decision_reason}
        actions = _change_of(person, post, _("Change it"))
    else:
        title = _("A moderator has a question about your post in “%(topic)s”")
        why = _("The moderator needs your answer before deciding on the post")
        actions = (Action(_("Answer"), reverse("forum:post_answer", args=[post.pk])),)
    return _row_of_post(post, title, why, "alert", *actions)


def _change_of(person: User, post: Post, label: str) -> tuple[Action, ...]:
    """Return one button: to change the post or, in a closed topic, where nobody can edit it, to withdraw it.

    Returns an empty tuple for a person who may not write now: they can change the post later.
    """
    if not (post.topic.takes_replies and post.topic.board.is_open):
        return (Action(_("Withdraw the post"), reverse("forum:post_withdraw", args=[post.pk])),)
    return (Action(label, reverse("forum:post_edit", args=[post.pk])),) if can_write(person) else ()


def _held_post(post: Post) -> Row:
    title = _("Your post in “%(topic)s” is waiting for a moderator")
    if post.waits_for_files_alone:
        title = _("Your post in “%(topic)s” is waiting until its files are checked")
    return _row_of_post(post, title, _("It is waiting because %(reason)s") % {"reason": post.hold_labels[0]}, "eye")


def _row_of_post(post: Post, title: str, why: str, icon: str, *actions: Action) -> Row:
    title %= {"topic": post.topic.title}
    return Row(title, post.get_absolute_url(), post.topic.board.name, why, icon, actions=actions)


def _refused(person: User) -> list[Row]:
    files = Attachment.objects.to_put_right_by(person).select_related("stored_file", "post__topic__board")
    files = files.only("stored_file__name", "stored_file__refusal", *(f"post__{name}" for name in (*PLACE, *CLOSED)))
    return [
        Row(
            title=_("We refused your file in “%(topic)s”") % {"topic": file.post.topic.title},
            url=file.post.get_absolute_url(),
            place=file.post.topic.board.name,
            why=f"{file.stored_file.name}: {file.stored_file.refusal}",
            icon="alert",
            text=_text_of_refused(file.post),
            actions=_change_of(person, file.post, _("Edit the post")),
        )
        for file in files.order_by("created_at")[:MOST_NEEDS]
    ]


def _text_of_refused(post: Post) -> str:
    if post.topic.takes_replies and post.topic.board.is_open:
        return _("Edit the post to remove or replace the file.")
    return _("The topic is closed, so you cannot edit the post. You can withdraw it with its files.")


def _own_question(ask: Ask) -> Row:
    url = reverse("forum:question_settle", args=[ask.topic_id])
    day = {"day": date_format(ask.ends_on, "j F")}
    return Row(
        title=ask.topic.title,
        url=ask.topic.unread_url,
        place=ask.topic.board.name,
        why=_("Was your question answered? If you do nothing, it closes after %(day)s.") % day,
        icon="clock",
        actions=(
            Action(_("It was answered"), url, {**BACK_TO_NEEDS, "do": "answered"}),
            Action(_("Keep it open for 2 weeks"), url, {**BACK_TO_NEEDS, "do": "extend"}),
            Action(_("Close the question"), url, {**BACK_TO_NEEDS, "do": "close"}),
        ),
    )


def _asked(person: User, asks: list[Ask]) -> Row:
    ask, topic = asks[0], asks[0].topic
    days = (timezone.now() - ask.asked_at).days
    if not days and ask.answer_by:
        why = _("Asked of %(remit)s today. Answer by %(day)s.")
    elif not days:
        why = _("Asked of %(remit)s today")
    elif ask.answer_by:
        why = ngettext(
            "Asked of %(remit)s %(days)s day ago and not answered yet. Answer by %(day)s.",
            "Asked of %(remit)s %(days)s days ago and not answered yet. Answer by %(day)s.",
            days,
        )
    else:
        why = ngettext(
            "Asked of %(remit)s %(days)s day ago and not answered yet",
            "Asked of %(remit)s %(days)s days ago and not answered yet",
            days,
        )
    day = date_format(ask.answer_by, "j F") if ask.answer_by else ""
    remits = ", ".join(ask.remit.name.lower() for ask in asks)
    answer = Action(_("Answer"), reverse("forum:topic_reply", args=[topic.pk]))
    not_for_me = Action(_("Not for me"), reverse("forum:question_dismiss", args=[topic.pk]), BACK_TO_NEEDS)
    return Row(
        title=topic.title,
        url=topic.unread_url,
        place=topic.board.name,
        why=why % {"remit": remits, "days": days, "day": day},
        icon="clock",
        actions=(answer, not_for_me) if can_reply(person, topic) else (not_for_me,),
    )
