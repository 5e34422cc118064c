"""A process that opens cases until it is killed, and one that looks at what was left. Run by `test_killed.py`.

`writer.py write`: prints the id of each case when its transaction has come back. `writer.py look`: reads such ids, and prints
one line for each fault.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
if sys.argv[1] == "look":
    os.environ["SAMRE_DATABASE_AS"] = "owner"  # sees the rows of all authorities
django.setup()

from tests.accounts.factories import make_assignment  # noqa: E402

from samre.accounts.actors import actor_for  # noqa: E402
from samre.accounts.scope import acting_in  # noqa: E402
from samre.audit.chain import verify  # noqa: E402
from samre.audit.models import Event  # noqa: E402
from samre.casework.actions.cases import open_case  # noqa: E402
from samre.casework.models import Case, CaseAssignment, CaseEvent, CasePeriod, OpenStep, Person  # noqa: E402
from samre.casework.rules.guarantee import NobodyNext, check_guarantee  # noqa: E402


def write() -> None:
    user = f"skrivare{os.getpid()}"
    from samre.accounts.models import Authority, Unit, User
    from samre.accounts.roles import AuthorityKind

    authority = Authority.objects.create(kind=AuthorityKind.KOMMUN, name=user, short=user)
    unit = Unit.objects.create(authority=authority, name=user)
    by = actor_for(make_assignment(user=User.objects.create_user(user, name="Prov Provsson"), unit=unit))
    for _ in count():
        with acting_in(by.authority_id):
            case = open_case(identity=None, name="Prov Provsson", facts={}, protection="ingen", by=by)
        sys.stdout.write(f"{case.pk}\n")
        sys.stdout.flush()
        time.sleep(0.02)  # SQLite's lock goes to who asks first again; people do not ask at once


def look() -> None:
    said = {line.strip() for line in sys.stdin if line.strip()}
    faults: list[str] = []
    there = {str(case.pk): case for case in Case.objects.all()}
    for lost in said - there.keys():
        faults.append(f"borta, fast det var kvitterat: {lost}")
    for case in there.values():
        try:
            check_guarantee(case)
        except NobodyNext as error:
            faults.append(str(error))
        for model in (CasePeriod, CaseAssignment, CaseEvent, OpenStep):
            if not model.objects.filter(case=case).exists():
                faults.append(f"halvt ärende: {case.number} saknar {model.__name__}")
    logged = set(Event.objects.filter(action="case.open", outcome="ok").values_list("case_id", flat=True))
    for without in there.keys() ^ logged:
        faults.append(f"ärende och logg går isär: {without}")
    if Person.objects.count() != len(there):
        faults.append("personer utan ärende")
    for fault in verify():
        faults.append(f"loggen: {fault}")
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stderr.write(f"{len(there)} ärenden")


if __name__ == "__main__":
    {"write": write, "look": look}[sys.argv[1]]()
