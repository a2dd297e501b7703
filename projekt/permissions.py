"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class ProjektPermission(StrEnum):
    COMMENT_TASK = "projekt.comment_task"
    FINISH_TASK = "projekt.finish_task"
    HAND_IN = "projekt.hand_in"
    INVITE_PERSON = "projekt.invite_person"
    ORGANISE = "projekt.organise"
    OWN_LIST = "projekt.own_list"
    PLAN_ACTIVITIES = "projekt.plan_activities"
    PLAN_STEPS = "projekt.plan_steps"
    SEE_WORK = "projekt.see_work"
    SET_HOME_TASKS = "projekt.set_home_tasks"
    WRITE_MINUTES = "projekt.write_minutes"
