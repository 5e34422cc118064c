"""What conditions mean, drawn as tables. `?` is "nobody knows". Every evaluator is held to every cell."""

from __future__ import annotations

from .tables import check


def test_and_needs_both_or_needs_one_and_not_turns_around() -> None:
    drawing = """
        a    b    |  a och b   a eller b   inte a
        ----------+------------------------------
        ja   ja   |  ja        ja          nej
        ja   nej  |  nej       ja          nej
        ja   ?    |  ?         ja          nej
        nej  ja   |  nej       ja          ja
        nej  nej  |  nej       nej         ja
        nej  ?    |  nej       ?           ja
        ?    ja   |  ?         ja          ?
        ?    nej  |  nej       ?           ?
        ?    ?    |  ?         ?           ?
    """
    assert check(drawing) == 27


def test_not_binds_tightest_then_and_then_or() -> None:
    drawing = """
        a    b    c    |  inte a och b   inte (a och b)   a eller b och c   (a eller b) och c
        ja   nej  nej  |  nej            ja               ja                nej
        nej  nej  ja   |  nej            ja               nej               nej
        nej  ja   ja   |  ja             ja               ja                ja
        ja   ja   ja   |  nej            nej              ja                ja
        ?    ja   nej  |  ?              ?                ?                 nej
        ?    nej  nej  |  nej            ja               ?                 nej
    """
    assert check(drawing) == 24


def test_a_comparison_with_a_number_nobody_knows_is_unknown() -> None:
    drawing = """
        alder  |  alder < 30   alder <= 30   alder = 30   alder != 30   alder >= 30   alder > 30   alder i 19..29
        18     |  ja           ja            nej          ja            nej           nej          nej
        19     |  ja           ja            nej          ja            nej           nej          ja
        29     |  ja           ja            nej          ja            nej           nej          ja
        30     |  nej          ja            ja           nej           ja            nej          nej
        31     |  nej          nej           nej          ja            ja            ja           nej
        ?      |  ?            ?             ?            ?             ?             ?            ?
    """
    assert check(drawing) == 42


def test_a_choice_nobody_knows_is_neither_equal_nor_unequal() -> None:
    drawing = """
        sgi      |  sgi = noll   sgi != noll   sgi i {noll, skyddad}   inte sgi i {noll, skyddad}
        noll     |  ja           nej           ja                      nej
        skyddad  |  nej          ja            ja                      nej
        finns    |  nej          ja            nej                     ja
        ?        |  ?            ?             ?                       ?
    """
    assert check(drawing) == 16


def test_to_ask_whether_a_fact_is_unknown_is_never_unknown() -> None:
    drawing = """
        sgi    a    |  är_okänd(sgi)   inte är_okänd(sgi)   är_okänd(sgi) eller sgi = noll   är_okänd(sgi) och a
        noll   ja   |  nej             ja                   ja                               nej
        finns  ?    |  nej             ja                   nej                              nej
        ?      ja   |  ja              nej                  ja                               ja
        ?      nej  |  ja              nej                  ja                               nej
        ?      ?    |  ja              nej                  ja                               ?
    """
    assert check(drawing) == 20


def test_what_is_the_same_for_everybody_is_known_of_everybody() -> None:
    drawing = """
        a    |  sant   falskt   sant eller a   falskt och a   sant och a   falskt eller a   a eller inte a
        ja   |  ja     nej      ja             nej            ja           ja               ja
        nej  |  ja     nej      ja             nej            nej          nej              ja
        ?    |  ja     nej      ja             nej            ?            ?                ?
    """
    assert check(drawing) == 21
