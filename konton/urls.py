from django.urls import path

from konton import audit_views, letter_views, people_views, staff_views, views

app_name = "konton"
urlpatterns = [
    path("konto/", views.account, name="account"),
    path("konto/logga-ut-overallt/", views.leave_everywhere, name="leave_everywhere"),
    path("konto/inloggningar/", views.show_logins, name="logins"),
    path("konto/mina-uppgifter/", views.own_data_file, name="own_data"),
    path("konto/osparat/", views.show_unsent, name="unsent"),
    path("roller/", views.roles, name="roles"),
    path("inbjudningar/", views.invitations, name="invitations"),
    path("inbjudningar/<int:pk>/aterkalla/", views.withdraw, name="withdraw"),
    path("inbjudningar/<int:pk>/skicka-igen/", views.resend, name="resend"),
    path("inbjudan/<str:token>/", views.accept, name="accept"),
    path("personer/", people_views.people, name="people"),
    path("personer/kommun/<slug:slug>/", staff_views.roles_in, name="roles_in"),
    path("personer/roll/<int:pk>/avsluta/", staff_views.end_role, name="end_role"),
    path("personer/roll/<int:pk>/lamna-over/", staff_views.hand_over, name="hand_over"),
    path("personer/roll/<int:pk>/ersattare/", staff_views.stand_in, name="stand_in"),
    path("personer/ersattare/<int:pk>/avsluta/", staff_views.end_stand_in, name="end_stand_in"),
    path("personer/<int:pk>/stang-av/", people_views.close, name="close"),
    path("personer/<int:pk>/oppna/", people_views.reopen, name="reopen"),
    path("personer/<int:pk>/radera/", people_views.erase, name="erase"),
    path("brev/", letter_views.letters, name="letters"),
    path("brev/slapp/", letter_views.let_go, name="let_go"),
    path("brev/<int:pk>/", letter_views.send_again, name="send_again"),
    path("granskningslogg/", audit_views.audit, name="audit"),
    path("granskningslogg/fil/<str:kind>/", audit_views.audit_file, name="audit_file"),
]
