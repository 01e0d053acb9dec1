"""`World`, which holds the shared test data: the people, what they created, and who may read which canary."""

from dataclasses import dataclass, field

from forum.models import Attachment, Board, Draft, GroundCheck, Poll, Post, Revision, Topic
from library.models import (
    AccessRequest,
    FieldNote,
    PublicationReview,
    ReadingList,
    Resource,
    ResourceFile,
    Suggestion,
)
from ratsite.accounts.models import Application, Invitation, User
from ratsite.circles.models import AccessChange
from ratsite.moderation.models import FirstApproval
from ratsite.network.models import AgencySecondReview
from ratsite.pages.models import ContactMessage, PageFile, PublishedContact
from ratsite.privacy.models import DataCopy
from ratsite.records.models import Entry, RiskAssessment
from ratsite.sanctions.models import Sanction
from ratsite.search.models import ChosenResult, SavedSearch

MEMBERS = {"outsider", "insider", "lead", "curator", "editor", "coordinator", "moderator", "other_moderator", "author"}
# They have an account, but are not members today: middleware refuses them before every view.
NON_MEMBERS = {"pending", "lapsed", "suspended", "left", "gone_agency"}
EVERYBODY = MEMBERS | NON_MEMBERS | {"anonymous"}
STEWARDS = {"curator", "editor", "coordinator", "moderator", "other_moderator"}
REVIEWERS = {"curator", "moderator", "other_moderator"}  # they decide on versions, notes and reading lists
IN_CIRCLE = {"insider", "author", "moderator"}

# Words in texts by and about the author, for which the privacy tests search the database, its file and the data copy.
# No two begin with the same letters: SQLite's full-text index stores only the letters in which a term differs from the
# one before, so a search of the database file would miss a word that shares its beginning with another one.
NAME, SURNAME, EMAIL = "Qwanyard", "Xelopardi", "vuntigrel@agency.example"
JOB, AGENCY = "Wofferwarden", "Jublinhouse Trust"
PUBLISHED = "zimblewords"  # in the author's texts that other people can read
QUOTED = "nibblewords"  # in the author's post that another member quotes
PRIVATE = "yokkertext"  # in the author's other texts: held and withdrawn posts, drafts, saved searches, appeals
PUBLISHED_FILE, PRIVATE_FILE = "uppelfile", "ibbenfile"  # in names and contents of such files
REASON = "hoggreason"  # in reasons and answers that the author gave or received, which the data copy contains
OTHERS = "eggeldorp"  # in texts of other people, which the author's data copy does not contain
MODERATOR_NAME = "Arrenmod"  # first name of every moderator and coordinator; not in the author's data copy

# What the author's data copy contains, and what nothing contains after the author is erased.
OWN = [NAME, SURNAME, EMAIL, JOB, PUBLISHED, QUOTED, PRIVATE, PUBLISHED_FILE, PRIVATE_FILE, REASON]
IDENTITY = [NAME, SURNAME, EMAIL, PRIVATE, PRIVATE_FILE]


@dataclass
class World:
    """The shared test data by name. A test looks up `world.people["author"]` or `world.posts["members"]`."""

    people: dict[str, User] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    publications: dict[str, PublicationReview] = field(default_factory=dict)
    agency_second_review: AgencySecondReview | None = None
    chosen_result: ChosenResult | None = None  # the circle's resource, for the words "canarychosenwords"
    access_changes: dict[str, AccessChange] = field(default_factory=dict)  # of the circle: made, waiting
    first_approval: FirstApproval | None = None
    files: dict[str, ResourceFile] = field(default_factory=dict)
    lists: dict[str, ReadingList] = field(default_factory=dict)  # by who can read them: owner, circle, members
    notes: dict[str, FieldNote] = field(default_factory=dict)  # waits, open (published for members), circle
    requests: dict[str, AccessRequest] = field(default_factory=dict)  # by who asked: one waits, one is granted
    attachments: dict[str, Attachment] = field(default_factory=dict)
    page_files: dict[str, PageFile] = field(default_factory=dict)
    saved_searches: dict[str, SavedSearch] = field(default_factory=dict)
    colleague: User | None = None
    message: ContactMessage | None = None
    published_contact: PublishedContact | None = None
    records: list[Entry | RiskAssessment] = field(default_factory=list)
    unnamed_writers: dict[str, User] = field(default_factory=dict)  # by voice; former members
    applications: dict[str, Application] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    sanction: Sanction | None = None
    trend: Topic | None = None  # a trend note of the circle
    ground: GroundCheck | None = None  # of the circle's topic, with the author's answer
    ended_ground: GroundCheck | None = None  # of the trend note, with a member's comment in its result
    poll: Poll | None = None  # of the circle's topic, with the author's vote
    data_copy: DataCopy | None = None  # the author's
    feed_addresses: dict[str, str] = field(default_factory=dict)  # secret addresses of feeds and calendars
    # canary → names in `people` of those who may read it, and "anonymous" for visitors
    canaries: dict[str, set[str]] = field(default_factory=dict)
