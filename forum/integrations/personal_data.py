"""The sections of a personal data copy that the forum fills, and the steps in which the forum erases a person.

The steps are in forum.actions.erase.
"""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.actions import erase
from forum.enums import EventKind, PostState, RevisionState
from forum.integrations.personal_data_decisions import BOARDS_SAY, DECISION_SECTIONS
from forum.integrations.personal_data_tables import TABLES
from forum.models import (
    Ask,
    AskDismissal,
    Board,
    BoardRead,
    DownloadReason,
    Draft,
    DraftFile,
    Flag,
    GroundAnswer,
    Mention,
    ModeratorQuestion,
    PollVote,
    Post,
    Reveal,
    Revision,
    SavedPost,
    Signal,
    Subscription,
    Thanks,
    Topic,
    TopicEvent,
    TopicPrint,
    TopicRead,
    Withdrawal,
)
from forum.models.draft import SHOWN
from forum.queries.quotes import POST_PATH, QuotedPosts
from forum.queries.retention import KEEPS, people_held
from forum.text.draft_quotes import with_quotes_hidden
from forum.text.quotes import QUOTED_RELATIONS, as_typed, still_says
from ratsite.accounts.models import User
from ratsite.files.personal_data import name_in_copy
from ratsite.lib.markup.markdown import slots
from ratsite.lib.personal_data import PersonalData, Section
from ratsite.network.enums import Marking

CLOSE = [marking.value for marking in Marking if marking.is_closely_marked]


def as_copied(post: Post) -> str:
    """Return the post's text as its author's data copy contains it."""
    return _with_quotes(post, post.source)


def version_as_copied(version: Revision) -> str:
    return _with_quotes(version.post, version.source)


def _with_quotes(post: Post, source: str) -> str:
    """Return the post's text for its author's data copy, with only those quotes that the copy may contain.

    One query if the text quotes a post, otherwise none.
    """
    if not slots(source):
        return source
    quotations = post.quotations.filter(quoted__in=_posts_for_copy(post.author)).select_related(*QUOTED_RELATIONS)
    return as_typed(
        source, {quotation.key: quotation for quotation in quotations if still_says(quotation.quoted, quotation.text)}
    )


def _posts_for_copy(author: User) -> QuerySet[Post]:
    """Return the posts whose text may be in the copy of this person's data.

    These are their own posts, and posts of others that they can read in topics that are not closely marked.
    """
    readable = Post.objects.shown_to(author).exclude(topic__marking__in=CLOSE)
    return Post.objects.filter(Q(author=author) | Q(pk__in=readable.values("pk")))


def topics_of(author: User) -> QuerySet[Topic]:
    """Return the topics that this person began, each with `is_theirs`: True if the data copy may contain its title.

    The copy may contain it if nobody else has renamed the topic, or if the person can read the topic now.
    """
    renamed = TopicEvent.objects.filter(about=OuterRef("pk"), kind=EventKind.RENAMED).exclude(actor=author)
    readable = Topic.objects.visible_to(author).filter(pk=OuterRef("pk"))
    topics = Topic.objects.filter(author=author).prefetch_related("forms", "affected")
    return topics.annotate(is_theirs=~Exists(renamed) | Exists(readable))


def boards_moderated_by(person: User) -> QuerySet:
    """Return one row for each board that names this person as moderator, with the board's `name`.

    The name is empty if the person cannot see the board today.
    """
    readable = Board.objects.visible_to(person).values("pk")
    name = Case(When(board__in=readable, then="board__name"), default=Value(""))
    return Board.moderators.through.objects.filter(user=person).annotate(name=name)


def draft_as_copied(draft: Draft) -> dict[str, list[str]]:
    """Return the typed fields of the draft as its owner's data copy contains them."""
    typed = {field: texts for field, texts in draft.fields.items() if field != SHOWN}
    return {field: [_draft_text_as_copied(text, draft.person) for text in texts] for field, texts in typed.items()}


def _draft_text_as_copied(source: str, owner: User) -> str:
    """Return a draft's text without the quotes that its owner's data copy may not contain."""
    if POST_PATH not in source:
        return source
    return with_quotes_hidden(source, QuotedPosts([source], _posts_for_copy(owner)).is_hidden)


UNTIL_ERASED = _("Until you ask us to delete your data")
UNREAD = _("So that we can show you what is new")

