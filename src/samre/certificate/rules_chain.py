"""K2–K6 and K14: the chain from diagnosis to function to activity, and whose words they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .aspects import FULL, Reading
from .definition import Checks
from .language import Sentence, first_hit, touches, words_of
from .model import Certificate

_STEM = 6
_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule found: the outcome's name in checks.yaml, values for its texts, and where it looked."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """One certificate under examination on a given day, with what the rules share."""

    reading: Reading
    checks: Checks
    on: date
    previous: Sequence[Certificate] = ()
    typical_lengths: Mapping[str, int] = field(default_factory=dict)

    def limit(self, name: str) -> float:
        """A threshold from checks.yaml."""
        return self.checks.limits[name]

    def codes(self, group: str, name: str) -> frozenset[str]:
        """The code values that mean `name` in `group`."""
        return self.checks.codes[group][name]

    def has_code(self, aspect: str, group: str, name: str) -> bool:
        """True if the aspect is answered with a code that means `name`."""
        wanted = self.codes(group, name)
        return any(code.code in wanted for code in self.reading.codes(aspect))

    @cached_property
    def diagnosis_words(self) -> frozenset[str]:
        """The words and codes of the diagnoses, in lower case."""
        texts = " ".join((*self.reading.diagnosis_texts, *self.reading.diagnosis_codes))
        return frozenset(words_of(texts))

    @cached_property
    def _own(self) -> dict[str, tuple[str, ...]]:
        return {}

    def own_words(self, aspect: str) -> tuple[str, ...]:
        """The words of an aspect that carry content: fillers and words on working in general left out."""
        if aspect not in self._own:
            self._own[aspect] = tuple(word for s in self.reading.sentences(aspect) for word in _content(s))
        return self._own[aspect]

    def beyond_diagnosis(self, aspect: str) -> tuple[str, ...]:
        """`own_words` that are not just the diagnosis in other endings."""
        stems = {_stem(word) for word in self.diagnosis_words}
        return tuple(word for word in self.own_words(aspect) if _stem(word) not in stems)


def _stem(word: str) -> str:
    return word[:_STEM]


def _content(sentence: Sentence) -> Iterable[str]:
    empty = {
        word
        for name in ("utfyllnad", "arbetsförmåga")
        for hit in sentence.hits.get(name, ())
        for word in hit.words.split()
    }
    return (word for word in sentence.words if word not in empty and not word.isdigit())


def excerpt(text: str) -> str:
    """`text` short enough to quote in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1].rstrip() + "…"


def k2_diagnosis(look: Look) -> Outcome:
    """Is there a diagnosis in words or code?"""
    reading = look.reading
    parts = reading.ids("D")
    if reading.diagnosis_texts or reading.diagnosis_codes:
        return Outcome("finns", parts=parts)
    if "diagnos_kan_hållas_inne" in reading.form.traits and reading.says("samtycke_diagnos") is not True:
        return Outcome("hålls_inne", parts=reading.ids("samtycke_diagnos"))
    return Outcome("smitta" if reading.spreads_infection else "saknas", parts=parts)


def k3_function(look: Look) -> Outcome:
    """Does the text on function say more than the diagnosis and "can't work"?"""
    reading, parts = look.reading, look.reading.ids("F")
    text = reading.text("F")
    if not text.strip(" .-–/"):
        denied = reading.says("finns_besvär") is False
        return (
            Outcome("nekas", parts=reading.ids("finns_besvär")) if denied else Outcome("saknas", parts=parts)
        )
    if _refers_elsewhere(look, "F"):
        return Outcome("hänvisar", parts=parts)
    if not look.own_words("F") and not _names_function(look):
        return Outcome(_without_content(look, "F"), parts=parts)
    if not look.beyond_diagnosis("F"):
        return Outcome("bara_diagnos", parts=parts)
    return Outcome("knapp" if _too_little(look) else "finns", parts=parts)


def _too_little(look: Look) -> bool:
    """True for a word or two, and for a text of any length that names no function, sign or test."""
    sentences = look.reading.sentences("F")
    named = touches(sentences, "funktion", "tecken", "undersökt", "graderat", plain=False)
    measured = any(_measured(look, sentence) for sentence in sentences)
    return len(look.beyond_diagnosis("F")) < look.limit("innehåll_ord") or not (named or measured)


