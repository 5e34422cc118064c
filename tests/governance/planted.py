"""Faults planted in the small map, one of every kind that the proof looks for, each with the obligation that has to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """A fault: the changes (file, before, after), and the obligation that has to say it."""

    found: str
    changes: tuple[tuple[str, str, str], ...]

    def in_(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts with the fault. A change that has nothing to change is a mistake in the test."""
        planted = dict(texts)
        for file, before, after in self.changes:
            assert before in planted[file], (self.found, before)
            planted[file] = planted[file].replace(before, after, 1)
        return planted


S, F, K, L, V = "steg.yaml", "fakta.yaml", "karta.yaml", "lagar.yaml", "varden.yaml"
S27_OPEN = "öppen_när: uppnatt_riktalder eller alder >= 65\n"
S27_DONE = "    klar_när: pension_sokt\n"
S14_OPEN = "öppen_när: intyg != saknas\n"
HOLE = ((S, "öppen_när: sant", "öppen_när: alder < 65"),)
NEAR = "  nara_pension: alder >= värde.pensionsfraga\n"
BOND = "    villkor: inte uppnatt_riktalder eller alder >= 63\n"
S05_WAY = "{till: S27, text: Åldern är nära, villkor: nara_pension}"
OLD = """  gammal:
    namn: Gammalt belopp
    enhet: kr
    perioder:
      - {från: 2020-01-01, till: 2020-12-31, värde: 230}
    källa: påhittad
    kontrollerad: 2026-11-21
"""
LIMIT = "    lagfrister:\n      - {text: Inom tre veckor, från: fodd, dagar: 21, när: intyg = saknas}\n"
TO_WORK, TO_S08 = "{till: M1, text: Personen börjar arbeta}", "{till: S08, text: Vidare}"
TO_S05, TO_S14 = "{till: S05, text: Nytt intyg}", "{till: S14, text: Nytt intyg}"
AGAINST = (
    "  - {text: Ingen är ung., villkor: alder > 100}\n  - {text: Ingen är gammal., villkor: alder < 20}\n"
)
IDLE_BOND = "  - {text: Alla har en ålder., villkor: alder > 20 eller alder < 60}\n"
IDLE_NEED = "      - {id: under_tolv, text: Färre än tolv brister, villkor: intyg_brister < 12}\n"
FIRST_NEED = "      - {id: intyget_duger"
DOG = "  hund:\n    svarar: [KOM]\n    typ: ja_nej\n    fråga: Har personen hund?\n    etikett: Hund\n"
ASKED = "    typ: val\n    val: {noll"
NEVER, ALWAYS = "alder > 90 och alder < 20", "alder > 20 eller alder < 60"
ESCALATES = "    om_inget_svar: Ring och fråga. Bestäm en ny dag.\n"

