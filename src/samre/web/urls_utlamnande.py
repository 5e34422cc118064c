"""Pages of samverkan: the hub, and what is disclosed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import disclosure_check, disclosures, samverkan

HUB = "arenden/<uuid:arende>/samverkan"
ONE = f"{HUB}/lamna-ut/<uuid:utlamnande>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(HUB, samverkan.index, name="cooperation"),
    path(f"{HUB}/lamna-ut", disclosures.index, name="disclosures"),
    path(f"{HUB}/lamna-ut/nytt", disclosures.new, name="disclosure-new"),
    path(ONE, disclosures.show, name="disclosure"),
    path(f"{ONE}/till", disclosures.aim, name="disclosure-aim"),
    path(f"{ONE}/vad", disclosures.choose, name="disclosure-choose"),
    path(f"{ONE}/kontrollera", disclosure_check.check, name="disclosure-check"),
    path(f"{ONE}/underlag.<slug:form>", disclosures.file, name="disclosure-file"),
]
