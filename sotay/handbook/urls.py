from django.urls import path

from sotay.handbook import device, views

app_name = "handbook"
urlpatterns = [
    path("", views.me, name="me"),
    path("review/", views.review, name="review"),
    path("cell/", views.cell, name="cell"),
    path("guidance/", views.guidance_list, name="guidance"),
    path("guidance/<slug:code>/", views.guidance_detail, name="situation"),
    path("guidance/<slug:code>/paper/", views.guidance_paper, name="paper"),
    path("sw.js", device.worker, name="worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("offline/", device.offline, name="offline"),
    path("device/", device.waiting, name="device"),
    path("kept/", device.kept, name="kept"),
    path("meeting/", device.meeting_shell, name="meeting_shell"),
    path("meeting/new/", device.meeting_shell, name="meeting_new"),
    path("meeting/<int:meeting_id>/", device.meeting_shell, name="meeting"),
]
