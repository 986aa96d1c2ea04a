from django.urls import path

from sotay.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:notice_id>/", views.open_, name="open"),
    path("choices/", views.choices, name="choices"),
    path("devices/<int:device_id>/remove/", views.remove_device, name="remove_push"),
]
