from django.urls import path

from sotay.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("leader/", views.leader, name="leader"),
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("more/", views.more, name="more"),
    path("server/", views.server, name="server"),
]
