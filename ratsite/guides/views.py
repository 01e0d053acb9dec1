"""Guides to the site for members and for each role. The numbers in the guides come from the code."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from forum.enums import NEWCOMER_POSTS
from forum.models.draft import DELETE_DRAFTS_AFTER
from ratsite.accounts.models.terms import TIME_TO_ACCEPT
from ratsite.lib import yearly
from ratsite.moderation.clock import PATIENCE, WHILE_NOBODY_READS, WHILE_OTHERS_READ
from ratsite.network.figures import policy_inside
from ratsite.notifications.actions.deliver import GIVE_UP_AFTER
from ratsite.operations.queries.health import RESTORE_AGE
from ratsite.records.models import ANSWER_WITHIN
from ratsite.review.queries.history import MUCH_FOR_A_DAY

GUIDES = {
    "member": (_("For members"), _("Reading, writing, notifications, and what you must never write here.")),
    "lead": (
        _("For agency leads"),
        _("Which of your colleagues have access, and what to do when a colleague leaves."),
    ),
    "moderator": (_("For moderators"), _("The review queue, topic work, and decisions about a member’s account.")),
    "curator": (_("For curators"), _("Checks of resources, drafts, hidden data, requests and suggestions.")),
    "editor": (_("For editors"), _("Checks of pages, corrections, figures, events and articles.")),
    "coordinator": (_("For coordinators"), _("Applications, people, boards, terms and registers.")),
    "operator": (
        _("For the person who runs the server"),
        _("What the site needs each week, backups, restoring, upgrades and handing over."),
    ),
}


def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/guide_list.html", {"guides": GUIDES})


def guide(request: HttpRequest, who: str) -> HttpResponse:
    if who not in GUIDES:
        raise Http404
    title, about = GUIDES[who]
    context = {
        "title": title,
        "about": about,
        "newcomer_posts": NEWCOMER_POSTS,
        "draft_days": DELETE_DRAFTS_AFTER.days,
        "fewest_shown": policy_inside().threshold,
        "hours_flag": _hours(WHILE_OTHERS_READ),
        "hours_held": _hours(WHILE_NOBODY_READS),
        "patience_days": PATIENCE.days,
        "much_for_a_day": MUCH_FOR_A_DAY,
        "answer_days": ANSWER_WITHIN.days,
        "terms_days": TIME_TO_ACCEPT.days,
        "read_only_days": yearly.READ_ONLY.days,
        "backup_days": settings.BACKUP_KEEP_DAYS,
        "restore_days": RESTORE_AGE.days,
        "email_days": GIVE_UP_AFTER.days,
    }
    return render(request, f"guides/{who}.html", context)


def _hours(time) -> int:
    return int(time.total_seconds()) // 3600
