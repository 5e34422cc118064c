"""Versions: the one the program came with is taken over, and a decided draft is published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about, action
from samre.accounts.models import Authority
from samre.pathway.changes.diff import diff
from samre.pathway.changes.redrawn import drawing_told, names_of
from samre.pathway.reading.load import load_texts

from ..maps import followers_of, pathway_in, texts_of, touch
from ..models import ChangeRequest, Draft, DraftRevision, DraftState, Following, MapVersion, RequestState
from ..models.base import signed
from ..public_writing import publish_files
from ..rules.nobody import persons_in
from ..rules.numbers import next_number
from ..rules.packing import content_of, opened, pack, texts_in
from ..rules.permissions import check_adopts, check_follows, check_writes
from ..rules.proving import prove
from ..rules.publishing import check_publishable, let_through
from ..rules.reviewing import check_read


@action("map.adopt", kind="map")
def adopt_map(*, keeper: UUID, folder: Path, next_review: date, by: Actor) -> MapVersion:
    """The version that lies as files becomes a keeper's first. Done when a förbund begins with SAMRE."""
    check_adopts(by, keeper)
    Authority.objects.select_for_update(no_key=True).get(pk=keeper)
    if MapVersion.objects.filter(keeper_id=keeper).exists():
        raise Refused("Det finns redan en version av kartan. Ändra den med ett förslag.")
    texts = texts_in(folder)
    proved = prove(texts, on=timezone.localdate())
    if proved.pathway is None or proved.errors:
        raise Refused("Kartan har fel och kan inte tas över. Kör »samre map check« och rätta den.")
    pathway = proved.pathway
    if next_review <= max(pathway.valid_from, timezone.localdate()):
        raise Refused({"översyn": "Välj en dag som kommer, efter att kartan börjar gälla."})
    version = MapVersion.objects.create(
        keeper_id=keeper,
        number=next_number(MapVersion, keeper),
        chart=pathway.id,
        name=pathway.name,
        hash=pathway.hash,
        content=content_of(texts),
        files=pack(texts),
        valid_from=pathway.valid_from,
        next_review=next_review,
        proof=proved.summary(),
        **signed(by),
    )
    touch(keeper)
    transaction.on_commit(publish_files)
    about(version, chart=version.chart, hash=version.hash)
    return version


@action("map.follow", kind="map")
def follow_map(*, keeper: UUID, follower: UUID, since: date, by: Actor) -> Following:
    """An authority follows a keeper's map from a day that has come; what it followed before ends that day."""
    check_follows(by, keeper, follower)
    if since > timezone.localdate():
        raise Refused(
            {"från": "Kartan följs från den dag ni väljer den. Välj i dag eller en dag som har varit."}
        )
    if not MapVersion.objects.filter(keeper_id=keeper).exists():
        raise Refused("Den myndigheten har ingen karta att följa.")
    Authority.objects.select_for_update().get(pk=follower)
    Following.objects.filter(follower_id=follower, until__isnull=True).update(until=since)
    following = Following.objects.create(keeper_id=keeper, follower_id=follower, since=since, **signed(by))
    touch(follower)
    about(following)
    return following


@action("map.publish", kind="map")
def publish_draft(*, draft: UUID, revision: int, news: str = "", by: Actor) -> MapVersion:
    """What was decided, and read as `revision`, becomes a version, to the letter, with what differs in words. Cases stay
    where they are until moved."""
    row = Draft.objects.select_for_update().select_related("based_on", "keeper").get(pk=draft)
    check_writes(by, row.keeper_id)
    if problems := persons_in({"nyhet": news}):
        raise Refused(problems)
    decision, proved = check_publishable(row, revision=revision, on=timezone.localdate())
    check_read(row, revision=revision, on=timezone.localdate())
    saved = DraftRevision.objects.get(draft=row, number=decision.revision)
    assert row.next_review is not None
    texts = opened(saved.files, decision.hash)
    pathway = load_texts(texts)
    before = pathway_in(row.based_on)
    changes = [str(change) for change in diff(before, pathway) if change.thing != "kartan"]
    changes += drawing_told(texts_of(row.based_on), texts, names_of(before, pathway))
    version = MapVersion.objects.create(
        keeper_id=row.keeper_id,
        number=next_number(MapVersion, row.keeper_id),
        chart=pathway.id,
        name=pathway.name,
        hash=pathway.hash,
        content=decision.hash,
        files=pack(texts),
        valid_from=pathway.valid_from,
        next_review=row.next_review,
        based_on=row.based_on,
        changes=changes,
        proof=proved.summary()
        | {"reasons": {item.obligation: item.reason for item in row.reasons.order_by("at")}}
        | {"let_through": list(let_through(row, proved))},
        news=news.strip(),
        decided=decision,
        **signed(by),
    )
    row.state, row.ended_at = DraftState.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    touch(row.keeper_id, *followers_of(row.keeper_id))
    transaction.on_commit(publish_files)
    asked = ChangeRequest.objects.filter(draft=row, state=RequestState.TAKEN)
    about(
        version,
        chart=version.chart,
        hash=version.hash,
        requests=asked.update(state=RequestState.DONE, published=version),
    )
    return version
