"""Tell a person what was decided about a sanction against them."""

from wagtail.models import BaseLogEntry

from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip
from ratsite.sanctions.appeal_links import answer_url
from ratsite.sanctions.enums import SANCTIONS
from ratsite.sanctions.models import Sanction


def notify_person(sanction: Sanction, what: str, subject: str, entry: BaseLogEntry) -> None:
    """Email the sanctioned person what was decided and why, and notify them on the site.

    what: "imposed", "lifted" or "stands", for the words of the email. entry: the entry in the audit log about it, which
    is the notification's item.
    """
    about = {"sanction": sanction, "answer_url": answer_url(sanction)}
    send_template(f"sanction_{what}", to=sanction.person.email, subject=subject, **about)
    notify(
        source=SANCTIONS,
        item_id=entry.pk,
        group=f"{SANCTIONS}-{entry.pk}",
        verb="granted" if entry.action == "moderation.sanction.grant" else what,
        people={sanction.person_id: Reason(Level.DIGEST, "decided")},
        no_mail=Skip.OWN,
    )
