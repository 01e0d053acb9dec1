from django.core.management.base import BaseCommand

from ratsite.search.identifier_scan import ScanResult, scan_stored_text

MOST_ROWS = 50  # rows listed for each type; run the command again after these have been dealt with


class Command(BaseCommand):
    help = (
        "Scans all stored text for what may identify a person. Shows the kind and the row of each finding, never the "
        "text, so the output may be stored. Agencies' published contacts and helplines are left out."
    )

    def handle(self, *args, **options):
        total = 0
        for name, result in scan_stored_text():
            total += len(result.rows)
            self.stdout.write(f"{name}: {result.read} read, {_found(result)}")
        self.stdout.write("Nothing was found." if not total else f"{total} to look at.")


def _found(result: ScanResult) -> str:
    if not result.rows:
        return "nothing found"
    kinds = ", ".join(f"{count} × {kind}" for kind, count in result.kinds.most_common())
    rows = ", ".join(str(pk) for pk in result.rows[:MOST_ROWS])
    more = f" and {len(result.rows) - MOST_ROWS} more" if len(result.rows) > MOST_ROWS else ""
    return f"{kinds}; number {rows}{more}"
