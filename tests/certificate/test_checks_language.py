"""Spec table: everyday certificate sentences (made up) and what the checks must make of them."""

from __future__ import annotations

import pytest
from tests.certificate.factories import ON, certificate

from samre.certificate.checks import check
from samre.certificate.model import Code

TABLE = """
K3 35.1 uppfyllt   | Ont i ryggen
K3 35.1 uppfyllt   | Haltar när han dansar
K3 35.1 oklart     | Mår dåligt psykiskt
K3 35.1 oklart     | Har haft besvär länge.
K3 35.1 oklart     | Besvären kvarstår
K3 35.1 oklart     | Patienten har länge haft besvär som på olika sätt gör situationen svår och sammantaget är betydande.
K3 35.1 oklart     | Se föregående intyg
K3 35.1 brist      | -
K3 35.1 brist      | Nedsatt arbetsförmåga 100 %
K4 35.1 uppfyllt   | Psykiskt status: vaken, nedstämd, svarar fördröjt. MADRS 32 p.
K4 35.1 uppfyllt   | I status: smärtutlöst inskränkning vid abduktion vänster axel, kraft 4/5.
K4 35.1 uppfyllt   | Nedsatt rörelseförmåga i höger knä, flexion 90 grader. Svullet och ömt.
K4 35.1 uppfyllt   | Vid dagens besök är patienten blek, trött och lättrörd med långsam psykomotorik.
K4 35.1 uppfyllt   | Ångest, koncentrationssvårigheter och sömnstörning enligt KEDS 31 poäng.
K4 35.1 uppfyllt   | Uttalad smärta vid belastning, kraftigt haltande gång.
K4 35.1 uppfyllt   | Grav hörselnedsättning bilateralt enligt audiogram.
K4 35.1 uppfyllt   | Affektlabil, svårt att hålla koncentrationen under samtalet.
K4 35.1 uppfyllt   | Spirometri visar FEV1 45 % av förväntat. Dyspné vid lätt ansträngning.
K4 35.1 uppfyllt   | Patienten beskriver ständig värk. Palperar triggerpunkter i trapezius.
K4 35.1 uppfyllt   | EDSS 5,5 och fatigue.
K4 35.1 uppfyllt   | NYHA III, trött.
K4 35.1 uppfyllt   | Nedsatt ork, BDI-II: 34.
K4 35.1 uppfyllt   | Flexion i knät till 70 grader.
K4 35.1 uppfyllt   | Uppvarvad, talträngd, svår att avbryta.
K4 35.1 brist      | Trött sedan covid, PTSD 2015.
K4 35.1 brist      | TRÖTT 3 DAGAR I VECKAN
K4 35.1 brist      | Ont i ryggen
K4 35.1 brist      | Utmattad
K4 35.1 brist      | Patienten känner sig stressad och orkeslös, sover dåligt
K4 35.1 brist      | Enligt patienten värk i hela kroppen.
K4 35.1 brist      | Inga fynd vid undersökning.
K5 17.1 uppfyllt   | Har svårt att sitta mer än 10 min
K5 17.1 uppfyllt   | Kan ej lyfta över 5 kg, ej stå mer än en kvart.
K5 17.1 uppfyllt   | Får inte belasta höger ben.
K5 17.1 uppfyllt   | Orkar inte delta i sociala sammanhang, glömmer avtalade tider.
K5 17.1 uppfyllt   | Klarar inte av stress och höga ljud
K5 17.1 uppfyllt   | Kan inte köra bil eller använda verktyg
K5 17.1 uppfyllt   | Kan inte gå till arbetet
K5 17.1 uppfyllt   | Kan inte utföra fysiskt arbete
K5 17.1 uppfyllt   | Isolerar sig, lämnar sällan hemmet
K5 17.1 uppfyllt   | Kommer inte in i bilen
K5 17.1 uppfyllt   | Får ont av att diska och dammsuga
K5 17.1 uppfyllt   | Klarar högst 15 minuters skärmarbete
K5 17.1 uppfyllt   | Faller ofta.
K5 17.1 uppfyllt   | Måste vila efter matinköp
K5 17.1 brist      | Orkar inte med sitt arbete.
K5 17.1 brist      | Klarar ej av jobbet
K5 17.1 brist      | Kan ej utföra sitt arbete.
K5 17.1 brist      | Klarar inte sina arbetsuppgifter
K5 17.1 brist      | Svårt att arbeta
K5 17.1 brist      | Helt arbetsoförmögen
K5 17.1 brist      | Funktionsnedsättningen medför att patienten inte kan arbeta
K5 17.1 brist      | Ingen arbetsförmåga
K5 17.1 brist      | Svårigheter i vardagen
K5 17.1 brist      | Sjukskrivs 100%
K5 17.1 brist      | Behöver vila
K9 44.1 uppfyllt   | Kan börja arbetsträna 25 % i lugn miljö
K9 44.1 uppfyllt   | Prova 2 tim/dag
K9 44.1 uppfyllt   | Lämpligt att börja med 2-3 timmar tre gånger i veckan
K9 44.1 uppfyllt   | Lätt sysselsättning kan prövas
K9 44.1 uppfyllt   | Gradvis upptrappning från 10 timmar/vecka bör vara möjlig
K9 44.1 uppfyllt   | Kan utföra administrativt arbete hemifrån
K9 44.1 uppfyllt   | Inga hinder för lättare aktivitet på dagverksamhet
K9 44.1 uppfyllt   | Skulle må bra av sysselsättning i lugn takt, 2 h per dag rekommenderas
K9 44.1 oklart     | Patienten kan arbeta 50 %.
K9 44.1 brist      | Arbetsträning
K9 44.1 brist      | Kontakt med AF
K9 44.1 brist      | Ej aktuellt i nuläget
K9 44.1 brist      | Ingen arbetsförmåga för närvarande
K10 19.1 uppfyllt  | Operation planerad i mars
K10 19.1 uppfyllt  | KBT pågår, 10 tillfällen
K10 19.1 uppfyllt  | Läkemedelsbehandling, utvärdering om 6 veckor
K10 19.1 uppfyllt  | Inga planerade
K10 19.1 oklart    | Fysioterapi
K10 19.1 oklart    | Väntar på remissvar från psykiatrin
K16 25.1 oklart    | Patienten behöver tolk.
K16 25.1 oklart    | Stor oro för ekonomin
K16 25.1 oklart    | Konflikt på arbetsplatsen
K16 25.1 oklart    | Ensam med tre barn
K16 25.1 oklart    | Alkoholberoende
K16 25.1 oklart    | Bor på härbärge
K16 25.1 oklart    | Arbetslös sedan 2019
K16 17.1 uppfyllt  | Klarar inte att sköta sin ekonomi.
K16 35.1 uppfyllt  | Undersökning via tolk: svarar långsamt.
K16 25.1 uppfyllt  | Inget missbruk
K16 25.1 uppfyllt  | Tar en promenad varje dag
"""

ROWS = [
    (*line.partition("|")[0].split(), line.partition("|")[2].strip()) for line in TABLE.strip().splitlines()
]


@pytest.mark.parametrize(("id_", "question", "status", "text"), ROWS)
def test_a_sentence_gets_the_status_of_the_table(id_: str, question: str, status: str, text: str) -> None:
    subject = certificate({"32.1": Code("HELT_NEDSATT"), "44.1": None, question: text})
    found = {finding.id: finding for finding in check(subject, on=ON)}[id_]
    assert found.status == status, found.reason


def test_an_addiction_that_is_the_diagnosis_is_no_other_obstacle() -> None:
    subject = certificate({"6.2": Code("F102"), "25.1": "Alkoholberoende sedan flera år."})
    assert {finding.id: finding.status for finding in check(subject, on=ON)}["K16"] == "uppfyllt"
