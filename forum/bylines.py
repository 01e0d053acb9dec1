"""How the writer of a post is named to its readers. Pages, mails and lists print this, and never the author itself."""

from dataclasses import dataclass

from forum.enums import Voice
from ratsite.accounts.models import User
from ratsite.network.models import Agency, Remit

SOMEBODY = "A member"  # where a role would say too much, or nothing


@dataclass(frozen=True)
class Byline:
    """`person` and `agency`: only where they are named. `speaks_for`: whose main remit is shown, named or not."""

    name: str
    about: str = ""
    person: User | None = None
    agency: Agency | None = None
    speaks_for: Agency | None = None

    @property
    def is_protected(self) -> bool:
        return self.person is None

    @property
    def remit(self) -> Remit | None:
        return self.speaks_for.main_remit if self.speaks_for else None

    @property
    def in_full(self) -> str:
        """On one line: the name, and the agency where there is one beside it."""
        return f"{self.name}, {self.agency.name}" if self.person and self.agency else self.name


def byline_of(voice: str, *, author: User, agency: Agency | None, job_title: str, agency_kind: str = "") -> Byline:
    """agency and job_title: as they were when it was written. A voice of a later day shows nobody.

    agency_kind: in words, where the author's name was taken off; then there is no agency beside it.
    """
    if voice == Voice.NAME:
        about = ", ".join(filter(None, [job_title, agency.name if agency else agency_kind]))
        return Byline(str(author), about, person=author, agency=agency, speaks_for=agency)
    if voice == Voice.AGENCY and agency:
        return Byline(agency.name, "Posted as the agency", agency=agency, speaks_for=agency)
    if voice == Voice.ROLE:
        return Byline(job_title or SOMEBODY, "Name and agency are not shown", speaks_for=agency)
    return Byline("A moderator on behalf of an agency", "The agency is not named")


def byline_today(voice: str, author: User) -> Byline:
    """Of what this person would write now."""
    return byline_of(voice, author=author, agency=author.agency, job_title=job_title_of(voice, author))


def job_title_of(voice: str, author: User) -> str:
    """What is kept of it on the post. A role that names the person or the agency is no role alone: then nothing is."""
    return role_alone(author.job_title, author, author.agency) if voice == Voice.ROLE else author.job_title


def role_alone(title: str, author: User, agency: Agency | None) -> str:
    """Empty where the title names the person or the agency."""
    named = [author.first_name, author.last_name, author.email, agency.name if agency else ""]
    return "" if any(name and name.casefold() in title.casefold() for name in named) else title
