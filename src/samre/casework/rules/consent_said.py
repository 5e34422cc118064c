"""How a yes is given: everything the law asks to be known about it, or it is no consent (R12, R19)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from samre.accounts.acts import Refused

from ..models import GivenHow
from .consent_choices import ConsentChoices
from .consent_lists import consent_rules
from .scanned_papers import media_type_of

LONGEST, REFERENCE_LONGEST = 300, 120
READ_BY_INTERPRETER = "tolkad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How the yes was given. `understands`, `mandate_covers`, `interpreter_needed`: None while nobody has answered."""

    how: str = ""
    given_on: date | None = None
    place: str = ""
    witness: str = ""
    paper: bytes | None = field(default=None, repr=False)
    signature_ref: str = ""
    read_how: str = ""
    interpreter_needed: bool | None = None
    interpreter: str = ""
    told: frozenset[str] = frozenset()
    understands: bool | None = None
    mandate_covers: bool = False


def check_said(said: Said, choices: ConsentChoices, *, on: date) -> None:
    """Raises Refused with everything that is missing. Doubt about whether the person understands is no yes."""
    problems: dict[str, str] = {}
    if said.given_on is None:
        problems["lamnat"] = "Skriv vilken dag samtycket lämnades."
    elif said.given_on > on:
        problems["lamnat"] = "Dagen har inte varit än."
    elif choices.valid_to is not None and said.given_on > choices.valid_to:
        problems["lamnat"] = "Samtycket slutar gälla före den dagen. Förbered ett nytt."
    if not said.place.strip():
        problems["plats"] = "Skriv var samtycket lämnades, till exempel på kontoret eller på telefon."
    problems |= _check_how(said) | _check_reading(said)
    if choices.giver is not None and not said.mandate_covers:
        problems["mandat"] = (
            "Kontrollera att uppdraget omfattar samtycket. Gör det inte det kan ni inte ta emot det."
        )
    if choices.giver is None and said.understands is None:
        problems["forstar"] = "Svara på om personen förstår vad samtycket betyder."
    elif choices.giver is None and not said.understands:
        problems["forstar"] = str(consent_rules()["tveksam_förmåga"])
    for name, text in (("plats", said.place), ("vittne", said.witness), ("tolk", said.interpreter)):
        if len(text) > LONGEST:
            problems[name] = f"Skriv kortare, högst {LONGEST} tecken."
    if problems:
        raise Refused(problems)


def _check_how(said: Said) -> dict[str, str]:
    if said.how == GivenHow.PAPER:
        if not said.paper:
            return {"papper": "Lägg till det inskannade papperet."}
        if not media_type_of(said.paper):
            return {"papper": "Filen är inte en PDF, JPEG eller PNG. Skanna papperet igen."}
    elif said.how == GivenHow.SIGNED:
        if not said.signature_ref.strip():
            return {"underskrift": "Skriv referensen från tjänsten för e-underskrift."}
        if len(said.signature_ref.strip()) > REFERENCE_LONGEST:
            return {"underskrift": f"Referensen är för lång, högst {REFERENCE_LONGEST} tecken."}
    elif said.how == GivenHow.ORAL:
        if len(said.witness.split()) < 2:
            return {"vittne": "Skriv för- och efternamn på den som hörde samtycket."}
    else:
        return {"hur": "Välj hur samtycket lämnades."}
    return {}


def _check_reading(said: Said) -> dict[str, str]:
    problems, rules = {}, consent_rules()
    if said.read_how not in rules["hur_texten_gavs"]:
        problems["lasning"] = "Välj hur personen tog del av texten."
    if said.interpreter_needed is None:
        problems["tolkbehov"] = "Svara på om tolk behövdes."
    elif said.interpreter_needed and not said.interpreter.strip():
        problems["tolk"] = "Skriv tolkens namn eller nummer, förmedlingen, och om det var på telefon."
    if said.read_how == READ_BY_INTERPRETER and said.interpreter_needed is False:
        problems["tolkbehov"] = "Du har valt att tolken läste upp texten. Då behövdes tolk."
    if set(said.told) != set(rules["sagt"]):
        problems["sagt"] = "Alla fem punkterna ska vara sagda innan samtycket tas emot."
    return problems
