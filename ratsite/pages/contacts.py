"""The allow-list of published contacts, which are not treated as identifiers in any text."""

from ratsite.lib.identifiers import Allow, find
from ratsite.network.models import Agency, Area
from ratsite.pages.enums import ContactKind
from ratsite.pages.models import Helpline, PublishedContact


def published_contacts(*also: str) -> Allow:
    """Return the contacts of agencies, helplines, areas and public bodies that texts are allowed to name.

    An area's contact is the one for referring a child (front door). also: other contacts to allow. Costs three queries.
    """
    lines = [
        *Agency.objects.exclude(public_contacts="").values_list("public_contacts", flat=True),
        *_of_helplines_and_front_doors(),
    ]
    domains, values = [], [*also]
    values += [line[finding.start : finding.end] for line in lines for finding in find(line)]
    for kind, value in PublishedContact.objects.order_by().values_list("kind", "value"):
        (domains if kind == ContactKind.DOMAIN else values).append(value)
    return Allow(values, domains)


def _of_helplines_and_front_doors() -> list[str]:
    fields = ((Helpline, "phone"), (Helpline, "text_number"), (Area, "front_door_phone"))
    first = Area.objects.order_by().values_list("front_door_out_of_hours", flat=True)
    others = (model._default_manager.order_by().values_list(name, flat=True) for model, name in fields)
    return list(first.union(*others).order_by())
