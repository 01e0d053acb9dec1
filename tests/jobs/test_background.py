"""The background process sends a heartbeat for each part that works, and exits if a part of it has ended."""

import threading

import pytest

from ratsite.jobs import background
from ratsite.jobs.background import Loop
from ratsite.jobs.enums import Part

SECONDS = 10  # at most, until the threads have come so far


class Exit(Exception):
    pass


@pytest.fixture
def beats(monkeypatch):
    """The parts in each heartbeat. The process checks every few milliseconds, and uses no database."""
    given = []

    def end(code):
        raise Exit(code)

    monkeypatch.setattr(background, "beat", lambda rows: given.append({row.part for row in rows}))
    monkeypatch.setattr(background, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(background, "close_old_connections", lambda: None)
    monkeypatch.setattr(background.os, "_exit", end)
    return given


def fail(loop: Loop) -> None:
    raise ValueError("each time")


def test_a_part_that_fails_every_turn_gives_no_sign_of_life(beats, monkeypatch):
    monkeypatch.setattr(background, "FAILS_AFTER", 0.05)
    monkeypatch.setattr(background, "LONGEST_PAUSE", 0.01)
    stopping = threading.Event()

    def stop_when_alone(loop: Loop) -> None:
        if beats and beats[-1] == {Part.CLOCK}:
            stopping.set()

    timer = threading.Timer(SECONDS, stopping.set)
    timer.start()
    assert background.run([Loop(Part.MAIL, fail, 0.01), Loop(Part.CLOCK, stop_when_alone, 0.01)], stopping) == 0
    timer.cancel()
    assert (beats[0], beats[-1]) == ({Part.MAIL, Part.CLOCK}, {Part.CLOCK})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_process_with_a_part_that_has_ended_ends_so_that_it_is_started_again(beats):
    def give_up(loop: Loop) -> None:
        raise SystemExit(1)

    stopping = threading.Event()
    timer = threading.Timer(SECONDS, stopping.set)
    timer.start()
    other = Loop(Part.CLOCK, lambda loop: None, 0.01)
    with pytest.raises(Exit, match=str(background.FAILED)):
        background.run([Loop(Part.MAIL, give_up, 0.01), other], stopping)
    timer.cancel()
    other.stopping.set()
