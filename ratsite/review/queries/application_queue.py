"""The review queue of applications to join. Coordinators decide each application on its own page."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.enums import APPLICATIONS, ApplicationState
from ratsite.accounts.models import Application, User
from ratsite.accounts.rules import can_manage_members, why_not_theirs
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.moderation.models import FirstApproval

WHY = {
    ApplicationState.WAITING: gettext_lazy("Someone would like to join"),
    ApplicationState.ASKED: gettext_lazy("They have not yet answered a question that we asked them"),
    ApplicationState.APPEALED: gettext_lazy("They are appealing against the first decision"),
}


class Applications:
    name = APPLICATIONS
    label = gettext_lazy("Applications")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        rows = Application.objects.visible_to(moderator).open().select_related("invitation")
        firsts = FirstApproval.objects.filter(queue=self.name, item_id=OuterRef("pk"))
        found = rows.annotate(has_first=Exists(firsts)).order_by("proved_at")[:REVIEW_LIMIT]
        return [_item(application, moderator) for application in found]


def _item(application: Application, coordinator: User) -> ReviewItem:
    since = application.appealed_at or application.proved_at
    is_asked = application.state == ApplicationState.ASKED
    barred = why_not_theirs(coordinator, application)
    invited = [_("A member invited them")] if application.invitation_id else []
    return ReviewItem(
        queue=Applications.name,
        pk=application.pk,
        kind=_("Appeal") if application.state == ApplicationState.APPEALED else _("Application"),
        title=application.name,
        place=_("Membership"),
        why=[WHY[ApplicationState(application.state)], *invited],
        author=application.job_title,
        agency=application.agency_name,
        created_at=since,
        due_at=None if is_asked else since + WHILE_NOBODY_READS,
        circle=None,
        can_decide=can_manage_members(coordinator) and not barred,
        needs_two_approvals=application.has_first,
        barred=barred,
        url=reverse("applications:application", args=[application.pk]),
    )
