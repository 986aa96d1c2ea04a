from django.urls import path

from sotay.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:report_id>/", views.detail, name="detail"),
    path("<int:report_id>/figures/<int:figure_id>/", views.figure_rows, name="figure"),
    path("<int:report_id>/figures/<int:figure_id>/csv/", views.figure_csv, name="figure_csv"),
    path("<int:report_id>/write/", views.write, name="write"),
    path("<int:report_id>/refresh/", views.refresh, name="refresh"),
    path("<int:report_id>/lock/", views.lock, name="lock"),
    path("<int:report_id>/again/", views.again, name="again"),
    path("<int:report_id>/word/", views.word, name="word"),
    path("<int:report_id>/pdf/", views.pdf, name="pdf"),
    path("sentences/<int:sentence_id>/remove/", views.unwrite, name="unwrite"),
]
