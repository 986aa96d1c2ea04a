"""Pages of proposals. Those without a name are passed by unread by every middleware that knows."""

from django.urls import path

from sotay.proposals import views
from sotay.proposals.views import acts, mass, nameless

PAPERS = [  # the minutes of a session and the notice of its conclusion, as Word and PDF
    path(
        f"sessions/<int:session_id>/{sort}.{ending}",
        mass.drawn_up,
        {"sort": sort, "ending": ending},
        name=f"session_{sort}_{ending}",
    )
    for sort in ("minutes", "notice")
    for ending in ("docx", "pdf")
]

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("anonymous/", nameless.anonymous, name="anonymous"),
    path("receipt/", nameless.receipt, name="receipt"),
    path("published/", views.published, name="published"),
    path("counts/", views.counts, name="counts"),
    path("mass-organisations/", mass.overview, name="mass"),
    path("mass-organisations/new/", mass.new, name="mass_new"),
    path("mass-organisations/<int:mass_id>/", mass.detail, name="mass_detail"),
    path("mass-organisations/<int:mass_id>/plan/", mass.plan, name="mass_plan"),
    path("mass-organisations/<int:mass_id>/representative/", mass.appoint, name="mass_appoint"),
    path("mass-organisations/<int:mass_id>/end/", mass.end, name="mass_end"),
    path("sessions/<int:session_id>/", mass.session, name="session"),
    path("sessions/<int:session_id>/hold/", mass.hold, name="session_hold"),
    path("sessions/<int:session_id>/attendance/", mass.attend, name="session_attend"),
    *PAPERS,
    path("sessions/<int:session_id>/link/", mass.link, name="session_link"),
    path("sessions/<int:session_id>/task/", mass.task, name="session_task"),
    path("<int:proposal_id>/", views.detail, name="detail"),
    path("<int:proposal_id>/take-in/", acts.take_in, name="take_in"),
    path("<int:proposal_id>/refer/", acts.refer, name="refer"),
    path("<int:proposal_id>/ask-part/", acts.ask_part, name="ask_part"),
    path("parts/<int:part_id>/", acts.give_part, name="give_part"),
    path("<int:proposal_id>/ask-back/", acts.ask_back, name="ask_back"),
    path("<int:proposal_id>/answer/", acts.answer, name="answer"),
    path("<int:proposal_id>/publish/", acts.publish, name="publish"),
    path("<int:proposal_id>/unpublish/", acts.unpublish, name="unpublish"),
    path("<int:proposal_id>/attach/", acts.attach, name="attach"),
    path("files/<int:attachment_id>/", views.file, name="file"),
    path("files/<int:attachment_id>/remove/", acts.detach, name="detach"),
    path("<int:proposal_id>/task/", acts.give_task, name="give_task"),
    path("<int:proposal_id>/add/", acts.add, name="add"),
    path("<int:proposal_id>/rate/", acts.rate, name="rate"),
    path("<int:proposal_id>/close/", acts.close, name="close"),
    path("<int:proposal_id>/withdraw/", acts.withdraw, name="withdraw"),
]