SECTIONS = [
    Section(
        "topics", _("Topics that you started"), _("Other members read them"), BOARDS_SAY, "forum.Topic",
        rows=topics_of,
        extra={"title": lambda topic: topic.title if topic.is_theirs else ""},
    ),
    Section(
        "posts", _("All your posts, including those that are waiting, were sent back or were withdrawn"),
        _("Other members read them"),
        BOARDS_SAY, "forum.Post",
        rows=lambda person: Post.objects.filter(author=person).select_related("agency", "author__agency"),
        extra={
            "source": as_copied,
            "agency_name": lambda post: post.agency.name if post.agency else "",
            "address": lambda post: post.get_absolute_url(),
            "named_as": lambda post: post.byline.name,
        },
    ),
    Section(
        "versions", _("Earlier versions of your posts, and edits that are waiting"),
        _("So that others see what was changed"),
        BOARDS_SAY, "forum.Revision",
        # An applied revision may be a moderator's content note on the same text. Revisions stored under a legal hold
        # are left out: the person must not learn of the hold here (ratsite.privacy.rules).
        rows=lambda person: Revision.objects.filter(post__author=person)
        .exclude(state=RevisionState.KEPT)
        .select_related("post__author__agency"),
        extra={"source": version_as_copied},
    ),
    Section(
        "questions", _("Questions that you asked a remit"), _("Other members answer them"), BOARDS_SAY, "forum.Ask",
        rows=lambda person: Ask.objects.filter(asked_by=person),
    ),
    Section(
        "not_for_you", _("Questions to which you said “Not for me”"),
        _("So that we no longer show them under “Needs you”"), UNTIL_ERASED, "forum.AskDismissal",
        rows=lambda person: AskDismissal.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "events", _("What you did in topics, apart from writing posts"), _("Other members see who did what"),
        BOARDS_SAY, "forum.TopicEvent",
        rows=lambda person: TopicEvent.objects.filter(actor=person),
    ),
    Section(
        "drafts", _("Your drafts"), _("So that you do not lose them"), _("Until 30 days after the last change"),
        "forum.Draft",
        rows=lambda person: Draft.objects.filter(person=person).select_related("person__agency"),
        extra={"fields": draft_as_copied}, is_deleted=True,
    ),
    Section(
        "draft_files", _("Files saved with your drafts"), _("So that you do not lose them"),
        _("As long as the draft exists"), "forum.DraftFile",
        rows=lambda person: DraftFile.objects.filter(draft__person=person).select_related("stored_file"),
        extra={"name": lambda file: file.name, "in_this_copy_as": lambda file: name_in_copy(file.stored_file)},
        is_deleted=True,
    ),
    Section(
        "withdrawn", _("Posts that you have just withdrawn"), _("So that you can undo it"), _("For 10 minutes"),
        "forum.Withdrawal",
        rows=lambda person: Withdrawal.objects.filter(post__author=person).select_related("post__author__agency"),
        extra={"source": lambda row: _with_quotes(row.post, row.source)}, is_deleted=True,
    ),
    Section(
        "flags_you_raised", _("Posts that you reported"),
        _("So that moderators can decide on the posts and tell you"),
        UNTIL_ERASED, "forum.Flag",
        rows=lambda person: Flag.objects.filter(reporter=person),
    ),
    Section(
        "flags_about_you", _("Reports about your posts, without the names of the reporters and what they wrote"),
        _("So that moderators can decide"), BOARDS_SAY, "forum.Flag",
        rows=lambda person: Flag.objects.filter(post__author=person),
        fields="post reason created_at outcome settled_at",
    ),
    Section(
        "asked_by_moderators", _("What moderators asked you about your posts, and your answers"),
        _("So that moderators can decide"), BOARDS_SAY, "forum.ModeratorQuestion",
        rows=lambda person: ModeratorQuestion.objects.filter(post__author=person), is_deleted=True,
    ),
    Section(
        "found_out", _("When a moderator looked up who wrote your post without a name, and why"),
        _("So that you know about it"), BOARDS_SAY, "forum.Reveal",
        rows=lambda person: Reveal.objects.filter(post__author=person), is_deleted=True,
    ),
    Section(
        "closely_marked_files", _("Why you downloaded files with one of the two strictest markings"),
        _("So that the people who shared them can ask you about it"), _("A year"), "forum.DownloadReason",
        rows=lambda person: DownloadReason.objects.filter(person=person),
    ),
    Section(
        "printed_topics", _("Topics that you printed"),
        _("So that moderators can ask you for the paper copy"), _("A year"), "forum.TopicPrint",
        rows=lambda person: TopicPrint.objects.filter(person=person),
    ),
    Section(
        "called_by_name", _("Posts that mention you"), _("So that we can notify you"), UNTIL_ERASED,
        "forum.Mention",
        rows=lambda person: Mention.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "kept_for_later", _("Posts that you saved for later"), _("So that you can find them again"),
        _("Until you remove them"), "forum.SavedPost",
        rows=lambda person: SavedPost.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "thanks_given", _("Posts whose writers you thanked"), _("So that the writers see your thanks"),
        _("Until you undo your thanks"), "forum.Thanks",
        rows=lambda person: Thanks.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "thanks_received", _("Thanks for your posts, without the names of those who thanked you"),
        _("So that you see them"), _("Until they undo their thanks"), "forum.Thanks",
        rows=lambda person: Thanks.objects.filter(post__author=person), is_deleted=True,
    ),
    Section(
        "ground_answers", _("Your answers in ground checks"),
        _("So that readers can see what most people in a remit think"),
        _("Until the ground check ends"), "forum.GroundAnswer",
        rows=lambda person: GroundAnswer.objects.filter(person=person).select_related("statement"),
        extra={"text": lambda answer: answer.statement.text}, is_deleted=True,
    ),
    Section(
        "signals", _("What you said for your agency about trends"), _("So that we can count agencies, without names"),
        BOARDS_SAY, "forum.Signal",
        rows=lambda person: Signal.objects.filter(person=person).select_related("reporting"),
        extra={"month": lambda row: row.month},
    ),
    Section(
        "poll_votes", _("Your votes in polls"), _("So that they are counted once"),
        _("In a secret poll until it ends, in other polls as long as the topic exists"), "forum.PollVote",
        rows=lambda person: PollVote.objects.filter(person=person).select_related("option"),
        extra={"text": lambda vote: vote.option.text}, is_deleted=True,
    ),
    Section(
        "read", _("How far you have read topics"), UNREAD, UNTIL_ERASED, "forum.TopicRead",
        rows=lambda person: TopicRead.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "caught_up", _("When you caught up with boards"), UNREAD, UNTIL_ERASED, "forum.BoardRead",
        rows=lambda person: BoardRead.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "following", _("What you follow"), _("So that we can notify you"), _("Until you change it"),
        "forum.Subscription",
        rows=lambda person: Subscription.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "boards_you_moderate", _("Boards that name you as a moderator"), _("So that you can decide there"),
        _("While you are a member"), "forum.Board_moderators",
        rows=boards_moderated_by,
        extra={"name": lambda row: row.name}, is_deleted=True,
    ),
]  # fmt: skip


