"""Settings for the tests: visitors get the same pages and rules as in production, but other parts are made faster."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ratsite-tests-")

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, LOGGING, OWN_NETWORK, STORAGES

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DELIVER_AT_ONCE = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "RAT Network <noreply@ratnetwork.example>"
OWN_NETWORK |= {"name": "Regional Anti-Trafficking Network", "short_name": "RAT Network"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tasks run right after the commit; tests/conftest.py fails a test whose task fails.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": os.environ["DATA_DIR"] + "/media"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because the thread of the live server and the test must share it.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATABASES["default"]["NAME"]).with_name("test.sqlite3"))}
# A cache for each test, so that no test sees the entries of another one.
CACHES["worker"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
LOGGING["root"]["level"] = "WARNING"
STYLEGUIDE = True
DEMO_ALLOWED = True
WHITENOISE_AUTOREFRESH = True
