"""Läkarintyg in a case: the list, one more, one of them, and its file."""

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
from samre.casework.actions.certificates import add_certificate
from samre.casework.models import Case, CertificateFile
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.certificates import case_certificates, find_certificate, find_original
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.settings import pathway_of
from samre.certificate.model import Unreadable

from ..forms.carried_file import CarriedFile, open_file, seal_file
from ..forms.problems import Problems, all_together, read_date, tried
from ..forms.typing import FORM, certificate_of, choices, read_typing, typed_form
from ..gate import actor_of, on_case
from ..pages.certificates import certificate_view, certificates_view
from ..protected_files import with_reason

FILE, CARRIED, RECEIVED, SAME_PERSON = "fil", "fil_kvar", "mottaget", "ratt_person"
DONE = "klart"
ADDED = "Intyget är inlagt."
TOO_BIG = (
    "Filen är större än {megabytes} MB. Ett läkarintyg är mycket mindre. Kontrollera att du valde rätt fil."
)
ENDINGS = {"<": "xml", "{": "json", "[": "json"}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="certificate.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Every certificate on a line of time and in a table. A POST adds a file: fil, mottaget, ratt_person."""
    if request.method != "POST":
        return _list(request, case, ground)
    kept: list[CarriedFile] = []
    values = {name: request.POST.get(name, "") for name in (RECEIVED, SAME_PERSON)}
    problems = tried(request, values, lambda: _add_file(request, case, kept))
    if problems:
        carried = seal_file(kept[0], actor_of(request)) if kept and SAME_PERSON in problems.fields else ""
        return _list(request, case, ground, problems=problems, carried=carried)
    return _to(case, problems.result)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="certificate.list")
def write(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """A certificate typed in from paper: `?blankett=` says which form; a POST reads and keeps it."""
    form, values = read_typing(request.POST)
    if request.method != "POST":
        asked = request.GET.get(FORM, "")
        if asked not in {id_ for id_, _, _ in choices()}:
            raise Http404("Blanketten finns inte.")
        form = asked
    if not form:
        raise Http404("Blanketten finns inte.")
    problems = (
        tried(
            request,
            {RECEIVED: request.POST.get(RECEIVED, "")},
            lambda: _add_typed(request, case, form, values),
        )
        if request.method == "POST"
        else Problems()
    )
    if problems.result is not None:
        return _to(case, problems.result)
    frame = case_frame(case, actor_of(request), ground)
    on = timezone.localdate()
    view = certificates_view(
        frame,
        case_certificates(case, on=on),
        on=on,
        received=problems.values.get(RECEIVED, ""),
        form=typed_form(form, values),
        problems=problems,
    )
    return render(
        request,
        "certificates/write.html",
        {"frame": frame, "view": view},
        status=problems.status_for(request),
    )


@require_safe
@on_case(log="certificate.read")
def show(request: HttpRequest, case: Case, ground: Ground, intyg: UUID) -> HttpResponse:
    """One certificate: what it says, what it lacks, and what has changed since the one before."""
    on = timezone.localdate()
    opened = find_certificate(case, intyg, on=on)
    if opened is None:
        raise Http404("Intyget finns inte i ärendet.")
    frame = case_frame(case, actor_of(request), ground)
    notice = ADDED if request.GET.get(DONE) == "intyg" else ""
    view = certificate_view(frame, opened, pathway_of(case.pathway), on=on, notice=notice)
    return render(request, "certificates/show.html", {"frame": frame, "view": view, "cert": view.cert})


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.READ, log="certificate.file", fresh=True)
def original(request: HttpRequest, case: Case, ground: Ground, intyg: UUID) -> HttpResponse:
    """The file as it came from the doctor; of a protected person with a reason (POST: visa_skal). It leaves the system, so
    whoever takes it shows once more who she is."""
    data = find_original(case, intyg)
    if data is None:
        raise Http404("Filen finns inte.")
    return with_reason(
        request, case, ground, lambda: _download(case, data), name="Läkarintyg, filen som den kom"
    )


def _download(case: Case, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/octet-stream")
    ending = ENDINGS.get(data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1].decode("latin-1"), "txt")
    answer["Content-Disposition"] = f'attachment; filename="intyg-{case.number}.{ending}"'
    return answer


def _add_file(request: HttpRequest, case: Case, kept: list[CarriedFile]) -> CertificateFile:
    file = _file(request)
    kept.append(file)
    with all_together() as wrong:
        received = read_date(request.POST.get(RECEIVED, ""), RECEIVED, wrong)
    return add_certificate(
        case=case,
        data=file.data,
        name=file.name,
        received_on=received,
        same_person=bool(request.POST.get(SAME_PERSON)),
        by=actor_of(request),
    )


def _file(request: HttpRequest) -> CarriedFile:
    """The file just chosen, or the one that followed with the form."""
    if request.META.get("samre.upload_too_big"):
        raise Refused({FILE: TOO_BIG.format(megabytes=settings.UPLOAD_CAP_BYTES // 1024**2)})
    given = request.FILES.get(FILE)
    if given is not None:
        return CarriedFile(str(given.name), given.read())
    try:
        carried = open_file(request.POST.get(CARRIED, ""), actor_of(request))
    except Unreadable as error:
        raise Refused({FILE: str(error)}) from error
    return carried or CarriedFile("", b"")


def _add_typed(request: HttpRequest, case: Case, form: str, values: dict[str, str]) -> CertificateFile:
    try:
        certificate = certificate_of(form, values)
    except Unreadable as error:
        raise Refused(str(error)) from error
    if not certificate.answers:
        raise Refused("Skriv av minst ett svar ur intyget.")
    with all_together() as wrong:
        received = read_date(request.POST.get(RECEIVED, ""), RECEIVED, wrong)
    return add_certificate(
        case=case, data=None, typed=certificate, received_on=received, by=actor_of(request)
    )


def _list(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    *,
    problems: Problems | None = None,
    carried: str = "",
) -> HttpResponse:
    on = timezone.localdate()
    frame = case_frame(case, actor_of(request), ground)
    received = problems.values.get(RECEIVED, "") if problems else ""
    view = certificates_view(
        frame, case_certificates(case, on=on), on=on, received=received, problems=problems
    )
    status = problems.status_for(request) if problems else 200
    return render(
        request,
        "certificates/index.html",
        {"frame": frame, "view": view, "carried": carried},
        status=status,
    )


def _to(case: Case, added: object) -> HttpResponse:
    assert isinstance(added, CertificateFile)
    address = reverse("web:certificate", args=[case.pk, added.pk])
    return HttpResponseRedirect(f"{address}?{urlencode({DONE: 'intyg'})}")
