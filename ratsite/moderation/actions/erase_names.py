"""Remove the name of a person being erased from the reasons that moderators gave for recusals."""

from ratsite.lib.personal_data import Erasing, erase_in_fields
from ratsite.moderation.models import Recusal


def erase_in_recusals(erasing: Erasing) -> None:
    erase_in_fields(Recusal.objects.all(), "reason", erasing=erasing)
