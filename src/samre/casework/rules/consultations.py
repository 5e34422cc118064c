"""What a consultation may hold: limits, one sentence, and in anonymous mode nothing that points the person out (R23)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from samre.definitions import current
from samre.identifiers.names import written_as
from samre.identifiers.person_numbers import placed, plain_signs
from samre.identifiers.sensitive_text import Found, find_identifiers

from ..models import Case, Person
from .consent_lists import in_sentence
from .known_around import known_in

Rules = Mapping[str, Any]
_CAPITAL = "A-ZÅÄÖÉÜÁÍÓÚČŠŽĐÇØÆ"
_MONTH = r"(?:jan|feb|mars?|apr|maj|juni?|juli?|aug|sep|okt|nov|dec)[a-zå]*"
# A whole day, however it is written. A month or a year alone says when without saying who.
_DAYS = re.compile(
    r"(?<![\w-])(?:(?:18|19|20)[0-9]{2}[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?(?:0[1-9]|[12][0-9]|3[01])"
    r"|[0-9]{2}[-.](?:0[1-9]|1[0-2])[-.](?:0[1-9]|[12][0-9]|3[01])"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[/.-](?:0?[1-9]|1[0-2])[/. -]{1,2}(?:18|19|20)?[0-9]{2}"
    r"|den (?:0?[1-9]|[12][0-9]|3[01])(?::?e|:a)?(?:[/.](?:0?[1-9]|1[0-2]))?"
    rf"|(?:0?[1-9]|[12][0-9]|3[01])(?::?e|:a)?\.? ?{_MONTH}\.?(?: (?:18|19|20)[0-9]{{2}})?)(?![\w])",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w{2,}", re.IGNORECASE)
_INITIALS = re.compile(rf"(?<!\w)[{_CAPITAL}]\. ?[{_CAPITAL}]\.(?!\w)")
WORD = re.compile(r"(?<![\w’'-])[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A first name in small letters needs letters enough to be no other word; a word all in capitals of more letters is no abbreviation.
_SURE_LETTERS, _LONG_CAPITALS = 4, 6
_FIRST_IN_SENTENCE = re.compile(r"(?:^|[.!?:;\n\r»”\"(•–-])\s*$")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_SHORT_FORMS = re.compile(
    r"\b(?:t\.ex|bl\.a|m\.m|s\.k|d\.v\.s|o\.s\.v|ca|kl|tel|nr|jfr|resp)\.", re.IGNORECASE
)


@lru_cache(maxsize=1)
def consultation_rules() -> Rules:
    """konsultation.yaml as it stands."""
    return dict(yaml.safe_load((current() / "konsultation.yaml").read_text(encoding="utf-8")))


def clean(text: str) -> str:
    """What was typed as it is kept: line ends of one kind, no blanks around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def too_much(text: str, limit: str) -> str:
    """Why a text does not fit within a limit of `gränser`; empty when it does."""
    most, wrong = consultation_rules()["gränser"][limit], consultation_rules()["fel"]
    if len(text) > most["tecken"]:
        return str(wrong["tecken"].format(över=len(text) - most["tecken"], högst=most["tecken"]))
    if (lines := lines_of(text, most.get("tecken_per_rad"))) > most["rader"]:
        return str(wrong["rader"].format(antal=lines, högst=most["rader"]))
    if most.get("meningar") and sentences(text) > most["meningar"]:
        return str(wrong["en_mening"])
    return ""


