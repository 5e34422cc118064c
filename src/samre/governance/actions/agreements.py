"""An agreement while it is written: what it says, who the parties are, and what each promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action

from ..maps import find_in_force, keeper_of
from ..models import Agreement, AgreementParty, AgreementState, Commitment
from ..models.base import signed
from ..queries.agreements import authorities_for, pathway_for, terms_of
from ..rules.agreements import Promise, Side, agreement_rules, proposed, wrong_days, wrong_promise
from ..rules.deviations import deviation_rules
from ..rules.nobody import persons_in
from ..rules.numbers import next_number
from ..rules.permissions import check_writes

TITLE, NAME, TEXT = 160, 120, 8000
_CLOSED: Mapping[str, str] = {
    AgreementState.SIGNING: "Överenskommelsen är lagd för underskrift och ändras inte. Öppna den igen först.",
    AgreementState.DROPPED: "Överenskommelsen är nedlagd. Skriv en ny.",
}
Part = Mapping[str, str]


@action("agreement.write", kind="agreement")
def write_agreement(
    *, title: str, valid_from: date, valid_to: date | None, review_on: date, by: Actor
) -> Agreement:
    """A new agreement on the map in force, with the text of `styrgrupp.yaml` to begin from and no parties yet. The same one begun
    once more by the same person, while it is written, is the same agreement."""
    keeper = keeper_of(by.authority_id)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    if keeper is None or version is None:
        raise Refused("Ni följer ingen gemensam karta än. Överenskommelsen skrivs på den.")
    check_writes(by, keeper)
    _check_head(title, valid_from, valid_to, review_on)
    days = int(deviation_rules()["svarsdagar"])
    parts = [
        {"id": part["id"], "heading": part["rubrik"], "text": part["text"].format(svarsdagar=days)}
        for part in agreement_rules()["delar"]
    ]
    number = next_number(Agreement, keeper)
    head = {
        "keeper_id": keeper,
        "title": title.strip(),
        "valid_from": valid_from,
        "valid_to": valid_to,
        "review_on": review_on,
    }
    if again := _begun(by, renews=None, **head):
        about(again, chart=again.chart)
        return again
    row = Agreement.objects.create(number=number, chart=version.chart, parts=parts, **head, **signed(by))
    about(row, chart=row.chart)
    return row


@action("agreement.change", kind="agreement")
def change_agreement(
    *,
    agreement: UUID,
    revision: int,
    title: str,
    valid_from: date,
    valid_to: date | None,
    review_on: date,
    texts: Mapping[str, str],
    by: Actor,
) -> Agreement:
    """Title, days and text. `texts`: id of a part → its text; a part that is not named stays as it is."""
    row = written(agreement, by, revision)
    problems = {
        f"del-{id_}": f"Skriv högst {TEXT} tecken." for id_, text in texts.items() if len(text) > TEXT
    }
    problems |= persons_in({f"del-{id_}": text for id_, text in texts.items()}, are_offices=True)
    _check_head(title, valid_from, valid_to, review_on, problems)
    row.title, row.valid_from, row.valid_to, row.review_on = title.strip(), valid_from, valid_to, review_on
    row.parts = [part | {"text": texts.get(part["id"], part["text"]).strip()} for part in row.parts]
    _save(row)
    return row


@action("agreement.party", kind="agreement")
def put_party(
    *,
    agreement: UUID,
    revision: int,
    name: str,
    actors: Sequence[str],
    authority: UUID | None = None,
    signatory: str = "",
    signatory_title: str = "",
    party: UUID | None = None,
    by: Actor,
) -> AgreementParty:
    """A party put in, or changed. A new one begins with what the map says its actors do."""
    row = written(agreement, by, revision)
    pathway = pathway_for(row)
    problems = _wrong_party(row, name, actors, authority, party)
    if too_long := [text for text in (name, signatory, signatory_title) if len(text.strip()) > NAME]:
        problems["namn" if name in too_long else "undertecknare"] = f"Skriv högst {NAME} tecken."
    if unknown := set(actors) - set(pathway.actors):
        problems["aktorer"] = f"Finns inte på kartan: {', '.join(sorted(unknown))}."
    if problems:
        raise Refused(problems)
    values = {
        "name": name.strip(),
        "actors": list(actors),
        "authority_id": authority,
        "signatory": signatory.strip(),
        "signatory_title": signatory_title.strip(),
    }
    if party is None:
        found = AgreementParty.objects.create(agreement=row, **values)
        _put(found, proposed(pathway, tuple(actors)))
    else:
        found = party_of(row, party)
        for field, value in values.items():
            setattr(found, field, value)
        found.save()
    _save(row)
    return found


@action("agreement.drop_party", kind="agreement")
def drop_party(*, agreement: UUID, revision: int, party: UUID, by: Actor) -> None:
    """A party, and what it was going to promise, taken out."""
    row = written(agreement, by, revision)
    party_of(row, party).delete()
    _save(row)


@action("agreement.commit", kind="agreement")
def put_commitments(
    *, agreement: UUID, revision: int, party: UUID, promises: Sequence[Promise], by: Actor
) -> AgreementParty:
    """What a party promises, all of it: a step that is not named is promised nothing in."""
    row = written(agreement, by, revision)
    found = party_of(row, party)
    pathway = pathway_for(row)
    side = Side(found.name, tuple(found.actors), str(found.authority_id or ""), ())
    problems = {one.step: wrong for one in promises if (wrong := wrong_promise(one, side, pathway))}
    problems |= {one.step: f"Skriv högst {TEXT} tecken." for one in promises if len(one.text) > TEXT}
    problems |= persons_in({one.step: one.text for one in promises}, are_offices=True)
    if len({one.step for one in promises}) < len(promises):
        problems[""] = "Samma steg står två gånger."
    if problems:
        raise Refused(problems)
    _put(found, promises)
    _save(row)
    return found


@action("agreement.renew", kind="agreement")
def renew_agreement(
    *, agreement: UUID, valid_from: date, valid_to: date | None, review_on: date, by: Actor
) -> Agreement:
    """A new one that says the same, on the map in force, to change and sign anew. The old one holds until this one begins. Begun
    once more with the same days by the same person, while it is written, it is the same."""
    old = Agreement.objects.select_for_update().get(pk=agreement)
    check_writes(by, old.keeper_id)
    if old.state != AgreementState.SIGNED:
        raise Refused("Bara en överenskommelse som är beslutad kan förlängas.")
    version = find_in_force(old.keeper_id, on=timezone.localdate())
    _check_head(old.title, valid_from, valid_to, review_on)
    number = next_number(Agreement, old.keeper_id)
    days = {"valid_from": valid_from, "valid_to": valid_to, "review_on": review_on}
    if again := _begun(by, renews=old, **days):
        about(again, renews=old.number)
        return again
    row = Agreement.objects.create(
        keeper_id=old.keeper_id,
        number=number,
        title=old.title,
        chart=old.chart if version is None else version.chart,
        parts=old.parts,
        renews=old,
        **days,
        **signed(by),
    )
    for party, side in zip(old.parties.order_by("name"), terms_of(old).sides, strict=True):
        copy = AgreementParty.objects.create(
            agreement=row,
            name=party.name,
            actors=party.actors,
            authority_id=party.authority_id,
            signatory=party.signatory,
            signatory_title=party.signatory_title,
        )
        _put(copy, side.promises)
    about(row, renews=old.number)
    return row


@action("agreement.drop", kind="agreement")
def drop_agreement(*, agreement: UUID, by: Actor) -> Agreement:
    """Begun by mistake: who began it gives it up while it is written. The row stays, out of the lists."""
    row = Agreement.objects.select_for_update().get(pk=agreement)
    check_writes(by, row.keeper_id)
    if by.user_id is None or row.by_id != by.user_id:
        raise Denied("Bara den som började skriva överenskommelsen lägger ner den.")
    if row.state != AgreementState.WRITTEN:
        raise Refused(
            "Bara en överenskommelse som skrivs kan läggas ner. Ladda om sidan och se hur den står."
        )
    row.state, row.ended_at, row.ended_by = AgreementState.DROPPED, timezone.now(), by.name
    row.save(update_fields=["state", "ended_at", "ended_by"])
    about(row)
    return row


def written(agreement: UUID, by: Actor, revision: int) -> Agreement:
    """The row, locked, while it can still be changed by this writer from what she read."""
    row = Agreement.objects.select_for_update().get(pk=agreement)
    check_writes(by, row.keeper_id)
    if row.state != AgreementState.WRITTEN:
        raise Denied(_CLOSED.get(row.state, "Överenskommelsen är beslutad och ändras inte."))
    if row.revision != revision:
        raise Stale(
            "Någon annan har ändrat överenskommelsen. Se hur den står nu, och gör sedan din ändring igen."
        )
    return row


def party_of(row: Agreement, party: UUID) -> AgreementParty:
    """One of its parties. Raises Refused where there is none with that id."""
    found = row.parties.filter(pk=party).first()
    if found is None:
        raise Refused("Parten finns inte längre i överenskommelsen. Ladda om sidan.")
    return found


def _begun(by: Actor, **head: object) -> Agreement | None:
    """The agreement that the same person has begun with the same head, where it is still written."""
    rows = Agreement.objects.filter(**head, by_id=by.user_id, state=AgreementState.WRITTEN)
    return rows.order_by("number").first()


def _save(row: Agreement) -> None:
    row.revision += 1
    row.save()
    about(row, revision=row.revision)


def _put(party: AgreementParty, promises: Sequence[Promise]) -> None:
    party.commitments.all().delete()
    Commitment.objects.bulk_create(
        Commitment(
            agreement_id=party.agreement_id, party=party, step=one.step, text=one.text.strip(), days=one.days
        )
        for one in promises
    )


def _check_head(
    title: str, begins: date, ends: date | None, review: date, problems: dict[str, str] | None = None
) -> None:
    """Raises Refused for what is wrong with title and days, and for what was wrong before."""
    found = dict(problems or {}) | wrong_days(begins, ends, review)
    if not title.strip():
        found["rubrik"] = "Skriv vad överenskommelsen heter."
    elif len(title.strip()) > TITLE:
        found["rubrik"] = f"Skriv högst {TITLE} tecken."
    if found:
        raise Refused(found)


def _wrong_party(
    row: Agreement, name: str, actors: Sequence[str], authority: UUID | None, party: UUID | None
) -> dict[str, str]:
    problems = {}
    never = set(agreement_rules()["aldrig_part"])
    others = row.parties.exclude(pk=party) if party else row.parties.all()
    if not name.strip():
        problems["namn"] = "Skriv vad parten heter."
    elif others.filter(name=name.strip()).exists():
        problems["namn"] = "En part med det namnet finns redan."
    if not actors or never & set(actors):
        problems["aktorer"] = "Välj vem parten är på kartan."
    if authority is not None and authority not in {one.pk for one in authorities_for(row.keeper_id)}:
        problems["myndighet"] = "Välj en myndighet i listan, eller ingen."
    return problems
