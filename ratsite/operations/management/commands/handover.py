from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone

from ratsite.operations.queries.handover import handover


class Command(BaseCommand):
    help = "Prints what the next operator must know: promises, what has no deputy, what is due, how to restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--page", type=Path, metavar="FILE", help="write a page to print (.html) instead")

    def handle(self, *args, page: Path | None, **options) -> None:
        sections = handover()
        if page:
            if page.exists():
                raise CommandError(f"{page} already exists. Name a new file.")
            page.touch(mode=0o600)
            facts = {"sections": sections, "site": settings.SITE_URL, "today": timezone.localdate()}
            page.write_text(render_to_string("operations/handover.html", facts), encoding="utf-8")
            self.stdout.write(f"Wrote {page}. It names people: keep it where only coordinators see it.")
            return
        for section in sections:
            self.stdout.write(self.style.MIGRATE_HEADING(section.title))
            for line in section.lines:
                self.stdout.write(f"  {line}")
            self.stdout.write("")
