from django.urls import path

from sotay.handbook import views

app_name = "handbook"
urlpatterns = [
    path("", views.me, name="me"),
    path("cell/", views.cell, name="cell"),
    path("guidance/", views.guidance_list, name="guidance"),
    path("guidance/<slug:code>/", views.guidance_detail, name="situation"),
    path("guidance/<slug:code>/paper/", views.guidance_paper, name="paper"),
]
