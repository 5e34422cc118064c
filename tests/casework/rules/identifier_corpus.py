"""Ways to point somebody out, as people write them, and texts that must pass: the corpus that anonymous mode is held to (R23).

Numbers are Skatteverket's test numbers or made up so that their check digit is wrong; names and addresses are fictional.
"""

from __future__ import annotations

NAME = "Kanarie Fågelsson"
NUMBER = "195010172483"
PHONE, MAIL, STREET = "070-174 06 05", "kanarie.fagelsson@post.example", "Björkstigen 12"
CASE = "2026-0417"

# Each is put inside a sentence by the test.
IDENTIFIERS = (
    # the number, in its many spellings
    *("195010172483", "19501017-2483", "501017-2483", "5010172483", "50-10-17-2483", "501017 2483"),
    *("1950-10-17-2483", "19501017 – 2483", "19501017–2483", "501017\u20112483", "1950 10 17 2483"),
    *("５０１０１７-２４８３", "501017+2483", "19501017-2483.", "pnr 501017-2483", "personnr:5010172483"),
    # numbers of others: samordningsnummer and other people's
    *("19701063-2391", "701063-2391", "197010632391", "19121212-1212", "121212-1212", "19640823-3234"),
    # days
    *("1950-10-17", "19501017", "501017", "50-10-17", "17/10 1950", "17/10-50", "17 oktober 1950"),
    *("17 okt 1950", "17:e oktober", "den 17/10", "den 17:e", "17.10.1950", "född 501017", "född den 3 mars"),
    # telephone
    *("070-174 06 05", "0701740605", "070 174 06 05", "+46 70 174 06 05", "+46701740605", "0046701740605"),
    *(
        "070/174 06 05",
        "(070) 174 06 05",
        "08-123 456 78",
        "+46 (0)70 174 06 05",
        "tel 174 06 05",
        "0 7 0 1 7 4 0 6 0 5",
    ),
    # e-mail and the web
    *("kanarie.fagelsson@post.example", "Kanarie@Post.Example", "kanarie(at)post.example", "k_f@a.se"),
    *("kanarie [at] post.example", "www.post.example/kanarie", "https://post.example/k", "@kanariefagel"),
    # the case's number
    *(
        "2026-0417",
        "ärende 2026-0417",
        "ärendenr 2026-0417",
        "dnr 2026-0417",
        "2026 0417",
        "2026/0417",
        "20260417",
    ),
    # where she lives
    *("Björkstigen 12", "björkstigen 12", "BJÖRKSTIGEN 12", "Björkstigen 12 B", "Storgatan 4", "Ekvägen 7A"),
    *("Kungsgatan 12 lgh 1101", "Stora torget 3", "Björkstigen  12"),
    # names: the person's, in the case and others'
    *("Kanarie Fågelsson", "kanarie fågelsson", "KANARIE FÅGELSSON", "Fågelsson", "Fågelssons", "Fagelsson"),
    *("Fågelsson, Kanarie", "Kanarie F", "Fågelsson-Prov", "Vera Vittne", "God man Vittne", "Anna", "annas"),
    *("Anna Berg", "ANNA BERG", "anna berg", "Mohammed", "Fatima Ali", "dottern Elsa", "sonen Vidar"),
    *(
        "Dr Bergström",
        "läkaren Ek",
        "Lars-Göran",
        "A.B.",
        "K. F.",
        "handläggaren Sara Lind",
        "Ahmed",
    ),
    *("Bergström", "Månssons", "Lundqvist ringde"),
    *("Vårdcentralen Björken", "Café Solsidan"),
)

# What only anonymous mode looks for: numbers and days in words, and streets in small letters.
IN_WORDS = (
    *("noll sju noll ett sju fyra noll sex", "Noll, sju, noll, ett", "noll sjuttio sjutton fyrtio noll sex"),
    *("fem noll ett noll ett sju streck två fyra åtta tre", "nitton femtio tio sjutton"),
    *("fjortonde maj", "den sjuttonde oktober", "Den tjugoförsta i december", "den fjortonde i femte"),
    *("fjortonde maj nittonhundraåttiofyra", "trettioförsta  augusti"),
    *("storgatan 5", "storgatan", "lilla björkvägen", "ekstigen 3", "skolvägen 5", "bygränden"),
)

# Places that everybody knows, also where a sentence begins with them.
PLACES = ("Märsta", "Väsby", "Örebros", "I Trosa")
# Names that nobody has listed: the writer is asked about them.
UNLISTED = ("Ikea", "Zdenko", "Skogsgläntan", "Ek", "Ravlunda")

# Texts that are needed in a question, and say nothing of whom it is about.
HARMLESS = (
    "Är samordning av rehabilitering rätt väg för en kvinna utan SGI?",
    "Personen är sjukskriven på heltid sedan mars 2025 och har haft bistånd sedan 2023.",
    "Läkarintyget FK 7804 gäller till årsskiftet, diagnoserna är F32 och F43.",
    "Har prövat KBT tio gånger och arbetsträning 2–4 timmar per dag, 2023-2024.",
    "Arbetsförmedlingen sa nej i augusti. Försäkringskassan har inte svarat.",
    "Klarar 50 procent, eller 1/2 tid. Började med 4 timmar i veckan och kom till 8.",
    "Hans läkare säger att han klarar mer. Klara besked behövs.",
    "Hon har ADHD, PTSD och COPD. Det finns tolk på arabiska.",
    "Bor i lägenhet med två barn. Vill läsa svenska på SFI eller Komvux.",
    "Inga hinder att börja i januari. Kan Region eller Samhall hjälpa till?",
    "Mål: arbete på halvtid. Fråga: räcker underlaget enligt SFB 30 kap. 9 §?",
    "Ersättningen är 12 400 kronor i månaden. Hyran är 7 200 kr.",
    "Mellan 40 och 49 år. Började må dåligt för 3–4 år sedan, kl. 8–12 går bäst.",
    "Två eller tre timmar om dagen i fyra veckor, sedan fem dagar. En, två, tre försök sedan nittonhundraåttiofyra.",
    "Det första försöket i maj, det andra i oktober. Andra halvåret gick bättre. Sista utvägen är omvägen hem.",
    "På vägen till arbetet är det tryggt. Arbetsvägen är lång, en återvändsgränd som rehabvägen inte löser.",
)
