from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def _soon(request: HttpRequest, **_more: object) -> HttpResponse:
    raise Http404


app_name = "members"
urlpatterns: list = [
    path("", _soon, name="list"),
    path("me/", _soon, name="me"),
    path("import/", _soon, name="import"),
    path("transfers/", _soon, name="transfers"),
    path("<int:member_id>/", _soon, name="detail"),
]
