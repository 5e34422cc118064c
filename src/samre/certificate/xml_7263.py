"""Reads the old FK 7263 (RegisterMedicalCertificate, mu7263) and gives it the ids of the newer structure."""

from __future__ import annotations

from lxml import etree

from .forms import Form
from .model import Code, Period, Value
from .raw import Raw, RawAnswer
from .values import parse_date, parse_datetime
from .xml_v3 import child, local, read_issuer, text_at


def read_old_certificate(statement: etree._Element, raw: Raw) -> None:
    """Fills `raw` from a `lakarutlatande` element. The table of old values is `gammal_xml` in the form's definition."""
    form = next(form for form in raw.forms.all if form.old_xml)
    raw.type_code, raw.version = form.type, form.version
    raw.id = raw.header(text_at(statement, "lakarutlatande-id"))
    raw.signed_at = parse_datetime(text_at(statement, "signeringsdatum"))
    person = child(statement, "patient", "person-id")
    if person is not None:
        raw.person = (raw.header(person.get("extension")), raw.header(person.get("root")))
    raw.issuer = read_issuer(child(statement, "skapadAvHosPersonal"), raw)
    _Statement(statement, raw, form).read()
    order = {question: place for place, question in enumerate(form.questions)}
    raw.answers.sort(key=lambda answer: order.get(answer.question, len(order)))


class _Statement:
    """One statement on its way over: each method moves one part of the old form."""

    def __init__(self, element: etree._Element, raw: Raw, form: Form) -> None:
        self.element, self.raw, self.form, self.table = element, raw, form, form.old_xml

    def read(self) -> None:
        self.contacts()
        self.activities()
        self.text(text_at(self.element, "kommentar"), self.table["texter"]["kommentar"])
        self.text(
            text_at(self.element, "bedomtTillstand", "beskrivning"), self.table["texter"]["bedomtTillstand"]
        )
        self.diagnosis()
        for state in self.all(self.element, "funktionstillstand"):
            self.text(
                text_at(state, "beskrivning"),
                self.table["texter"].get(text_at(state, "typAvFunktionstillstand").strip()),
            )
            capacity = child(state, "arbetsformaga")
            if capacity is not None:
                self.capacity(capacity)

    def all(self, element: etree._Element, name: str) -> list[etree._Element]:
        return [below for below in element if local(below) == name]

    def contacts(self) -> None:
        for contact in self.all(self.element, "vardkontakt"):
            self.coded(
                "vardkontakttyp", text_at(contact, "vardkontakttyp"), text_at(contact, "vardkontaktstid")
            )
        for reference in self.all(self.element, "referens"):
            self.coded("referenstyp", text_at(reference, "referenstyp"), text_at(reference, "datum"))

    def activities(self) -> None:
        for activity in self.all(self.element, "aktivitet"):
            self.coded("aktivitetskod", text_at(activity, "aktivitetskod"), text_at(activity, "beskrivning"))

    def diagnosis(self) -> None:
        state = child(self.element, "medicinsktTillstand")
        if state is None:
            return
        words, code_id = self.table["diagnos"]
        parts: list[tuple[str, Value]] = []
        text, code = text_at(state, "beskrivning"), child(state, "tillstandskod")
        if text.strip():
            parts.append((words, self.raw.text(text.strip())))
        if code is not None:
            system = code.get("codeSystem") or code.get("codeSystemName") or ""
            known = self.raw.forms.systems.get(system, system)
            value = Code(
                self.raw.header(code.get("code")),
                self.raw.header(known),
                self.raw.header(code.get("displayName")),
            )
            parts.append((code_id, value))
        self.add(parts, numbered=False)

    def capacity(self, capacity: etree._Element) -> None:
        texts = self.table["texter"]
        self.text(text_at(capacity, "motivering"), texts["motivering"])
        self.text(text_at(capacity, "arbetsuppgift", "typAvArbetsuppgift"), texts["typAvArbetsuppgift"])
        prognosis = text_at(capacity, "prognosangivelse")
        if prognosis.strip():
            self.coded("prognosangivelse", prognosis, "")
        for work in self.all(capacity, "sysselsattning"):
            self.coded("typAvSysselsattning", text_at(work, "typAvSysselsattning"), "")
        for grade in self.all(capacity, "arbetsformagaNedsattning"):
            span = Period(
                parse_date(text_at(grade, "varaktighetFrom")), parse_date(text_at(grade, "varaktighetTom"))
            )
            self.coded("nedsattningsgrad", text_at(grade, "nedsattningsgrad"), span)

    def text(self, text: str, id_: str | None) -> None:
        if id_ and text.strip():
            self.add([(id_, self.raw.text(text.strip()))], numbered=False)

    def coded(self, element: str, word: str, payload: str | Period) -> None:
        """Adds what a word of the old form stands for. `.` in the table is the payload (a text, a day or a period)."""
        targets = self.table[element].get(word.strip())
        if targets is None:
            self.raw.fault(
                "",
                "kod",
                f"Värdet {word.strip()[:80]!r} i {element} finns inte på blanketten {self.form.form}.",
            )
            return
        rules = self.form.parts
        parts: list[tuple[str, Value]] = []
        for id_, value in targets.items():
            if value == ".":
                if isinstance(payload, str):
                    payload = self.raw.text(payload.strip())
                if payload:
                    parts.append((id_, payload))
            elif rules[id_].kind == "kod":
                parts.append((id_, Code(value, rules[id_].systems[0])))
            else:
                parts.append((id_, value))
        self.add(
            parts,
            numbered=element in ("vardkontakttyp", "referenstyp", "typAvSysselsattning", "nedsattningsgrad"),
        )

    def add(self, parts: list[tuple[str, Value]], *, numbered: bool) -> None:
        """One answer for the parts; several ticks on the same question share one answer unless it is numbered."""
        if not parts:
            return
        question = parts[0][0].partition(".")[0]
        same = [answer for answer in self.raw.answers if answer.question == question]
        if same and not numbered:
            same[0].parts.extend(parts)
        else:
            self.raw.answers.append(RawAnswer(question, len(same) + 1 if numbered else None, parts))
