"""Pages of samverkan: consultations, meetings, and the times that consultants offer."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import consultations, meetings, offered_times, shared_plans

CASE = "arenden/<uuid:arende>/samverkan"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{CASE}/konsultation", consultations.index, name="talks"),
    path(f"{CASE}/konsultation/ny", consultations.new, name="consultation-new"),
    path(f"{CASE}/konsultation/<uuid:konsultation>", consultations.show, name="consultation"),
    path(
        f"{CASE}/konsultation/<uuid:konsultation>/remiss.pdf", consultations.paper, name="consultation-paper"
    ),
    path(f"{CASE}/konsultation/<uuid:konsultation>/plan", shared_plans.share, name="consultation-plan"),
    path(
        f"{CASE}/konsultation/<uuid:konsultation>/tid.ics",
        consultations.calendar,
        name="consultation-calendar",
    ),
    path(f"{CASE}/moten/nytt", meetings.new, name="meeting-new"),
    path(f"{CASE}/moten/<uuid:mote>", meetings.show, name="meeting"),
    path(
        f"{CASE}/moten/<uuid:mote>/kallelse.pdf",
        meetings.paper,
        {"form": "kallelse"},
        name="meeting-calling",
    ),
    path(
        f"{CASE}/moten/<uuid:mote>/protokoll.pdf",
        meetings.paper,
        {"form": "protokoll"},
        name="meeting-minutes",
    ),
    path(f"{CASE}/moten/<uuid:mote>/tid.ics", meetings.calendar, name="meeting-calendar"),
    path("konsultation", offered_times.index, name="offered-times"),
    path("konsultation/<uuid:tid>.ics", offered_times.calendar, name="offered-time-calendar"),
]
