"""The law's rules as questions to a sweep: each gives the answers that break it, as sentences. None is as it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape

from samre.accounts.roles import CASE_ROLES, Role

from .sweep import Answer, Sweep

Rule = Callable[[Sweep], list[str]]
OWN_OF_NOBODY = {Role.BOARD, Role.LAW_EXPERT, Role.PARTNER, Role.ASF, Role.PROCESS_LEAD}
STAFF_OF_THE_SYSTEM = {Role.ADMINISTRATOR, Role.REVIEWER}
COMPLETE = (
    "chain",
    "at",
    "user",
    "name",
    "title",
    "assignment",
    "role",
    "unit",
    "authority",
    "action",
    "kind",
    "why",
)
# Pages behind the login that show nobody's case: their readings need no row of their own. What the kommun offers (insatser), where
# people work (kontakter) and free times for talks (konsultation) and how
# letters look (brevmallar) are about no person.
ABOUT_NOBODY = re.compile(
    r"^(logga-in|logga-ut|konto$|konto/|konton|kontakter|ditt-uppdrag$|insatser|konsultation|brevmallar"
    # The work with the map is about no case, but for the pages that say which cases a change touches.
    r"|kartan$|kartan/(?!.*(?:paverkan|flytt)))"
)
# Empty forms: until something has been sent, nobody has been looked at.
EMPTY_FORMS = {"arenden/sok", "arenden/nytt"}
MOST_TOLD = 12


def told(faults: Iterator[str]) -> list[str]:
    """The first few, so that a failing test can be read."""
    found = sorted(set(faults))
    return found if len(found) <= MOST_TOLD else [*found[:MOST_TOLD], f"och {len(found) - MOST_TOLD} till"]


def seen(answer: Answer, canaries: tuple[str, ...]) -> list[str]:
    """The canaries that stand in the answer, in its headers or in its log rows."""
    text = unescape(answer.text) + json.dumps(dict(answer.headers), ensure_ascii=False)
    found = [canary for canary in canaries if canary.casefold() in text.casefold()]
    return [canary for canary in found if not answer.has_typed(canary)]


def no_person_for(roles: set[Role]) -> Rule:
    """R1, R29: these roles meet no person's data by any route."""

    def rule(sweep: Sweep) -> list[str]:
        return told(
            f"{answer}: {', '.join(found)}"
            for answer in sweep.answers
            if answer.role in roles
            for tenant in sweep.tenants
            if (found := seen(answer, tenant.canaries))
        )

    return rule


def no_case_opened_for(roles: set[Role]) -> Rule:
    """R1, R29: and every case route says no, whoever's the case is."""

    def rule(sweep: Sweep) -> list[str]:
        return told(
            str(answer)
            for answer in sweep.answers
            if answer.role in roles and answer.route.is_case and answer.status not in (403, 404, 405)
        )

    return rule


def tenants_apart(sweep: Sweep) -> list[str]:
    """R3: nothing of one kommun's people in anything another kommun's people get; its cases are not there (404)."""
    return told(_tenants_apart(sweep))


def _tenants_apart(sweep: Sweep) -> Iterator[str]:
    for answer in sweep.answers:
        for tenant in sweep.tenants:
            if answer.actor.startswith(tenant.word):
                continue
            if found := seen(answer, (*tenant.canaries, f"Personal{tenant.word}")):
                yield f"{answer}: {', '.join(found)}"
            theirs = answer.ids.startswith(tenant.word) and "<uuid:" in answer.route.pattern
            if theirs and not answer.route.is_public and answer.status not in (302, 401, 403, 404, 405):
                yield f"{answer}: ska inte finnas"


def only_with_a_part(sweep: Sweep) -> list[str]:
    """R27: without a part in the case, and without being the unit's manager, nothing of the person is seen in it."""
    return told(
        f"{answer}: {', '.join(found)}"
        for answer in sweep.answers
        if answer.route.is_case and answer.actor.endswith((" kollega", " chef på annan enhet"))
        for tenant in sweep.tenants
        if (found := seen(answer, tenant.canaries))
        or (answer.status in (200, 302) and answer.route.gate.need)
    )


def protected_hidden(sweep: Sweep) -> list[str]:
    """R52: who and where a protected person is stands in no answer that nobody gave a reason for, the handler's own included."""
    return told(
        f"{answer}: {', '.join(found)}"
        for answer in sweep.answers
        for tenant in sweep.tenants
        if (found := seen(answer, tenant.protected_canaries))
    )


def protected_closed(sweep: Sweep) -> list[str]:
    """R53: a protected person's case opens for its named handlers only, the manager not among them."""
    return told(
        str(answer)
        for answer in sweep.answers
        if answer.ids.endswith("hidden")
        and answer.route.is_case
        and not answer.actor.endswith(" handläggare")
        if answer.actor != "besökare" and answer.status not in (403, 404, 405)
    )


def everything_logged(sweep: Sweep) -> list[str]:
    """R33: whoever tries a page about people, whatever comes of it, leaves at least one whole row; and R30: stamped."""
    return told(_unlogged(sweep))


