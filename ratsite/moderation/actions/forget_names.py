"""Remove an erased person's name from the reasons for recusals."""

from ratsite.lib.personal_data import Erasing, forget_words
from ratsite.moderation.models import Recusal


def forget_in_recusals(erasing: Erasing) -> None:
    forget_words(Recusal.objects.all(), "reason", erasing=erasing)
