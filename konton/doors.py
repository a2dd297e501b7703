"""The addresses of allauth that the portal changes; they are listed before allauth's own."""

from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from konton import organisations


class DownloadCodes(DownloadRecoveryCodesView):
    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response["Content-Disposition"] = 'attachment; filename="reservkoder.txt"'
        return response


urlpatterns = [
    # allauth does not mark its login by passkey as open, so LoginRequiredMiddleware would keep
    # out those who are to log in.
    path("tva-steg/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path(
        "tva-steg/recovery-codes/download/",
        DownloadCodes.as_view(),
        name="mfa_download_recovery_codes",
    ),
    # These two are all that is used of allauth.socialaccount, which looks them up by their names.
    path(
        "organisation/<slug:provider_id>/",
        organisations.login,
        name="openid_connect_login",
    ),
    path(
        "organisation/<slug:provider_id>/svar/",
        organisations.callback,
        name="openid_connect_callback",
    ),
]