def _unlogged(sweep: Sweep) -> Iterator[str]:
    for answer in sweep.answers:
        gate = answer.route.gate
        if gate is None or gate.is_public or answer.actor == "besökare" or answer.status in (400, 405):
            continue
        if not gate.log:
            if not ABOUT_NOBODY.match(answer.route.pattern):
                yield f"/{answer.route.pattern}: säger inte vad som ska stå i loggen (log=)"
            continue
        is_empty = answer.method == "GET" or answer.status == 422
        if is_onward(answer) or (answer.route.pattern in EMPTY_FORMS and is_empty):
            continue
        whole = [event for event in answer.events if is_whole(event)]
        if answer.route.is_case:
            whole = [event for event in whole if event["case_id"] in answer.address]
        if not whole:
            yield f"{answer}: ingen hel rad i loggen {[dict(event) for event in answer.events][:1]}"


def is_onward(answer: Answer) -> bool:
    """Sent to show who she is first: nothing was shown or tried."""
    return answer.status in (302, 401) and "/logga-in" in answer.headers.get("Location", "")


def is_whole(event: dict) -> bool:
    return all(event[name] for name in COMPLETE)


def case_reads_say_why(sweep: Sweep) -> list[str]:
    """R33: a case that was shown has its ground in the log: the part in the case, or the stated reason."""
    return told(
        str(answer)
        for answer in sweep.answers
        if answer.route.is_case
        and answer.route.gate.need
        and answer.role in CASE_ROLES
        and answer.status == 200
        and not any(
            event["outcome"] == "ok" and event["why"] and event["case_id"] in answer.address
            for event in answer.events
        )
    )


def lists_say_whom(sweep: Sweep) -> list[str]:
    """R33: a list that shows cases names them in the log."""
    return told(
        f"{answer}: {missing}"
        for answer in sweep.answers
        if not answer.route.is_case and answer.status == 200 and not answer.route.is_public
        for tenant in sweep.tenants
        for case in (tenant.case, tenant.other, tenant.hidden)
        if f"/arenden/{case.pk}" in answer.text
        and (missing := f"{case.number} visades men loggades inte")
        and str(case.pk) not in answer.subjects | {event["case_id"] for event in answer.events}
    )


def log_tells_nothing(sweep: Sweep) -> list[str]:
    """R38: no row of the log, and no line of the server's own log, holds what stands in a case."""
    return told(_told_in_logs(sweep))


def _told_in_logs(sweep: Sweep) -> Iterator[str]:
    canaries = [canary.casefold() for tenant in sweep.tenants for canary in tenant.canaries]
    for answer in sweep.answers:
        for event in answer.events:
            text = " ".join(value for name, value in event.items() if name != "at").casefold()
            if found := [canary for canary in canaries if canary in text]:
                yield f"{answer}: {event['action']} säger {found}"
    for line in sweep.logged:
        if found := [canary for canary in canaries if canary in line.casefold()]:
            yield f"serverns logg: {found}"


def addresses_tell_nothing(sweep: Sweep) -> list[str]:
    """R32: no name or number in an address, a link, a redirect or a title; and no referrer leaves the site."""
    return told(_told_in_addresses(sweep))


def _told_in_addresses(sweep: Sweep) -> Iterator[str]:
    canaries = [canary.casefold() for tenant in sweep.tenants for canary in tenant.canaries]
    for answer in sweep.answers:
        places = {
            "adressen": answer.address,
            "titeln": unescape(answer.title),
            "Location": answer.headers.get("Location", ""),
            "Content-Disposition": answer.headers.get("Content-Disposition", ""),
            "en länk": " ".join(unescape(link) for link in answer.links),
        }
        for place, text in places.items():
            if found := [canary for canary in canaries if canary in text.casefold()]:
                yield f"{answer}: {place} säger {found}"
        if answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
            yield f"{answer}: Referrer-Policy är {answer.headers.get('Referrer-Policy')}"


def nothing_stored(sweep: Sweep) -> list[str]:
    """R57: what stands behind the login is kept by no browser and no proxy."""
    return told(
        str(answer)
        for answer in sweep.answers
        if not answer.route.is_public
        and answer.status == 200
        and "no-store" not in answer.headers.get("Cache-Control", "")
    )


def no_server_errors(sweep: Sweep) -> list[str]:
    """No address breaks, whoever asks and however."""
    return told(str(answer) for answer in sweep.answers if answer.status >= 500)


def lists_without_health(sweep: Sweep) -> list[str]:
    """R8: no list of cases tells what stands in a certificate, a note, a fact or a step."""
    return told(
        f"{answer}: {', '.join(found)}"
        for answer in sweep.answers
        if not answer.route.is_case and answer.status == 200
        for tenant in sweep.tenants
        if (found := seen(answer, _inside(tenant.word)))
    )


def _inside(word: str) -> tuple[str, ...]:
    things = (
        "diagnos",
        "observation",
        "anteckning",
        "invändning",
        "underlag",
        "innehåll",
        "original",
        "källa",
    )
    return tuple(f"Kanarie{word}{thing}" for thing in things)
