from django.urls import path

from sotay.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("preferences/", views.preferences, name="preferences"),
    path("tokens/", views.create_token, name="create_token"),
    path("tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("password/<str:key>/", views.set_password, name="set_password"),
    path("people/", views.people, name="people"),
    path("people/new/", views.create_account, name="create_account"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/invite/", views.invite, name="invite"),
    path("people/<int:user_id>/name/", views.correct_name, name="correct_name"),
    path("people/<int:user_id>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<int:user_id>/reactivate/", views.reactivate, name="reactivate"),
    path(
        "people/<int:user_id>/factors/", views.remove_second_factors, name="remove_second_factors"
    ),
    path("server/", views.server, name="server"),
    path("server/leave/", views.leave_personal_mode, name="leave_personal_mode"),
]
