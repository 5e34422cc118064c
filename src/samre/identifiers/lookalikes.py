"""Letters of other alphabets that look like Latin ones, so that a word written with them is read as it looks (Unicode UTS #39)."""

from __future__ import annotations

from collections.abc import Mapping

_CYRILLIC = {
    "аӓеѐёорсуўхіїјѕԁһӏԛԝѵкмтгпвнзӧ": "aäeeeopcyyxiijsdhlqwvkmtrnbhзö",
    "АӒВЕЁЗКМНОӦРСТУХІЇЈЅҮԌԚԜѴ": "AÄBEEЗKMHOÖPCTYXIIJSYGQWV",
}
_GREEK = {
    "αάοόνρικυτγχηεέωϳϲ": "aaoovpikutyxneewjc",
    "ΑΆΒΕΈΖΗΙΪΚΜΝΟΌΡΤΥΫΧϹ": "AABEEZHIIKMNOOPTYYXC",
}
_OTHER = {"ɑɡɩɪʏᴀᴄᴇᴋᴍɴᴏᴘᴛᴜᴠᴡᴢօոսհցѕ": "agiiyacekmnoptuvwzonuhgs"}


def _table(*scripts: Mapping[str, str]) -> dict[int, str]:
    pairs = (
        pair for script in scripts for look, latin in script.items() for pair in zip(look, latin, strict=True)
    )
    return {ord(look): latin for look, latin in pairs if look != latin}


# One sign for one sign: every place in a text stays where it is.
LOOKS_LIKE: dict[int, str] = _table(_CYRILLIC, _GREEK, _OTHER)