def _without_content(look: Look, aspect: str) -> str:
    words = set(words_of(look.reading.text(aspect)))
    return "bara_diagnos" if words and words <= look.diagnosis_words else "bara_förmåga"


def _names_function(look: Look) -> bool:
    return touches(look.reading.sentences("F"), "tecken", "undersökt")


def _refers_elsewhere(look: Look, aspect: str) -> bool:
    sentences = look.reading.sentences(aspect)
    words = sum(len(sentence.words) for sentence in sentences)
    return words < look.limit("beskrivet_ord") and touches(sentences, "hänvisar", plain=False)


def k4_findings(look: Look) -> Outcome:
    """Is there something observed, measured or tested behind the impairment?"""
    reading, parts = look.reading, look.reading.ids("F")
    function = k3_function(look).name
    if function == "nekas":
        return Outcome("nekas", parts=reading.ids("finns_besvär"))
    own = reading.sentences("F") if function in ("finns", "knapp") else ()
    finding = _finding(look, own) or first_hit(reading.sentences("A", "historik"), "undersökt")
    if finding:
        return Outcome("finns", {"fynd": excerpt(finding)}, parts)
    if own and (reading.codes("underlag") or reading.says("underlag")):
        name = "utredning" if _well_described(look) else "utredning_utan_fynd"
        return Outcome(name, parts=reading.ids("underlag", "F"))
    if _only_patients_words(own):
        return Outcome("bara_patienten", parts=parts)
    return Outcome("beskrivet" if _well_described(look) else "saknas", parts=parts)


def _finding(look: Look, sentences: Sequence[Sentence]) -> str:
    for sentence in sentences:
        if sentence.has("inga_fynd", plain=False):
            continue
        found = first_hit((sentence,), "undersökt") or _measured(look, sentence)
        if not found and not sentence.has("allmänt", plain=False) and not sentence.has("patienten_säger"):
            found = first_hit((sentence,), "graderat", "tecken")
        if found:
            return found
    return ""


def _measured(look: Look, sentence: Sentence) -> str:
    """The first measured value, such as "EDSS 5,5". In capitals alone every word looks like an abbreviation."""
    found = None if sentence.text.isupper() else look.checks.patterns["mätvärde"].search(sentence.text)
    return found[0] if found else ""


def _only_patients_words(sentences: Sequence[Sentence]) -> bool:
    """True if every sentence that carries something is the patient's account."""
    telling = [sentence for sentence in sentences if any(_content(sentence))]
    account = bool(telling) and all(sentence.has("patienten_säger") for sentence in telling)
    return account and not touches(telling, "undersökt", "läkaren_säger")


def _well_described(look: Look) -> bool:
    sentences = look.reading.sentences("F")
    functions = {hit.words for s in sentences for hit in s.hits.get("funktion", ())}
    enough = len(functions) >= look.limit("beskrivet_funktioner")
    return enough and len(look.beyond_diagnosis("F")) >= look.limit("beskrivet_ord")


def k5_activity(look: Look) -> Outcome:
    """Is there at least one concrete thing that is hard to do?"""
    reading, parts = look.reading, look.reading.ids("A")
    if not reading.text("A").strip(" .-–/"):
        denied = reading.says("finns_begränsning") is False or reading.says("finns_besvär") is False
        return Outcome(
            "nekas" if denied else "saknas", parts=reading.ids("finns_begränsning") if denied else parts
        )
    if _refers_elsewhere(look, "A"):
        return Outcome("hänvisar", parts=parts)
    example = activity_in(look, "A")
    if example:
        return Outcome("finns", {"exempel": excerpt(example)}, parts)
    return Outcome("utan_exempel" if look.own_words("A") else "bara_förmåga", parts=parts)