FAULTS = (
    # Per box: somebody for everybody, what every stop has to have, and a way out of it.
    Planted("alla.kända", HOLE),
    Planted("alla", HOLE),
    Planted("öppet.S14", ((S, S14_OPEN, "öppen_när: intyg = saknas\n"),)),
    Planted("klart.S27", ((S, S27_DONE, f"    klar_när: {NEVER}\n"),)),
    Planted("egna_krav.S14", ((F, ASKED, f"    utgå_från: noll\n{ASKED}"),)),
    Planted("lagfrist.S14.1", ((S, f"    {S14_OPEN}", f"{LIMIT}    {S14_OPEN}"),)),
    Planted("frist.S14", ((S, "frist: {dagar: 30", "frist: {dagar: 0"),)),
    Planted("bevakad.S27", ((S, f"    lag: [SFB 56:3]\n{ESCALATES}", "    lag: [SFB 56:3]\n"),)),
    Planted("lämnas.S27", ((S, S27_OPEN, "öppen_när: alder >= 65\n"), (S, S27_DONE, ""))),
    Planted("lämnas.S08", ((K, "  - S05\n  - S08\n", "  - S08\n  - S05\n"),)),
    Planted("fråga.sgi", ((F, f"    svarar: [KOM]\n{ASKED}", ASKED),)),
    # Along whole paths: locally fine and globally dead.
    Planted("först.S14", ((S, S14_OPEN, "öppen_när: alder >= 70 och intyg != saknas\n"), (S, S27_DONE, ""))),
    Planted("först.S05", ((K, "  - S05\n  - S08\n", "  - S08\n  - S05\n"),)),
    Planted("kretsar", ((S, "    måste_vetas: [vad intyget säger]\n", ""),)),
    Planted("nås.S27", ((S, f"      - {S05_WAY}\n", ""),)),
    Planted("framme.S14", ((S, TO_WORK, TO_S08), (S, TO_S05, TO_S14))),
    Planted("målet.M1", ((S, TO_WORK, TO_S08),)),
    Planted("väg.S05.3.sant", ((S, S05_WAY, S05_WAY.replace("nara_pension", NEVER)),)),
    Planted("väg.S05.3.falskt", ((S, S05_WAY, S05_WAY.replace("nara_pension", ALWAYS)),)),
    # Conditions, what always holds, and numbers.
    Planted("villkor.nara_pension.sant", ((F, NEAR, f"  nara_pension: {NEVER}\n"),)),
    Planted("villkor.nara_pension.falskt", ((F, NEAR, f"  nara_pension: {ALWAYS}\n"),)),
    Planted("samband", ((F, BOND, f"{BOND}{AGAINST}"),)),
    Planted("värde.gammal", ((V, "värden:\n", f"värden:\n{OLD}"),)),
)
WARNINGS = (
    Planted("krav.S14.under_tolv", ((S, FIRST_NEED, f"{IDLE_NEED}{FIRST_NEED}"),)),
    Planted("delar.S27 öppen_när", ((S, S27_OPEN, f"{S27_OPEN.rstrip()} eller alder >= 70\n"),)),
    Planted("exakt.S14 öppen_när", ((S, S14_OPEN, "öppen_när: sgi = noll eller sgi = finns\n"),)),
    Planted("samband.2", ((F, BOND, f"{BOND}{IDLE_BOND}"),)),
    Planted("används.hund", ((F, "  sgi:\n", f"{DOG}  sgi:\n"),)),
    Planted(
        "fristord.S05", ((S, "frist: {dagar: 14, text: Två veckor}", "frist: {dagar: 45, text: Två veckor}"),)
    ),
    Planted("lagtext.SFB", ((L, ", kontrollerad: 2026-04-25", ", anmärkning: Inte läst."),)),
    Planted("lagkontroll.SFB", ((L, "2026-04-25", "2020-01-25"),)),
    Planted("källa.riktalder", ((V, "    kontrollerad: 2026-11-21\n", ""),)),
    Planted("program.provplats", ((V, "gäller_till: null", "gäller_till: 2024-12-31"),)),
)
# What is refused before it is proved: the files can't be read, and the page says where to mend them.
MISTAKES = (
    Planted(
        "text.S14", ((S, "åtagande: Försäkringskassan prövar rätten till samordning.", "åtagande: ' '"),)
    ),
    Planted("ansvarig.S14", ((S, "    ansvarig: FK\n", "    ansvarig: XYZ\n"),)),
    Planted("register.S05", ((S, "blanketter: [B1]", "blanketter: [B99]"),)),
    Planted("lag.S14", ((S, "lag: [SFB 30:8–11]", "lag: [XYZ 1 §]"),)),
    Planted("vägar.S14", ((S, TO_WORK, "{till: S99, text: Vidare}"),)),
    Planted("prioritet", ((K, "  - S14\n", ""),)),
    Planted("villkor.nara_pension", ((F, NEAR, "  nara_pension: aldr > 60\n"),)),
)
