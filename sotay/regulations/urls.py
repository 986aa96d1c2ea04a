from django.urls import path

from sotay.regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("overrides/<int:override_id>/end/", views.end_override, name="end_override"),
    path("<str:rule_id>/", views.rule_detail, name="detail"),
]
