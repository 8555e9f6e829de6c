"""A room: so many at once, the next waits for a place, and is refused where none comes free."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from common.room import NoRoom, Room


def test_who_finds_no_place_is_refused_and_who_leaves_gives_one_back() -> None:
    room = Room(places=2, patience=0)
    with room.place(), room.place(), pytest.raises(NoRoom), room.place():
        pass
    with room.place(), room.place():
        pass


def test_a_place_is_given_back_also_after_an_error() -> None:
    room = Room(places=1, patience=0)
    with pytest.raises(ValueError, match="broken"), room.place():
        raise ValueError("broken")
    with room.place():
        pass


def test_who_waits_gets_the_next_place() -> None:
    room, inside = Room(places=1, patience=30), Event()

    def enter() -> None:
        with room.place():
            inside.set()

    with room.place():
        waiting = Thread(target=enter)
        waiting.start()
        assert not inside.is_set()
    assert inside.wait(timeout=30)
    waiting.join()
