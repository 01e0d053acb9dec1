"""The queryset of posts."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.enums import NAMES_AGENCY, SHOWS_REMIT, HoldReason, PostState, Voice
from forum.models.access import in_post, is_member, on_board
from forum.models.board import Board
from ratsite.accounts.models import ERASED
from ratsite.moderation.clock import CHECK_TAKES
from ratsite.network.models import Agency, AgencyProfile

# The columns of a post that a topic's page shows.
COLUMNS = (
    *("topic", "number", "state", "job_title", "voice", "agency_kind", "html", "content_note", "file_count"),
    *("created_at", "edited_at", "withdrawn_at", "decision_reason"),
    *("reply_to__topic", "reply_to__number", "reply_to__state"),
    *("author__first_name", "author__last_name", "author__email", "author__agency__is_active"),
    *("author__agency__main_remit", "author__listed_as", "author__state", "author__is_active"),
    *("author__confirm_by", "author__excluded_until"),
    *("agency__name", "profile__what_we_cannot_do", "profile__main_remit__slug", "profile__main_remit__name"),
)


class PostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PostQuerySet":
        """Return the live posts in topics that the user can see, and the user's own posts there in any state."""
        if not is_member(user):
            return self.none()
        return self.filter(in_post(user))

    def shown_to(self, user) -> "PostQuerySet":
        """Return the live posts that the user can read.

        The query is shorter than that of `visible_to`, because a live post is always in a published topic.
        """
        if not is_member(user):
            return self.none()
        return self.live().filter(on_board(user, "topic__board__"), topic__published_at__isnull=False)

    def moderated_by(self, user) -> "PostQuerySet":
        """Return the posts on the boards that the user moderates, whatever the posts' state."""
        return self.filter(topic__board__in=Board.objects.moderated_by(user))

    def reviewed_by(self, user) -> "PostQuerySet":
        """Return the posts that the user moderates, without those that would tell them what a colleague wrote.

        On some boards, moderators may not decide on posts of their own agency (bars_own_agency). If the review queue
        showed such a post without its agency's name, and did not let the user decide on it, the user would know that
        a colleague wrote it. So these posts are left out. The user's own posts, and posts that the user reported, are
        not left out.
        """
        posts = self.moderated_by(user)
        if user.agency_id is None:
            return posts
        Flag = apps.get_model("forum", "Flag")
        is_colleagues = Q(agency=user.agency_id) | Q(author__agency=user.agency_id)
        is_hidden = Q(topic__board__bars_own_agency=True) & ~Q(voice__in=NAMES_AGENCY) & ~Q(author=user.pk)
        is_reported = Exists(Flag.objects.open().filter(post=OuterRef("pk"), reporter=user.pk))
        return posts.exclude(is_colleagues & is_hidden & ~is_reported)

    def live(self) -> "PostQuerySet":
        return self.filter(state=PostState.LIVE)

    def on_pages(self) -> "PostQuerySet":
        """Return the posts that have a place on a topic's pages: live posts, and withdrawn posts as notices."""
        return self.filter(state__in=[PostState.LIVE, PostState.WITHDRAWN], number__isnull=False)

    def on_pages_of(self, user) -> "PostQuerySet":
        """Return the posts that have a place on a topic's pages that the user can read."""
        if not is_member(user):
            return self.none()
        return self.on_pages().filter(on_board(user, "topic__board__"), topic__published_at__isnull=False)

    def written_by(self, user) -> "PostQuerySet":
        """Return this user's own posts on boards that they can read, even if all posts of the topic were withdrawn."""
        return self.filter(on_board(user, "topic__board__"), author=user.pk) if is_member(user) else self.none()

    def withdrawn_by(self, user) -> "PostQuerySet":
        """Return the posts that this user withdrew on boards that they can read. Posts taken down are left out."""
        return self.written_by(user).filter(state=PostState.WITHDRAWN, decision_reason="")

    def not_withdrawn(self) -> "PostQuerySet":
        return self.exclude(state=PostState.WITHDRAWN)

    def held(self) -> "PostQuerySet":
        return self.filter(state=PostState.HELD)

    def flagged(self) -> "PostQuerySet":
        """Return the posts with open flags that moderators decide on: live posts, and posts withdrawn since."""
        Flag = apps.get_model("forum", "Flag")
        shown = self.filter(state__in=[PostState.LIVE, PostState.WITHDRAWN])
        return shown.filter(Exists(Flag.objects.open().filter(post=OuterRef("pk"))))

    def with_files(self) -> "PostQuerySet":
        """Return the posts that have files, without checking who may open the files."""
        return self.filter(file_count__gt=0)

    def signed(self) -> "PostQuerySet":
        """Return the posts that name their author to readers.

        A filter by author must search only these posts, because its results would tell who wrote the others.
        """
        return self.filter(voice=Voice.NAME)

    def naming_agency(self) -> "PostQuerySet":
        """Return the posts that name their agency to readers.

        A filter by agency must search only these posts, because its results would tell which agency wrote the others.
        """
        return self.filter(voice__in=NAMES_AGENCY)

    def of_remit(self, remit) -> "PostQuerySet":
        """Return the posts by people of this remit.

        These are posts next to which readers see this remit, and posts that name an agency to which this remit belongs.
        """
        is_main_remit = Q(profile__in=AgencyProfile.objects.filter(main_remit=remit).values("pk"))
        is_of_agency = Q(agency__in=Agency.objects.filter(remits=remit).values("pk"))
        return self.filter((is_main_remit & Q(voice__in=SHOWS_REMIT)) | (is_of_agency & Q(voice__in=NAMES_AGENCY)))

    def to_be_revealed_to(self, user) -> "PostQuerySet":
        """Return the posts that hide their author's name from readers and whose author this moderator may look up.

        These are live posts and posts in the review queue, on boards that the moderator moderates, by other people who
        have not been erased.
        """
        held, flagged = self.model.objects.in_queue().values("pk"), self.model.objects.flagged().values("pk")
        seen = Q(state=PostState.LIVE) | Q(pk__in=held) | Q(pk__in=flagged)
        known = self.exclude(author__email__endswith=ERASED)  # an erased author cannot be looked up any more
        return known.moderated_by(user).exclude(voice=Voice.NAME).exclude(author=user).filter(seen)

    def in_queue(self) -> "PostQuerySet":
        """Return the held posts that a person must decide on.

        A post that is held only until its files are checked will be published without a decision, so it is left out. If
        the check has not ended after CHECK_TAKES, it has failed, and the post is returned.
        """
        is_being_checked = Q(hold_reasons=[HoldReason.FILES.value], created_at__gt=timezone.now() - CHECK_TAKES)
        return self.held().exclude(is_being_checked)

    def with_authors(self) -> "PostQuerySet":
        """Select everything that a post shows about its author in the same query.

        The agency is the one for which the author wrote the post. For a post without one, pages load the author's
        current agency, which costs one more query for each post.
        """
        return self.select_related("author", "agency", "profile__main_remit")

    def with_shown_columns(self) -> "PostQuerySet":
        """Return the posts with their authors. Load only the columns that a topic's page shows."""
        return self.with_authors().select_related("author__agency", "reply_to").only(*COLUMNS)
