"""The door to posts."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.enums import NAMES_AGENCY, SHOWS_REMIT, HoldReason, PostState, Voice
from forum.querysets.reach import in_post, is_member, on_board
from ratsite.accounts.models import ERASED
from ratsite.moderation.clock import CHECK_TAKES
from ratsite.network.models import Agency, AgencyProfile

PRINTED = (
    *("topic", "number", "state", "job_title", "voice", "agency_kind", "html", "content_note", "file_count"),
    *("created_at", "edited_at", "withdrawn_at", "decision_reason"),
    *("reply_to__topic", "reply_to__number", "reply_to__state"),
    *("author__first_name", "author__last_name", "author__email", "author__agency"),
    *("agency__name", "profile__what_we_cannot_do", "profile__main_remit__slug", "profile__main_remit__name"),
)


class PostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PostQuerySet":
        """Live posts in visible topics, and your own held or rejected ones."""
        if not is_member(user):
            return self.none()
        return self.filter(in_post(user))

    def shown_to(self, user) -> "PostQuerySet":
        """The live ones of visible_to, in fewer words: the topic of a live post has been published."""
        if not is_member(user):
            return self.none()
        return self.live().filter(on_board(user, "topic__board__"), topic__published_at__isnull=False)

    def moderated_by(self, user) -> "PostQuerySet":
        """Posts on the boards where this person decides, whatever their state."""
        from forum.models import Board

        return self.filter(topic__board__in=Board.objects.moderated_by(user))

    def live(self) -> "PostQuerySet":
        return self.filter(state=PostState.LIVE)

    def on_pages(self) -> "PostQuerySet":
        """Those that have their place in a topic: live ones, and the empty places of withdrawn ones."""
        return self.filter(state__in=[PostState.LIVE, PostState.WITHDRAWN], number__isnull=False)

    def kept(self) -> "PostQuerySet":
        """All but the empty places of withdrawn ones."""
        return self.exclude(state=PostState.WITHDRAWN)

    def held(self) -> "PostQuerySet":
        return self.filter(state=PostState.HELD)

    def flagged(self) -> "PostQuerySet":
        """Live ones about which a reader has said something that nobody has answered yet."""
        from forum.models import Flag

        return self.live().filter(Exists(Flag.objects.open().filter(post=OuterRef("pk"))))

    def with_files(self) -> "PostQuerySet":
        """Those that came with files, whoever may open them: the caller asks the files themselves."""
        return self.filter(file_count__gt=0)

    def signed(self) -> "PostQuerySet":
        """Those whose author is named to their readers. What is asked of authors is asked of these alone."""
        return self.filter(voice=Voice.NAME)

    def naming_agency(self) -> "PostQuerySet":
        """The same of the agency."""
        return self.filter(voice__in=NAMES_AGENCY)

    def of_remit(self, remit) -> "PostQuerySet":
        """By people of this remit, as it stands beside the post; where the agency is named, also by all that it has."""
        beside = Q(profile__in=AgencyProfile.objects.filter(main_remit=remit).values("pk"))
        has_it = Q(agency__in=Agency.objects.filter(remits=remit).values("pk"))
        return self.filter((beside & Q(voice__in=SHOWS_REMIT)) | (has_it & Q(voice__in=NAMES_AGENCY)))

    def to_be_revealed_to(self, user) -> "PostQuerySet":
        """Those without their author's name whose author this moderator may find out: what they can read, by others."""
        seen = Q(state=PostState.LIVE) | Q(pk__in=self.model.objects.in_queue().values("pk"))
        known = self.exclude(author__email__endswith=ERASED)  # of whoever was erased nobody finds out any more
        return known.moderated_by(user).exclude(voice=Voice.NAME).exclude(author=user).filter(seen)

    def in_queue(self) -> "PostQuerySet":
        """Held ones about which a person decides; what waits for its files alone goes up by itself, unless their check
        is stuck.
        """
        alone = Q(hold_reasons=[HoldReason.FILES.value], created_at__gt=timezone.now() - CHECK_TAKES)
        return self.held().exclude(alone)

    def with_authors(self) -> "PostQuerySet":
        """Everything that a post prints about its author, in the same query.

        The agency is the one that they wrote for; only where there was none is today's asked for, with a query more.
        """
        return self.select_related("author", "agency", "profile__main_remit")

    def as_printed(self) -> "PostQuerySet":
        """With their authors, and of everything only the columns that a page of a topic prints: a third of them."""
        return self.with_authors().select_related("reply_to").only(*PRINTED)
