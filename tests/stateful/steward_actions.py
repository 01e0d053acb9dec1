"""Random actions of stewards, through the site's own actions, and of the system: time passes and jobs run."""

import datetime as dt
import uuid

from django.utils import timezone

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.approve_reworded import approve_reworded
from forum.actions.ask_author import ask_author
from forum.actions.change_topic import archive_topic, pin_topic, rename_topic, set_topic_lock
from forum.actions.end_question import close_due_questions, close_question
from forum.actions.flag import leave_post, take_down
from forum.actions.manage_boards import change_audience, name_moderators, set_board_state
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.reveal_author import reveal_author
from forum.actions.split_topic import Part, movable_posts, split_topic
from forum.actions.undo_withdrawal import delete_old_withdrawals
from forum.enums import BoardState
from forum.models import Board, Post, Revision, Topic
from forum.queries.audience import readers_after
from ratsite.accounts.actions.change_membership import create_person, set_member_state, set_roles
from ratsite.accounts.actions.lock_rows import lock_coordinators
from ratsite.accounts.actions.publish_terms import lock_newest
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import ERASED, User
from ratsite.circles.actions.change_access import agree_to_access, change_access, refuse_access
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import effect_of
from ratsite.network.models import Agency, Circle, Remit
from ratsite.notifications.actions.deliver import deliver_due
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.privacy.actions.erase import erase_by_letter, resume_erasures
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.sanctions.actions.sanction import impose, lift
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from tests.stateful.member_actions import WHY, Action, marked, one_of
from tests.stateful.network import Network, Pick, advance_clock, session_user

MOST_PEOPLE = 24
PASSING = (6, 20, 24 * 60)  # minutes; a withdrawal can be undone for ten


def steward(network: Network, pick: Pick, role: Role) -> User | None:
    """Return a random person who has this role, or None if there is none or they may not sign in."""
    holders = User.objects.filter(pk__in=network.people, groups__name=role).order_by("pk")
    numbers = list(holders.values_list("pk", flat=True))
    return session_user(pick(numbers)) if numbers else None


def moderator_and(rows, network: Network, pick: Pick) -> tuple[User | None, object]:
    """Return a random moderator and a random one of the rows that rows(moderator) returns. Either may be None."""
    person = steward(network, pick, Role.MODERATOR)
    return person, person and one_of(rows(person), pick)


def decide_post(network: Network, pick: Pick) -> Action | None:
    person, post = moderator_and(lambda who: Post.objects.moderated_by(who).held(), network, pick)
    if post is None:
        return None
    decision = pick(["approve", "reject", "reword", "ask"])
    if decision == "approve":
        return person, lambda who: approve_post(post_id=post.pk, moderator=who, reason=WHY)
    if decision == "reject":
        return person, lambda who: reject_post(post_id=post.pk, moderator=who, reason=WHY)
    if decision == "ask":
        return person, lambda who: ask_author(post_id=post.pk, moderator=who, text="Is it a road?")
    body = f"{post.source} as changed"
    return person, lambda who: approve_reworded(post_id=post.pk, moderator=who, body=body, reason=WHY)


def decide_edit(network: Network, pick: Pick) -> Action | None:
    person, revision = moderator_and(lambda who: Revision.objects.pending().moderated_by(who), network, pick)
    decide = pick([approve_edit, reject_edit])
    return revision and (person, lambda who: decide(revision_id=revision.pk, moderator=who, reason=WHY))


def decide_flag(network: Network, pick: Pick) -> Action | None:
    person, post = moderator_and(lambda who: Post.objects.moderated_by(who).flagged(), network, pick)
    decide = pick([take_down, leave_post])
    return post and (person, lambda who: decide(post_id=post.pk, moderator=who, reason=WHY))


def note_or_reveal(network: Network, pick: Pick) -> Action | None:
    person, post = moderator_and(lambda who: Post.objects.moderated_by(who).live(), network, pick)
    if post is None:
        return None
    if pick(["note", "reveal"]) == "note":
        return person, lambda who: note_post(post_id=post.pk, moderator=who, note="About children", reason=WHY)
    form = uuid.uuid4()
    return person, lambda who: reveal_author(post_id=post.pk, moderator=who, reason=WHY, submission=form)


