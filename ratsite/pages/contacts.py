"""The allow-list of published contacts, which are not treated as identifiers in any text."""

from ratsite.lib.identifiers import Allow, find
from ratsite.network.models import Agency, Area
from ratsite.pages.models import Helpline


def published_contacts() -> Allow:
    """Return the contacts that agencies, helplines and front doors publish. Costs three queries."""
    lines = [
        *Agency.objects.exclude(public_contacts="").values_list("public_contacts", flat=True),
        *(text for row in Helpline.objects.values_list("phone", "text_number") for text in row),
        *(text for row in Area.objects.values_list("front_door_phone", "front_door_out_of_hours") for text in row),
    ]
    return Allow(line[finding.start : finding.end] for line in lines for finding in find(line))
