"""Settings for production. The site refuses to start if a required setting is missing.

With EMBEDDED=1 (set by `make run`) the site serves this computer only, over plain http and with built-in defaults. Only
the rules that need https are relaxed: cookies are not Secure and have no __Host- names, and there is no HSTS.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, CONTENT_SECURITY_POLICY, DATA_DIR, DATABASES, SECRET_KEY, SITE_URL, STORAGES, env

EMBEDDED = env.bool("EMBEDDED", default=False)
DEMO_ALLOWED = EMBEDDED
STYLEGUIDE = False
WEAK_SECRET_LENGTH = 40  # characters; Django generates keys of 50 characters


def _refuse(what: str, how: str) -> None:
    raise ImproperlyConfigured(f"The site cannot start: {what} {how} docs/operating/settings.md says more.")


if len(SECRET_KEY) < WEAK_SECRET_LENGTH:
    _refuse("SECRET_KEY is missing or shorter than 40 characters.", "Set it to a long random text, and keep it.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS names no host.", "Set it to the names that visitors type, with commas between them.")
if not EMBEDDED:
    if not env.str("DATABASE_URL", default=""):
        _refuse("DATABASE_URL is missing.", "Set it to the address of a PostgreSQL database, or of an SQLite file.")
    if not DATABASES["default"]["ENGINE"].endswith(("postgresql", "sqlite3")):
        _refuse("DATABASE_URL points at neither PostgreSQL nor SQLite.", "The site is tested with these two.")
    if urlsplit(SITE_URL).scheme != "https":
        _refuse("SITE_URL is not an https address.", "Set it to the public address, such as https://network.example.")

STORAGES["staticfiles"] = {"BACKEND": "ratsite.web.static_files.KnownAddressesStorage"}

SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not EMBEDDED
SECURE_HSTS_PRELOAD = not EMBEDDED
if env.bool("BEHIND_TLS_PROXY", default=True) and not EMBEDDED:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Behind a proxy the visitor's IP address is in a header. Without this, all visitors would share the proxy's
    # address, and with it one sign-in limit.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_NAME = "sessionid" if EMBEDDED else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if EMBEDDED else "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
if not EMBEDDED:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
DATA_DIR.mkdir(parents=True, exist_ok=True)
EMAIL_FILE_PATH = DATA_DIR / "mail"  # for a site without an email server: `setup --email none`
if EMBEDDED:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
