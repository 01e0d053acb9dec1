from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratsite.pages.site_tree import seed_tree


class Command(BaseCommand):
    help = "Builds the pages that every site has. Safe to run again: what exists is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--content", type=Path, help="folder with the network's own name, areas and texts")

    def handle(self, *args, verbosity: int, content: Path | None, **options) -> None:
        if content is not None and not content.is_dir():
            raise CommandError(f"There is no folder {content}.")
        made = seed_tree(content)
        if verbosity:
            self.stdout.write(f"Made {', '.join(made)}." if made else "Every page is already there.")
