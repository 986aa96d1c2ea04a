from django.urls import path

from sotay.contests import views

app_name = "contests"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.create, name="new"),
    path("mine/", views.mine, name="mine"),
    path("desk/", views.desk, name="desk"),
    path("<int:round_id>/", views.round_page, name="round"),
    path("<int:round_id>/submit/", views.submit, name="submit"),
    path("<int:round_id>/jury/", views.jury, name="jury"),
    path("<int:round_id>/jury/<int:member_id>/name/", views.name_juror, name="name_juror"),
    path("<int:round_id>/jury/<int:juror_id>/dismiss/", views.dismiss_juror, name="dismiss_juror"),
    path("<int:round_id>/start/", views.start, name="start"),
    path("<int:round_id>/close/", views.close, name="close"),
    path("<int:round_id>/publish/", views.publish, name="publish"),
    path("<int:round_id>/results/", views.results, name="results"),
    path("entries/<int:entry_id>/", views.entry, name="entry"),
    path("entries/<int:entry_id>/accept/", views.accept, name="accept"),
    path("entries/<int:entry_id>/refuse/", views.refuse, name="refuse"),
    path("entries/<int:entry_id>/withdraw/", views.withdraw, name="withdraw"),
    path("entries/<int:entry_id>/file/", views.entry_file, name="file"),
    path("entries/<int:entry_id>/tie/", views.tie, name="tie"),
    path("score/<int:entry_id>/", views.score, name="score"),
    path("score/<int:entry_id>/copy/", views.copy, name="copy"),
    path("score/<int:entry_id>/aside/", views.stand_aside, name="aside"),
    path("prizes/<int:prize_id>/withhold/", views.withhold, name="withhold"),
]
