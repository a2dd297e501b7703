"""What the pages of an activity share: their frame, and the way back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from projekt.activities.models import Activity
from projekt.work.pages import Frame


def of_meeting(activity: Activity) -> Frame:
    return Frame(activity.cohort, activity.participation, "aktiviteter", activity)


def to_activity(activity: Activity, anchor: str = "") -> HttpResponse:
    answer = redirect("projekt:activity", activity.pk)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def activity_url(activity: Activity) -> str:
    return reverse("projekt:activity", args=[activity.pk])
