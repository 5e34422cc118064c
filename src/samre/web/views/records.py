"""Documents: those of a case, the nämnd's register, and the public one; and what holds a case back from gallring."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.audit.log import record
from samre.casework.actions.disposal import begin_hold, end_hold
from samre.casework.actions.records import register_record
from samre.casework.models import Case, Record
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.disposal import case_holds, hold_of, item_of, packages_of
from samre.casework.queries.registers import (
    case_records,
    kinds,
    public_register,
    record_file,
    register_page,
)
from samre.casework.rules.permissions import Ground, Need

from ..forms.notes import find_uuid, page_number
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case, signed_in
from ..kept_files import kept_answer
from ..protected_files import with_reason

FIELDS = ("riktning", "slag", "part", "arende", "datum")
TOO_BIG = "Filen är större än {megabytes} MB. Dela upp den, eller registrera handlingen utan fil."
UNKNOWN = "Filen är av ett slag som inte tas emot. Spara den som PDF, bild eller text."
NOTICES = {
    "rapport": "Rapporten är registrerad. Orden ligger i anteckningarna och uppgifterna på kartan.",
    "registrerad": "Handlingen är registrerad.",
    "sparr": "Ärendet gallras inte.",
    "hav": "Spärren är borttagen.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="record.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The case's documents. A POST registers one: riktning, slag, part, arende, datum, fil."""
    values, problems = typed(request, *FIELDS), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _register(request, case, values))
        if not problems:
            return _to("web:records", case, "registrerad")
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "rows": case_records(case),
        "kinds": kinds(),
        "directions": Record.Direction.choices,
        "problems": problems,
        "values": values,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "records/index.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.READ, log="record.file", fresh=True)
def file(request: HttpRequest, case: Case, ground: Ground, handling: UUID) -> HttpResponse:
    """A document as it came or went; of a protected person with a reason (POST: visa_skal)."""
    found = record_file(case, handling)
    if found is None:
        raise Http404("Filen finns inte.")
    return with_reason(request, case, ground, lambda: _download(*found), name=f"Handling {found[0]}")


def _download(number: str, content: bytes, media: str, kind: str) -> HttpResponse:
    place = number.replace(" ", "-").replace(":", "-")
    return kept_answer(content, media, f"{kind}-{place}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="hold.list")
def holds(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What holds the case back from gallring. A POST begins (skal) or ends (sparr) a hold."""
    values, problems = typed(request, "gor", "skal", "sparr"), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _hold(request, case, values))
        if not problems:
            return _to("web:case-disposal", case, "hav" if values["gor"] == "hav" else "sparr")
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "holds": case_holds(case),
        "item": item_of(case),
        "packages": packages_of(case),
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "records/holds.html", context, status=problems.status)


@require_safe
@signed_in(Role.CASEWORKER, Role.MANAGER, log="register.list")
def register(request: HttpRequest) -> HttpResponse:
    """The nämnd's register. Party and subject are told for the cases the reader may open; the rest as in the public one."""
    actor = actor_of(request)
    page = register_page(actor, page=page_number(request))
    _log(request, "register.list", subjects=[str(case) for case in page.shown])
    return render(request, "records/register.html", {"page": page, "is_manager": actor.is_manager})


@require_safe
@signed_in(Role.MANAGER, log="register.export")
def public(request: HttpRequest) -> HttpResponse:
    """The public register as a file: anybody may ask for it, and it names nobody."""
    _log(request, "register.export")
    # A byte order mark: without it Excel reads å, ä and ö wrong.
    answer = HttpResponse(
        "\ufeff" + public_register(actor_of(request)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="offentligt-diarium-{timezone.localdate()}.csv"'
    return answer


def _register(request: HttpRequest, case: Case, values: dict[str, str]) -> Record:
    content, media = read_file(request)
    with all_together() as wrong:
        day = read_date(values["datum"], "datum", wrong)
    return register_record(
        case=case,
        direction=values["riktning"],
        kind=values["slag"],
        party=values["part"],
        subject=values["arende"],
        registered_on=day,
        content=content,
        media_type=media,
        by=actor_of(request),
    )


def read_file(request: HttpRequest) -> tuple[bytes | None, str]:
    """The file of a form (`fil`) and what kind it is; None where there is none. Raises Refused."""
    if request.META.get("samre.upload_too_big"):
        raise Refused({"fil": TOO_BIG.format(megabytes=settings.UPLOAD_CAP_BYTES // 1024**2)})
    given = request.FILES.get("fil")
    if given is None:
        return None, ""
    content = given.read()
    media = next((media for start, media in STARTS if content.startswith(start)), "")
    if not media:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused({"fil": UNKNOWN}) from None
        media = "text/plain"
    return (content, media) if content else (None, "")


# What a file is, told by how it begins: its name may say anything.
STARTS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def _hold(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if values["gor"] != "hav":
        return begin_hold(case=case, reason=values["skal"], by=actor)
    asked = find_uuid(values["sparr"])
    hold = hold_of(case, asked) if asked else None
    if hold is None:
        raise Refused("Spärren finns inte i det här ärendet.")
    return end_hold(hold=hold, by=actor)


def _to(page: str, case: Case, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(page, args=[case.pk])}?{urlencode({'klart': done})}")


def _log(request: HttpRequest, action: str, *, subjects: list[str] | None = None) -> None:
    actor = actor_of(request)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=action,
        kind="register",
        subjects=subjects or (),
        why="diarium",
    )
