from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ratsite.demo.network import load_network


class Command(BaseCommand):
    help = "Fills the site with an invented network: agencies, people, boards, conversations, resources, pages. Once."

    def handle(self, *args, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("This is a real site: the demo would put invented people into it. Nothing was done.")
        call_command("seed_site", verbosity=0)
        load_network()