def steward_and_topic(network: Network, pick: Pick) -> tuple[User | None, Topic | None]:
    """Return a random moderator or coordinator, and a random topic that they can read. Either may be None."""
    person = steward(network, pick, pick([Role.MODERATOR, Role.COORDINATOR]))
    return person, person and one_of(Topic.objects.visible_to(person), pick)


def manage_topic(network: Network, pick: Pick) -> Action | None:
    person, topic = steward_and_topic(network, pick)
    if topic is None:
        return None
    about, title = {"topic_id": topic.pk}, f"Renamed {network.word()}"
    works = {
        "pin": lambda who: pin_topic(moderator=who, is_pinned=not topic.is_pinned, **about),
        "lock": lambda who: set_topic_lock(moderator=who, is_locked=not topic.is_locked, reason=WHY, **about),
        "archive": lambda who: archive_topic(moderator=who, is_archived=not topic.is_archived, reason=WHY, **about),
        "rename": lambda who: rename_topic(moderator=who, title=title, reason=WHY, **about),
        "close": lambda who: close_question(moderator=who, reason=WHY, **about),
        "mark": marked(topic, pick),
    }
    return person, works[pick(sorted(works))]


def move(network: Network, pick: Pick) -> Action | None:
    person, topic = steward_and_topic(network, pick)
    board = topic and one_of(Board.objects.visible_to(person), pick)
    if board is None:
        return None

    def do(who: User) -> bool:
        seen = readers_after(topic.board, board.circle).counts
        return move_topic(topic_id=topic.pk, moderator=who, board_id=board.pk, reason=WHY, shown_hash=seen)

    return person, do


def split(network: Network, pick: Pick) -> Action | None:
    person, topic = steward_and_topic(network, pick)
    board = topic and one_of(Board.objects.visible_to(person), pick)
    replies = sorted(movable_posts(topic).values_list("pk", flat=True)) if topic else []
    if board is None or not replies:
        return None
    part = Part([pick(replies)], f"Parked {network.word()}", board.pk, pick([True, False]))

    def do(who: User) -> Topic:
        seen = readers_after(topic.board, board.circle).counts
        return split_topic(topic_id=topic.pk, moderator=who, part=part, reason=WHY, shown_hash=seen)

    return person, do


def merge(network: Network, pick: Pick) -> Action | None:
    person, topic = steward_and_topic(network, pick)
    into = topic and one_of(Topic.objects.visible_to(person).published().exclude(pk=topic.pk), pick)
    if into is None:
        return None

    def do(who: User) -> bool:
        seen = readers_after(topic.board, into.board.circle).counts
        return merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=who, reason=WHY, shown_hash=seen)

    return person, do


def change_board_audience(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.COORDINATOR)
    board = person and one_of(Board.objects.managed_by(person), pick)
    if board is None:
        return None
    circle = pick([None, *Circle.objects.of(person).order_by("pk")])

    def do(who: User) -> bool:
        seen = {"version": board.version, "shown_hash": readers_after(board, circle).counts}
        return change_audience(board_id=board.pk, steward=who, circle=circle, reason=WHY, **seen)

    return person, do


def arrange_board(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.COORDINATOR)
    board = person and one_of(Board.objects.managed_by(person), pick)
    if board is None:
        return None
    if pick(["state", "moderators"]) == "state":
        state = pick(list(BoardState))
        return person, lambda who: set_board_state(board_id=board.pk, steward=who, state=state, reason=WHY)
    named = pick([[], [one_of(User.objects.filter(groups__name=Role.MODERATOR), pick)]])
    about = {"board_id": board.pk, "version": board.version, "moderators": [one for one in named if one]}
    return person, lambda who: name_moderators(steward=who, reason=WHY, **about)


def change_circle_or_agency(network: Network, pick: Pick) -> Action | None:
    """Add or remove a person, agency or remit of a circle, or a remit of an agency."""
    person = steward(network, pick, Role.COORDINATOR)
    if person is None:
        return None
    target = pick([*Circle.objects.filter(pk__in=network.circles).order_by("pk"), *Agency.objects.filter(
        pk__in=network.agencies
    ).order_by("pk")])  # fmt: skip
    parts = {"remits": list(Remit.objects.order_by("pk").values_list("pk", flat=True)[:4])}
    if isinstance(target, Circle):
        parts |= {"people": network.people, "agencies": network.agencies}
    part = pick(sorted(parts))
    changed = {part: {pick(parts[part])}}
    added, removed = pick([(changed, {}), ({}, changed)])

    def do(who: User) -> AccessChange | None:
        seen = effect_of(target, added, removed).shown_hash
        about = {"target": target, "added": added, "removed": removed}
        return change_access(coordinator=who, reason=WHY, shown_hash=seen, **about)

    return person, do


