"""Tell a person of a decision on a sanction against them."""

from wagtail.models import BaseLogEntry

from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip
from ratsite.sanctions.appeal_links import appeal_url
from ratsite.sanctions.enums import SANCTIONS
from ratsite.sanctions.models import Sanction


def notify_person(sanction: Sanction, what: str, subject: str, entry: BaseLogEntry) -> None:
    """Email the sanctioned person a decision and its reason, and notify them on the site.

    what: "imposed", "lifted" or "stands", which chooses the email's template. entry: the decision's entry in the audit
    log, which is the notification's item.
    """
    about = {"sanction": sanction, "appeal_url": appeal_url(sanction)}
    send_template(f"sanction_{what}", to=sanction.person.email, subject=subject, **about)
    notify(
        source=SANCTIONS,
        item_id=entry.pk,
        group=f"{SANCTIONS}-{entry.pk}",
        verb="granted" if entry.action == "moderation.sanction.grant" else what,
        people={sanction.person_id: Reason(Level.DIGEST, "decided")},
        no_mail=Skip.OWN,
    )
