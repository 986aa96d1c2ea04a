from django.urls import path

from sotay.directives import views

app_name = "directives"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("new/", views.document_new, name="new"),
    path("hollow/", views.hollow, name="hollow"),
    path("<int:document_id>/", views.detail, name="detail"),
    path("<int:document_id>/confirm/", views.confirm, name="confirm"),
    path("<int:document_id>/remove/", views.remove, name="remove"),
    path("<int:document_id>/issue/", views.issue, name="issue"),
    path("<int:document_id>/end/", views.end, name="end"),
    path("<int:document_id>/pin/", views.pin, name="pin"),
    path("<int:document_id>/unpin/", views.unpin, name="unpin"),
    path("<int:document_id>/file/", views.file, name="file"),
    path("<int:document_id>/coverage/", views.coverage, name="coverage"),
    path("<int:document_id>/chain/", views.chain, name="chain"),
    path("<int:document_id>/compare/", views.compare, name="compare"),
    path("<int:document_id>/add/", views.add, name="add"),
    path("drafts/<int:draft_id>/take/", views.take, name="take"),
    path("drafts/<int:draft_id>/edit/", views.edit, name="edit"),
    path("drafts/<int:draft_id>/drop/", views.drop, name="drop"),
    path("drafts/<int:draft_id>/restore/", views.restore, name="restore"),
    path("citations/<int:citation_id>/", views.citation, name="citation"),
    path("citations/<int:citation_id>/repair/", views.repair, name="repair"),
    path("citations/<int:citation_id>/drop/", views.citation_drop, name="citation_drop"),
    path("clauses/<int:clause_id>/waive/<int:organisation_id>/", views.waive, name="waive"),
    path("waivers/<int:waiver_id>/remove/", views.unwaive, name="unwaive"),
]
