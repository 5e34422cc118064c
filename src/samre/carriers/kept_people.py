"""A crowd of synthetic people in a process of its own: made once, then asked again and again what a changed map does to them.

A page shall not wait for a million people to be made, and its process shall not grow by what they take. So they lie in a process
that is started by the first who asks, tells how far it has come, and ends by itself when nobody has asked for a while.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic

from samre.pathway.model import Pathway
from samre.pathway.people.crowd import Crowd, impact_on, make_crowd
from samre.pathway.people.generate import NobodyFits
from samre.pathway.people.impact import Impact

IDLE_SECONDS = 900
# One crowd is some 200 MB, so the process keeps the last one only.
_ANSWERS = 16
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: how many, from which seed, and the chance that a fact is known."""

    size: int
    seed: int
    known: float


@dataclass(frozen=True, slots=True)
class Making:
    """They are being made: how many of how many there are."""

    made: int
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """The answer, how long the comparison took, and what the crowd takes in memory."""

    impact: Impact
    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class NoPeople:
    """Why there are no people to compare, in words."""

    why: str


Answer = Told | Making | NoPeople


class KeptPeople:
    """The way to the process. One question at a time; answers are kept, since a page asks the same again."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._asked: Key | None = None
        self._made = 0
        self._answers: OrderedDict[Key, Told | NoPeople] = OrderedDict()
        atexit.register(self.close)

    def impact(self, old: Pathway, new: Pathway, *, wait: float) -> Answer:
        """What `new` does to the people of `old`, or how far it has come when `wait` seconds have gone."""
        key, until = (old.hash, new.hash), monotonic() + wait
        kept = self._answers.get(key)
        if kept is not None:
            return kept
        if not self._lock.acquire(timeout=wait):
            return Making(self._made, self.wanted.size)
        try:
            return self._answer(key, old, new, until)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Ends the process."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = self._asked = None

    def _answer(self, key: Key, old: Pathway, new: Pathway, until: float) -> Answer:
        for _ in range(2):  # a process that has ended by itself is started anew
            try:
                while key not in self._answers:
                    if self._asked is None:
                        self._send(key, old, new)
                    if not self._heard(until):
                        return Making(self._made, self.wanted.size)
                return self._answers[key]
            except (EOFError, OSError):
                self.close()
        return NoPeople("Det gick inte att göra i ordning de påhittade personerna. Försök igen om en stund.")

    def _send(self, key: Key, old: Pathway, new: Pathway) -> None:
        if self._line is None:
            self._line, theirs = Pipe()
            with theirs:
                command = [sys.executable, "-m", "samre.carriers.kept_people", str(theirs.fileno())]
                self._process = subprocess.Popen(
                    command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
                )
        self._made = 0
        self._line.send((self.wanted, old, new))
        self._asked = key

    def _heard(self, until: float) -> bool:
        """Takes in what the process says; False when nothing more came in time."""
        assert self._line is not None
        if not self._line.poll(max(0.0, until - monotonic())):
            return False
        said = self._line.recv()
        if isinstance(said, int):
            self._made = said
            return True
        assert self._asked is not None
        self._answers[self._asked] = said
        self._asked = None
        while len(self._answers) > _ANSWERS:
            self._answers.popitem(last=False)
        return True


def serve(line: Connection, *, idle: float = IDLE_SECONDS) -> None:
    """The process: answers until nobody asks any more, or nobody is there to ask."""
    kept: dict[tuple[Wanted, str], Crowd] = {}
    try:
        while line.poll(idle):
            wanted, old, new = line.recv()
            crowd = kept.get((wanted, old.hash))
            if crowd is None:
                kept.clear()
                try:
                    crowd = make_crowd(old, wanted.size, seed=wanted.seed, known=wanted.known, tell=line.send)
                except NobodyFits as error:
                    line.send(NoPeople(str(error)))
                    continue
                kept[wanted, old.hash] = crowd
            begun = monotonic()
            impact = impact_on(crowd, new)
            line.send(Told(impact, monotonic() - begun, round(crowd.bytes / 1e6)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


if __name__ == "__main__":
    # Under the name it is known by to whoever asked, so that both mean the same classes.
    from samre.carriers.kept_people import serve as serve_there

    serve_there(Connection(int(sys.argv[1])))
