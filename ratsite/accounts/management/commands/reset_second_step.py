from django.core.management.base import BaseCommand, CommandError

from ratsite.accounts.actions.reset_second_step import reset_second_step
from ratsite.accounts.models import User


class Command(BaseCommand):
    help = (
        "Removes the second steps of a person who has lost them, such as the only coordinator. Check first, by phone, "
        "that the request comes from them. A coordinator does it for others on the person's page."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", help="their email address here")
        parser.add_argument("--reason", required=True, help="how you checked who asked, for the audit log")

    def handle(self, *args, address: str, reason: str, **options):
        person = User.objects.filter(email=address.lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the address {address} here.")
        if not reset_second_step(person_id=person.pk, coordinator=None, reason=reason):
            raise CommandError(f"{person} has no second step.")
        self.stdout.write(f"{person} signs in with the password alone, and sets up a new second step.")
