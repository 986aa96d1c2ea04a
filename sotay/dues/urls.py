from django.urls import URLPattern, path

from sotay.dues.views import above, keeping, own

app_name = "dues"
urlpatterns: list[URLPattern] = [
    path("", keeping.home, name="home"),
    path("mine/", own.mine, name="mine"),
    path("mine/basis/", own.basis, name="own_basis"),
    path("mine/tell/", own.tell, name="tell"),
    path("account/", keeping.account, name="account"),
    path("rollup/", above.rollup_page, name="rollup"),
    path("rollup/<int:organisation_id>/<str:month>/pass-on/", above.pass_on, name="pass_on"),
    path(
        "rollup/<int:organisation_id>/<str:month>/<slug:figure>/",
        above.rollup_rows,
        name="rows",
    ),
    path("cells/<int:cell_id>/", above.cell, name="cell"),
    path("cells/<int:cell_id>/open/", keeping.open_month, name="open_month"),
    path("cells/<int:cell_id>/members/<int:member_id>/", keeping.member, name="payer"),
    path("cells/<int:cell_id>/members/<int:member_id>/pay/", keeping.pay, name="pay"),
    path("cells/<int:cell_id>/members/<int:member_id>/basis/", keeping.basis, name="basis"),
    path("cells/<int:cell_id>/members/<int:member_id>/relief/", keeping.relief, name="relief"),
    path("cells/<int:cell_id>/<str:month>/", keeping.month_sheet, name="month"),
    path("cells/<int:cell_id>/<str:month>/pay-all/", keeping.pay_all, name="pay_all"),
    path("cells/<int:cell_id>/<str:month>/refresh/", keeping.refresh_month, name="refresh_month"),
    path("cells/<int:cell_id>/<str:month>/close/", keeping.close_month, name="close_month"),
    path("cells/<int:cell_id>/<str:month>/pay/<int:member_id>/", keeping.pay_one, name="pay_one"),
    path("receipts/<int:receipt_id>/", keeping.receipt, name="receipt"),
    path("receipts/<int:receipt_id>/pdf/", keeping.receipt_file, name="receipt_file"),
    path("receipts/<int:receipt_id>/reverse/", keeping.reverse_receipt, name="reverse_receipt"),
    path("advices/<int:advice_id>/confirm/", keeping.confirm_advice, name="confirm_advice"),
    path("advices/<int:advice_id>/decline/", keeping.decline_advice, name="decline_advice"),
    path("remittances/<int:remittance_id>/confirm/", above.confirm, name="confirm"),
    path("remittances/<int:remittance_id>/return/", above.give_back, name="return"),
    path("remittances/<int:remittance_id>/resend/", keeping.resend, name="resend"),
]
