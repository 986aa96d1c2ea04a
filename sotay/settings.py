"""One settings file for every place the software runs; it reads the environment.

Every value that may be set is read here and checked here, so a wrong one stops the start with a
sentence instead of surprising somebody later. The list with meanings: docs/settings.md.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from sotay.core.database.embedded import Cluster, data_root
from sotay.core.database.roles import OWNER, WEB
from sotay.core.database.urls import parse_url

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_root()


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in ("0", "1", "true", "false"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value in ("1", "true")


def _whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _kept_secret(name: str) -> str:
    """The value of ``name``; in development one is made once and kept beside the data."""
    if given := os.environ.get(name):
        return given
    kept = DATA_DIR / name.lower()
    if not kept.exists():
        if not DEBUG_OR_DEMO:
            raise ImproperlyConfigured(f"{name} must be set outside the demonstration")
        kept.parent.mkdir(parents=True, exist_ok=True)
        mine = kept.with_name(f"{kept.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # several start at once: the first one's is everybody's
            os.link(mine, kept)
        mine.unlink()
    return kept.read_text()


PRODUCTION = _flag("SOTAY_PRODUCTION", default=False)
DEBUG_OR_DEMO = not PRODUCTION
DEBUG = False
DEMONSTRATION = _flag("SOTAY_DEMO", default=not PRODUCTION)
SECRET_KEY = _kept_secret("SOTAY_SECRET_KEY")
ALLOWED_HOSTS = os.environ.get("SOTAY_HOSTS", "localhost,127.0.0.1,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION and host not in ("*", "")
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "sotay.accounts",  # before allauth, so that its pages are found in our words
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "procrastinate.contrib.django",
    "sotay.core",
    "sotay.ui",
    "sotay.regulations",
    "sotay.notices",
    "sotay.organisations",
    "sotay.members",
    "sotay.followups",
    "sotay.dues",
    "sotay.directives",
    "sotay.library",
    "sotay.news",
    "sotay.meetings",
    "sotay.proposals",
    "sotay.contests",
    "sotay.recognitions",
    "sotay.reports",
    "sotay.handbook",
    "sotay.web",
    "sotay.bench",
]
if DEMONSTRATION:
    INSTALLED_APPS.append("sotay.demo")

MIDDLEWARE = [
    "sotay.proposals.middleware.NamelessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sotay.ui.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sotay.accounts.middleware.SessionsMiddleware",
    "sotay.accounts.middleware.TokenMiddleware",
    "sotay.accounts.middleware.LanguageMiddleware",
    "sotay.handbook.middleware.DeviceMiddleware",
    "sotay.accounts.middleware.SecondFactorMiddleware",
    "sotay.organisations.middleware.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
    "sotay.ui.middleware.NotByAddressMiddleware",
]

ROOT_URLCONF = "sotay.urls"
WSGI_APPLICATION = "sotay.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sotay.web.context.frame",
            ],
        },
    }
]

# --- Records: requests connect as a role that row-level security binds; migrations as the owner.
if url := os.environ.get("DATABASE_URL"):
    _web = parse_url(url)
    _owner = parse_url(os.environ.get("DATABASE_OWNER_URL", url))
    if another := os.environ.get("SOTAY_DATABASE"):
        _web, _owner = replace(_web, name=another), replace(_owner, name=another)
else:
    _cluster = Cluster()
    if not _cluster.exists():
        with _cluster.in_use():
            pass
    _name = os.environ.get("SOTAY_DATABASE", "sotay")
    _web, _owner = _cluster.address(WEB, _name), _cluster.address(OWNER, _name)
DATABASES = {"default": _web.as_django(), "owner": _owner.as_django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "sotay.accounts.backends.AccountBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "sotay.accounts.validators.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "sotay.accounts.validators.CommonPasswordValidator"},
    {"NAME": "sotay.accounts.validators.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sotay.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "sotay.accounts.adapters.ProviderAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Passwords are counted by django-axes, across processes and by name and address; this one bounds
# wrong codes against one account from many addresses.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/h/key"}
ACCOUNT_FORMS = {
    "login": "sotay.accounts.forms.LoginForm",
    "change_password": "sotay.accounts.forms.ChangePasswordForm",
    "set_password": "sotay.accounts.forms.SetPasswordForm",
    "reauthenticate": "sotay.accounts.forms.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _whole_number("SOTAY_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Sổ tay"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ADAPTER = "sotay.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "sotay.accounts.forms.AuthenticateForm",
    "reauthenticate": "sotay.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "sotay.accounts.forms.ActivateTotpForm",
    "add_webauthn": "sotay.accounts.forms.AddKeyForm",
    "edit_webauthn": "sotay.accounts.forms.EditKeyForm",
}
SECOND_FACTOR_REQUIRED = _flag("SOTAY_SECOND_FACTOR", default=not DEMONSTRATION)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "to-chuc",
                "name": os.environ.get("SOTAY_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ["SOTAY_OIDC_CLIENT_ID"],
                "secret": os.environ.get("SOTAY_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ.get("SOTAY_OIDC_SERVER", "")},
            }
        ]
        if os.environ.get("SOTAY_OIDC_CLIENT_ID")
        else []
    }
}
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = _whole_number("SOTAY_SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = _whole_number("SOTAY_LOCKOUT_MINUTES", 15) / 60  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "sotay.accounts.lockout.page"
AXES_USERNAME_CALLABLE = "sotay.accounts.lockout.username"
AXES_CLIENT_IP_CALLABLE = "sotay.accounts.lockout.address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page names the minute it ends
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_ENGINE = "sotay.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Language, days
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["sotay.ui.formats"]

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None  # else served from where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
EVIDENCE_DIR = Path(os.environ.get("SOTAY_EVIDENCE", DATA_DIR / "evidence"))
EVIDENCE_LIMIT_BYTES = _whole_number("SOTAY_EVIDENCE_MB", 20) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
NINJA_PAGINATION_MAX_LIMIT = 200

# --- Mail, push, background work, audit
EMAIL_BACKEND = os.environ.get("SOTAY_MAIL", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("SOTAY_MAIL_FROM", "so-tay@localhost")
AUDIT_KEY_FILE = Path(os.environ.get("SOTAY_AUDIT_KEY", DATA_DIR / "audit-key.pem"))
PUSH_KEY_FILE = Path(os.environ.get("SOTAY_PUSH_KEY", DATA_DIR / "push-key.pem"))
PUSH_CONTACT = os.environ.get("SOTAY_PUSH_CONTACT", f"mailto:{DEFAULT_FROM_EMAIL}")
PUSH_HOSTS = [
    name
    for name in os.environ.get(
        "SOTAY_PUSH_HOSTS",
        "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
    )
    .lower()
    .split(",")
    if name
]
AUDIT_ORIGIN = os.environ.get("SOTAY_AUDIT_ORIGIN", "sotay.localhost/audit")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
