from django.urls import path

from sotay.contests.views import entries, jury, results, rounds

app_name = "contests"
urlpatterns = [
    path("", rounds.index, name="list"),
    path("new/", rounds.create, name="new"),
    path("mine/", entries.mine, name="mine"),
    path("desk/", jury.desk, name="desk"),
    path("<int:round_id>/", rounds.round_page, name="round"),
    path("<int:round_id>/submit/", entries.submit, name="submit"),
    path("<int:round_id>/jury/", jury.jury, name="jury"),
    path("<int:round_id>/jury/<int:member_id>/name/", jury.name_juror, name="name_juror"),
    path("<int:round_id>/jury/<int:juror_id>/dismiss/", jury.dismiss_juror, name="dismiss_juror"),
    path("<int:round_id>/jury/<int:juror_id>/categories/", jury.assign_juror, name="assign_juror"),
    path("<int:round_id>/postpone/", rounds.postpone, name="postpone"),
    path("<int:round_id>/start/", rounds.start, name="start"),
    path("<int:round_id>/close/", rounds.close, name="close"),
    path("<int:round_id>/publish/", results.publish, name="publish"),
    path("<int:round_id>/results/", results.results, name="results"),
    path("entries/<int:entry_id>/", entries.entry, name="entry"),
    path("entries/<int:entry_id>/accept/", entries.accept, name="accept"),
    path("entries/<int:entry_id>/refuse/", entries.refuse, name="refuse"),
    path("entries/<int:entry_id>/withdraw/", entries.withdraw, name="withdraw"),
    path("entries/<int:entry_id>/file/", entries.entry_file, name="file"),
    path("entries/<int:entry_id>/tie/", results.tie, name="tie"),
    path("score/<int:entry_id>/", jury.score, name="score"),
    path("score/<int:entry_id>/copy/", jury.copy, name="copy"),
    path("score/<int:entry_id>/aside/", jury.stand_aside, name="aside"),
    path("prizes/<int:prize_id>/withhold/", results.withhold, name="withhold"),
]
