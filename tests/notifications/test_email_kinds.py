"""Each kind of email is also on the page of notifications, or stands here with the reason why it is an email only."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from ratsite.wiring import NOTIFICATION_SOURCES

# The emails that the site sends in addition to a notification: template, source and verbs.
ALSO_ON_THE_SITE = {
    "post_approved": ("post-decisions", "approved"),
    "post_reworded": ("post-decisions", "reworded"),
    "post_rejected": ("post-decisions", "rejected"),
    "post_edit_approved": ("post-decisions", "edit_approved"),
    "post_edit_reworded": ("post-decisions", "edit_reworded"),
    "post_edit_rejected": ("post-decisions", "edit_rejected"),
    "post_taken_down": ("post-decisions", "taken_down"),
    "post_given_back": ("given-back", "given-back"),
    "post_moved": ("moves", "moves"),
    "file_refused": ("refused-files", "refused"),
    "flag_settled": ("flag-outcomes", "taken_down left withdrawn"),
    "invitation_outcome": ("invitations", "approved rejected"),
    "person_approved": ("role-changes", "changed"),
    "person_back": ("role-changes", "changed"),
    "person_roles": ("role-changes", "changed"),
    "person_details": ("detail-changes", "changed"),
    "sanction_imposed": ("sanctions", "imposed"),
    "sanction_lifted": ("sanctions", "lifted granted"),
    "sanction_stands": ("sanctions", "stands"),
}

NO_ACCOUNT = "its recipient has no account"
SHUT_OUT = "its recipient cannot open the page of notifications when it is sent"
OFFICE = "it goes to the network's own address, which is no member's"
CATCH_UP = "it asks for something that “Needs you” shows until it is done"
EDITORS = "it is about a page of the website, and the CMS shows its editors the same list"
EMAIL_ONLY = {
    **dict.fromkeys(
        ("application_asked", "application_code", "application_known", "application_received", "application_rejected"),
        NO_ACCOUNT,
    ),
    "invitation": NO_ACCOUNT,
    "invitation_known": "a notification would tell the inviter's guess to whoever holds the account of a known address",
    **dict.fromkeys(
        ("person_refused", "person_erased", "person_left_by_choice", "agency_left", "agency_back"), SHUT_OUT
    ),
    **dict.fromkeys(
        ("application_waits", "complaint", "contact_message", "erasure_asked", "person_email", "person_left"), OFFICE
    ),
    **dict.fromkeys(("confirm", "confirm_list", "post_asked", "terms"), CATCH_UP),
    **dict.fromkeys(("due", "second_check_asked", "second_check_answered"), EDITORS),
    "address_failed": "it asks the lead about a colleague or, without a lead, the network's own address",
    "nobody_decides": "it may not say which item it is about, so a notification would lead nowhere",
    "second_step_reset": "it is a warning, and whoever has taken over the account would read a notification first",
    "notifications": "it is the email about what the page shows",
}
# Modules that send emails without a template of their own, all to the network's own address or to the operator.
WITHOUT_TEMPLATE = {
    "ratsite/operations/actions/watch_health.py": "to the operator, about the site's health",
    "ratsite/records/actions/remind.py": OFFICE,
    "ratsite/review/actions/verify_log.py": OFFICE,
    "ratsite/review/actions/watch_files.py": OFFICE,
}
# Modules that send the text of a template, so that their kinds are above, or allauth's emails.
WITH_TEMPLATE = {
    "ratsite/accounts/actions/apply.py",
    "ratsite/accounts/actions/invite.py",
    "ratsite/accounts/adapters.py",  # a person's password, address and second step: nobody can sign in without them
    "ratsite/notifications/actions/deliver.py",
    "ratsite/notifications/actions/dispatch.py",
    "ratsite/notifications/actions/send_mail.py",
    "ratsite/pages/actions/receive_message.py",
    "ratsite/pages/actions/remind_of_due.py",
}


def kinds() -> set[str]:
    return {path.stem for path in (settings.BASE_DIR / "templates/email").glob("*.txt") if path.stem[0] != "_"}


def test_each_kind_of_email_is_on_the_site_too_or_has_a_reason_why_not():
    assert set(ALSO_ON_THE_SITE) & set(EMAIL_ONLY) == set()
    assert kinds() == set(ALSO_ON_THE_SITE) | set(EMAIL_ONLY)


@pytest.mark.parametrize("kind", ALSO_ON_THE_SITE)
def test_each_kind_of_email_that_is_on_the_site_too_has_words_there(kind):
    sources = {source.name: source for source in NOTIFICATION_SOURCES}
    source, verbs = ALSO_ON_THE_SITE[kind]
    assert set(verbs.split()) <= set(sources[source].verbs)


def modules() -> list[Path]:
    return [path for app in ("forum", "library", "ratsite") for path in (settings.BASE_DIR / app).rglob("*.py")]


def sources_with_emails_of_their_own() -> set[str]:
    """Return the names of the sources whose notifications are stored with no_mail=Skip.OWN."""
    names = set()
    for path in modules():
        if "Skip.OWN" not in (text := path.read_text()):
            continue
        module = import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        for values in ({one.arg: ast.unparse(one.value) for one in call.keywords} for call in calls):
            if values.get("no_mail") == "Skip.OWN":
                names.add(getattr(module, values["source"]))
    return names


def test_each_source_whose_notifications_have_an_email_of_their_own_is_listed():
    assert sources_with_emails_of_their_own() == {source for source, _verbs in ALSO_ON_THE_SITE.values()}


def test_no_other_module_sends_emails_without_a_template():
    sending = {
        str(path.relative_to(settings.BASE_DIR)) for path in modules() if re.search(r"\bsend_mail\(", path.read_text())
    }
    assert sending - WITH_TEMPLATE == set(WITHOUT_TEMPLATE)
