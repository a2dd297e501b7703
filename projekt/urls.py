from django.urls import path

from projekt.activities import views as activities
from projekt.calendar import views as calendar
from projekt.home_tasks import views as home_tasks
from projekt.importing import views as importing
from projekt.invitations import views as invitations
from projekt.meetings.views import meeting as meetings
from projekt.meetings.views import minutes, outcomes
from projekt.organisation import views as organisation
from projekt.overview import views as overview
from projekt.people import views as people
from projekt.plan import views as plan
from projekt.scheduling import views as scheduling

_COHORT = "program/<slug:key>/"
_WORK = _COHORT + "kommun/<slug:slug>/arbete/"
_ONE = "aktivitet/<int:pk>/"

app_name = "projekt"
urlpatterns = [
    # --- a municipality's work
    path(_WORK, overview.work, name="work"),
    path(_WORK + "organisation/", organisation.organisation, name="organisation"),
    path(_WORK + "organisation/borja/", organisation.seed_groups, name="seed_groups"),
    path(_WORK + "organisation/ny/", organisation.add_group, name="add_group"),
    path(_WORK + "organisation/grupp/<int:pk>/", organisation.edit_group, name="edit_group"),
    path(_WORK + "organisation/grupp/<int:pk>/avsluta/", organisation.end_group, name="end_group"),
    path(_WORK + "organisation/grupp/<int:pk>/lagg-till/", organisation.assign, name="assign"),
    path(
        _WORK + "organisation/uppdrag/<int:pk>/avsluta/",
        organisation.end_assignment,
        name="end_assignment",
    ),
    path(_WORK + "organisation/person/<int:pk>/", people.edit_person, name="edit_person"),
    path(_WORK + "organisation/person/<int:pk>/slutar/", people.leave, name="leave"),
    path(
        _WORK + "organisation/person/<int:pk>/bjud-in/",
        people.invite_person,
        name="invite_person",
    ),
    path(_WORK + "steg/", plan.steps, name="steps"),
    path(_WORK + "steg/<int:number>/", plan.plan_step, name="plan_step"),
    path(_WORK + "milstolpe/ny/", plan.add_milestone, name="add_milestone"),
    path(_WORK + "milstolpe/<int:pk>/", plan.edit_milestone, name="edit_milestone"),
    path(_WORK + "milstolpe/<int:pk>/klar/", plan.reach_milestone, name="reach_milestone"),
    path(_WORK + "aktiviteter/", activities.activities, name="activities"),
    path(
        _WORK + "aktiviteter/fil/<slug:kind>/", activities.activities_file, name="activities_file"
    ),
    path(_WORK + "aktiviteter/ny/", scheduling.new_activity, name="new_activity"),
    path(_WORK + "aktiviteter/slag/", activities.add_kind, name="add_kind"),
    path(_WORK + "aktiviteter/importera/", importing.import_page, name="import"),
    path(_WORK + "beslut/", outcomes.decisions, name="decisions"),
    path(_WORK + "uppgifter/", home_tasks.tasks, name="tasks"),
    path(_WORK + "hemuppgift/<int:pk>/", home_tasks.own_task, name="own_task"),
    path(_WORK + "hemuppgift/<int:pk>/fil/", home_tasks.hand_in_file, name="hand_in_file"),
    path(_WORK + "hemuppgift/<int:pk>/bedom/", home_tasks.judge, name="judge"),
    path(_WORK + "hemuppgift/<int:pk>/kommentera/", home_tasks.comment_task, name="comment_task"),
    # --- what is wider than a municipality
    path(_COHORT + "aktiviteter/", activities.cohort_activities, name="cohort_activities"),
    path(_COHORT + "aktiviteter/ny/", scheduling.new_cohort_activity, name="new_cohort_activity"),
    path(_COHORT + "organisation/", organisation.programme, name="programme"),
    path(_COHORT + "organisation/ny/", organisation.programme_group, name="programme_group"),
    path(
        _COHORT + "organisation/grupp/<int:pk>/lagg-till/",
        organisation.programme_assign,
        name="programme_assign",
    ),
    path(
        _COHORT + "organisation/uppdrag/<int:pk>/avsluta/",
        organisation.programme_end,
        name="programme_end",
    ),
    path(_COHORT + "hemuppgifter/", home_tasks.home_tasks, name="home_tasks"),
    path(_COHORT + "hemuppgifter/ny/", home_tasks.new_home_task, name="new_home_task"),
    path(_COHORT + "hemuppgifter/<int:pk>/", home_tasks.home_task, name="home_task"),
    path(
        _COHORT + "hemuppgifter/<int:pk>/andra/", home_tasks.edit_home_task, name="edit_home_task"
    ),
    path(
        _COHORT + "hemuppgifter/<int:pk>/ta-tillbaka/",
        home_tasks.withdraw_home_task,
        name="withdraw_home_task",
    ),
    # --- one activity
    path(_ONE, meetings.activity, name="activity"),
    path(_ONE + "andra/", scheduling.edit_activity, name="edit_activity"),
    path(_ONE + "stall-in/", scheduling.cancel_activity, name="cancel_activity"),
    path(_ONE + "hall-anda/", scheduling.hold_activity, name="hold_activity"),
    path(_ONE + "ta-bort/", scheduling.remove_activity, name="remove_activity"),
    path(_ONE + "bjud-in/", invitations.invite_people, name="invite_people"),
    path(_ONE + "svara/", invitations.answer, name="answer"),
    path(_ONE + "narvaro/", invitations.presence, name="presence"),
    path(_ONE + "punkt/", meetings.new_item, name="new_item"),
    path(_ONE + "anteckningar/", minutes.write_minutes, name="write_minutes"),
    path(_ONE + "anteckningar/historik/", minutes.minutes_history, name="minutes_history"),
    path(_ONE + "anteckningar/<int:version>/", minutes.settle_minutes, name="settle_minutes"),
    path(_ONE + "utfall/", outcomes.new_outcome, name="new_outcome"),
    path("inbjuden/<int:pk>/ta-tillbaka/", invitations.uninvite, name="uninvite"),
    path("inbjuden/<int:pk>/ny-lank/", invitations.renew_link, name="renew_link"),
    path("punkt/<int:pk>/", meetings.edit_item, name="edit_item"),
    path("punkt/<int:pk>/flytta/", meetings.move_item, name="move_item"),
    path("punkt/<int:pk>/fil/", meetings.item_file, name="item_file"),
    path("utfall/<int:pk>/", outcomes.outcome, name="outcome"),
    path("utfall/<int:pk>/andra/", outcomes.edit_outcome, name="edit_outcome"),
    path("utfall/<int:pk>/ta-bort/", outcomes.remove_outcome, name="remove_outcome"),
    path("utfall/<int:pk>/klar/", outcomes.finish, name="finish"),
    # --- one's own
    path("svar/<str:token>/", invitations.answer_by_letter, name="answer_by_letter"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/ny-adress/", calendar.make_address, name="make_address"),
    path("kalender/aterkalla/", calendar.revoke_address, name="revoke_address"),
    path("kalender/<str:token>.ics", calendar.feed, name="feed"),
]
