from django.urls import path
from django.views.generic import RedirectView

from sotay.followups import views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("new/", views.issue, name="issue"),
    path("queue/", views.queue_page, name="queue"),
    path("notices/", RedirectView.as_view(pattern_name="notices:list"), name="notices"),
    path("<int:task_id>/", views.detail, name="detail"),
    path("<int:task_id>/report/", views.report, name="report"),
    path("<int:task_id>/concretise/", views.concretise, name="concretise"),
    path("<int:task_id>/ask-extension/", views.ask_extension, name="ask_extension"),
    path("<int:task_id>/suggest/", views.suggest, name="suggest"),
    path("<int:task_id>/drop/", views.drop, name="drop"),
    path("<int:task_id>/assess/", views.assess, name="assess"),
    path("<int:task_id>/wait-for/", views.wait_for, name="wait_for"),
    path("<int:task_id>/stop-waiting/", views.stop_waiting, name="stop_waiting"),
    path("<int:task_id>/settle-stale/", views.settle_stale, name="settle_stale"),
    path("progress/<int:progress_id>/accept/", views.accept, name="accept"),
    path("progress/<int:progress_id>/return/", views.return_, name="return"),
    path("progress/<int:progress_id>/undo/", views.undo, name="undo_verification"),
    path("extensions/<int:extension_id>/decide/", views.decide, name="extend"),
    path("evidence/<int:evidence_id>/", views.evidence_detail, name="evidence"),
    path("evidence/<int:evidence_id>/file/", views.evidence_file, name="evidence_file"),
]
