"""Settings that are the same in development, tests and production.

Values that depend on the deployment come from the environment (docs/operating/settings.md).
"""

from email.utils import parseaddr
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything that the site writes is under one folder, so that one backup covers it.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

# Where `backup` writes, and for whom it encrypts the backups (age recipients; their identities are kept elsewhere).
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(DATA_DIR / "backups")))
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=30)
PG_BIN = env.str("PG_BIN", default="")  # the folder of pg_dump and pg_restore, if they are in an unusual place

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
# Keys for secrets at rest (second steps), newest first; older ones still decrypt. Falls back to SECRET_KEY.
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
# Keys for the seals of the audit log, newest first; older ones still verify. Falls back to SECRET_KEY.
LOG_KEYS = env.list("LOG_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# What the network is called until a coordinator describes it in the CMS, and where no database can be read.
NETWORK_NAME = env.str("NETWORK_NAME", default="Anti-trafficking network")
WAGTAILADMIN_BASE_URL = SITE_URL
OPERATORS = env.list("OPERATORS", default=[])  # who runs the server, and how to reach them
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="hello@network.example")
SECURITY_EMAIL = env.str("SECURITY_EMAIL", default="security@network.example")

INSTALLED_APPS = [
    "ratsite.jobs",
    "ratsite.notifications",
    "ratsite.network",
    "ratsite.accounts",
    "ratsite.files",
    "ratsite.audit",
    "ratsite.pages",
    "ratsite.sanctions",
    "ratsite.moderation",
    "ratsite.privacy",
    "forum",
    "library",
    "ratsite.search",
    "ratsite.feeds",
    "ratsite.records",
    "ratsite.circles",
    "ratsite.related",
    "ratsite.review",
    "ratsite.trends",
    "ratsite.operations",
    "ratsite.demo",
    "ratsite",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "ratsite.web.apps.CmsConfig",  # wagtail.admin
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "ratsite.web.headers.SiteHeadersMiddleware",
    "ratsite.web.headers.SiteCSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ratsite.web.full_disk.FullDiskMiddleware",
    "ratsite.web.maintenance.MaintenanceMiddleware",
    "ratsite.web.headers.CompressTextMiddleware",
    "ratsite.web.full_disk.ReadableSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ratsite.web.access.ClosedByDefaultMiddleware",
    "ratsite.web.access.SecondStepMiddleware",
    "ratsite.web.large_numbers.LargeNumberMiddleware",
    "ratsite.web.wrong_method.WrongMethodMiddleware",
    "ratsite.web.faulty_files.FaultyFileMiddleware",
    "ratsite.web.redirects.PageRedirectMiddleware",
]

ROOT_URLCONF = "ratsite.urls"
WSGI_APPLICATION = "ratsite.wsgi.application"
TEMPLATE_LOADERS = ["ratsite.lib.template_source.UnindentedLoader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ratsite.web.context.site",
            ],
            "builtins": ["ratsite.lib.templatetags.look", "ratsite.lib.templatetags.own_network"],
            "libraries": {
                "band": "ratsite.catchup.band_tags",
                "charts": "ratsite.lib.templatetags.charts",
            },
        },
    },
]
FORM_RENDERER = "ratsite.lib.forms.SiteFormRenderer"

