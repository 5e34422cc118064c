"""Rätt underlag?, as pages show it: each need with where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from samre.casework.queries.gauge import ON_CERTIFICATE, ON_PERSON, Gauge, Need
from samre.casework.queries.left_out import LeftOut


@dataclass(frozen=True, slots=True)
class Mend:
    """Where something that is missing is mended: an address and what is done there."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class GaugeLine:
    """A need of the gauge with where it is mended; None where nothing has to be. `left_out`: why it does not go although it is
    done."""

    need: Need
    mend: Mend | None
    left_out: str


@dataclass(frozen=True, slots=True)
class GaugeView:
    """The gauge as it is shown."""

    gauge: Gauge
    lines: tuple[GaugeLine, ...]

    @property
    def left_out(self) -> int:
        """How many of the needs that are done do not reach the receiver."""
        return sum(bool(line.left_out) for line in self.lines)


def gauge_view(found: Gauge | None, case_id: UUID, left_out: Iterable[LeftOut] = ()) -> GaugeView | None:
    """With where each gap is mended, and what does not go along although it is done."""
    if found is None:
        return None
    why = {one.code: one.why for one in left_out}
    return GaugeView(
        found,
        tuple(GaugeLine(need, _mend(need, case_id), why.get(need.code, "")) for need in found.needs),
    )


def _mend(need: Need, case_id: UUID) -> Mend | None:
    if need.is_done:
        return None
    if need.mended_at == ON_CERTIFICATE:
        if need.about:
            return Mend(reverse("web:certificate", args=[case_id, need.about]), "Se intyget och frågorna")
        return Mend(reverse("web:certificates", args=[case_id]), "Lägg in ett läkarintyg")
    if need.mended_at == ON_PERSON:
        return Mend(reverse("web:case-person", args=[case_id]), "Fyll i på Person")
    return Mend(f"{reverse('web:case-facts', args=[case_id])}?fraga={need.about}#fraga", "Svara på frågan")
