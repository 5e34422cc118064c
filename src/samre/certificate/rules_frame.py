"""K1, K7–K13 and K15–K18: time, degree, work, ability, treatment, prognosis, measures, basis, contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from .aspects import FULL, Reading, as_date
from .language import Sentence, first_hit, touches, words_of
from .model import Certificate
from .rules_chain import Look, Outcome, excerpt

_FREE = ("resurs", "åtgärd", "prognos", "behandling", "övrigt", "A", "F", "miljö", "fmb", "arbetstid")


def k1_current(look: Look) -> Outcome:
    """Does a period of the certificate cover today?"""
    reading, on = look.reading, look.on
    parts = reading.ids("period")
    if not reading.grades:
        return (
            _without_period(look) if "utan_period" in reading.form.traits else Outcome("saknas", parts=parts)
        )
    values = {"start": reading.starts, "slut": reading.ends, "idag": on}
    if reading.starts is None or reading.ends is None:
        return Outcome("utan_slut", values, parts)
    return Outcome(_period_state(look, reading.starts, reading.ends), values, parts)


def _period_state(look: Look, start: date, end: date) -> str:
    if end < look.on:
        return "slut"
    if covers(look.reading, look.on):
        return "gäller"
    if start > look.on:
        earlier = (look.checks.read(certificate) for certificate in look.previous)
        return "förlängt" if any(covers(reading, look.on) for reading in earlier) else "ej_börjat"
    return "lucka"


def covers(reading: Reading, day: date) -> bool:
    """True if one of the certificate's periods holds `day`."""
    return any((g.period.start or date.min) <= day <= (g.period.end or date.min) for g in reading.grades)


def _without_period(look: Look) -> Outcome:
    signed = written(look.reading.certificate)
    if signed is None:
        return Outcome("odaterat")
    days = int(look.limit("utan_period_gäller_dagar"))
    state = "färskt" if look.on - signed <= timedelta(days=days) else "gammalt"
    return Outcome(state, {"datum": signed, "dagar": days})


def written(certificate: Certificate) -> date | None:
    """The day the certificate was signed."""
    return certificate.signed_at.date() if certificate.signed_at else None


def k7_which_work(look: Look) -> Outcome:
    """Against which work is the capacity judged?"""
    reading, parts = look.reading, look.reading.ids("sysselsättning")
    work = reading.text("sysselsättning")
    if look.has_code("sysselsättning", "sysselsättning", "söker"):
        return Outcome("söker", parts=parts)
    if work:
        return Outcome("arbete", {"arbete": excerpt(work)}, parts)
    if look.has_code("sysselsättning", "sysselsättning", "annat"):
        return Outcome("annat", parts=parts)
    if look.has_code("sysselsättning", "sysselsättning", "arbete"):
        return Outcome("okänt_arbete", parts=parts)
    return Outcome("saknas", parts=parts)


def k8_degree(look: Look) -> Outcome:
    """Is the degree given, and if it is full or long, why?"""
    reading, parts = look.reading, look.reading.ids("period")
    degrees = [grade.percent for grade in reading.grades if grade.percent is not None]
    if not degrees:
        return Outcome("saknas", parts=parts)
    listed = " och ".join(str(degree) for degree in dict.fromkeys(degrees))
    full = _full(look)
    if full is not None and full.name == "hel_utan_skäl":
        return _typical(look) or full
    return (
        _typical(look)
        or _long(look)
        or full
        or Outcome("hel" if set(degrees) == {FULL} else "delvis", {"grad": listed}, parts)
    )


def _long(look: Look) -> Outcome | None:
    """A prompt when one certificate lasts very long without saying why."""
    reading = look.reading
    days = _days(reading.starts, reading.ends)
    if days <= look.limit("lång_period_dagar") or reading.text("fmb"):
        return None
    return Outcome("lång", {"dagar": days}, reading.ids("period", "fmb"))


def _full(look: Look) -> Outcome | None:
    reading, parts = look.reading, look.reading.ids("period", "fmb")
    days = sum(_days(g.period.start, g.period.end) for g in reading.grades if g.percent == FULL)
    if not days:
        return None
    short = int(look.limit("hel_utan_skäl_dagar"))
    if days <= short:
        return Outcome("hel_kort", {"dagar": short}, parts)
    reasoned = reading.text("fmb") or touches(reading.sentences(*_FREE), "skäl_hel", plain=False)
    return Outcome("hel_med_skäl" if reasoned else "hel_utan_skäl", {"dagar": days}, parts)


def _days(start: date | None, end: date | None) -> int:
    return max(0, (end - start).days + 1) if start and end else 0


def _typical(look: Look) -> Outcome | None:
    """A prompt when the span is longer than usual for the diagnosis and the certificate does not say why."""
    reading = look.reading
    usual = typical_length(reading.diagnosis_codes, look.typical_lengths)
    days = sum(_days(grade.period.start, grade.period.end) for grade in reading.grades)
    if usual is None or days <= usual or reading.text("fmb"):
        return None
    names = ", ".join(reading.diagnosis_texts or reading.diagnosis_codes)
    return Outcome(
        "längre_än_vanligt", {"dagar": days, "vanligt": usual, "diagnos": names}, reading.ids("period", "fmb")
    )


