"""Notes, decision bases, the timeline, handing over, closing and opening again."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import closing, decision_bases, handover, notes, timeline

CASE = "arenden/<uuid:arende>"
NOTES = f"{CASE}/anteckningar"
BASES = f"{NOTES}/underlag"
urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/utkast", notes.drafts, name="drafts"),
    path(NOTES, notes.index, name="notes"),
    path(f"{NOTES}/ny", notes.new, name="note-new"),
    path(f"{NOTES}/alla.<slug:form>", notes.export, name="notes-file"),
    path(f"{NOTES}/utkast/<uuid:utkast>", notes.draft, name="note-draft"),
    path(f"{NOTES}/<uuid:anteckning>", notes.show, name="note"),
    path(f"{NOTES}/<uuid:anteckning>/fil.<slug:form>", notes.export, name="note-file"),
    path(f"{BASES}", decision_bases.index, name="bases"),
    path(f"{BASES}/nytt", decision_bases.new, name="basis-new"),
    path(f"{BASES}/<uuid:underlag>", decision_bases.show, name="basis"),
    path(f"{BASES}/<uuid:underlag>/fil.<slug:form>", decision_bases.export, name="basis-file"),
    path(f"{CASE}/tidslinje", timeline.index, name="timeline"),
    path(f"{CASE}/overlamna", handover.index, name="handover"),
    path(f"{CASE}/overlamna/kvitto", handover.receipt, name="handover-receipt"),
    path(f"{CASE}/avsluta", closing.close, name="close"),
    path(f"{CASE}/avsluta/kvitto", closing.receipt, name="close-receipt"),
    path(f"{CASE}/uppfoljning", closing.follow_up, name="follow-up"),
    path(f"{CASE}/oppna-igen", closing.reopen, name="reopen"),
]
