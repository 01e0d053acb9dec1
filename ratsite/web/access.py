"""Middleware for access: every page needs a sign-in by default, and a role counts only after the second step.

A view needs no sign-in if its name is in PUBLIC_VIEWS. tests/test_access.py walks the URLconf and fails for a view that
is in neither of its tables.

The rules check the second step (`User.has_role`). The middleware records on the user whether this session has taken
it. If a rule refuses a steward for lack of the second step, the middleware redirects them to the page that asks for it.
"""

from functools import partial
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ratsite.accounts.rules import can_open_cms
from ratsite.accounts.views.refusal import refusal
from ratsite.lib.typed_texts import typed_texts

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
        "pages:earlier_version",
        *("pages:home", "pages:history", "pages:news", "pages:events", "pages:get_help", "pages:join", "pages:contact"),
        *("pages:complaints", "pages:accessibility", "pages:privacy", "pages:cookies", "pages:terms", "pages:why"),
        "events:calendar",
        "events:event_calendar",
        "styleguide",
        "styleguide_charts",
        # open resources; each view filters by visible_to
        "library:resource_list",
        "library:resource",
        "library:file_download",
        "library:rss_feed",
        "library:atom_feed",
        "library:file_thumbnail",
        "library:page_text",
        "library:version_list",
        "library:version",
        "library:card",
        "library:citation",
        "library:version_citation",
        "library:resource_outdated",
        # links in emails, which work signed out; each view checks a token
        "mail:stop",
        "appeals:appeal",
        # private feeds: each view checks its token
        "private:forum",
        "private:library",
        "private:calendar",
        # applying; all but the form check a session or a token
        "joining:terms",
        "joining:terms_version",
        "joining:apply",
        "joining:apply_agency",
        "joining:apply_why",
        "joining:apply_check",
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
CMS = "/cms/"
# Views that change or show the ways to sign in. A person with a second step must have taken it to open them.
SECOND_STEP_VIEWS = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "account_email",
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
            # forum.views.composer.signed_form sets this: it saves a form that is sent after the session has ended.
            if hasattr(view_func, "save_for_writer"):
                return view_func.save_for_writer(request) or _to_sign_in(request)
            return _signed_out(request) if typed_texts(request) else _to_sign_in(request)
        if not request.user.is_member:
            return _refuse(request)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Show the text of a form that was sent after the session had ended, with a link to sign in and return to the form.

    The CSRF check runs earlier, so the text comes from a form of this site.
    """
    page_of_form = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(page_of_form, {request.get_host()}, require_https=request.is_secure())
    back = urlsplit(page_of_form)._replace(scheme="", netloc="", fragment="").geturl() if is_ours else ""
    sign_in = f"{reverse('account_login')}?{urlencode({'next': back or request.get_full_path()})}"
    return render(request, "403_signed_out.html", {"sign_in": sign_in, "has_files": bool(request.FILES)}, status=403)


def _refuse(request: HttpRequest) -> HttpResponse:
    person = request.user
    logout(request)
    return refusal(request, person)


class SecondStepMiddleware:
    """Records whether this session has taken the second step, and redirects people to the page that asks for it.

    It redirects stewards whom a rule refused a page because their session has not taken the second step. It also
    redirects every person who opens a page of SECOND_STEP_VIEWS, which change how they sign in, if they have set up a
    second step but not taken it in this session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_signed_in, request))
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if request.resolver_match.view_name in SECOND_STEP_VIEWS and _lacks_second_step(request.user):
            return _to_second_step(request)
        # Without this, Wagtail would answer a refusal with the sign-in page.
        if not request.path_info.startswith(CMS) or not request.user.is_authenticated or can_open_cms(request.user):
            return None
        return _way_to_role(request) or render(request, "403.html", status=403)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _way_to_role(request) if isinstance(exception, PermissionDenied | Http404) else None


def _signed_in(request: HttpRequest):
    """Return the session's user. Set has_taken_second_step if allauth recorded a second factor in the session."""
    user = get_user(request)
    if user.is_authenticated:
        records = get_authentication_records(request, user)
        user.has_taken_second_step = any(record.get("method") == "mfa" for record in records)
    return user


def _lacks_second_step(user) -> bool:
    """True if the person has set up a second step but has not taken it in this session.

    For example, the session may have begun before the person set it up.
    """
    return user.is_authenticated and not user.has_taken_second_step and is_mfa_enabled(user)


def _to_second_step(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def _way_to_role(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect for a steward whose role does not count now, if a rule refused them because of that; else None.

    It leads to the page where they confirm their membership, accept the terms, or set up or take the second step.
    Returns None for a POST request: the page of the refusal shows the text that was typed.
    """
    user = request.user
    if request.method not in ("GET", "HEAD") or not user.is_authenticated or not user.is_role_refused:
        return None
    if user.is_confirmation_overdue:
        messages.warning(request, _("First confirm that you are still a member: your yearly confirmation is overdue."))
        return redirect("me:confirm")
    if user.is_terms_overdue:
        messages.warning(request, _("First accept the terms of reference: the last day to accept them has passed."))
        return redirect("me:terms_accept")
    if not is_mfa_enabled(user):
        messages.warning(
            request, _("First set up a second step at sign-in: everyone who decides or publishes needs one.")
        )
        return redirect("mfa_index")
    return _to_second_step(request)
