"""What the keys promise: nothing but the value itself ever comes out of what was sealed."""

from __future__ import annotations

import json
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.sealing.keyfile import make_first_keys, new_key
from samre.sealing.keyring import KeyLost, Keyring, keyring
from samre.sealing.rotate import add_key

BASE64 = (ascii_uppercase + ascii_lowercase + digits + "-_").encode()


def write(path: Path, **rings: object) -> None:
    path.write_text(json.dumps(rings), encoding="utf-8")


def test_what_is_sealed_is_opened_as_it_was(key_file: Path) -> None:
    token = keyring().seal("Astrid Öhman".encode())
    assert b"Astrid" not in token
    assert keyring().open(token).decode() == "Astrid Öhman"


def test_the_same_value_is_never_sealed_the_same_way_twice(key_file: Path) -> None:
    assert keyring().seal(b"Astrid") != keyring().seal(b"Astrid")


def test_another_key_file_opens_nothing_and_says_so_in_words(
    tmp_path: Path, settings, key_file: Path
) -> None:
    token = keyring().seal(b"Astrid")
    settings.SAMRE_KEYS_FILE = tmp_path / "andra.json"
    make_first_keys(settings.SAMRE_KEYS_FILE)
    with pytest.raises(KeyLost, match="går inte att öppna") as told:
        keyring().open(token)
    assert token.decode() not in str(told.value)


@given(data=st.data())
def test_a_damaged_or_cut_token_is_an_error(data: st.DataObject) -> None:
    ring = keyring()
    token = ring.seal(b"Astrid Lind")
    end = data.draw(st.integers(0, len(token) - 1))
    with pytest.raises(KeyLost):
        ring.open(token[:end])
    place = data.draw(st.integers(0, len(token) - 5))
    shift = data.draw(st.integers(1, 63))
    sign = BASE64[(BASE64.index(token[place]) + shift) % 64]
    with pytest.raises(KeyLost):
        ring.open(token[:place] + bytes([sign]) + token[place + 1 :])


@pytest.mark.parametrize("token", [b"", b"Astrid Lind", b"\x00\xff", "Åsa".encode()])
def test_what_was_never_sealed_is_not_handed_out(token: bytes) -> None:
    with pytest.raises(KeyLost):
        keyring().open(token)


def test_the_newest_key_seals_and_all_open(key_file: Path) -> None:
    old = keyring().seal(b"Astrid")
    add_key(key_file)
    new = keyring().seal(b"Astrid")
    assert keyring().open(old) == keyring().open(new) == b"Astrid"
    assert keyring().is_newest(new) and not keyring().is_newest(old)


def test_a_running_process_sees_a_new_key_at_once(key_file: Path) -> None:
    before = keyring()
    add_key(key_file)
    assert keyring() is not before and keyring() is keyring()


def test_a_lost_key_file_is_an_error_and_no_new_one_is_made_over_real_people(
    tmp_path: Path, settings
) -> None:
    settings.SAMRE_KEYS_FILE = tmp_path / "keys.json"
    settings.DEMO = False
    with pytest.raises(KeyLost, match="säkerhetskopian"):
        keyring()
    assert not settings.SAMRE_KEYS_FILE.exists()


def test_the_demo_makes_its_keys_itself_for_its_own_eyes_only(tmp_path: Path, settings, monkeypatch) -> None:
    monkeypatch.setattr("samre.sealing.keyring._is_anything_sealed", [lambda: False])
    settings.SAMRE_KEYS_FILE = tmp_path / "var" / "keys.json"
    settings.DEMO = True
    token = keyring().seal(b"Astrid")
    assert settings.SAMRE_KEYS_FILE.stat().st_mode & 0o777 == 0o600
    assert keyring().open(token) == b"Astrid"
    assert [path.name for path in settings.SAMRE_KEYS_FILE.parent.iterdir()] == ["keys.json"]


def test_the_demo_makes_no_keys_beside_what_others_have_sealed(tmp_path: Path, settings, monkeypatch) -> None:
    monkeypatch.setattr("samre.sealing.keyring._is_anything_sealed", [lambda: True])
    settings.SAMRE_KEYS_FILE = tmp_path / "keys.json"
    settings.DEMO = True
    with pytest.raises(KeyLost):
        keyring()
    assert not settings.SAMRE_KEYS_FILE.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "inte JSON"),
        ("[]", "saknar hela nycklar under ”sealing”"),
        ('{"sealing": [], "look_up": []}', "saknar hela nycklar under ”sealing”"),
        ('{"sealing": ["kort"], "look_up": ["kort"]}', "saknar hela nycklar under ”sealing”"),
        ('{"sealing": [7], "look_up": []}', "saknar hela nycklar under ”sealing”"),
        ('{"sealing": ["åäö"], "look_up": []}', "saknar hela nycklar under ”sealing”"),
    ],
)
def test_a_key_file_that_is_no_key_file_says_what_is_wrong(key_file: Path, text: str, words: str) -> None:
    key_file.write_text(text, encoding="utf-8")
    with pytest.raises(KeyLost, match=words):
        keyring()


def test_keys_for_sealing_and_for_looking_up_are_kept_apart(key_file: Path) -> None:
    key = new_key()
    write(key_file, sealing=[key], look_up=[key])
    with pytest.raises(KeyLost, match="skilda"):
        keyring()


def test_keys_are_not_shown_where_a_ring_is_printed(key_file: Path) -> None:
    rings = json.loads(key_file.read_text())
    shown = repr(keyring()) + repr(keyring().keys)
    assert rings["sealing"][0] not in shown and rings["look_up"][0] not in shown


texts = st.text(max_size=20)


@given(one=st.tuples(texts, texts, texts), other=st.tuples(texts, texts, texts))
def test_look_ups_meet_only_for_the_same_purpose_owner_and_text(one, other) -> None:
    ring = keyring()
    assert (ring.look_up(*one) == ring.look_up(*other)) == (one == other)
    assert len(ring.look_up(*one)) == 32
    assert 0 <= ring.look_up_number(*one) < 2**63


def test_look_ups_say_nothing_without_the_key(tmp_path: Path, key_file: Path, settings) -> None:
    one: Keyring = keyring()
    settings.SAMRE_KEYS_FILE = tmp_path / "andra.json"
    make_first_keys(settings.SAMRE_KEYS_FILE)
    number = "191212121212"
    assert one.look_up("person.number", "vik", number) != keyring().look_up("person.number", "vik", number)


def test_a_search_finds_rows_of_old_and_new_keys_while_keys_change(key_file: Path) -> None:
    old = keyring().look_up("person.number", "vik", "191212121212")
    old_number = keyring().look_up_number("person.number", "vik", "191212121212")
    add_key(key_file)
    ring = keyring()
    found = ring.look_ups("person.number", "vik", "191212121212")
    assert found == [ring.look_up("person.number", "vik", "191212121212"), old] and found[0] != old
    assert ring.look_up_numbers("person.number", "vik", "191212121212")[1] == old_number
