"""Remove the name of a person being erased from the reasons that moderators gave for recusals and first approvals."""

from ratsite.lib.personal_data import Erasing, erase_in_fields
from ratsite.moderation.models import FirstApproval, Recusal


def erase_in_recusals(erasing: Erasing) -> None:
    erase_in_fields(Recusal.objects.all(), "reason", erasing=erasing)


def erase_in_first_approvals(erasing: Erasing) -> None:
    erase_in_fields(FirstApproval.objects.all(), "reason", erasing=erasing)
