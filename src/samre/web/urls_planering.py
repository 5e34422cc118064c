"""Pages of samverkan: planering."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import plan_draft, plans

PLAN = "arenden/<uuid:arende>/samverkan/plan"
urlpatterns: list[URLPattern | URLResolver] = [
    path(PLAN, plans.index, name="plan"),
    path(f"{PLAN}/utkast", plan_draft.draft, name="plan-draft"),
    path(f"{PLAN}/<uuid:plan>", plans.show, name="plan-version"),
    path(f"{PLAN}/<uuid:plan>/fil.<slug:form>", plans.export, name="plan-file"),
]
