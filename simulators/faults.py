"""Faults: what a simulator is told to do wrong, read strictly from JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self, get_type_hints

Reader = Callable[[object], Any]


class FaultError(ValueError):
    """What was sent names no fault, or gives one a value of the wrong kind."""


@dataclass
class Times:
    """A fault that strikes the next `left` times."""

    left: int = 0

    def take(self) -> bool:
        """Use it up once; false when it is not on."""
        if not self.left:
            return False
        self.left -= 1
        return True

    def as_json(self) -> int:
        return self.left


def _read_times(value: object) -> Times:
    if type(value) is not int or value < 0:
        raise FaultError("must be a whole number from 0")
    return Times(value)


def _read_seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FaultError("must be a number of seconds from 0")
    return float(value)


def _read_switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise FaultError("must be true or false")
    return value


def _read_text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise FaultError("must be a text")
    return value


def _read_texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise FaultError("must be a list of texts")
    return value


READERS: Mapping[Any, Reader] = {
    Times: _read_times,
    float: _read_seconds,
    bool: _read_switch,
    str: _read_text,
    list[str]: _read_texts,
}


@dataclass
class Faults:
    """All faults of one simulator; names and types of its fields say what the JSON may hold."""

    readers: ClassVar[Mapping[Any, Reader]] = READERS

    @classmethod
    def parse(cls, body: object) -> Self:
        """Read them all anew; what is not named is off. Raises FaultError."""
        if not isinstance(body, dict):
            raise FaultError("Faults are one JSON object.")
        kinds = get_type_hints(cls)
        names = [one.name for one in fields(cls)]
        for name in body.keys() - set(names):
            raise FaultError(f"There is no fault {name}; there are {', '.join(names)}.")
        return cls(**{name: cls._read(name, kinds[name], value) for name, value in body.items()})

    @classmethod
    def _read(cls, name: str, kind: object, value: object) -> Any:
        try:
            return cls.readers[kind](value)
        except FaultError as error:
            raise FaultError(f"{name} {error}.") from error

    def as_json(self) -> dict[str, Any]:
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.as_json() if hasattr(value, "as_json") else value
            for name, value in values.items()
        }


@dataclass
class ServiceFaults(Faults):
    """What every HTTP service can be told to do wrong."""

    delay_seconds: float = 0.0
    unavailable: Times = field(default_factory=Times)
    hang: Times = field(default_factory=Times)
    drop: Times = field(default_factory=Times)