def lines_of(text: str, width: int | None = None) -> int:
    """How many lines a text takes; with `width`, as it is folded on paper."""
    rows = text.split("\n") if text else []
    return sum(max(1, -(-len(row) // width)) if width else 1 for row in rows)


def sentences(text: str) -> int:
    """How many sentences there are; "t.ex." ends none."""
    whole = _SHORT_FORMS.sub("", text.strip())
    ends = len(_SENTENCE_END.findall(whole))
    return ends + (bool(whole) and not whole.endswith((".", "!", "?")))


def age_span(person: Person, *, on: date) -> str:
    """An age that many have: `30–39 år`. Nothing of a protected person's."""
    rules, born = consultation_rules()["ålder"], person.born
    if born is None or person.is_protected:
        return str(rules["okänd"])
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age >= rules["äldst"]["från"]:
        return str(rules["äldst"]["text"])
    start = age - age % rules["spann"]
    return str(rules["text"].format(från=start, till=start + rules["spann"] - 1))


def check_anonymous(case: Case, texts: Mapping[str, str]) -> dict[str, str]:
    """Field → sentence for each text that could point somebody out. The sentence says what and on which line, never the words:
    what is refused is written nowhere, not in an error report either."""
    known = known_in(case)
    rules = consultation_rules()["fel"]
    problems = {}
    for field, text in texts.items():
        found = pointing_out(text, names=known.names, details=known.details)
        if found:
            told = dict.fromkeys(
                str(rules["på_rad"].format(slag=kind_words(one.kind), rad=text.count("\n", 0, one.start) + 1))
                for one in found
            )
            problems[field] = str(rules["pekar_ut"].format(vad=", ".join(told)))
    return problems


def kind_words(kind: str) -> str:
    """What a kind of find is called in a sentence."""
    return str(consultation_rules()["slag"].get(kind, kind))


def pointing_out(text: str, *, names: Iterable[str] = (), details: Iterable[str] = ()) -> tuple[Found, ...]:
    """Everything in a text that an anonymous question may not hold, in its order."""
    plain, places = plain_signs(text)
    ways = tuple(way for name in names for way in written_as(name.casefold()))
    spans = [(one.kind, one.start, one.end) for one in find_identifiers(text, names=ways)]
    own = [*_patterns(plain), *_spelled(plain), *_capitals(plain), *_details(plain, details)]
    spans += [(kind, *placed(places, start, end)) for kind, start, end in own]
    kept: list[Found] = []
    for kind, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if not kept or start >= kept[-1].end:
            kept.append(Found(kind, start, end, text[start:end]))
    return tuple(kept)


def _patterns(plain: str) -> Iterator[tuple[str, int, int]]:
    days = (("exakt_dag", _DAYS), ("exakt_dag", _days_in_words()))
    for kind, pattern in (*days, ("webbadress", _WEB), ("initialer", _INITIALS)):
        for match in pattern.finditer(plain):
            yield kind, match.start(), match.end()


def _spelled(plain: str) -> Iterator[tuple[str, int, int]]:
    """Numbers written in words, one after the other, and streets in small letters."""
    numbers, streets = _words_that_point()
    for match in numbers.finditer(plain):
        yield "siffror_i_ord", match.start(), match.end()
    not_streets = consultation_rules()["inga_gator"]
    for match in streets.finditer(plain):
        if match["number"] or match["street"].casefold() not in not_streets:
            yield "adress", match.start(), match.end()


@lru_cache(maxsize=1)
def _days_in_words() -> re.Pattern[str]:
    """`fjortonde maj`, `den fjortonde i femte`."""
    rules = consultation_rules()
    day, months = rf"(?:tjugo|trettio)?(?:{_one_of(rules['ordningstal'])})", _one_of(rules["månader"])
    return re.compile(
        rf"(?<!\w)(?:{day}\s+(?:{months})|den\s+{day}\s+i\s+(?:{months}|{day}))(?!\w)", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _words_that_point() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Four numbers in words or more beside each other, and a word that ends as streets do, with the number of the house."""
    rules = consultation_rules()
    number, between = rf"(?:{_one_of(rules['räkneord'])})+", r"[\s,.;:/-]+"
    joined = rf"{between}(?:(?:{_one_of(rules['mellan_räkneord'])}){between})?"
    return (
        re.compile(
            rf"(?<!\w){number}(?:{joined}{number}){{{rules['räkneord_i_rad'] - 1},}}(?!\w)", re.IGNORECASE
        ),
        re.compile(
            rf"(?<!\w)(?P<street>[^\W\d_]{{2,}}(?:{_one_of(rules['gatuslut'])}))(?P<number>\s+[0-9]{{1,4}})?(?!\w)",
            re.IGNORECASE,
        ),
    )


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=1)
def allowed_words() -> frozenset[str]:
    """Words that may have a capital without being anybody's name."""
    return frozenset(consultation_rules()["stora_ord"])


@lru_cache(maxsize=1)
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    """First names in small letters, with and without the s of the owner, and those of them that are ordinary words as well."""
    rules = consultation_rules()
    names = {name.casefold() for name in rules["förnamn"]}
    words = set(rules["förnamn_som_är_ord"])
    return (
        frozenset(names | {f"{name}s" for name in names}),
        frozenset(words | {f"{name}s" for name in words}),
    )


def _capitals(plain: str) -> Iterator[tuple[str, int, int]]:
    """First names wherever they stand, and words with a capital that a list, their end or what stands before them says are names or
    places. A short abbreviation (SGI, FK, ADHD) is all capitals and passes. Others are asked about (`unlisted_words.py`)."""
    (names, also_words), ends, places = _first_names(), consultation_rules()["efternamnsslut"], _places()
    words = [match for match in WORD.finditer(plain) if match[0] not in allowed_words()]
    for match, following in zip(words, [*words[1:], None], strict=False):
        word, small_end = match[0], match[0].casefold().removesuffix("s")
        parts = {word.casefold(), *re.split(r"['’-]", word.casefold())} - also_words
        if parts & names and (word[0].isupper() or len(word) >= _SURE_LETTERS):
            yield "förnamn", match.start(), match.end()
        elif word[0].isupper() and (not word.isupper() or len(word) >= _LONG_CAPITALS):
            beside = (
                following is not None
                and following[0][0].isupper()
                and not following[0].isupper()
                and plain[match.end() : following.start()] == " "
            )
            surname = len(word) >= _LONG_CAPITALS and small_end.endswith(tuple(ends))
            if beside or surname or small_end in places or _after_a_part(plain, match.start()):
                yield "namn_eller_ort", match.start(), match.end()


def is_first_in_sentence(plain: str, start: int) -> bool:
    """Whether a word with a capital there has it because a sentence begins."""
    return bool(_FIRST_IN_SENTENCE.search(plain[:start]))


def _after_a_part(plain: str, start: int) -> bool:
    """What stands after "läkaren" or "bor i" with a capital is a name or a place."""
    return bool(_parts().search(plain[max(0, start - 40) : start]))


@lru_cache(maxsize=1)
def _parts() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_one_of(consultation_rules()['före_namn'])}) $", re.IGNORECASE)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Places in small letters, without the s of the owner; one that is a word as well is left to the writer."""
    rules = consultation_rules()
    return frozenset(one.casefold().removesuffix("s") for one in rules["orter"]) - frozenset(
        rules["orter_som_är_ord"]
    )


def _details(plain: str, details: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Known numbers and addresses, whatever stands between their signs."""
    kept = [(sign, place) for place, sign in enumerate(plain.casefold()[: len(plain)]) if sign.isalnum()]
    joined = "".join(sign for sign, _ in kept)
    for detail in details:
        start = joined.find(detail)
        if start >= 0:
            yield "känt", kept[start][1], kept[start + len(detail) - 1][1] + 1


def check_reply(group: str, kind: str, text: str) -> dict[str, str]:
    """Field → sentence for an answer of `svar` in konsultation.yaml that can't be taken as it is."""
    rules = consultation_rules()
    row = rules["svar"][group].get(kind)
    if row is None:
        return {"slag": str(rules["svar_saknas"]["slag"])}
    if problem := too_much(text, "svar"):
        return {"text": problem}
    if row["text"] == "krävs" and not text:
        return {"text": str(rules["svar_saknas"]["text"]).format(etikett=in_sentence(row["etikett"]))}
    return {}


def check_anonymous_reply(text: str) -> dict[str, str]:
    """A number, an address or a way to reach somebody has no place in an answer about somebody without a name. Names are not
    compared with the case's: to refuse one would tell whose case it is."""
    found = [
        *find_identifiers(text),
        *(Found(kind, start, end, "") for kind, start, end in _spelled(plain_signs(text)[0])),
    ]
    if not found:
        return {}
    told = ", ".join(dict.fromkeys(kind_words(one.kind) for one in found))
    return {"text": str(consultation_rules()["svar_saknas"]["pekar_ut"]).format(vad=told)}
