"""Connect the apps at start-up: jobs, notifications, personal data, file holders and hooks.

An app must not import an app above it. So the lower app offers a registry or a hook, and this module, which is above
all apps, fills it.
"""

import datetime as dt
from collections.abc import Callable, Collection

from allauth.account.signals import email_changed
from allauth.mfa.signals import authentication_failed, authenticator_added
from wagtail.signals import page_published, task_submitted, workflow_approved, workflow_rejected

from forum.actions import give_reason as forum_reasons
from forum.actions.apply_file_check import apply_check_to_post, lock_holder, reasons_to_hold_file
from forum.actions.ask_for_moderators import ask_for_moderators
from forum.actions.decide_retention import resume_anonymising
from forum.actions.discard_draft import delete_old_drafts
from forum.actions.end_question import close_due_questions
from forum.actions.manage_boards import remove_from_boards
from forum.actions.print_topic import delete_old_prints
from forum.actions.run_ground_check import end_ground_checks
from forum.actions.run_poll import end_polls
from forum.actions.signal import record_reporting_agencies
from forum.actions.undo_withdrawal import delete_old_withdrawals
from forum.integrations.notifications.drafts import GivenBackSource
from forum.integrations.notifications.flags import FlagSource
from forum.integrations.notifications.own_posts import (
    MoveSource,
    PostDecisionSource,
    RefusedFileSource,
    RevealSource,
    ThanksSource,
)
from forum.integrations.notifications.posts import PostSource
from forum.integrations.notifications.questions import ASK_SOURCES
from forum.integrations.notifications.topics import ActSource
from forum.integrations.personal_data import PERSONAL_DATA as FORUM_DATA
from forum.rules.boards import a_board_bars_own_agency
from library.actions import give_reason as library_reasons
from library.actions.ask_for_checks import notify_of_due
from library.actions.clean_file import delete_old_originals
from library.actions.count_download import delete_old_downloads
from library.actions.decide_access import delete_old_requests, end_requests_of
from library.actions.hand_over import hand_over_to_deputies
from library.actions.index_resource import index_all
from library.actions.publish_version import apply_check_to_resource as apply_check_to_resource
from library.actions.publish_version import lock_for_file
from library.actions.record_opening import delete_old_openings
from library.actions.withdraw_resource import empty_trash
from library.identifier_check import identifiers_in_file, why_refused
from library.integrations.check_notifications import (
    DueSource,
    FollowSource,
    OwnerSource,
    ResourceCheckSource,
    SuggestionSource,
)
from library.integrations.list_notifications import ListReportSource
from library.integrations.notifications import CheckSource, FieldNoteSource, FileRequestSource, PublicationSource
from library.integrations.personal_data import PERSONAL_DATA as LIBRARY_DATA
from library.integrations.public_pages import open_resources as library_open_resources
from ratsite.accounts.actions.apply import delete_old_applications
from ratsite.accounts.actions.invite import delete_old_invitations
from ratsite.accounts.actions.record_bounce import record_bounce
from ratsite.accounts.actions.record_sign_in import delete_old_sign_ins
from ratsite.accounts.actions.send_reminders import remind_and_lapse
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.hooks import (
    approve_joiner,
    complete_joining,
    first_approval_of,
    item_decided,
    joining_of,
    roles_ended,
    why_shut_out,
)
from ratsite.accounts.integrations.notifications import DetailSource, InvitationSource, RoleSource
from ratsite.accounts.integrations.personal_data import PERSONAL_DATA as ACCOUNTS_DATA
from ratsite.accounts.models import User
from ratsite.accounts.signals import on_email_changed, on_second_step_added, on_second_step_failed
from ratsite.audit.personal_data import PERSONAL_DATA as AUDIT_DATA
from ratsite.circles.actions import approve_joining
from ratsite.circles.actions.change_access import end_old_requests
from ratsite.circles.integrations.notifications import (
    AccessChangeSource,
    FirstApprovalSource,
    WaitingAccessChangeSource,
)
from ratsite.circles.integrations.personal_data import PERSONAL_DATA as CIRCLES_DATA
from ratsite.circles.queries import joiner_access
from ratsite.feeds.personal_data import PERSONAL_DATA as FEEDS_DATA
from ratsite.files import holders
from ratsite.files.actions import delete_spare_files, read_unread_texts, retry_overdue_checks
from ratsite.files.fixity import verify_slice
from ratsite.files.personal_data import PERSONAL_DATA as FILES_DATA
from ratsite.files.saved_uploads import delete_old_uploads
from ratsite.jobs import registry as jobs
from ratsite.jobs import upkeep
from ratsite.jobs.personal_data import PERSONAL_DATA as JOBS_DATA
from ratsite.jobs.registry import Job
from ratsite.lib import personal_data
from ratsite.moderation.actions.decide_agency_text import clear_replaced_agency_text
from ratsite.moderation.integrations.notifications import AgencyTextSource
from ratsite.moderation.integrations.personal_data import PERSONAL_DATA as MODERATION_DATA
from ratsite.network.actions import agency_text_replaced
from ratsite.network.personal_data import PERSONAL_DATA as NETWORK_DATA
from ratsite.notifications import registry as notifications
from ratsite.notifications.actions.delete_old_notifications import delete_old_notifications
from ratsite.notifications.actions.deliver import delete_old_mail
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.personal_data import PERSONAL_DATA as NOTIFICATIONS_DATA
from ratsite.operations.actions.watch_health import watch_health, write_weekly
from ratsite.operations.certificate import record_certificate
from ratsite.operations.personal_data import PERSONAL_DATA as OPERATIONS_DATA
from ratsite.pages.actions.check_page import plan_first_check
from ratsite.pages.actions.notify_of_second_check import ask_for_second_check, notify_of_second_check
from ratsite.pages.actions.receive_message import delete_old_messages
from ratsite.pages.actions.remind_of_due import remind_of_due
from ratsite.pages.file_check import why_refused as why_page_file_refused
from ratsite.pages.hooks import open_resources
from ratsite.pages.personal_data import PERSONAL_DATA as PAGES_DATA
from ratsite.privacy.actions.erase import resume_erasures
from ratsite.privacy.actions.make_copy import delete_old_copies, retry_copies
from ratsite.privacy.integrations.notifications import CopySource
from ratsite.privacy.integrations.personal_data import PERSONAL_DATA as PRIVACY_DATA
from ratsite.records.actions.remind import remind_of_clocks
from ratsite.records.personal_data import PERSONAL_DATA as RECORDS_DATA
from ratsite.related.personal_data import PERSONAL_DATA as RELATED_DATA
from ratsite.review.actions.verify_log import watch_log
from ratsite.review.actions.watch_files import watch_files
from ratsite.sanctions.appeal_links import why_excluded
from ratsite.sanctions.integrations.notifications import MessageSource, SanctionSource
from ratsite.sanctions.integrations.personal_data import PERSONAL_DATA as SANCTIONS_DATA
from ratsite.sanctions.rules import bars_own_agency
from ratsite.search.actions.send_alerts import notify_of_finds, notify_of_followed
from ratsite.search.integrations.notifications import FoundSource
from ratsite.search.integrations.personal_data import PERSONAL_DATA as SEARCH_DATA
from ratsite.trends.integrations.notifications import BriefingSource
from ratsite.trends.personal_data import PERSONAL_DATA as TRENDS_DATA

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