DATABASES = {
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
# A new SQLite connection reads the whole schema, so connections are reused.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: SQLite refuses at once to upgrade a deferred transaction to a writing one.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The queries of a page are too small to gain from parallel workers, or from being compiled to machine code (jit):
    # both take longer to start than they save.
    POSTGRESQL_OPTIONS = "-c max_parallel_workers_per_gather=0 -c jit=off"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", POSTGRESQL_OPTIONS)
    INSTALLED_APPS.append("django.contrib.postgres")  # for the indexes of wagtail.search; from Django 6.1 a check asks
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers, because the sign-in limits are counted in this cache.
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://ratsite_cache"),
    # Each worker has its own: entries live for a minute at most, and no permission depends on them.
    "worker": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    # Django's default of 300 entries drops a third when full, so a flood of harmless keys would erase the sign-in
    # limits.
    CACHES["default"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 200_000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["ratsite.accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "ratsite.accounts.passwords.PasswordValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/catch-up/"
ACCOUNT_ADAPTER = "ratsite.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # an account has one address: a new address, once proved, replaces it
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# Seconds. A new code ends with the first one, so the page and the email say "up to 15 minutes".
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3  # as the page says
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "login": "ratsite.accounts.forms.account.SignInForm",
    "reset_password": "ratsite.accounts.forms.account.ResetPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ratsite.accounts.tokens.ResetTokenGenerator"  # noqa: S105 a class, no secret
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "ratsite.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate_webauthn": "ratsite.accounts.forms.passkeys.SecondStepPasskeyForm",
    "login_webauthn": "ratsite.accounts.forms.passkeys.LoginPasskeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # True would write the session's row at every request

# So that messages need no cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "ratsite.accounts.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ratsite.web.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = not LANGUAGE_CODE.startswith("en")  # translating costs about 7 µs a text, and changes nothing in English
LOCALE_PATHS = [BASE_DIR / "ratsite" / "locale"]  # where makemessages writes the texts that it finds

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "ratsite.files.whole_files.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Members' files: outside MEDIA_ROOT and without a URL.
    "private": {
        "BACKEND": "ratsite.files.whole_files.WholeFileStorage",
        "OPTIONS": {"location": str(DATA_DIR / "private"), "base_url": None},
    },
}
if env.str("S3_BUCKET", default=""):  # for several servers: docs/operating/scale.md
    S3_OPTIONS = {
        "bucket_name": env.str("S3_BUCKET"),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
        "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
        "default_acl": "private",
        "file_overwrite": False,
        "signature_version": "s3v4",
        # Bytes of a file that are held in memory while it is read; the rest of it waits on the disk.
        "max_memory_size": 1024 * 1024,
    }
    STORAGES["default"] = {"BACKEND": "ratsite.files.s3.MediaS3Storage", "OPTIONS": S3_OPTIONS | {"location": "media"}}
    STORAGES["private"] = {
        "BACKEND": "ratsite.files.s3.PrivateS3Storage",
        "OPTIONS": S3_OPTIONS | {"location": "private"},
    }
# Where a proxy in front sends private files from, such as "/internal-files/"; deploy/nginx.conf has that location.
ACCEL_LOCATION = env.str("ACCEL_LOCATION", default="")
# ClamAV's daemon: the path of its socket, or host:port. If this is empty, files are not scanned for viruses.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
FILE_UPLOAD_HANDLERS = [
    "ratsite.files.uploads.LimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ratsite.files.uploads.NamelessUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
# Recognise the text of scans, if the program ocrmypdf is installed.
RECOGNISE_SCANS = env.bool("RECOGNISE_SCANS", default=True)
# Counts of what agencies reported: the smallest number that members see, the smallest that others see (never below 3),
# and the days after a month in which its reports can still change.
FIGURES_INSIDE = env.int("FIGURES_INSIDE", default=3)
FIGURES_OUTSIDE = env.int("FIGURES_OUTSIDE", default=5)
MONTH_GRACE_DAYS = env.int("MONTH_GRACE_DAYS", default=7)
MAX_FILE_BYTES = env.int("MAX_FILE_BYTES", default=25 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # for Wagtail's large page forms

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 20
DELIVER_AT_ONCE = False  # the background process delivers emails
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@network.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

OWN_NETWORK = {
    "name": NETWORK_NAME,
    "short_name": env.str("NETWORK_SHORT_NAME", default=NETWORK_NAME),
    "sender_name": parseaddr(DEFAULT_FROM_EMAIL)[0],
}
# Wagtail emails remarks on drafts to people who may no longer read them, and stores them with each published text.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_SITE_NAME = OWN_NETWORK["short_name"]
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "ratsite.pages.forms.cms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # the server fetches no embeds
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Europe/London"]
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
# So that nobody is offered a choice of language, as there is only one.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en-gb", "English")]
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link"]},
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads our style sheets and scripts
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "ratsite.lib.log_lines.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Gunicorn's own handler would log IP addresses in full.
    "loggers": {"gunicorn.error": {"handlers": ["console"], "propagate": False}},
}

STYLEGUIDE = False
DEMO_ALLOWED = False
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="demo-only-password")
EMBEDDED = False
