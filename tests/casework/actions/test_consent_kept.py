"""What the person was shown is kept as it was: a text that is another than its own sum is neither said yes to nor shown (R18)."""

from __future__ import annotations

import pytest
from tests.casework.actions.test_consents import ConsentTest, oral

from samre.accounts.acts import Refused
from samre.casework.actions.consents import give_consent
from samre.casework.append_only import KEYS, maintenance
from samre.casework.models import Consent, PreparedConsent
from samre.web.pages.consents import kept_text

OTHER = b"<p>Jag samtycker till allt.</p>"


class TestKept(ConsentTest):
    def test_a_text_changed_on_its_way_is_not_said_yes_to(self) -> None:
        prepared = self.prepare()
        prepared.shown = OTHER
        prepared.save()
        with pytest.raises(Refused, match="kontrollsumma"):
            give_consent(prepared=PreparedConsent.objects.get(pk=prepared.pk), said=oral(), by=self.by)
        assert not Consent.objects.exists()

    def test_a_text_changed_afterwards_behind_the_triggers_is_not_shown_as_the_one(self) -> None:
        given = self.give()
        assert kept_text(given) is not None
        # As a change of keys may do, and nobody else.
        with maintenance(KEYS, "prov"):
            Consent.objects.filter(pk=given.pk).update(shown=OTHER)
        changed = Consent.objects.get(pk=given.pk)
        assert bytes(changed.shown) == OTHER
        assert kept_text(changed) is None
