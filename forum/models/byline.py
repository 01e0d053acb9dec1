"""How the writer of a post is named to its readers. Pages, mails and lists print this, and never the author itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forum.enums import Voice
from ratsite.accounts.models import User
from ratsite.network.models import Agency, AgencyProfile, Remit

if TYPE_CHECKING:
    from forum.models import Post

SOMEBODY = "A member"  # where a role would say too much, or nothing


@dataclass(frozen=True)
class Byline:
    """`person` and `agency`: only where they are named. `told_by`: whose profile says the remit, named or not; it is
    asked for only where that is printed.
    """

    name: str
    about: str = ""
    person: User | None = None
    agency: Agency | None = None
    told_by: "Post | Agency | None" = None

    @property
    def is_protected(self) -> bool:
        return self.person is None

    @property
    def profile(self) -> AgencyProfile | None:
        return self.told_by.profile if self.told_by else None

    @property
    def remit(self) -> Remit | None:
        return self.profile.main_remit if self.profile else None

    @property
    def limits(self) -> str:
        """What the agency cannot do; nothing where it is not named, as that could name it."""
        return self.profile.what_we_cannot_do if self.agency and self.profile else ""

    @property
    def in_full(self) -> str:
        """On one line: the name, and the agency where there is one beside it."""
        return f"{self.name}, {self.agency.name}" if self.person and self.agency else self.name


def byline_of(
    voice: str,
    *,
    author: User,
    agency: Agency | None,
    job_title: str,
    told_by: "Post | Agency | None",
    agency_kind: str = "",
) -> Byline:
    """agency, job_title and told_by's profile: as they were when it was written. A voice of a later day shows nobody.

    agency_kind: in words, where the author's name was taken off; then there is no agency beside it.
    """
    if voice == Voice.NAME:
        about = ", ".join(filter(None, [job_title, agency.name if agency else agency_kind]))
        return Byline(str(author), about, person=author, agency=agency, told_by=told_by)
    if voice == Voice.AGENCY and agency:
        return Byline(agency.name, "Posted as the agency", agency=agency, told_by=told_by)
    if voice == Voice.ROLE:
        return Byline(job_title or SOMEBODY, "Name and agency are not shown", told_by=told_by)
    return Byline("A moderator on behalf of an agency", "The agency is not named")


def byline_today(voice: str, author: User) -> Byline:
    """Of what this person would write now."""
    agency = author.agency
    return byline_of(voice, author=author, agency=agency, job_title=job_title_of(voice, author), told_by=agency)


def job_title_of(voice: str, author: User) -> str:
    """What is kept of it on the post. A role that names the person or the agency is no role alone: then nothing is."""
    return role_alone(author.job_title, author, author.agency) if voice == Voice.ROLE else author.job_title


def role_alone(title: str, author: User, agency: Agency | None) -> str:
    """Empty where the title names the person or the agency."""
    named = [author.first_name, author.last_name, author.email, agency.name if agency else ""]
    return "" if any(name and name.casefold() in title.casefold() for name in named) else title
