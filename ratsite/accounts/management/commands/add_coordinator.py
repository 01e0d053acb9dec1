from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from ratsite.accounts.actions.change_membership import create_person, decide_about_person
from ratsite.accounts.actions.lock_rows import lock_coordinators
from ratsite.accounts.actions.publish_terms import lock_newest
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.accounts.password_links import days_to_use, password_url
from ratsite.audit.actions import record


class Command(BaseCommand):
    help = (
        "Creates the first coordinator of a new site. They choose their own password, and add other people on the site."
        " Given again before they have chosen one, it prints a new link."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("first_name")
        parser.add_argument("last_name")

    @transaction.atomic
    def handle(self, *args, email: str, first_name: str, last_name: str, **options):
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{email} is not an email address.") from problem
        person = User.objects.filter(email=email.lower()).first()
        if person is None:
            person = _add(email, first_name, last_name)
        elif not User.objects.holders_of(Role.COORDINATOR).filter(pk=person.pk).exists():
            raise CommandError(f"{email} already has an account. Give them the role on the page Membership.")
        elif person.has_usable_password():
            page = settings.SITE_URL + reverse("account_reset_password")
            raise CommandError(f"{email} is a coordinator already. They choose a new password at {page}")
        else:
            record(person, "accounts.person.password_link", actor=None)
        address = password_url(person)
        self.stdout.write(f"{person} chooses a password here, once, within {days_to_use()} days:\n\n    {address}\n")


def _add(email: str, first_name: str, last_name: str) -> User:
    lock_newest()  # in the order of lock_rows: create_person ends with the audit log
    lock_coordinators()
    person = create_person(coordinator=None, email=email, first_name=first_name, last_name=last_name, agency=None)
    decide_about_person(
        person_id=person.pk,
        state=MemberState.APPROVED,
        roles={Role.COORDINATOR},
        coordinator=None,
        reason="First coordinator",
    )
    person.refresh_from_db()  # the link is made of their state, too
    return person
