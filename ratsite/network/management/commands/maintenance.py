from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratsite.lib.own_network import CACHED_SECONDS
from ratsite.network.models import NetworkSettings


class Command(BaseCommand):
    help = "Closes the site for a repair on all servers that share its database, or opens it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", choices=["on", "off"])

    def handle(self, *args, state: str, **options) -> None:
        row = NetworkSettings.objects.first()
        if row is None:
            raise CommandError("This site has no pages yet. Run `manage.py prepare` first.")
        row.is_closed = state == "on"
        row.save(update_fields=["is_closed"])
        words = "closed" if row.is_closed else "open"
        self.stdout.write(f"The site is {words}. Every server knows it within {CACHED_SECONDS} seconds.")
