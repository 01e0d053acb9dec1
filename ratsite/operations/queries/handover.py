"""What the next operator and the next coordinator must know, as sections of lines."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import Resource
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.operations import backup_folder
from ratsite.operations.enums import OperationKind
from ratsite.operations.models import OperationRecord
from ratsite.pages.queries.due import all_due
from ratsite.privacy.models import COOLING_OFF, Erasure
from ratsite.records.models import ANSWER_WITHIN, TELL_WITHIN, Breach, Complaint, RiskAssessment

AHEAD = dt.timedelta(days=90)
IDENTITY = "ratsite-identity.txt"


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[str]


def handover(reader: User | None = None) -> list[Section]:
    """Return the sections of the handover for a coordinator or, if reader is None, for the person who runs the server.

    They name stewards, but contain nothing that only some members may see.
    """
    return [
        Section(_("Who to call"), [f"{contact.what}: {contact.who}" for contact in contacts()]),
        Section(_("What we have promised"), list(_promises(reader))),
        Section(
            _("Looked after by one person only"),
            list(_without_deputy()) or [_("Nothing: every role and resource has a deputy.")],
        ),
        Section(_("Due within 90 days"), list(_due()) or [_("Nothing.")]),
        Section(_("How to restore"), list(_restoring())),
    ]


@dataclass(frozen=True)
class Contact:
    """A person or address to contact.

    what: their role, or the matter. who: their name and how to reach them. is_missing: nobody is named for this.
    """

    what: str
    who: str
    is_missing: bool = False


def contacts() -> Iterator[Contact]:
    """Yield the people to call if something goes wrong, those who run the server first."""
    first, second = [*settings.OPERATORS, "", ""][:2]
    yield Contact(_("Server"), first or _("Nobody is named"), not first)
    yield Contact(_("Deputy for the server"), second or _("Nobody is named"), not second)
    for operator in settings.OPERATORS[2:]:
        yield Contact(_("Server"), operator)
    for role in (Role.COORDINATOR, Role.MODERATOR):
        for person in _in_office(role):
            agency = person.agency.name if person.agency else _("no agency")
            yield Contact(role.label, f"{person}, {agency}, {person.email}")
    yield Contact(_("The network"), settings.CONTACT_EMAIL)
    yield Contact(_("A weakness in the site"), settings.SECURITY_EMAIL)


def _promises(reader: User | None) -> Iterator[str]:
    complaints = Complaint.objects.open()
    if reader is not None:  # from the number, a reader could find out that there is a complaint about them
        complaints = complaints.exclude(concerns=reader.pk)
    for text, days, rows in (
        (
            _("Complaints are answered within %(days)s days. Open now: %(open)s"),
            ANSWER_WITHIN,
            complaints,
        ),
        (
            _("We report a breach to the regulator within %(days)s days of knowing. Open now: %(open)s"),
            TELL_WITHIN,
            Breach.objects.open(),
        ),
        (
            _(
                "If a person asks, we delete their data after a period of %(days)s days to think again. Asked or "
                "begun: %(open)s"
            ),
            COOLING_OFF,
            Erasure.objects.open(),
        ),
    ):
        yield text % {"days": days.days, "open": rows.count()}
    yield _("Backups are deleted after %s days. An erasure is not complete until then.") % settings.BACKUP_KEEP_DAYS


def _without_deputy() -> Iterator[str]:
    """Yield a line for each role that fewer than two people have, and each agency with resources without a deputy."""
    if len(settings.OPERATORS) == 1:
        yield _("The server: only %(person)s") % {"person": settings.OPERATORS[0]}
    elif not settings.OPERATORS:
        yield _("The server: nobody is named. The command “python3 -m ratsite setup” asks for their names.")
    for role in Role:
        people = list(_in_office(role)[:2])
        if len(people) == 1:
            yield _("%(role)s: only %(person)s") % {"role": role.label, "person": people[0]}
        elif not people:
            yield _("%s: nobody") % role.label
    without = Resource.objects.published().filter(deputy=None).values("agency__name").annotate(n=Count("pk"))
    for row in without.order_by("agency__name"):
        text = ngettext(
            "%(n)s resource of %(agency)s has no deputy", "%(n)s resources of %(agency)s have no deputy", row["n"]
        )
        yield text % {"n": row["n"], "agency": row["agency__name"]}


def _due() -> Iterator[str]:
    until = timezone.localdate() + AHEAD
    for due in all_due(AHEAD):
        day = _day(due.due_on) if due.due_on else _("Never checked")
        yield f"{day}: {due.title}"
    resources = Resource.objects.published().filter(review_due_on__lte=until).values("agency__name")
    for row in resources.annotate(n=Count("pk")).order_by("agency__name"):
        text = ngettext("%(n)s resource of %(agency)s", "%(n)s resources of %(agency)s", row["n"])
        yield text % {"n": row["n"], "agency": row["agency__name"]}
    risks = RiskAssessment.objects.order_by("-made_at").first()
    if risks is None:
        yield _("The risk assessment: none was made")
    elif risks.review_by <= until:
        yield _("%s: the risk assessment") % _day(risks.review_by)
    lapsing = User.objects.filter(state=MemberState.APPROVED, confirm_by__lte=until).count()
    if lapsing:
        yield ngettext("%s membership to confirm", "%s memberships to confirm", lapsing) % lapsing


def _restoring() -> Iterator[str]:
    yield _("1. On a new server, install the same release and copy the old ratsite.env to it.")
    backups = backup_folder.backups(backup_folder.folder())
    newest = backups[-1][1] if backups else settings.BACKUP_DIR
    yield (
        _("2. Fetch the newest backup and the identity file that decrypts it. Backups are in %s.") % settings.BACKUP_DIR
    )
    yield f"3. python3 -m ratsite restore {newest} --identity {IDENTITY}"
    yield ngettext(
        "%s key opens the backups. Write here who has it: ____________________",
        "%s keys open the backups. Write here who has them: ____________________",
        len(settings.BACKUP_RECIPIENTS),
    ) % len(settings.BACKUP_RECIPIENTS)
    yield _happened(_("Newest backup: %s"), OperationKind.BACKUP)
    yield _happened(_("Last backup that was checked: %s"), OperationKind.CHECK)
    yield _happened(_("Last restored: %s"), OperationKind.RESTORE)


def _happened(text: str, kind: OperationKind) -> str:
    """Return `text` with the day of the last finished operation of this kind and the person who did it, or "never"."""
    record = OperationRecord.objects.last_done(kind)
    if record is None or record.finished_at is None:
        return text % _("never")
    day = _day(timezone.localdate(record.finished_at))
    return text % (_("%(day)s by %(person)s") % {"day": day, "person": record.by} if record.by else day)


def _in_office(role: Role):
    return User.objects.in_office(role).select_related("agency").order_by("pk")


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
