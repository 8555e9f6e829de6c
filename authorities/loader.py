"""Reads the law and the profiles from their folders, once, and refuses what is wrong.

Public: `load_law`, `load_profiles`, `find_defects`. All raise or return `Defect`s that name the
file, the key and the remedy. What was read stays in memory; a changed file needs a restart.
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
            profiles[file.name] = _profile(file)
        except DefectiveRules as found:
            defects += found.defects
        else:
            defects += profile_defects(file.name, profiles[file.name], law)
    defects += clashes(profiles)
    if defects:
        raise DefectiveRules(defects)
    return MappingProxyType({profile.key: profile for profile in profiles.values()})


def find_defects(folder: Path, *, law_folder: Path) -> tuple[Defect, ...]:
    """Everything that is wrong with the law's and the profiles' files."""
    try:
        load_profiles(folder, law_folder=law_folder)
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


def _profile(file: Path) -> Profile:
    content = _read(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_CHARACTERS]
    version = f"{content.get('revised')}.{digest}"
    try:
        profile = Profile.model_validate({**content, "version": version})
    except ValidationError as invalid:
        raise DefectiveRules(of_validation(file.name, invalid)) from None
    if profile.key != file.stem:
        named = Defect("E004", file.name, "key", "it is not the file's name", "Rename the file.")
        raise DefectiveRules([named])
    return profile


def _twice(file: Path, table: str) -> Defect:
    return Defect("E004", file.name, table, "another file has this table", "Move the rows there.")
