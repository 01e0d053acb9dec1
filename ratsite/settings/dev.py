"""Settings for development: debug pages, autoreload, email printed in the terminal, all components at /styleguide/."""

from .base import *  # noqa: F403
from .base import DATA_DIR, SECRET_KEY

DEBUG = True
SECRET_KEY = SECRET_KEY or "for-development-only-never-in-production"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STYLEGUIDE = True
DEMO_ALLOWED = True

DATA_DIR.mkdir(parents=True, exist_ok=True)
