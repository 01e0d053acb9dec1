"""The furnished world as an object: its people, the canaries that each of them may read, and everything in it."""

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
STOPPED = {"pending", "lapsed", "suspended", "left", "gone_agency"}  # at the gate, which asks before every view
EVERYBODY = MEMBERS | STOPPED | {"anonymous"}
STEWARDS = {"curator", "editor", "coordinator", "moderator", "other_moderator"}
LOOKERS = {"curator", "moderator", "other_moderator"}
IN_CIRCLE = {"insider", "author", "moderator"}

# Words about the author, for the privacy tests. No two begin alike: SQLite's full text stores only the letters in which
# a term differs from the one before, so a shared beginning would hide a word from a search of the stored bytes.
NAME, SURNAME, EMAIL = "Qwanyard", "Xelopardi", "vuntigrel@agency.example"
JOB, AGENCY = "Wofferwarden", "Jublinhouse Trust"
PUBLISHED = "zimblewords"  # in the author's texts that others read
QUOTED = "nibblewords"  # the same, in a post that somebody else quotes
CLOSED = "yokkertext"  # in the author's texts that others never read: held, withdrawn, drafts, searches, appeals
FILED, CLOSED_FILE = "uppelfile", "ibbenfile"  # the same two kinds, in names and contents of files
TOLD = "hoggreason"  # in what moderators wrote to the author
OTHERS = "eggeldorp"  # in what other people wrote, which the author's copy never holds
MODERATOR = "Arrenmod"  # first name of every moderator and coordinator, which the author's copy never holds

OWN = [NAME, SURNAME, EMAIL, JOB, PUBLISHED, QUOTED, CLOSED, FILED, CLOSED_FILE, TOLD]
IDENTITY = [NAME, SURNAME, EMAIL, CLOSED, CLOSED_FILE]


@dataclass
class House:
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
    chosen: ChosenResult | None = None  # the circle's resource, for the words "canarychosenwords"
    access_changes: dict[str, AccessChange] = field(default_factory=dict)  # of the circle: made, waiting
    first_approval: FirstApproval | None = None
    files: dict[str, ResourceFile] = field(default_factory=dict)
    lists: dict[str, ReadingList] = field(default_factory=dict)  # the insider's: owner, circle, members
    notes: dict[str, FieldNote] = field(default_factory=dict)  # waits, open, circle
    requests: dict[str, AccessRequest] = field(default_factory=dict)  # by who asked: outsider waits, insider granted
    attachments: dict[str, Attachment] = field(default_factory=dict)
    page_files: dict[str, PageFile] = field(default_factory=dict)
    saved: dict[str, SavedSearch] = field(default_factory=dict)
    colleague: User | None = None
    message: ContactMessage | None = None
    published_contact: PublishedContact | None = None
    records: list[Entry | RiskAssessment] = field(default_factory=list)
    protected: dict[str, User] = field(default_factory=dict)  # by voice: people who wrote without their names
    applications: dict[str, Application] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    sanction: Sanction | None = None
    trend: Topic | None = None  # a trend note of the circle
    ground: GroundCheck | None = None  # of the circle's topic, with the author's answer
    ended_ground: GroundCheck | None = None  # of the trend note, with a line in its result
    poll: Poll | None = None  # of the circle's topic, with the author's vote
    copy: DataCopy | None = None  # the author's
    private: dict[str, str] = field(default_factory=dict)  # addresses of feeds and calendars
    # canary word -> names of the people who may meet it anywhere
    canaries: dict[str, set[str]] = field(default_factory=dict)
