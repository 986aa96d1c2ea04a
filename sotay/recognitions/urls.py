from django.urls import path

from sotay.recognitions import views

app_name = "recognitions"
ONE = "<int:organisation_id>/<int:year>/"
urlpatterns = [
    path("", views.index, name="list"),
    path("rollup/", views.rollup, name="rollup"),
    path("evidence/<int:answer_id>/", views.evidence, name="evidence"),
    path(ONE, views.detail, name="detail"),
    path(f"{ONE}records/<slug:code>/", views.records, name="records"),
    path(f"{ONE}answer/<slug:key>/", views.answer, name="answer"),
    path(f"{ONE}assess/<slug:key>/", views.assess, name="assess"),
    path(f"{ONE}send/", views.send, name="send"),
    path(f"{ONE}return/", views.give_back, name="return"),
    path(f"{ONE}withdraw/", views.withdraw, name="withdraw"),
    path(f"{ONE}replace/", views.replace, name="replace"),
    path(f"{ONE}decide/", views.decide, name="decide"),
]
