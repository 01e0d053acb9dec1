"""The byline: how a post names its writer to readers. Pages, emails and lists show the byline, never the author."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import Voice
from ratsite.accounts.models import User
from ratsite.network.models import Agency, AgencyProfile, Remit

if TYPE_CHECKING:
    from forum.models import Board, Post

SOMEBODY = gettext_lazy("A member")  # shown instead of a role that is empty or would identify the writer
# With fewer, one search of the directory finds the writer by role and remit, or leaves a guess between two.
SHARED_BY = 3


@dataclass(frozen=True)
class Byline:
    """The name that readers see above a post.

    person and agency are set only if readers may see them. profile_of: the post or agency from which `profile` gets the
    AgencyProfile, which is fetched only where the remit or the limits are shown.
    """

    name: str
    about: str = ""
    person: User | None = None
    agency: Agency | None = None
    profile_of: "Post | Agency | None" = None

    @property
    def is_protected(self) -> bool:
        return self.person is None

    @property
    def profile(self) -> AgencyProfile | None:
        return self.profile_of.profile if self.profile_of else None

    @property
    def remit(self) -> Remit | None:
        return self.profile.main_remit if self.profile else None

    @property
    def limits(self) -> str:
        """What the agency says that it cannot do; empty unless the byline names the agency.

        The limits of an agency that is not named could identify it.
        """
        return self.profile.what_we_cannot_do if self.agency and self.profile else ""

    @property
    def in_full(self) -> str:
        """The name on one line, followed by the agency if the byline names a person."""
        return f"{self.name}, {self.agency.name}" if self.person and self.agency else self.name


def byline_of(
    voice: str,
    *,
    author: User,
    agency: Agency | None,
    job_title: str,
    profile_of: "Post | Agency | None",
    agency_kind: str = "",
) -> Byline:
    """Return the byline of a post written in this voice. With an unknown voice, the byline names nobody.

    agency, job_title, profile_of: as they were when the post was written. profile_of: see Byline. agency_kind: for an
    erased author, whose post has no agency any more, the label of the kind of agency.
    """
    if voice == Voice.NAME:
        about = ", ".join(filter(None, [job_title, agency.name if agency else agency_kind]))
        return Byline(str(author), about, person=author, agency=agency, profile_of=profile_of)
    if voice == Voice.AGENCY and agency:
        return Byline(agency.name, _("Posted as the agency"), agency=agency, profile_of=profile_of)
    if voice == Voice.ROLE:
        return Byline(job_title or str(SOMEBODY), _("Name and agency are not shown"), profile_of=profile_of)
    return Byline(_("A moderator on behalf of an agency"), _("The agency is not named"))


def byline_today(voice: str, author: User, board: "Board") -> Byline:
    """Return the byline that a post would have if the author wrote it on the board now."""
    agency, title = author.agency, job_title_of(voice, author, board)
    return byline_of(voice, author=author, agency=agency, job_title=title, profile_of=agency)


def job_title_of(voice: str, author: User, board: "Board") -> str:
    """Return the job title that a new post on the board stores; "" if it would identify an author who posts by role.

    A title identifies its author if it contains their name or the agency's, or if fewer than SHARED_BY of the board's
    readers today have this title and the main remit of the author's agency, which the post shows too.
    """
    if voice != Voice.ROLE:
        return author.job_title
    title = role_alone(author.job_title, author, author.agency)
    remit = author.agency.main_remit_id if author.agency else None
    return title if title and _is_shared(title, author, board, main_remit=remit) else ""


def job_title_without_name(post: "Post", known: dict[tuple, bool]) -> str:
    """Return the job title that stays with a post by name or by role once its author's data is erased.

    It is "" if the title contains the name of the author or of the agency, or if fewer than SHARED_BY of the board's
    readers, the author included, have it. For a post by name, only readers count who work for an agency of the kind
    that the post shows (post.agency_kind).

    known: the answers that were found for earlier posts; the answer for this post is added. Pass the same dict for many
    posts: an author mostly has one job title, so a thousand posts cost a few queries.
    """
    title = role_alone(post.job_title, post.author, post.agency)
    shown = {"kind": post.agency_kind} if post.voice == Voice.NAME else {}
    board = post.topic.board
    key = (title, post.author_id, board.circle_id, *shown.values())
    if title and key not in known:
        known[key] = _is_shared(title, post.author, board, **shown)
    return title if title and known[key] else ""


def _is_shared(title: str, author: User, board: "Board", **shown: Any) -> bool:
    """Return True if at least SHARED_BY readers of the board, the author included, have this job title.

    shown: filters on Agency, for what the post shows of the author's agency. Only readers whose agency fits count.
    """
    others = User.objects.readers_of(board.circle).exclude(pk=author.pk).filter(job_title__iexact=title)
    others = others.filter(**{f"agency__{name}": value for name, value in shown.items()})
    return others[: SHARED_BY - 1].count() == SHARED_BY - 1


def role_alone(title: str, author: User, agency: Agency | None) -> str:
    """Return the job title, or an empty string if the title names the author or the agency."""
    named = [author.first_name, author.last_name, author.email, agency.name if agency else ""]
    return "" if any(name and name.casefold() in title.casefold() for name in named) else title