def answer_access_change(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.COORDINATOR)
    change = person and one_of(AccessChange.objects.waiting(), pick)
    if change is None:
        return None
    if pick(["agree", "refuse"]) == "refuse":
        return person, lambda who: refuse_access(change_id=change.pk, decider=who, reason=WHY)

    def do(who: User) -> bool:
        seen = effect_of(change.target, change.added, change.removed).shown_hash
        return agree_to_access(change_id=change.pk, decider=who, reason=WHY, shown_hash=seen)

    return person, do


def join(network: Network, pick: Pick) -> Action | None:
    """Add a new person and approve them."""
    person = steward(network, pick, Role.COORDINATOR)
    if person is None or len(network.people) >= MOST_PEOPLE:
        return None
    word = network.word().lower()
    names = {"email": f"{word}@agency.example", "first_name": "New", "last_name": f"Surname{word}"}
    agency = one_of(Agency.objects.filter(pk__in=network.agencies), pick)

    def do(who: User) -> bool:
        lock_newest()  # both actions run in one transaction here, so lock in the order of lock_rows first
        lock_coordinators()
        made = create_person(coordinator=who, agency=agency, job_title="Officer", is_proved=True, **names)
        let_in = set_member_state(person_id=made.pk, state=MemberState.APPROVED, coordinator=who, reason=WHY)
        network.people.append(made.pk)
        return let_in

    return person, do


def change_membership(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.COORDINATOR)
    if person is None:
        return None
    about = {"person_id": pick(network.people), "reason": WHY}
    if pick(["roles", "state"]) == "roles":
        roles = pick([set(), {Role.MODERATOR}, {Role.COORDINATOR}, {Role.MODERATOR, Role.COORDINATOR}])
        return person, lambda who: set_roles(coordinator=who, roles=roles, **about)
    out = [MemberState.SUSPENDED, MemberState.LEFT] if network.can_lose_a_person() else []
    state = pick([MemberState.APPROVED, *out])
    return person, lambda who: set_member_state(coordinator=who, state=state, **about)


def sanction(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.MODERATOR)
    if person is None:
        return None
    open_one = one_of(Sanction.objects.all(), pick)
    if open_one is not None and pick([True, False]):
        return person, lambda who: lift(sanction_id=open_one.pk, steward=who, reason=WHY)
    kind, ends_at = pick(list(SanctionKind)), timezone.now() + dt.timedelta(days=2)
    about = {"person_id": pick(network.people), "kind": kind, "ends_at": ends_at, "reason": WHY}
    return person, lambda who: impose(steward=who, **about)


def erase(network: Network, pick: Pick) -> Action | None:
    person = steward(network, pick, Role.COORDINATOR) if network.can_lose_a_person() else None
    if person is None:
        return None
    number, posts = pick(network.people), pick(list(PostsAfterErasure))
    return person, lambda who: erase_by_letter(person_id=number, coordinator=who, posts=posts, reason=WHY)


STEWARD_ACTIONS = (
    decide_post, decide_edit, decide_flag, note_or_reveal, manage_topic, move, split, merge, change_board_audience,
    arrange_board, change_circle_or_agency, answer_access_change, join, change_membership, sanction, erase,
)  # fmt: skip


def change_agency(network: Network, pick: Pick) -> Action:
    """Move a random person to another agency."""
    person, agency = User.objects.get(pk=pick(network.people)), pick(network.agencies)
    there = User.objects.filter(pk=person.pk).exclude(email__endswith=ERASED)
    return person, lambda who: bool(there.update(agency=agency))


def pass_time(network: Network, pick: Pick) -> Action:
    """Advance the clock, and run the jobs that are due then."""
    advance_clock(network, pick(PASSING))
    return User(), lambda who: run_jobs()


def run_jobs() -> None:
    for job in (delete_old_withdrawals, close_due_questions, resume_erasures, queue_due_emails, deliver_due):
        job()


SYSTEM_ACTIONS = (change_agency, pass_time)