def typical_length(codes: Sequence[str], lengths: Mapping[str, int]) -> int | None:
    """The usual length in days for the first code; a shorter code in the table stands for its longer ones."""
    code = codes[0] if codes else ""
    found = (lengths[code[:size]] for size in range(len(code), 2, -1) if code[:size] in lengths)
    return next(found, None)


def k9_able_to(look: Look) -> Outcome:
    """Is there something the person can do, with frames?"""
    reading = look.reading
    parts = reading.ids("resurs", "åtgärd", "övrigt")
    statement = next(able_sentences(look), None)
    if statement:
        return Outcome("finns", {"exempel": excerpt(statement.text)}, parts)
    own_field = reading.text("resurs")
    if len(words_of(own_field)) >= look.limit("resurs_ord") and not _denies_ability(reading):
        return Outcome("finns", {"exempel": excerpt(own_field)}, reading.ids("resurs"))
    if own_field or any(_says_able(look, sentence) for sentence in reading.sentences(*_FREE)):
        return Outcome("utan_ramar", parts=parts)
    if any(grade.percent is not None and 0 < grade.percent < FULL for grade in reading.grades):
        return Outcome("bara_deltid", parts=reading.ids("period"))
    if reading.text("miljö") or touches(reading.sentences("A", "övrigt"), "avrådan", plain=False):
        return Outcome("bara_ramar", parts=reading.ids("miljö", "A"))
    return Outcome("saknas", parts=parts)


def able_sentences(look: Look) -> Iterator[Sentence]:
    """The sentences that say what the person can do, with hours, setting or load."""
    for sentence in look.reading.sentences(*_FREE):
        if _says_able(look, sentence) and sentence.has("ramar", plain=False):
            yield sentence


def _says_able(look: Look, sentence: Sentence) -> bool:
    """True if an ability is stated: not denied, and not "can have difficulty with"."""
    if sentence.has("kan_ändå", plain=False):
        return True
    hits = (hit.words.split() for hit in sentence.hits.get("kan", ()) if not hit.negated)
    return any(not any(look.checks.lexicon.covers("svårt", word) for word in words) for words in hits)


def _denies_ability(reading: Reading) -> bool:
    return reading.says("finns_förmåga") is False


def k10_treatment(look: Look) -> Outcome:
    """Is treatment given, with a time?"""
    reading, parts = look.reading, look.reading.ids("behandling")
    sentences = reading.sentences("behandling")
    if not sentences:
        none = reading.says("finns_behandling") is False
        return (
            Outcome("ingen", parts=reading.ids("finns_behandling"))
            if none
            else Outcome("saknas", parts=parts)
        )
    words = sum(len(sentence.words) for sentence in sentences)
    if words < look.limit("beskrivet_ord") / 2 and touches(sentences, "ingen_behandling", plain=False):
        return Outcome("ingen", parts=parts)
    return Outcome("finns" if touches(sentences, "tid", plain=False) else "utan_tid", parts=parts)


def k11_prognosis(look: Look) -> Outcome:
    """Does the certificate say when, and how far, capacity returns?"""
    reading, parts = look.reading, look.reading.ids("prognos", "prognos_månader")
    if (
        look.has_code("prognos", "prognos", "svarad")
        or reading.says("prognos_ja")
        or reading.says("prognos_delvis")
    ):
        return Outcome("finns", parts=parts)
    if look.has_code("prognos", "prognos", "efter_tid"):
        timed = look.has_code("prognos", "prognos", "tid") or reading.parts("prognos_månader")
        return Outcome("finns" if timed else "utan_tid", parts=parts)
    if look.has_code("prognos", "prognos", "oklar") or reading.says("prognos_oklar"):
        return Outcome("oklar", parts=parts)
    if reading.says("prognos_ja") is False:
        return Outcome("finns", parts=reading.ids("prognos_ja"))
    if touches(reading.sentences("prognos"), "svårbedömt", plain=False):
        return Outcome("oklar", parts=parts)
    return Outcome("finns" if reading.text("prognos") else "saknas", parts=parts)


def k12_measures(look: Look) -> Outcome:
    """Has the doctor taken a stand on work-oriented measures?"""
    reading, parts = look.reading, look.reading.ids("åtgärd")
    if look.has_code("åtgärd", "åtgärd", "inte_aktuellt") or reading.says("rehab_ja") is False:
        return Outcome("inte_aktuellt", parts=parts)
    wanted = any(reading.says(answer) for answer in ("rehab_ja", "kontakt_af", "kontakt_fhv"))
    stated = reading.codes("åtgärd") or reading.text("åtgärd") or wanted
    if stated or reading.says("anpassning") is not None:
        return Outcome("finns", parts=parts)
    if reading.says("rehab_oklart"):
        return Outcome("svårt", parts=reading.ids("rehab_oklart"))
    word = first_hit(reading.sentences("övrigt", "prognos", "behandling", "resurs"), "rehab")
    return Outcome("nämns", {"ord": word}, reading.ids("övrigt")) if word else Outcome("saknas", parts=parts)


