from django.urls import path

from sotay.handbook import device

app_name = "handbook"
urlpatterns = [
    path("sw.js", device.worker, name="worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("offline/", device.offline, name="offline"),
    path("meeting/", device.meeting_shell, name="meeting_shell"),
    path("meeting/new/", device.meeting_shell, name="meeting_new"),
    path("meeting/<int:meeting_id>/", device.meeting_shell, name="meeting"),
]
