from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source
from ratsite.sanctions.enums import MESSAGES, SANCTIONS
from ratsite.sanctions.models import Note


class MessageSource(Source):
    name = MESSAGES
    verbs = {"message": ngettext_lazy("a message for you", "%(count)d messages for you", "count")}
    reasons = {"message": _("The moderators wrote to you")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        notes = Note.objects.visible_to(person).filter(pk__in=item_ids).values_list("pk", flat=True)
        return {pk: _line(pk) for pk in notes}


def _line(pk: int) -> Line:
    """Return the line of a notification about a message, with neither the message's text nor the moderator's name.

    pk: ID of the message.
    """
    url = reverse("own_messages:message_list") + f"#message-{pk}"
    title, who = gettext("A message from the moderators"), gettext("the moderators")
    return Line(title=title, url=url, link=url, who=who, says=Says.TITLE)


class SanctionSource(Source):
    """Notification source: a decision on a sanction. The item is the entry about it in the audit log."""

    name = SANCTIONS
    verbs = {
        "imposed": ngettext_lazy("a new sanction", "%(count)d new sanctions", "count"),
        "lifted": ngettext_lazy("a sanction was lifted", "%(count)d sanctions were lifted", "count"),
        "granted": ngettext_lazy("we agree with your appeal", "we agree with %(count)d of your appeals", "count"),
        "stands": ngettext_lazy("your appeal changed nothing", "%(count)d of your appeals changed nothing", "count"),
    }
    reasons = {"decided": _("The moderators decided on your membership")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each decision about this person. It names neither the moderator nor the reason."""
        entries = ModelLogEntry.objects.filter(
            pk__in=item_ids,
            action__startswith="moderation.sanction.",
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.pk),
        )
        url, title = reverse("own_sanctions:own_sanctions"), gettext("What moderators have decided about you")
        line = Line(title=title, url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(entries.values_list("pk", flat=True), line)
