"""Pages of samverkan: kontakter."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import directory, directory_files

urlpatterns: list[URLPattern | URLResolver] = [
    path("kontakter", directory.index, name="contacts"),
    path("kontakter.<slug:form>", directory_files.whole_list, name="contacts-file"),
    path("kontakter/las-in", directory_files.read_in, name="contacts-import"),
    path("kontakter/ny", directory.new, name="contact-new"),
    path("kontakter/<uuid:kontakt>", directory.show, name="contact"),
    path("kontakter/<uuid:kontakt>.vcf", directory_files.card, name="contact-card"),
]
