from django.urls import path

from program.applications import views as applications
from program.fees import views as fees
from program.interest import views as interest
from program.learning_groups import views as learning_groups
from program.office import views as office
from program.programme_types import views as programme_types
from program.record import views as record
from program.rule_pages import views as rule_pages
from program.selection import views as selection
from program.themes import views as themes

_COHORT = "program/<slug:key>/"
_RECORD = _COHORT + "kommun/<slug:slug>/"

app_name = "program"
urlpatterns = [
    path("program/", interest.programmes, name="programmes"),
    path("regler/<slug:name>/", rule_pages.rule, name="rule"),
    # The fixed addresses stand before those of a cohort, whose key is any slug. `_TAKEN` in
    # office/forms.py keeps a cohort from being called so.
    path("program/typer/", programme_types.types, name="types"),
    path("program/typer/<slug:key>/", programme_types.edit_type, name="edit_type"),
    path("program/typer/<slug:key>/kopiera/", programme_types.copy_type, name="copy_type"),
    path("program/ny/", office.create, name="create"),
    # --- a cohort
    path(_COHORT, interest.invitation, name="invitation"),
    path(_COHORT + "intresse/", interest.express, name="express"),
    path(_COHORT + "intresse/tack/", interest.thanks, name="thanks"),
    path(_COHORT + "kansli/", office.overview, name="office"),
    path(_COHORT + "andra/", office.edit, name="edit"),
    path(_COHORT + "andra/plan/", office.edit_plan, name="edit_plan"),
    path(_COHORT + "andra/fragor/", office.edit_questions, name="edit_questions"),
    path(_COHORT + "publicera/", office.publish, name="publish"),
    path(_COHORT + "avpublicera/", office.unpublish, name="unpublish"),
    path(_COHORT + "radera/", office.delete_draft, name="delete_draft"),
    path(_COHORT + "export.json", office.export, name="export"),
    path(_COHORT + "sokande/", selection.applicants, name="applicants"),
    path(_COHORT + "sokande/ny/", interest.register, name="register"),
    path(_COHORT + "sokande/fil/<slug:kind>/", selection.applicants_file, name="applicants_file"),
    path(_COHORT + "granskare/", selection.reviewers, name="reviewers"),
    path(_COHORT + "granskning/", selection.reviews, name="reviews"),
    path(_COHORT + "granskning/<slug:slug>/", selection.review, name="review"),
    path(_COHORT + "granskning/<slug:slug>/jav/", selection.step_aside, name="step_aside"),
    path(
        _COHORT + "granskning/<slug:slug>/bilaga/<int:pk>/",
        selection.review_file,
        name="review_file",
    ),
    path(_COHORT + "urval/", selection.choose, name="choose"),
    path(_COHORT + "urval/brev/", selection.letters, name="letters"),
    path(_COHORT + "urval/brev/<int:pk>/", selection.letter_file, name="letter_file"),
    path(_COHORT + "avgifter/", fees.fees, name="fees"),
    path(_COHORT + "avgifter/underlag/", fees.make_basis, name="make_basis"),
    path(
        _COHORT + "avgifter/underlag/<int:number>/<slug:kind>/", fees.basis_file, name="basis_file"
    ),
    path(_COHORT + "avgifter/rad/<int:pk>/", fees.change_item, name="change_item"),
    path(_COHORT + "avgifter/rad/<int:pk>/lagg-tillbaka/", fees.put_back, name="put_back"),
    path(_COHORT + "grupper/", learning_groups.groups, name="groups"),
    path(_COHORT + "teman/", themes.themes, name="themes"),
    # --- a municipality's record
    path(_RECORD, record.record, name="record"),
    path(_RECORD + "ansokan/", applications.application, name="application"),
    path(_RECORD + "ansokan/versioner/", applications.versions, name="versions"),
    path(_RECORD + "ansokan/bilagor/", applications.attach, name="attach"),
    path(_RECORD + "ansokan/bilagor/<int:pk>/", applications.attachment, name="attachment"),
    path(_RECORD + "ansokan/bilagor/<int:pk>/ta-bort/", applications.detach, name="detach"),
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
