import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ratsite.demo.people import STEWARDS, totp_secret

PERIOD = 30  # seconds that a code is valid


class Command(BaseCommand):
    help = "Prints the second-step code of a demo member with a role, as their phone would show it now."

    def add_arguments(self, parser):
        parser.add_argument("role", choices=sorted(STEWARDS))

    def handle(self, *args, role: str, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("There is no demo on this site.")
        self.stdout.write(format_hotp_value(hotp_value(totp_secret(role), int(time.time()) // PERIOD)))
