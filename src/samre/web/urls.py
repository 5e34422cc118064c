"""The pages: Swedish addresses, one line each."""

from __future__ import annotations

from django.urls import path

from .views import home

app_name = "web"
urlpatterns = [
    path("", home.index, name="home"),
]
