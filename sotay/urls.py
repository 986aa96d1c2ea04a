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
    path("dues/", include("sotay.dues.urls")),
    path("documents/", include("sotay.directives.urls")),
    path("library/", include("sotay.library.urls")),
    path("news/", include("sotay.news.urls")),
    path("meetings/", include("sotay.meetings.urls")),
    path("proposals/", include("sotay.proposals.urls")),
    path("contests/", include("sotay.contests.urls")),
    path("recognitions/", include("sotay.recognitions.urls")),
    path("notices/", include("sotay.notices.urls")),
    path("reports/", include("sotay.reports.urls")),
    path("handbook/", include("sotay.handbook.urls")),
    path("", include("sotay.web.urls")),
]
handler403 = "sotay.web.errors.forbidden"
handler404 = "sotay.web.errors.not_found"
handler500 = "sotay.web.errors.failed"
