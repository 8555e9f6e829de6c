"""Reads the law and the profiles from their folders, once, and refuses what is wrong.

Public: `load_law`, `load_profiles`, `load_version`, `read_profile`, `versions_of`, `find_defects`.
All raise or return `Defect`s that name the file, the key and the remedy. What was read stays in
memory; a changed file needs a restart.

Older versions of a profile lie in `versions/<key>/<version>.toml` beside the profiles; the file's
name is the version.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from authorities.consistency import clashes, law_defects, profile_defects
from authorities.defects import Defect, DefectiveRules, of_validation
from authorities.federal import Law
from authorities.schema import Profile

HASH_CHARACTERS = 12


@lru_cache(maxsize=8)
def load_law(folder: Path) -> Law:
    """Federal law from all TOML files of the folder, each table in one file.

    Raises `DefectiveRules`.
    """
    tables: dict[str, Any] = {}
    defects: list[Defect] = []
    digest = hashlib.sha256()
    for file in _files(folder):
        digest.update(file.read_bytes())
        for table, rows in _read(file).items():
            if table in tables:
                defects.append(_twice(file, table))
            tables[table] = rows
    law = _validated_law(folder, {**tables, "version": digest.hexdigest()[:HASH_CHARACTERS]})
    defects += law_defects(folder.name, law)
    if defects:
        raise DefectiveRules(defects)
    return law


@lru_cache(maxsize=32)
def load_profiles(folder: Path, *, law_folder: Path) -> Mapping[str, Profile]:
    """All profiles of the folder by key, checked against the law. Raises `DefectiveRules`."""
    law = load_law(law_folder)
    profiles: dict[str, Profile] = {}
    defects: list[Defect] = []
    for file in _files(folder):
        try:
            profiles[file.name] = _profile(file, key=file.stem)
        except DefectiveRules as found:
            defects += found.defects
        else:
            defects += profile_defects(file.name, profiles[file.name], law)
    defects += clashes(profiles)
    if defects:
        raise DefectiveRules(defects)
    return MappingProxyType({profile.key: profile for profile in profiles.values()})


@lru_cache(maxsize=64)
def load_version(folder: Path, *, key: str, version: str, law_folder: Path) -> Profile | None:
    """A profile as it was in an older version; None where there is no such file.

    Raises `DefectiveRules`.
    """
    if version not in versions_of(folder, key):
        return None
    file = _versions_folder(folder, key) / f"{version}.toml"
    return read_profile(file, key=key, law=load_law(law_folder))


def read_profile(file: Path, *, key: str, law: Law) -> Profile:
    """A version of a profile from any file, checked as a profile is. Raises `DefectiveRules`."""
    profile = _profile(file, key=key, version=file.stem)
    defects = profile_defects(file.name, profile, law)
    if defects:
        raise DefectiveRules(defects)
    return profile


def versions_of(folder: Path, key: str) -> tuple[str, ...]:
    """The older versions there are of a profile, the latest last."""
    return tuple(sorted(file.stem for file in _versions_folder(folder, key).glob("*.toml")))


def _versions_folder(folder: Path, key: str) -> Path:
    return folder / "versions" / key


def find_defects(folder: Path, *, law_folder: Path) -> tuple[Defect, ...]:
    """Everything that is wrong with the law's and the profiles' files, older versions included."""
    try:
        profiles = load_profiles(folder, law_folder=law_folder)
        for key in profiles:
            for version in versions_of(folder, key):
                load_version(folder, key=key, version=version, law_folder=law_folder)
    except DefectiveRules as found:
        return found.defects
    return ()


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        nothing = Defect("E001", folder.name, "-", "there is no TOML file", "Name another folder.")
        raise DefectiveRules([nothing])
    return files


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as unreadable:
        defect = Defect("E001", file.name, "-", str(unreadable), "Correct the line.")
        raise DefectiveRules([defect]) from None


def _validated_law(folder: Path, tables: Mapping[str, Any]) -> Law:
    try:
        return Law.model_validate(tables)
    except ValidationError as invalid:
        raise DefectiveRules(of_validation(folder.name, invalid)) from None


def _profile(file: Path, *, key: str, version: str | None = None) -> Profile:
    content = _read(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_CHARACTERS]
    named = version or f"{content.get('revised')}.{digest}"
    try:
        profile = Profile.model_validate({**content, "version": named})
    except ValidationError as invalid:
        raise DefectiveRules(of_validation(file.name, invalid)) from None
    if profile.key != key:
        problem = f"it is {profile.key!r}, not {key!r} as the file's name says"
        raise DefectiveRules([Defect("E004", file.name, "key", problem, "Rename the file.")])
    return profile


def _twice(file: Path, table: str) -> Defect:
    return Defect("E004", file.name, table, "another file has this table", "Move the rows there.")
