from collections import Counter

from django.core.management.base import BaseCommand, CommandParser

from library.actions.store_link_check import delete_other_links, store_link_check
from library.enums import LinkState
from library.link_requests import request_address
from library.queries.outside_links import oldest_first, outside_addresses


class Command(BaseCommand):
    help = "Checks whether the addresses outside the site that resources and public pages link to still answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at-most",
            type=int,
            default=None,
            help="Check at most this many addresses, starting with those checked longest ago.",
        )

    def handle(self, *, at_most: int | None, **options) -> None:
        addresses, counts = outside_addresses(), Counter()
        delete_other_links(addresses)
        for url in oldest_first(addresses)[:at_most]:
            answer = request_address(url)
            store_link_check(url=url, state=answer.state, answer=answer.text, moved_to=answer.moved_to)
            counts[answer.state] += 1
            if answer.state != LinkState.ANSWERS:
                self.stdout.write(f"{answer.state.label}: {url} ({answer.moved_to or answer.text})")
        text = ", ".join(f"{counts[state]} {state.label.lower()}" for state in LinkState)
        self.stdout.write(f"{sum(counts.values())} addresses: {text}.")
