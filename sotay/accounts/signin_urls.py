"""The pages of django-allauth that are open here; what is not listed does not exist.

Left out: registration by form, mail addresses and their confirmation, resetting a password by mail
(an officer hands over a link instead), signing in by code.
"""

from allauth.account import views as account_views
from allauth.socialaccount import views as provider_views
from allauth.socialaccount.providers.openid_connect import views as openid_views
from django.urls import include, path

from sotay.accounts import views

urlpatterns = [
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("signup/", account_views.signup, name="account_signup"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("password/set/", account_views.password_set, name="account_set_password"),
    path("password/forgotten/", views.forgotten_password, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("provider/", provider_views.connections, name="socialaccount_connections"),
    path(
        "provider/cancelled/", provider_views.login_cancelled, name="socialaccount_login_cancelled"
    ),
    path("provider/error/", provider_views.login_error, name="socialaccount_login_error"),
    path("provider/signup/", provider_views.signup, name="socialaccount_signup"),
    path("oidc/<str:provider_id>/login/", views.provider_login, name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/",
        openid_views.callback,
        name="openid_connect_callback",
    ),
]