JOBS = (
    Job("publish scheduled pages", 2 * MINUTE, upkeep.publish_scheduled),
    Job("tidy up", DAY, upkeep.tidy),
    Job("release stuck tasks", 2 * MINUTE, upkeep.release_stuck_tasks),
    Job("queue due emails", MINUTE, queue_due_emails),
    Job("delete old emails", DAY, delete_old_mail),
    Job("delete old notifications", DAY, delete_old_notifications),
    Job("ask for yearly confirmations", DAY, remind_and_lapse),
    Job("delete old applications", DAY, delete_old_applications),
    Job("delete old invitations", DAY, delete_old_invitations),
    Job("delete old sign-ins", DAY, delete_old_sign_ins),
    Job("retry overdue file checks", 10 * MINUTE, retry_overdue_checks),
    Job("read files' text", 10 * MINUTE, read_unread_texts),
    Job("verify stored files", HOUR, verify_slice),
    Job("watch stored files", DAY, watch_files),
    Job("verify the log", DAY, watch_log),
    Job("delete old copies", HOUR, delete_old_copies),
    Job("retry data copies", 30 * MINUTE, retry_copies),
    Job("resume erasures", 30 * MINUTE, resume_erasures),
    Job("delete old messages", DAY, delete_old_messages),
    Job("delete old drafts", DAY, delete_old_drafts),
    Job("delete withdrawn posts", 10 * MINUTE, delete_old_withdrawals),
    Job("delete old reasons for downloads", DAY, forum_reasons.delete_old_reasons),
    Job("delete old prints", DAY, delete_old_prints),
    Job("end old questions", DAY, close_due_questions),
    Job("ask for moderators", DAY, ask_for_moderators),
    Job("record which agencies can report", 10 * MINUTE, record_reporting_agencies),
    Job("end polls", HOUR, end_polls),
    Job("end ground checks", HOUR, end_ground_checks),
    Job("take names off", HOUR, resume_anonymising),
    Job("delete old reasons for files", DAY, library_reasons.delete_old_reasons),
    Job("delete old requests for files", DAY, delete_old_requests),
    Job("delete old downloads", DAY, delete_old_downloads),
    Job("delete old openings", DAY, delete_old_openings),
    Job("notify editors of what is due", DAY, remind_of_due),
    Job("index resources", DAY, index_all),
    Job("hand resources over", DAY, hand_over_to_deputies),
    Job("notify of resources due", DAY, notify_of_due),
    Job("empty the library's trash", DAY, empty_trash),
    Job("delete replaced originals", DAY, delete_old_originals),
    Job("delete spare files", DAY, delete_spare_files),
    Job("delete files of forms with an error", HOUR, delete_old_uploads),
    Job("notify of what saved searches find", HOUR, notify_of_finds),
    Job("notify of resources about followed words", HOUR, notify_of_followed),
    Job("watch the site's health", 10 * MINUTE, watch_health),
    Job("write to coordinators", DAY, write_weekly),
    Job("look at the certificate", 6 * HOUR, record_certificate),
    Job("end old requests about circles", DAY, end_old_requests),
    Job("remind of records' clocks", 30 * MINUTE, remind_of_clocks),
)

