"""Every page and route, by app."""

from django.urls import include, path

from sotay.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("sotay.accounts.signin_urls")),
    path("account/", include("sotay.accounts.urls")),
    path("rules/", include("sotay.regulations.urls")),
    path("organisations/", include("sotay.organisations.urls")),
    path("members/", include("sotay.members.urls")),
    path("tasks/", include("sotay.followups.urls")),
    path("documents/", include("sotay.directives.urls")),
    path("reports/", include("sotay.reports.urls")),
    path("", include("sotay.web.urls")),
]
handler403 = "sotay.web.errors.forbidden"
handler404 = "sotay.web.errors.not_found"
handler500 = "sotay.web.errors.failed"
