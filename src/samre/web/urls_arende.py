"""One case: where it stands, its facts and steps."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import case, case_facts, case_steps, person

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<uuid:arende>", case.show, name="case"),
    path("arenden/<uuid:arende>/sett", case.seen, name="case-seen"),
    path("arenden/<uuid:arende>/uppgifter", case_facts.index, name="case-facts"),
    path("arenden/<uuid:arende>/steg", case_steps.index, name="case-steps"),
    path("arenden/<uuid:arende>/steg/<uuid:steg>", case_steps.step, name="case-step"),
    path("arenden/<uuid:arende>/person", person.index, name="case-person"),
]
