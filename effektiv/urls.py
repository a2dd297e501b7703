"""All addresses. Paths are Swedish, because users read and type them."""

from django.urls import include, path

from effektiv import gallery, views
from oversikt.views import start

urlpatterns = [
    path("", start, name="start"),
    path("halsa/", views.health, name="health"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("komponenter/", gallery.gallery, name="gallery"),
    path("konto/", include("konton.doors")),
    # Before allauth's own addresses, some of which these replace.
    path("konto/", include("allauth.account.urls")),
    path("konto/tva-steg/", include("allauth.mfa.urls")),
    path("", include("grund.urls")),
    path("", include("oversikt.urls")),
    path("", include("konton.urls")),
    path("", include("kolada.urls")),
    path("", include("forbattring.urls")),
    path("", include("projekt.urls")),
    path("", include("program.urls")),
    path("", include("analys.urls")),
]

handler403 = "effektiv.views.forbidden"
handler404 = "effektiv.views.not_found"
handler500 = "effektiv.views.server_error"
