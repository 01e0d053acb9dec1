from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Fills the site with an invented network: agencies, people, boards, conversations, resources, pages. Once."

    def handle(self, *args, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("This is a real site: the demo would put invented people into it. Nothing was done.")
        try:
            from ratsite.demo.network import SITE, load_network
        except ImportError as missing:
            advice = "Install them with `pip install --require-hashes -r ratsite/demo/requirements.txt`."
            raise CommandError(f"The demo's own packages are not installed ({missing}). {advice}") from missing
        call_command("seed_site", content=SITE, verbosity=0)
        load_network()
