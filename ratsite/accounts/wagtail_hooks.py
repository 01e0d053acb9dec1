from wagtail import hooks

from ratsite.accounts.enums import MemberState


@hooks.register("register_log_actions")
def account_log_actions(actions) -> None:
    actions.register_action("accounts.person.create", "Add a person", "Added a person")
    actions.register_action("accounts.person.email", "Change an address", "Changed their email address")
    actions.register_action("accounts.person.roles", "Change roles", "Changed a person's roles")
    actions.register_action("accounts.person.address_failed", "Stop emails to an address", "Emails kept coming back")
    actions.register_action("accounts.person.confirm", "Confirm one's membership", "Confirmed that they still belong")
    actions.register_action("accounts.person.terms", "Accept the terms", "Accepted the terms of reference")
    actions.register_action("accounts.terms.publish", "Publish terms", "Published new terms of reference")
    actions.register_action("accounts.person.early", "Ask for an early confirmation", "Must confirm early")
    actions.register_action(
        "accounts.person.vouch", "Vouch for a colleague", "Their lead said that they are still there"
    )
    actions.register_action("accounts.agency.list", "Confirm a list of colleagues", "Confirmed who is still there")
    actions.register_action("accounts.agency.open", "Add an agency", "Added an agency that somebody applied from")
    actions.register_action("accounts.application.approve", "Approve an application", "Approved an application")
    actions.register_action("accounts.application.reject", "Reject an application", "Rejected an application")
    actions.register_action("accounts.application.ask", "Ask an applicant", "Asked an applicant for more")
    for state in MemberState:
        actions.register_action(f"accounts.person.{state}", f"Set a person to {state.label}", f"Set to: {state.label}")
