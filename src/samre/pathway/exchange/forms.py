"""The forms a map can be given away in, each under one name: what `samre map export` and the public page offer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..model import Pathway
from ..picture.sketch import Sketch
from .bpmn import bpmn
from .dmn import dmn
from .fhir import plan_definition
from .plain import plain_map


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `name` is the standard's own, `about` what it is good for, `ending` what its files end with."""

    name: str
    about: str
    ending: str
    media_type: str
    written: Callable[[Pathway, Sketch], bytes]


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


FORMS: Mapping[str, Form] = {
    "json": Form(
        "JSON",
        "hela kartan som data, för egna program",
        ".json",
        "application/json",
        lambda pathway, _: _json(plain_map(pathway)),
    ),
    "bpmn": Form(
        "BPMN 2.0",
        "rutor, banor och vägar, för verktyg som ritar processer",
        ".bpmn",
        "application/xml",
        bpmn,
    ),
    "dmn": Form(
        "DMN",
        "stegens villkor som beslutstabeller, med okänt som ett eget värde",
        ".dmn",
        "application/xml",
        lambda pathway, _: dmn(pathway),
    ),
    "fhir": Form(
        "FHIR PlanDefinition",
        "stegen som en vårdplan, för system i vården",
        ".fhir.json",
        "application/fhir+json",
        lambda pathway, _: _json(plan_definition(pathway)),
    ),
}


def form_by_ending(name: str) -> Form | None:
    """The form a file's name asks for; the longest ending goes first."""
    forms = sorted(FORMS.values(), key=lambda form: -len(form.ending))
    return next((form for form in forms if name.lower().endswith(form.ending)), None)