def k13_basis(look: Look) -> Outcome:
    """What does the certificate rest on, and when was it?"""
    reading, parts = look.reading, look.reading.ids("grund")
    codes = [code.code for code in reading.codes("grund")]
    if not codes and not reading.text("grund"):
        return Outcome("saknas", parts=parts)
    dates = [day for part in reading.parts("grund") if (day := as_date(part.value)) is not None]
    if not dates:
        return Outcome("utan_datum", parts=parts)
    if codes and look.codes("grund", "undersökning").isdisjoint(codes):
        return Outcome("utan_undersökning", parts=parts)
    days = int(look.limit("underlag_högst_dagar"))
    signed = written(reading.certificate) or look.on
    stale = signed - max(dates) > timedelta(days=days)
    return Outcome("gammalt" if stale else "finns", {"datum": max(dates), "dagar": days}, parts)


def k15_repeated(look: Look) -> Outcome:
    """Are this certificate and the ones before it the same?"""
    if not look.previous:
        return Outcome("inga_tidigare")
    own = likeness(look.reading)
    run = _unbroken_run(look, own)
    starts = [reading.starts for reading in run if reading.starts is not None]
    ends = [reading.ends for reading in run if reading.ends is not None]
    days = (max(ends) - min(starts)).days + 1 if starts and ends else 0
    alike = len(run) >= look.limit("lika_intyg") or (len(run) > 1 and days > look.limit("lika_dagar"))
    since = min(starts, default=look.on)
    return Outcome("lika" if alike else "ändrat", {"datum": since, "antal": len(run)})


def _unbroken_run(look: Look, own: tuple[object, ...]) -> list[Reading]:
    """This certificate and the ones straight before it that say the same, newest first."""
    earlier = sorted(
        (look.checks.read(certificate) for certificate in look.previous),
        key=lambda reading: reading.starts or written(reading.certificate) or date.min,
        reverse=True,
    )
    run = [look.reading]
    for reading in earlier:
        if likeness(reading) != own:
            break
        run.append(reading)
    return run


def likeness(reading: Reading) -> tuple[object, ...]:
    """What must be equal for two certificates to count as unchanged: diagnosis, texts, degrees and plans."""
    texts = tuple(
        " ".join(words_of(reading.text(aspect))) for aspect in ("F", "A", "behandling", "åtgärd", "prognos")
    )
    degrees = tuple(dict.fromkeys(grade.percent for grade in reading.grades))
    return (reading.form.name, reading.diagnosis_codes or reading.diagnosis_texts, degrees, texts)


def k16_other_obstacles(look: Look) -> Outcome:
    """Are obstacles named that are not medical?"""
    reading = look.reading
    is_diagnosis = any(code[:3] in look.codes("diagnos", "beroende") for code in reading.diagnosis_codes)
    lists = ("andra_hinder",) if is_diagnosis else ("andra_hinder", "beroende")
    inside = first_hit(reading.sentences("F", "A"), *lists)
    if inside:
        return Outcome("som_nedsättning", {"ord": inside}, reading.ids("F", "A"))
    around = first_hit(reading.sentences("övrigt", "historik", "prognos", "åtgärd", "behandling"), *lists)
    return Outcome("nämns", {"ord": around}, reading.ids("övrigt")) if around else Outcome("inga")


def k17_contact(look: Look) -> Outcome:
    """Who wrote it, and how are they reached?"""
    issuer = look.reading.certificate.issuer
    if not (issuer.name.strip() or issuer.unit.strip()):
        return Outcome("saknas")
    return Outcome("finns" if issuer.phone.strip() or issuer.email.strip() else "utan_väg")


def k18_exhausted(look: Look) -> Outcome:
    """For lasting compensation: are treatment and rehabilitation exhausted?"""
    reading = look.reading
    parts = reading.ids("behandling", "prognos")
    none_planned = _any_hit(reading.sentences("behandling_planerad"), "ingen_behandling")
    planned = reading.text("behandling_planerad") and not none_planned
    tried = reading.sentences("behandling", "prognos", "övrigt")
    word = _any_hit(tried, "uttömt") or ("" if planned else _any_hit(tried, "liten_effekt"))
    if word:
        return Outcome("uttömt", {"ord": word}, parts)
    return Outcome("återstår" if planned else "saknas", parts=parts)


def _any_hit(sentences: Sequence[Sentence], name: str) -> str:
    """The words of the first hit in the list, negated or not."""
    return next((hit.words for sentence in sentences for hit in sentence.hits.get(name, ())), "")
