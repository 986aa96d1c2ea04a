from django.urls import path

from sotay.news import views

app_name = "news"
urlpatterns = [
    path("", views.news_list, name="list"),
    path("new/", views.create, name="new"),
    path("<int:news_id>/", views.detail, name="detail"),
    path("<int:news_id>/change/", views.change, name="change"),
    path("<int:news_id>/publish/", views.publish, name="publish"),
    path("<int:news_id>/correct/", views.correct, name="correct"),
    path("<int:news_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:news_id>/files/<int:attachment_id>/", views.attachment, name="file"),
    path("<int:news_id>/files/<int:attachment_id>/remove/", views.detach, name="detach"),
]
