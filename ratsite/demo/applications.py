"""Create two applications to join, as applicants make them, that wait for the coordinator."""

from ratsite.accounts.actions.apply import apply_to_join, prove_address
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.models import Application, TermsOfReference, User
from ratsite.demo.content_files import load
from ratsite.network.models import Remit
from ratsite.notifications.models import Mail


def load_applications() -> None:
    for row in load("applications")["application"]:
        if not Application.objects.filter(email=row["email"]).exists():
            _apply(dict(row))
            # The demo's people have no mailbox, so their emails are deleted.
            Mail.objects.filter(to=row["email"]).delete()


def _apply(row: dict) -> None:
    inviter, memo = row.pop("invited_by", ""), row.pop("memo", "")
    details = {**row, "remit": Remit.objects.get(slug=row["remit"])}
    token = _invited(inviter, row["email"], memo) if inviter else ""
    terms = TermsOfReference.objects.current()
    if terms is None:
        return
    application = apply_to_join(details=details, terms=terms, token=token)
    if not token:
        code = next(line for line in _newest_mail(row["email"]).splitlines() if line.isdigit())
        prove_address(application_id=application.pk, code=code)


def _invited(inviter: str, email: str, memo: str) -> str:
    """Invite a person to the demo and return the token from the link that the invitation email would have."""
    invite(inviter=User.objects.get(email=inviter), email=email, memo=memo)
    return _newest_mail(email).partition("invitation=")[2].split()[0]


def _newest_mail(email: str) -> str:
    return Mail.objects.filter(to=email).latest("pk").text
