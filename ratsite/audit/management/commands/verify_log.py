from django.core.management.base import BaseCommand, CommandError

from ratsite.audit.verification import verify


class Command(BaseCommand):
    help = "Says whether the audit log is as it was written, or names the first entry that is not (exit 1)."

    def add_arguments(self, parser):
        parser.add_argument("--expect", default="", metavar="DIGEST", help="a digest that you wrote down before")
        parser.add_argument("--count", default=0, type=int, help="how many entries there were then")

    def handle(self, *args, expect: str, count: int, **options):
        verdict = verify(expect=expect.strip().lower(), least=count)
        if verdict.problem:
            raise CommandError(verdict.problem)
        self.stdout.write(f"OK: {verdict.count} entries, each as it was written.")
        self.stdout.write(f"Newest digest: {verdict.digest}")
        self.stdout.write("Keep both outside this server. Later: verify_log --count COUNT --expect DIGEST")
