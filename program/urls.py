from django.urls import path

from program.views import applicants, application, groups, money, office, public, record, themes

_COHORT = "program/<slug:key>/"
_RECORD = _COHORT + "kommun/<slug:slug>/"

app_name = "program"
urlpatterns = [
    path("program/", public.programmes, name="programmes"),
    path("regler/<slug:name>/", public.rule, name="rule"),
    # The fixed addresses stand before those of a cohort, whose key is any slug. `_TAKEN` in
    # forms/cohorts.py keeps a cohort from being called so.
    path("program/typer/", office.types, name="types"),
    path("program/typer/<slug:key>/", office.edit_type, name="edit_type"),
    path("program/typer/<slug:key>/kopiera/", office.copy_type, name="copy_type"),
    path("program/ny/", office.create, name="create"),
    # --- a cohort
    path(_COHORT, public.invitation, name="invitation"),
    path(_COHORT + "intresse/", public.express, name="express"),
    path(_COHORT + "intresse/tack/", public.thanks, name="thanks"),
    path(_COHORT + "kansli/", office.overview, name="office"),
    path(_COHORT + "andra/", office.edit, name="edit"),
    path(_COHORT + "andra/plan/", office.edit_plan, name="edit_plan"),
    path(_COHORT + "andra/fragor/", office.edit_questions, name="edit_questions"),
    path(_COHORT + "publicera/", office.publish, name="publish"),
    path(_COHORT + "avpublicera/", office.unpublish, name="unpublish"),
    path(_COHORT + "radera/", office.delete_draft, name="delete_draft"),
    path(_COHORT + "export.json", office.export, name="export"),
    path(_COHORT + "sokande/", applicants.applicants, name="applicants"),
    path(_COHORT + "sokande/ny/", applicants.register, name="register"),
    path(_COHORT + "sokande/fil/<slug:kind>/", applicants.applicants_file, name="applicants_file"),
    path(_COHORT + "granskare/", applicants.reviewers, name="reviewers"),
    path(_COHORT + "granskning/", applicants.reviews, name="reviews"),
    path(_COHORT + "granskning/<slug:slug>/", applicants.review, name="review"),
    path(_COHORT + "granskning/<slug:slug>/jav/", applicants.step_aside, name="step_aside"),
    path(
        _COHORT + "granskning/<slug:slug>/bilaga/<int:pk>/",
        applicants.review_file,
        name="review_file",
    ),
    path(_COHORT + "urval/", applicants.choose, name="choose"),
    path(_COHORT + "urval/brev/", applicants.letters, name="letters"),
    path(_COHORT + "urval/brev/<int:pk>/", applicants.letter_file, name="letter_file"),
    path(_COHORT + "avgifter/", money.fees, name="fees"),
    path(_COHORT + "avgifter/underlag/", money.make_basis, name="make_basis"),
    path(
        _COHORT + "avgifter/underlag/<int:number>/<slug:kind>/", money.basis_file, name="basis_file"
    ),
    path(_COHORT + "avgifter/rad/<int:pk>/", money.change_item, name="change_item"),
    path(_COHORT + "avgifter/rad/<int:pk>/lagg-tillbaka/", money.put_back, name="put_back"),
    path(_COHORT + "grupper/", groups.groups, name="groups"),
    path(_COHORT + "teman/", themes.themes, name="themes"),
    # --- a municipality's record
    path(_RECORD, record.record, name="record"),
    path(_RECORD + "ansokan/", application.application, name="application"),
    path(_RECORD + "ansokan/versioner/", application.versions, name="versions"),
    path(_RECORD + "ansokan/bilagor/", application.attach, name="attach"),
    path(_RECORD + "ansokan/bilagor/<int:pk>/", application.attachment, name="attachment"),
    path(_RECORD + "ansokan/bilagor/<int:pk>/ta-bort/", application.detach, name="detach"),
    path(_RECORD + "kommentera/", record.comment, name="comment"),
    path(_RECORD + "beslut/", record.decision, name="decision"),
    path(_RECORD + "beslut/utdrag/", record.extract, name="extract"),
    path(_RECORD + "utfastelse/<int:pk>/", record.fulfil, name="fulfil"),
    path(_RECORD + "steg/", record.set_step, name="set_step"),
    path(_RECORD + "kontakt/", record.contact, name="contact"),
    path(_RECORD + "dra-sig-ur/", record.withdraw, name="withdraw"),
    path(_RECORD + "ta-tillbaka/", record.take_back, name="take_back"),
    path(_RECORD + "mer-tid/", record.give_time, name="give_time"),
    path(_RECORD + "bjud-in/", record.invite, name="invite"),
]
