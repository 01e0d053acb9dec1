from django.db import models
from django.utils.translation import gettext_lazy as _

# Names of the forum's parts of the review queue. An item's address is /review/<this name>/<id of the post or edit>/.
HELD_POSTS, HELD_EDITS, FLAGGED_POSTS = "posts", "edits", "flags"
GROUND_CHECKS, PHRASES = "ground-checks", "phrases"
POST_SOURCE = "posts"  # notification source: new posts
REVEALS = "reveals"  # notification source: look-ups of who wrote a post
POST_DECISIONS = "post-decisions"  # notification source: what moderators decided about one's posts
REFUSED_FILES = "refused-files"  # notification source: the check refused a file of one's posts
GIVEN_BACK = "given-back"  # notification source, its only group and verb: one's text is saved in one's drafts
MOVES = "moves"  # notification source: one's posts were moved to a board that one cannot read; also its verb
FLAG_OUTCOMES = "flag-outcomes"  # notification source, and its only group: the outcomes of one's reports of posts
ACTS = "acts"  # notification source: changes of a topic's "may act"
ENDING_ASKS, DECLINED_ASKS = "asks_ending", "asks_declined"  # notification sources for the asker of a question
THANKS = "thanks"  # notification source: thanks for a post; also the verb of these notifications
WHY_ASKED = "question"  # reason of a notification: the topic asks a remit of the person's agency


class BoardState(models.TextChoices):
    OPEN = "open", _("Open")
    ARCHIVED = "archived", _("Archived: you can only read it")


class BoardSetting(models.TextChoices):
    """The settings of a board that do not affect who reads it. Each value is the name of a field of Board."""

    NAME = "name", _("Name")
    AIM = "aim", _("Aim")
    USUAL_KIND = "usual_kind", _("Usual kind of topic")
    MARKING = "marking", _("Usual marking")
    CEILING = "ceiling", _("Strictest marking")
    HOLDS_TOPICS = "holds_topics", _("A moderator must read every new topic before it is published")
    HOLDS_REPLIES = "holds_replies", _("A moderator must read every reply before it is published")
    HOLDS_NEWCOMERS = (
        "holds_newcomers",
        _("A moderator must read everyone’s first three posts before they are published"),
    )
    BARS_OWN_AGENCY = "bars_own_agency", _("Moderators do not decide on posts from their own agency")
    WANTS_TWO = "needs_two_approvals", _("Two moderators from different main remits must approve each held post")
    IS_ABOUT_CHILDREN = "is_about_children", _("Everything here is about children")


class TopicKind(models.TextChoices):
    DISCUSSION = "discussion", _("Discussion")
    QUESTION = "question", _("Question")
    TREND = "trend", _("Trend note")


class WrittenList(models.TextChoices):
    """The lists on a member's page of what they wrote under their own name: everything, topics or replies."""

    EVERYTHING = "everything", _("Everything")
    TOPICS = "topics", _("Topics")
    REPLIES = "replies", _("Replies")


class TopicList(models.TextChoices):
    """A list of topics over all boards. Each value is also the end of the list's address under /forum/."""

    LATEST = "latest", _("Latest")
    UNREAD = "unread", _("Unread")
    UNANSWERED = "unanswered", _("Unanswered")
    MINE = "mine", _("Mine")


class TopicSort(models.TextChoices):
    """The order that a reader has chosen for a board's topics, in place of the usual one: latest activity first."""

    NEWEST = "newest", _("Newest topics first")


class AskState(models.TextChoices):
    """The state of an Ask, a topic's question to one remit. Only open ones are under members' "Needs you"."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Not for us")
    CLOSED = "closed", _("Closed")


class Stance(models.TextChoices):
    """A person's answer to a statement of a ground check. The values are those of ratsite.lib.common_ground."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    UNSURE = "unsure", _("Cannot say")


class PollBy(models.TextChoices):
    """Who has one vote in a poll: each person, or each agency."""

    PERSON = "person", _("One vote for each person")
    AGENCY = "agency", _("One vote for each agency")


