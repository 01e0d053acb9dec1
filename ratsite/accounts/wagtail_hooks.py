from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ratsite.accounts.enums import MemberState

# Action, without its prefix: what it does and what was done, as the audit log shows them.
ACTIONS = {
    "person.create": (_("Add a person"), _("Added a person")),
    "person.agency": (_("Join a new agency"), _("Joined the agency that they had added")),
    "person.details": (_("Change a person’s details"), _("Changed a person’s details")),
    "person.approve_first": (
        _("Approve a person as the first of two"),
        _("Approved a person, as the first of two coordinators"),
    ),
    "person.approve_first_end": (
        _("End the first approval of a person"),
        _("Ended the first approval of a person, because nobody gave the second"),
    ),
    "person.approve_first_refuse": (
        _("End another coordinator’s first approval of a person"),
        _("Ended another coordinator’s first approval of a person"),
    ),
    "person.approve_first_take_back": (
        _("Withdraw a first approval of a person"),
        _("Withdrew their first approval of a person"),
    ),
    "person.approve_first_void": (
        _("End a first approval of a person by another decision"),
        _("Ended the first approval of a person by another decision"),
    ),
    "person.email": (_("Change an email address"), _("Changed their email address")),
    "person.address_given_up": (
        _("Release an email address"),
        _("Moved an email address to the person who uses it now"),
    ),
    "person.roles": (_("Change roles"), _("Changed a person’s roles")),
    "person.second_step": (_("Remove a second step"), _("Removed a person’s second step")),
    "person.password_link": (
        _("Print a link to a first password"),
        _("Printed a new link with which they choose their first password"),
    ),
    "person.address_failed": (_("Stop emails to an address"), _("Stopped emails, because they came back")),
    "person.confirm": (_("Confirm a membership"), _("Confirmed that they are still a member")),
    "person.terms": (_("Accept the terms"), _("Accepted the terms of reference")),
    "person.early": (_("Ask for an early confirmation"), _("Asked for an early confirmation")),
    "person.vouch": (_("Say that a colleague still works there"), _("Said that a colleague still works there")),
    "terms.publish": (_("Publish terms"), _("Published new terms of reference")),
    "agency.list": (_("Confirm a list of colleagues"), _("Confirmed the list of colleagues")),
    "agency.open": (_("Add an agency"), _("Added the agency of an applicant")),
    "application.approve": (_("Approve an application"), _("Approved an application")),
    "application.approve_first": (
        _("Approve an application as the first of two"),
        _("Approved an application, as the first of two coordinators"),
    ),
    "application.approve_first_end": (
        _("End the first approval of an application"),
        _("Ended the first approval of an application, because nobody gave the second"),
    ),
    "application.approve_first_refuse": (
        _("End another coordinator’s first approval of an application"),
        _("Ended another coordinator’s first approval of an application"),
    ),
    "application.approve_first_take_back": (
        _("Withdraw a first approval of an application"),
        _("Withdrew their first approval of an application"),
    ),
    "application.approve_first_void": (
        _("End a first approval of an application by another decision"),
        _("Ended the first approval of an application by another decision"),
    ),
    "application.reject": (_("Reject an application"), _("Rejected an application")),
    "application.ask": (_("Ask an applicant"), _("Asked an applicant a question")),
}


@hooks.register("register_log_actions")
def account_log_actions(actions) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"accounts.{name}", label, message)
    for state in MemberState:
        label = format_lazy(_("Set a person to: {state}"), state=state.label)
        message = format_lazy(_("Set to: {state}"), state=state.label)
        actions.register_action(f"accounts.person.{state}", label, message)


@hooks.register("construct_settings_menu")
def hide_people_and_permissions(request, menu_items) -> None:
    """Remove "Users" and "Groups" from the CMS's menu: their pages answer 404 (ratsite.web.views.closed_cms_page)."""
    menu_items[:] = [item for item in menu_items if item.name not in ("users", "groups")]