def still_open(person: User) -> list[str]:
    """Return messages that say how many of this person's posts are held or have open flags; empty if none is.

    The messages name no post, because the coordinator who reads them may not be able to read the posts.
    """
    own = Post.objects.filter(author=person)
    return [
        *_flagged(own.filter(flags__outcome="").distinct().count()),
        *_held(own.filter(state=PostState.HELD).count()),
    ]


def _held(held: int) -> list[str]:
    if not held:
        return []
    counted = ngettext(
        "%(count)s of their posts is not published yet, and waits for a decision",
        "%(count)s of their posts are not published yet, and wait for a decision",
        held,
    )
    return [counted % {"count": held}]


def _flagged(flagged: int) -> list[str]:
    if not flagged:
        return []
    counted = ngettext(
        "%(count)s of their posts is reported and waiting for a decision",
        "%(count)s of their posts are reported and waiting for a decision",
        flagged,
    )
    return [counted % {"count": flagged}]


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=[*SECTIONS, *DECISION_SECTIONS],
    cautions={
        "flags": still_open,
    },
    legal_holds={
        KEEPS: people_held,
    },
    erasers={
        "calls and quotes": erase.erase_name,  # first: this step reads the agencies of the person's posts
        "drafts": erase.erase_drafts,
        "posts": erase.erase_posts,
        "topics": erase.erase_topics,
        "flags": erase.erase_flags,
        "reasons for downloads": erase.erase_download_reasons,
        "signals": erase.erase_signals,
        "votes of agencies": erase.erase_agency_votes,
        "remarks": erase.erase_in_remarks,
        "full text": erase.erase_in_indexes,
    },
)