class PhraseState(models.TextChoices):
    """The state of a phrase that sounds like blame. Only accepted phrases are pointed out to writers."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("In the list")
    DECLINED = "declined", _("Declined")


class Reminder(models.TextChoices):
    """Whether the asker of a question that ends soon was reminded, and whether they then asked for more time."""

    NOT_YET = "not_yet", _("Not asked yet")
    SENT = "sent", _("Asked")
    ANSWERED = "answered", _("Asked, and wanted more time")


class MayAct(models.TextChoices):
    """What readers whose work is operational, such as police officers, may do with what a topic says."""

    FREE = "free", _("Free to use")
    CHECK = "check", _("Check with the poster first")
    NO = "no", _("Do not act: it could tip someone off")

    @property
    def rank(self) -> int:
        """Return how strict the value is, from 0 (free to use) to 2 (do not act)."""
        return list(MayAct).index(self)

    @property
    def short(self) -> str:
        """Return the label for places with little room."""
        return {"free": _("Free to use"), "check": _("Check before you act"), "no": _("Do not act")}[self.value]

    @property
    def tone(self) -> str:
        """Return the colour of the label: the name of a CSS modifier."""
        return {"free": "ok", "check": "caution", "no": "stop"}[self.value]

    @property
    def icon(self) -> str:
        return {"free": "check", "check": "clock", "no": "hand"}[self.value]


class Confidence(models.TextChoices):
    """How the author of a trend note knows what it says."""

    SEEN = "seen", _("We saw it ourselves")
    TOLD = "told", _("We heard it from the people it happened to")
    HEARD = "heard", _("We heard it from others")
    GUESS = "guess", _("Not confirmed")


class SignalKind(models.TextChoices):
    """What an agency says about a trend in one area and month."""

    SEEN = "seen", _("We are seeing this too")
    NOT_SEEN = "not_seen", _("We looked and did not see it")
    GONE = "gone", _("We no longer see it")


class Frequency(models.TextChoices):
    """How often an agency saw a trend in a month."""

    ONCE = "once", _("Once")
    FEW = "few", _("A few times")
    OFTEN = "often", _("Often")


class PostState(models.TextChoices):
    HELD = "held", _("Not published yet")
    LIVE = "live", _("Published")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


class Voice(models.TextChoices):
    """The way in which a post names its writer to readers (forum.models.byline).

    It cannot change after the post is sent.
    """

    NAME = "name", _("By name")
    AGENCY = "agency", _("As their agency")
    ROLE = "role", _("By their role only")
    BEHALF = "behalf", _("By a moderator, on behalf of an agency")


NAMES_AGENCY = (Voice.NAME, Voice.AGENCY)  # the voices in which a post names its agency
SHOWS_REMIT = (*NAMES_AGENCY, Voice.ROLE)  # the voices in which a post shows the main remit of its agency


class RevisionState(models.TextChoices):
    APPLIED = "applied", _("Published, now or earlier")
    PENDING = "pending", _("Waiting for a moderator")
    REJECTED = "rejected", _("Not accepted")
    SENT = "sent", _("As its author sent it, before a moderator changed it")
    KEPT = "kept", _("Kept because of a legal hold, before its author changed or withdrew it")


class EventKind(models.TextChoices):
    """What can happen in a topic apart from posts. templates/forum/_event.html has a sentence for each kind."""

    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    DECLINED = "declined"
    ENDED = "ended"
    REOPENED = "reopened"
    NOTED = "noted"
    UNNOTED = "unnoted"
    REWORDED = "reworded"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    RENAMED = "renamed"
    CORRECTED = "corrected"
    ARCHIVED = "archived"
    RESTORED = "restored"
    SLOWED = "slowed"
    UNSLOWED = "unslowed"
    MOVED = "moved"
    SPLIT = "split"
    BEGUN = "begun"
    PARKED = "parked"
    MERGED = "merged"
    MARKED = "marked"
    ACTED = "acted"
    GROUND_OPEN = "ground_open"
    GROUND_ENDED = "ground_ended"
    GROUND_TOLD = "ground_told"
    POLL_OPEN = "poll_open"
    POLL_ENDED = "poll_ended"

    @property
    def icon(self) -> str:
        return EVENT_ICONS[self.value]


EVENT_ICONS = {
    "asked": "clock", "answered": "check", "noted": "eye", "unnoted": "eye", "pinned": "pin", "unpinned": "pin",
    "locked": "lock", "unlocked": "check", "renamed": "pen", "corrected": "pen", "archived": "history",
    "restored": "history", "slowed": "clock", "unslowed": "clock", "moved": "right", "split": "split",
    "begun": "split", "parked": "park", "merged": "plus", "reworded": "pen", "marked": "eye", "acted": "hand",
    "accepted": "check", "settled": "check", "declined": "cross", "ended": "check", "reopened": "clock",
    "ground_open": "split", "ground_ended": "check", "ground_told": "link", "poll_open": "hand", "poll_ended": "check",
}  # fmt: skip


class SlowMode(models.IntegerChoices):
    """How many minutes a person must wait between two replies to a topic."""

    OFF = 0, _("Off: people can reply at any time")
    QUARTER = 15, _("one reply per person every 15 minutes")
    HOUR = 60, _("one reply per person every hour")
    MORNING = 240, _("one reply per person every 4 hours")
    DAY = 1440, _("one reply per person every day")


class Fate(models.TextChoices):
    """A moderator's or coordinator's decision on a topic whose retention time has run out."""

    KEPT = "kept", _("Keep it as it is, and ask again after the same number of months")
    ARCHIVED = "archived", _("Archive it: people can find it only by searching, and nobody can reply")
    ANONYMISED = (
        "anonymised",
        _("Archive it and remove the names: posts show the author’s kind of agency, and a role if others have it too"),
    )

    @property
    def done(self) -> str:
        """Return the label that the retention report gives to this decision."""
        return {"kept": _("Kept"), "archived": _("Archived"), "anonymised": _("Names removed")}[self.value]


class FlagReason(models.TextChoices):
    IDENTIFIES = "identifies", _("It identifies someone")
    LIVE_CASE = "live_case", _("It is about a live case")
    OFF_AIM = "off_aim", _("It does not fit the aim of the board")
    DISRESPECTFUL = "disrespectful", _("It is disrespectful")
    MARKING = "marking", _("Its marking is too open or too strict")
    OTHER = "other", _("Something else")


class FlagOutcome(models.TextChoices):
    """The outcome of a flag. The person who flagged the post reads the label."""

    TAKEN_DOWN = "taken_down", _("The post was taken down")
    LEFT = "left", _("The post stays")
    WITHDRAWN = "withdrawn", _("Its author has withdrawn it")


NEWCOMER_POSTS = 3  # how many posts a moderator reads before they know how a person writes


class HoldReason(models.TextChoices):
    """The reason why a post is held for a moderator. The post's author reads the label."""

    SANCTION = "sanction", _("for a while, a moderator must read everything its author writes before it is published")
    NEWCOMER = "newcomer", _("a moderator must read everyone’s first three posts before they are published")
    NEW_TOPIC = "new_topic", _("a moderator must read every new topic on this board before it is published")
    REPLY = "reply", _("a moderator must read every reply on this board before it is published")
    CEILING = "ceiling", _("its marking is stricter than this board allows")
    IDENTIFIERS = "identifiers", _("it may identify someone, so a moderator must read it before it is published")
    FILES = "files", _("its files are still being checked, and it will be published automatically after that")
    CHECK_FAILED = "check_failed", _("a check could not run, so a moderator must read it before it is published")
    MAY_NOT_WRITE = "may_not_write", _("its author can no longer write on this board")


class About(models.TextChoices):
    """What a subscription is about. The value names the column of Subscription with the target; QUESTIONS has none."""

    TOPIC = "topic", _("New replies in a topic")
    BOARD = "board", _("New topics on a board")
    FORM = "form", _("New topics and resources about a form of exploitation")
    AFFECTED = "affected", _("New topics and resources about who is affected")
    AREA = "area", _("New trend notes about an area")
    SECTOR = "sector", _("New trend notes about a sector")
    QUESTIONS = "questions", _("Questions to your remit")


class SubscriptionReason(models.TextChoices):
    """The reason why a person has a subscription: they chose it, or they wrote in the topic.

    Writing in a topic never changes a subscription that the person chose.
    """

    CHOSEN = "chosen", _("You chose it")
    POSTED = "posted", _("You wrote in it")
