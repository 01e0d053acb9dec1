"""Middleware that decides who may open a page: every page needs a sign-in by default, and stewards need a second step.

A view needs no sign-in if its name is in PUBLIC_VIEWS. tests/test_access.py walks the URLconf and fails for a view that
is in neither of its tables.
"""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.accounts.views.refusal import refusal

PUBLIC_VIEWS = frozenset(
    {
        # pages and their files
        "wagtail_serve",
        "wagtailimages_serve",
        "media",
        "sitemap",
        "robots",
        "security_txt",
        "healthz",
        "search:search",
        "pages:contact_send",
        "pages:file_download",
        *("pages:home", "pages:history", "pages:news", "pages:events", "pages:get_help", "pages:join", "pages:contact"),
        *("pages:complaints", "pages:accessibility", "pages:privacy", "pages:cookies", "pages:terms", "pages:why"),
        "events:calendar",
        "events:event_calendar",
        "styleguide",
        # open resources; each view filters by visible_to
        "library:resource_list",
        "library:resource",
        "library:file_download",
        # links in emails, which work signed out; each view checks a token
        "mail:stop",
        "appeals:appeal",
        # private feeds: each view checks its token
        "private:forum",
        "private:calendar",
        # applying; all but the form check a session or a token
        "joining:terms",
        "joining:terms_version",
        "joining:apply",
        "joining:prove",
        "joining:new_code",
        "joining:application",
        "joining:application_withdraw",
        # signing in
        "wagtailadmin_login",
        "wagtailcore_login",
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }
)
STEWARD_PREFIXES = ("/cms/", "/review/")
# For stewards, in areas that others enter too; other members are refused by the view.
STEWARD_VIEWS = frozenset(
    {
        *("library:resource_add", "library:resource_edit", "library:file_add", "library:resource_downloads"),
        *("forum:post_note", "forum:held_file"),
        *("forum:topic_work", "forum:topic_pin", "forum:topic_lock", "forum:topic_rename", "forum:topic_archive"),
        *("forum:topic_slow", "forum:topic_move", "forum:topic_split", "forum:topic_merge", "forum:topic_downloads"),
    }
)


class ClosedByDefaultMiddleware:
    """Redirects visitors without a sign-in to the sign-in page, and tells former members why they are refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if request.resolver_match.view_name in PUBLIC_VIEWS:
            return None
        request.needs_sign_in = True
        if not request.user.is_authenticated:
            # Set by forum.views.composer.signed_form: saves what was sent after a session has ended.
            refused = view_func.save_for_writer(request) if hasattr(view_func, "save_for_writer") else None
            return refused or redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not request.user.is_member:
            return _refuse(request)
        return None


def _refuse(request: HttpRequest) -> HttpResponse:
    person = request.user
    logout(request)
    return refusal(request, person)


def _to_what_is_overdue(request: HttpRequest) -> HttpResponse:
    if request.user.is_confirmation_overdue:
        messages.warning(request, _("First confirm that you are still a member: your yearly confirmation is overdue."))
        return redirect("me:confirm")
    messages.warning(request, _("First accept the terms of reference: the last day to accept them has passed."))
    return redirect("me:terms_accept")


class SecondStepMiddleware:
    """Demands a second step from stewards before it opens the pages that only stewards use, however they signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> HttpResponse | None:
        is_prefixed = request.path_info.startswith(STEWARD_PREFIXES)
        if not (is_prefixed or request.resolver_match.view_name in STEWARD_VIEWS) or not request.user.is_authenticated:
            return None
        if is_prefixed and request.user.is_read_only:
            return _to_what_is_overdue(request)
        if not request.user.is_steward:
            return render(request, "403.html", status=403) if is_prefixed else None
        if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return None
        if not is_mfa_enabled(request.user):
            messages.warning(
                request, _("First set up a second step at sign-in: everyone who decides or publishes needs one.")
            )
            return redirect("mfa_index")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
