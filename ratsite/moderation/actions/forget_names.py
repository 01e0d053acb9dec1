"""Taking a name out of what moderators gave as reasons for a recusal."""

from ratsite.lib.personal_data import Erasing, forget_words
from ratsite.moderation.models import Recusal


def forget_in_recusals(erasing: Erasing) -> None:
    forget_words(Recusal.objects.all(), "reason", erasing=erasing)
