from django.core.management.base import BaseCommand

from ratsite.pages.site_tree import seed_tree


class Command(BaseCommand):
    help = "Builds the pages that every site has. Safe to run again: what exists is left as it is."

    def handle(self, *args, verbosity: int, **options) -> None:
        made = seed_tree()
        if verbosity:
            self.stdout.write(f"Made {', '.join(made)}." if made else "Every page is there already.")
