"""Remove the name of a person being erased from the reasons that moderators gave for recusals."""

from ratsite.lib.personal_data import Erasing, forget_words
from ratsite.moderation.models import Recusal


def forget_in_recusals(erasing: Erasing) -> None:
    forget_words(Recusal.objects.all(), "reason", erasing=erasing)
