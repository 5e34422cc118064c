"""Login, assignment, account and keys in a browser: by mouse and keyboard, without JavaScript, and with a passkey."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("path", ["/logga-in", "/logga-in/losenord", "/logga-ut"])
def test_the_pages_before_login_are_sound(open_as: Any, assert_sound: Any, path: str) -> None:
    assert_sound(open_as("", path))


@pytest.mark.parametrize("path", ["/konton", "/konto", "/konto/nyckel", "/konto/kod", "/konton/nytt"])
def test_the_pages_of_accounts_are_sound(open_as: Any, assert_sound: Any, path: str) -> None:
    assert_sound(open_as("Tomas Wik", path))


def test_one_click_without_javascript_and_the_assignment_is_in_the_header(open_as: Any) -> None:
    page = open_as("Sara Lind", "/karta", javascript=False)
    who = page.inner_text(".who")
    assert "Sara Lind" in who and "Försörjningsstöd Norr" in who and "Almby kommun" in who
    page.click("text=Logga ut")
    assert page.inner_text("h1") == "Du är utloggad"
    page.goto(page.url.replace("/logga-ut", "/konto"))
    assert page.inner_text("h1") == "Logga in"


def test_she_who_has_two_assignments_chooses_and_changes(open_as: Any, assert_sound: Any) -> None:
    page = open_as("David Yilmaz")
    assert page.inner_text("h1") == "Välj uppdrag"
    assert_sound(page)
    page.keyboard.press("Tab")
    page.click("button:has-text('Vuxenenheten')")
    assert "Vuxenenheten" in page.inner_text(".who")
    page.click("text=Byt uppdrag")
    page.click("button:has-text('Socialkontoret')")
    assert "Socialkontoret" in page.inner_text(".who")


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("Sara Lind", {"Ärenden"}),
        ("Maria Nygren", {"Ärenden", "Konton"}),
        ("Tomas Wik", {"Konton"}),
        ("Gunilla Falk", set()),
    ],
)
def test_the_menu_has_what_the_role_may_open(open_as: Any, name: str, sections: set[str]) -> None:
    page = open_as(name, "/karta")
    shown = set(page.locator(".site-nav a").all_text_contents())
    assert {"Guiden", "Kartan", "Övningsfall"} <= shown
    assert sections == shown & {"Ärenden", "Konton"}


def test_a_manager_certifies_and_is_told_that_it_is_done(open_as: Any) -> None:
    page = open_as("Britt Alm", "/konton")
    page.click("button:has-text('Ida Sjö')")
    assert "Uppdraget är bekräftat" in page.inner_text("[role=status]")


def test_a_page_that_is_not_for_the_role_says_why(open_as: Any, assert_sound: Any) -> None:
    page = open_as("Gunilla Falk", "/konton")
    assert "Ditt uppdrag ger inte tillgång" in page.inner_text("main")
    assert_sound(page)


def test_a_passkey_is_added_and_opens_the_door(open_as: Any, assert_sound: Any) -> None:
    page = open_as("Helena Storm", "/konto/nyckel")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.fill("#name", "Jobbdatorn")
    page.click("main button:has-text('Lägg till')")
    page.wait_for_selector("h1:has-text('Ditt konto')")
    assert "Jobbdatorn" in page.inner_text("main")
    assert_sound(page)
    page.click("text=Logga ut")
    page.click("text=Logga in igen")
    page.click("text=Logga in med passkey")
    page.wait_for_selector(".who")
    assert "Helena Storm" in page.inner_text(".who")


def test_a_key_that_does_not_work_is_told_in_words(open_as: Any) -> None:
    page = open_as("", "/logga-in")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": False}})
    page.click("text=Logga in med passkey")
    page.wait_for_selector("[data-fault]:not(:empty)")
    assert "Försök igen" in page.inner_text("[data-fault]")
