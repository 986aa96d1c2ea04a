from django.urls import path

from sotay.meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.year, name="list"),
    path("new/", views.plan, name="plan"),
    path("series/", views.series, name="series"),
    path("rollup/", views.rollup, name="rollup"),
    path("feed/", views.feed_page, name="feed"),
    path("feed/<str:token>.ics", views.feed, name="feed_file"),
    path("papers/<int:paper_id>/", views.paper, name="paper"),
    path("conflicts/<int:change_id>/", views.settle, name="settle"),
    path("<int:meeting_id>/", views.detail, name="detail"),
    path("<int:meeting_id>/change/", views.change, name="change"),
    path("<int:meeting_id>/cancel/", views.cancel, name="cancel"),
    path("<int:meeting_id>/invite/", views.invite, name="invite"),
    path("<int:meeting_id>/call/", views.call, name="call"),
    path("<int:meeting_id>/call/<int:organisation_id>/off/", views.uncall, name="uncall"),
    path("<int:meeting_id>/answer/", views.answer, name="answer"),
    path("<int:meeting_id>/answers/<int:invitation_id>/", views.answer_for, name="answer_for"),
    path("<int:meeting_id>/steps/", views.keep_step, name="step"),
    path("<int:meeting_id>/papers/", views.publish_paper, name="publish_paper"),
    path("<int:meeting_id>/lead/", views.lead, name="lead"),
    path("<int:meeting_id>/write/<slug:what>/", views.write, name="write"),
    path("<int:meeting_id>/open/", views.open_, name="open"),
    path("<int:meeting_id>/close/", views.close, name="close"),
    path("<int:meeting_id>/enter/", views.enter, name="enter"),
    path("<int:meeting_id>/screen/", views.screen, name="screen"),
    path("<int:meeting_id>/here/", views.here, name="here"),
    path("<int:meeting_id>/hand/<uuid:motion>/", views.hand, name="hand"),
    path("<int:meeting_id>/minutes/", views.minutes, name="minutes"),
    path("<int:meeting_id>/minutes.docx", views.minutes_word, name="minutes_word"),
    path("<int:meeting_id>/minutes.pdf", views.minutes_pdf, name="minutes_pdf"),
    path("<int:meeting_id>/confirm/", views.confirm, name="confirm"),
    path("<int:meeting_id>/seal/", views.seal, name="seal"),
]