NOTIFICATION_SOURCES: tuple[notifications.Source, ...] = (
    RoleSource(),
    DetailSource(),
    InvitationSource(),
    MessageSource(),
    SanctionSource(),
    AgencyTextSource(),
    CopySource(),
    PostSource(),
    RevealSource(),
    PostDecisionSource(),
    MoveSource(),
    RefusedFileSource(),
    GivenBackSource(),
    FlagSource(),
    ActSource(),
    ThanksSource(),
    *ASK_SOURCES,
    PublicationSource(),
    CheckSource(),
    ResourceCheckSource(),
    FollowSource(),
    OwnerSource(),
    SuggestionSource(),
    FoundSource(),
    DueSource(),
    FileRequestSource(),
    FieldNoteSource(),
    ListReportSource(),
    AccessChangeSource(),
    WaitingAccessChangeSource(),
    FirstApprovalSource(),
    BriefingSource(),
)

# The order in which an erasure runs their erasers.
PERSONAL_DATA = (
    JOBS_DATA,
    NOTIFICATIONS_DATA,
    NETWORK_DATA,
    ACCOUNTS_DATA,
    FILES_DATA,
    AUDIT_DATA,
    SANCTIONS_DATA,
    MODERATION_DATA,
    PRIVACY_DATA,
    PAGES_DATA,
    FORUM_DATA,
    LIBRARY_DATA,
    CIRCLES_DATA,
    SEARCH_DATA,
    FEEDS_DATA,
    RECORDS_DATA,
    RELATED_DATA,
    OPERATIONS_DATA,
    TRENDS_DATA,
)

FILE_HOLDERS = (
    holders.Holder(lock=lock_holder, examine=reasons_to_hold_file, apply_check=apply_check_to_post),
    holders.Holder(
        refuse=why_refused, examine=identifiers_in_file, lock=lock_for_file, apply_check=apply_check_to_resource
    ),
    holders.Holder(refuse=why_page_file_refused, takes_scans=False),
)


def connect() -> None:
    """Fill the registries and hooks of all apps. It is called once, when all apps are loaded."""
    _each(jobs.register, JOBS)
    _each(notifications.register, NOTIFICATION_SOURCES)
    _each(personal_data.register, PERSONAL_DATA)
    _each(holders.register, FILE_HOLDERS)
    email_changed.connect(on_email_changed)
    authentication_failed.connect(on_second_step_failed)
    authenticator_added.connect(on_second_step_added)
    page_published.connect(_plan_first_check)
    task_submitted.connect(_ask_for_second_check)
    workflow_approved.connect(_notify_of_second_check)
    workflow_rejected.connect(_notify_of_second_check)
    notifications.address_refused.connect(record_bounce)
    agency_text_replaced.connect(clear_replaced_agency_text)
    why_shut_out.connect(why_excluded)
    open_resources.connect(library_open_resources)
    bars_own_agency.connect(a_board_bars_own_agency)
    roles_ended.connect(_on_roles_ended)
    joining_of.connect(joiner_access.joining_of)
    approve_joiner.connect(approve_joining.approve_joiner)
    complete_joining.connect(approve_joining.complete_joining)
    first_approval_of.connect(joiner_access.first_approval_of)
    item_decided.connect(approve_joining.clear_decided)


def _plan_first_check(sender, instance, **kwargs) -> None:
    plan_first_check(instance)


def _ask_for_second_check(sender, instance, user, **kwargs) -> None:
    ask_for_second_check(instance, sent_by=user)


def _notify_of_second_check(sender, instance, user, **kwargs) -> None:
    notify_of_second_check(instance, checked_by=user)


def _each(register: Callable[..., None], things: Collection) -> None:
    for thing in things:
        register(thing)


def _on_roles_ended(person: User, roles: Collection[str], *, actor: User | None) -> None:
    if Role.MODERATOR.value in roles:
        remove_from_boards(person, actor)
    if person.state == MemberState.LEFT:
        end_requests_of(person)