def activity_in(look: Look, aspect: str) -> str:
    """The first sentence of `aspect` that names something concrete that is hard, or an empty string."""
    for sentence in look.reading.sentences(aspect):
        hard = sentence.has("svårt", plain=False)
        if (hard and sentence.has("aktivitet", plain=False)) or _hard_verb(look, sentence.text.lower()):
            return sentence.text
        if sum(len(hits) for name, hits in sentence.hits.items() if name == "aktivitet") > 1:
            return sentence.text
    return ""


def _hard_verb(look: Look, text: str) -> bool:
    patterns = look.checks.patterns
    after = (found[1] for name in ("svårt_att", "kan_inte") for found in patterns[name].finditer(text))
    return any(_concrete(look, words_of(words)) for words in after)


def _concrete(look: Look, words: Sequence[str]) -> bool:
    empty = look.checks.lexicon.covers
    return any(not empty("arbetsförmåga", word) and not empty("utfyllnad", word) for word in words)


def k6_chain(look: Look) -> Outcome:
    """Do the links say different things, and do coded answers and texts agree?"""
    reading, parts = look.reading, look.reading.ids("D", "F", "A")
    values = {"diagnos": ", ".join(reading.diagnosis_texts or reading.diagnosis_codes) or "sjukdomen"}
    if "en_text_för_F_och_A" not in reading.form.traits and _same_text(look):
        return Outcome("samma_text", values, reading.ids("F", "A"))
    if k3_function(look).name == "bara_diagnos":
        return Outcome("bara_diagnos", values, reading.ids("D", "F"))
    if look.diagnosis_words and look.own_words("A") and not look.beyond_diagnosis("A"):
        return Outcome("upprepar_diagnos_A", values, reading.ids("D", "A"))
    contradiction = _contradiction(look)
    if contradiction is not None:
        return contradiction
    if not (look.own_words("F") and look.own_words("A")):
        return Outcome("går_inte", values, parts)
    return Outcome(_whole_chain(look), values, parts)


def _whole_chain(look: Look) -> str:
    if look.diagnosis_words:
        return "hänger_ihop"
    may_lack = not look.reading.form.parts.get("D") or k2_diagnosis(look).name == "hålls_inne"
    return "hänger_ihop_utan_diagnos" if may_lack else "går_inte"


def _same_text(look: Look) -> bool:
    """True if the texts on function and on activity, or one of each, have nearly the same words."""
    reading = look.reading
    pairs = [(one, other) for one in reading.texts("F") for other in reading.texts("A")]
    pairs.append((reading.text("F"), reading.text("A")))
    return any(
        _alike(set(words_of(one)), set(words_of(other)), look.limit("lika_texter")) for one, other in pairs
    )


def _alike(one: set[str], other: set[str], share: float) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= share


def _contradiction(look: Look) -> Outcome | None:
    reading = look.reading
    texts = ("F", "A", "resurs", "prognos", "åtgärd", "övrigt")
    unsure = ("allmänt", "osäkert")
    stated = [s for s in reading.sentences(*texts) if not touches((s,), *unsure, plain=False)]
    able = first_hit(stated, "full_förmåga")
    if able and reading.grades and all(grade.percent == FULL for grade in reading.grades):
        return Outcome("säger_emot_grad", {"ord": able}, reading.ids("period", "A"))
    lasting = first_hit(stated, "stadigvarande")
    if lasting and look.has_code("prognos", "prognos", "åter"):
        return Outcome("säger_emot_prognos", {"ord": lasting}, reading.ids("prognos", "övrigt"))
    measures = reading.codes("åtgärd")
    refused = look.codes("åtgärd", "inte_aktuellt")
    if any(code.code in refused for code in measures) and any(code.code not in refused for code in measures):
        return Outcome("säger_emot_åtgärd", {}, reading.ids("åtgärd"))
    return None


def k14_whose_words(look: Look) -> Outcome:
    """Can the patient's account be told from the doctor's own assessment?"""
    sentences = look.reading.sentences("F", "A")
    parts = look.reading.ids("F", "A")
    if not sentences:
        return Outcome("går_inte", parts=parts)
    if touches(sentences, "undersökt", "läkaren_säger") or _finding(look, sentences):
        return Outcome("skiljs", parts=parts)
    return Outcome("bara_patienten" if _only_patients_words(sentences) else "omärkt", parts=parts)
