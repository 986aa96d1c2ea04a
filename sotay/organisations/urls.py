from django.urls import path

from sotay.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("<int:organisation_id>/", views.detail, name="detail"),
    path("<int:organisation_id>/node/", views.node, name="node"),
    path("<int:organisation_id>/compare/", views.compare, name="compare"),
    path("<int:organisation_id>/found/", views.act, {"what": "found"}, name="found"),
    path("<int:organisation_id>/merge/", views.act, {"what": "merge"}, name="merge"),
    path("<int:organisation_id>/split/", views.act, {"what": "split"}, name="split"),
    path("<int:organisation_id>/rename/", views.act, {"what": "rename"}, name="rename"),
    path("<int:organisation_id>/reparent/", views.act, {"what": "reparent"}, name="reparent"),
    path("<int:organisation_id>/dissolve/", views.act, {"what": "dissolve"}, name="dissolve"),
    path("<int:organisation_id>/regroup/", views.regroup, name="regroup"),
    path("<int:organisation_id>/offices/", views.grant_office, name="grant_office"),
    path("<int:organisation_id>/groups/", views.form_party_group, name="form_party_group"),
    path("offices/<int:grant_id>/end/", views.end_office, name="end_office"),
    path("groups/<int:group_id>/end/", views.end_party_group, name="end_party_group"),
    path("acts/<int:act_id>/", views.act_page, name="act"),
    path("acts/<int:act_id>/correct/", views.correct, name="correct"),
]
