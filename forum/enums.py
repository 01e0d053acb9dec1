from django.db import models

# Names of the forum's queues in the review queue. A review address is the queue's name and the post's or edit's number.
HELD_POSTS, HELD_EDITS, FLAGGED_POSTS = "posts", "edits", "flags"
POSTS = "posts"  # name of the posts as a source of notifications
REVEALS = "reveals"  # name of the reveals as a source of notifications
ACTS = "acts"  # name of the changes of "may act" as a source of notifications
WHY_ASKED = "question"  # why a person was notified of a post: the topic asks their remit


class BoardState(models.TextChoices):
    OPEN = "open", "Open"
    ARCHIVED = "archived", "Archived: reading only"


class TopicKind(models.TextChoices):
    DISCUSSION = "discussion", "Discussion"
    QUESTION = "question", "Question"
    TREND = "trend", "Trend note"
    CASE = "case", "Case learning"


class MayAct(models.TextChoices):
    """What a reader in an operational role may do with a topic's content."""

    FREE = "free", "Free to use"
    CHECK = "check", "Check with the poster first"
    NO = "no", "Do not act: it could tip someone off"

    @property
    def rank(self) -> int:
        """Return 0 (free) to 2 (do not act)."""
        return list(MayAct).index(self)

    @property
    def tone(self) -> str:
        return {"free": "ok", "check": "caution", "no": "stop"}[self.value]

    @property
    def icon(self) -> str:
        return {"free": "check", "check": "clock", "no": "hand"}[self.value]


class Confidence(models.TextChoices):
    """How the author of a trend note knows."""

    SEEN = "seen", "We saw it ourselves"
    TOLD = "told", "People it happened to told us"
    HEARD = "heard", "We heard it from others"
    GUESS = "guess", "Not confirmed"


class PostState(models.TextChoices):
    HELD = "held", "Held"
    LIVE = "live", "Live"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn by its author"


class Voice(models.TextChoices):
    """How a post names its writer to readers (forum.models.byline). Fixed once the post is sent."""

    NAME = "name", "By name"
    AGENCY = "agency", "As their agency"
    ROLE = "role", "By their role alone"
    BEHALF = "behalf", "By a moderator, on behalf of an agency"


NAMES_AGENCY = (Voice.NAME, Voice.AGENCY)
SHOWS_REMIT = (*NAMES_AGENCY, Voice.ROLE)


class RevisionState(models.TextChoices):
    APPLIED = "applied", "Shown, now or once"
    PENDING = "pending", "Waits for a moderator"
    REJECTED = "rejected", "Not accepted"
    SENT = "sent", "As its author sent it, before a moderator changed it"
    KEPT = "kept", "As it was under a legal hold, before its author changed it or took it back"


class EventKind(models.TextChoices):
    """What happens in a topic apart from posts. A page prints the actor's name, then the label, then the detail."""

    ASKED = "asked", "asked"
    ANSWERED = "answered", "answered for"
    NOTED = "noted", "put a content note on"
    UNNOTED = "unnoted", "took the content note from"
    REWORDED = "reworded", "changed before others could read it:"
    PINNED = "pinned", "put this topic at the top of its board"
    UNPINNED = "unpinned", "took this topic from the top of its board"
    LOCKED = "locked", "closed this topic to replies"
    UNLOCKED = "unlocked", "opened this topic to replies again"
    RENAMED = "renamed", "renamed this topic. Before, it was"
    ARCHIVED = "archived", "archived this topic"
    RESTORED = "restored", "took this topic out of the archive"
    SLOWED = "slowed", "turned slow mode on:"
    UNSLOWED = "unslowed", "turned slow mode off"
    MOVED = "moved", "moved this topic here from another board"
    SPLIT = "split", "moved"
    BEGUN = "begun", "began this topic with"
    PARKED = "parked", "parked a side issue:"
    MERGED = "merged", "merged another topic into this one:"
    MARKED = "marked", "marked this topic"
    ACTED = "acted", "changed whether others may act on this:"

    @property
    def icon(self) -> str:
        return EVENT_ICONS[self.value]


EVENT_ICONS = {
    "asked": "clock", "answered": "check", "noted": "eye", "unnoted": "eye", "pinned": "pin", "unpinned": "pin",
    "locked": "lock", "unlocked": "check", "renamed": "pen", "archived": "history", "restored": "history",
    "slowed": "clock", "unslowed": "clock", "moved": "right", "split": "split", "begun": "split", "parked": "park",
    "merged": "plus", "reworded": "pen", "marked": "eye", "acted": "hand",
}  # fmt: skip


class SlowMode(models.IntegerChoices):
    """How long each person waits between two replies to a topic, in minutes."""

    OFF = 0, "Off: everybody writes when they want"
    QUARTER = 15, "one reply per person in 15 minutes"
    HOUR = 60, "one reply per person in an hour"
    MORNING = 240, "one reply per person in four hours"
    DAY = 1440, "one reply per person in a day"


class Fate(models.TextChoices):
    """A moderator's or coordinator's decision about a topic whose retention time has run out."""

    KEPT = "kept", "Keep it as it is, and ask again after another period"
    ARCHIVED = "archived", "Archive it: searches still find it, lists and news do not, and it takes no reply"
    ANONYMISED = "anonymised", "Archive it and take the names off: its authors become a role and a kind of agency"

    @property
    def done(self) -> str:
        """Return the label for the retention report."""
        return {"kept": "Kept", "archived": "Archived", "anonymised": "Names taken off"}[self.value]


class FlagReason(models.TextChoices):
    """What a reader says is wrong with a post."""

    IDENTIFIES = "identifies", "It identifies somebody"
    LIVE_CASE = "live_case", "It is about a live case"
    OFF_AIM = "off_aim", "It is off the aim of the board"
    DISRESPECTFUL = "disrespectful", "It is disrespectful"
    MARKING = "marking", "It is marked too low or too high"
    OTHER = "other", "Something else"


class FlagOutcome(models.TextChoices):
    """The outcome of a flag. The reporter reads the label."""

    TAKEN_DOWN = "taken_down", "The post was taken down"
    LEFT = "left", "The post stays"
    WITHDRAWN = "withdrawn", "Its author has withdrawn it"


class HoldReason(models.TextChoices):
    """Why a post is held for a moderator. The post's author reads the label."""

    SANCTION = "sanction", "for a while a moderator looks first at everything that its author posts"
    NEWCOMER = "newcomer", "a moderator reads everybody's first three posts"
    NEW_TOPIC = "new_topic", "on this board a moderator reads every new topic first"
    REPLY = "reply", "on this board a moderator reads every reply first"
    CEILING = "ceiling", "its marking is higher than this board allows"
    IDENTIFIERS = "identifiers", "it may identify somebody, so a moderator looks first"
    FILES = "files", "its files are still being checked; it is published automatically after that"
    CHECK_FAILED = "check_failed", "a check could not run, so a moderator looks instead"


class About(models.TextChoices):
    """What a subscription is about. The value is the name of the column that holds the target."""

    TOPIC = "topic", "A topic: its replies"
    BOARD = "board", "A board: its new topics"
    FORM = "form", "A form of exploitation: new topics"
    AFFECTED = "affected", "Who is affected: new topics"
    AREA = "area", "An area: new trend notes"
    SECTOR = "sector", "A trade: new trend notes"
    QUESTIONS = "questions", "Questions to your remit"


class Because(models.TextChoices):
    """Why a person has a subscription. One that they chose is never changed by what they do."""

    CHOSEN = "chosen", "You chose it"
    POSTED = "posted", "You wrote in it"
