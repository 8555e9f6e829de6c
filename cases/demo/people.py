"""The invented people of the demo: names of many origins, and the ways they live in Berlin.

Public: `Applicant`, `PAYING`, `SPARED`. Any likeness to living people is chance;
all their mail addresses end in example.org.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Applicant:
    """One person as the table below has them; `way` names their situation, see `WAYS`."""

    given: str
    family: str
    gender: str
    born: date
    birth_place: str
    nationality: str
    language: str
    way: str

    @property
    def email(self) -> str:
        """An address in plain letters; people of one name have a short one."""
        return f"{_plain(self.given)}.{_plain(self.family)}".strip(".") + "@example.org"

    def application(
        self, *, street: str, postal_code: str, municipality: str, title_ends: date
    ) -> dict[str, Any]:
        """What a portal sends for them: the extension of the permit they hold."""
        way = WAYS[self.way]
        basis = way["legal_basis"]
        return {
            "kind": "extension",
            "legal_basis": basis,
            "person": self.person(
                street=street, postal_code=postal_code, municipality=municipality
            ),
            "current_title": {
                "type": "residence_permit",
                "legal_basis": basis,
                "valid_until": f"{title_ends}",
                "lawful_stay_since": f"{title_ends.replace(day=1, year=title_ends.year - 5)}",
            },
            "situation": way["situation"],
            "requests": way.get("requests", {"duration_months": 36}),
            "representative": way.get("representative"),
        }

    def person(self, *, street: str, postal_code: str, municipality: str) -> dict[str, Any]:
        """Who they are, as an application has it."""
        return {
            "family_name": self.family,
            "given_names": self.given,
            "birth_date": f"{self.born}",
            "birth_place": self.birth_place,
            "gender": self.gender,
            "nationalities": [self.nationality],
            "language": self.language,
            "email": self.email,
            "residence": {
                "street": street,
                "postal_code": postal_code,
                "municipality": municipality,
            },
        }


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ø", "o"))
    return "-".join("".join(c if c.isascii() and c.isalpha() else " " for c in bare).split())


def _works(basis: str, **more: Any) -> dict[str, Any]:
    situation = {"occupation": "employed", "has_passport": True, "health_insurance": "statutory"}
    return {"legal_basis": basis, "situation": {**situation, **more}}


GUARDIAN = {"kind": "guardian", "name": "Halima Warsame", "email": "halima.warsame@example.org"}
LAWYER = {"kind": "authorised", "name": "RAin Dr. Lena Bruns", "email": "kanzlei@bruns.example.org"}
TRAVEL_DOCUMENT = {"travel_document": {"type": "foreigner"}, "duration_months": 36}
WAYS: dict[str, dict[str, Any]] = {
    "employed": _works("25(5)"),
    "employed_with_document": {**_works("25(5)"), "requests": TRAVEL_DOCUMENT},
    "represented": {**_works("25(5)", represented=True), "representative": LAWYER},
    "ban": _works("25(3)", protection="deportation_ban"),
    "hardship": _works("23a"),
    "integrated": _works("25b(1)"),
    "young": {
        "legal_basis": "25a(1)",
        "situation": {"occupation": "apprentice", "has_passport": True},
    },
    "student": {"legal_basis": "25a(1)", "situation": {"occupation": "student"}},
    "self_employed": {
        "legal_basis": "25b(1)",
        "situation": {"occupation": "self_employed", "has_passport": True},
    },
    "benefits": {
        "legal_basis": "25(5)",
        "situation": {"occupation": "none", "benefits": ["sgb2"], "has_passport": True},
    },
    "refugee": _works("25(2)1", protection="refugee", has_passport=False),
    "pupil": {
        "legal_basis": "25(5)",
        "situation": {"occupation": "pupil", "has_passport": True, "custody": "sole"},
        "representative": GUARDIAN,
    },
}

# Who pays: nothing in these ways frees from the fee.
_PAYING = (
    ("Amina", "Warsame", "F", "1988-03-14", "Mogadischu", "SO", "en", "employed"),
    ("Youssef", "Al-Masri", "M", "1979-11-02", "Homs", "SY", "de", "employed"),
    ("Thị Hoa", "Nguyễn", "F", "1991-07-21", "Vinh", "VN", "de", "integrated"),
    ("Zemfira", "Əliyeva", "F", "1985-01-30", "Gəncə", "AZ", "de", "hardship"),
    ("Kwame", "Mensah", "M", "1994-05-19", "Kumasi", "GH", "en", "employed"),
    ("Arben", "Krasniqi", "M", "1982-09-08", "Prizren", "XK", "de", "integrated"),
    ("Shirin", "Ahmadzai", "F", "1999-12-11", "Kundus", "AF", "de", "ban"),
    ("Rezart", "Hoxha", "M", "1990-02-27", "Shkodër", "AL", "de", "represented"),
    ("Fatoumata", "Diallo", "F", "1986-06-03", "Labé", "GN", "en", "employed"),
    ("Nodira", "Yusupova", "F", "1978-04-17", "Samarkand", "UZ", "de", "employed"),
    ("Hamid", "Rahimi", "M", "2001-08-25", "Herat", "AF", "de", "ban"),
    ("Blessing", "Okafor", "F", "1993-10-06", "Benin City", "NG", "en", "employed_with_document"),
    ("Tariq", "Mahmood", "M", "1984-12-29", "Lahore", "PK", "en", "self_employed"),
    ("Selam", "Tesfaye", "F", "1997-03-09", "Mek'ele", "ET", "en", "employed"),
    ("Đorđe", "Jovanović", "M", "1975-05-05", "Niš", "RS", "de", "integrated"),
    ("Mariam", "Hovhannisyan", "F", "1989-09-23", "Gjumri", "AM", "de", "employed"),
    ("Ibrahim", "Camara", "M", "1992-01-18", "Conakry", "GN", "en", "employed"),
    ("Leyla", "Şahin", "F", "1987-07-07", "Diyarbakır", "TR", "de", "employed"),
    ("Sivakumar", "Rajendran", "M", "1981-02-14", "Jaffna", "LK", "en", "employed"),
    ("Gulnara", "Isakova", "F", "1995-11-30", "Osch", "KG", "de", "hardship"),
    ("Abdul", "Karim", "M", "1998-06-16", "Sylhet", "BD", "en", "self_employed"),
    ("Nino", "Beridze", "F", "1983-08-12", "Kutaissi", "GE", "de", "employed"),
    ("Moussa", "Traoré", "M", "1996-04-22", "Bamako", "ML", "en", "employed"),
    ("Oksana", "Kovalenko", "F", "1980-10-15", "Charkiw", "UA", "de", "employed"),
    ("Samuel", "Kiflay", "M", "2003-01-05", "Asmara", "ER", "en", "young"),
    ("Ismail", "Omar", "M", "2004-09-19", "Hargeysa", "SO", "en", "young"),
    ("Lina", "Haddad", "F", "2002-05-27", "Beirut", "LB", "de", "student"),
    ("Ahmad", "Zaheer", "M", "1977-03-31", "Masar-e Scharif", "AF", "de", "represented"),
    ("Grace", "Wanjiru", "F", "1990-12-24", "Nakuru", "KE", "en", "employed"),
    ("Rodrigo", "Quispe Mamani", "M", "1985-06-24", "El Alto", "BO", "de", "hardship"),
    ("Sakina", "Hosseini", "F", "1994-02-08", "Maschhad", "IR", "de", "employed"),
    ("Bilal", "Chaudhry", "M", "1988-08-18", "Sialkot", "PK", "en", "employed"),
    ("Ruta", "Gebremariam", "F", "1999-07-13", "Keren", "ER", "en", "employed_with_document"),
    ("Dilnoza", "Karimova", "F", "1992-09-01", "Chudschand", "TJ", "de", "integrated"),
    ("Jean-Baptiste", "Mukendi", "M", "1976-11-11", "Kananga", "CD", "en", "employed"),
    ("Zahra", "Noori", "F", "2000-10-10", "Kabul", "AF", "de", "ban"),
    ("Emmanuel", "Tchoumi", "M", "1991-03-26", "Bafoussam", "CM", "en", "employed"),
    ("Valbona", "Gashi", "F", "1986-05-15", "Gjakova", "XK", "de", "integrated"),
    ("Sunita", "Gurung", "F", "1993-08-29", "Pokhara", "NP", "en", "employed"),
    ("Yaroslav", "Melnyk", "M", "1979-12-06", "Ternopil", "UA", "de", "self_employed"),
    ("Aster", "Woldemichael", "F", "1984-04-04", "Addis Abeba", "ET", "en", "employed"),
    ("Mehdi", "Bouzid", "M", "1990-07-30", "Oran", "DZ", "de", "employed"),
    ("Nasrin", "Sultana", "F", "1987-01-22", "Chittagong", "BD", "en", "hardship"),
    ("Goran", "Ibrahimović", "M", "1982-06-09", "Novi Pazar", "RS", "de", "employed"),
    ("Chidinma", "Eze", "F", "1995-05-03", "Enugu", "NG", "en", "employed"),
    ("Farhad", "Saberi", "M", "1983-10-28", "Schiras", "IR", "de", "represented"),
    ("Tsering", "Dolma", "F", "1998-02-19", "Shigatse", "CN", "en", "employed"),
    ("Adama", "Sow", "F", "1992-07-02", "Ziguinchor", "SN", "en", "employed"),
    ("Ivana", "Petrović", "F", "1988-04-28", "Vranje", "RS", "de", "employed_with_document"),
    ("Khaled", "Boukhari", "M", "1980-09-15", "Constantine", "DZ", "de", "employed"),
    ("Victor", "Ceban", "M", "1989-11-16", "Bălți", "MD", "de", "employed"),
)
# Who owes nothing, or less: recognised refugees, benefits with proof, children.
_SPARED = (
    ("Rana", "Al-Halabi", "F", "1990-05-01", "Aleppo", "SY", "de", "refugee"),
    ("Omar", "Darwish", "M", "1985-09-12", "Rakka", "SY", "de", "refugee"),
    ("Selma", "Kifle", "F", "1996-03-03", "Massaua", "ER", "en", "refugee"),
    ("Hussein", "Jaber", "M", "1974-07-25", "Basra", "IQ", "de", "benefits"),
    ("Marwa", "Ismail", "F", "1981-12-01", "Sinjar", "IQ", "de", "refugee"),
    ("Hanan", "Saleh", "F", "1969-02-11", "Gaza", "stateless", "de", "benefits"),
    ("Abdi", "Warsame", "M", "2014-06-20", "Mogadischu", "SO", "en", "pupil"),
    ("Nabil", "Kassem", "M", "1993-04-14", "Damaskus", "SY", "de", "refugee"),
    ("Mina", "Rezai", "F", "2013-11-08", "Ghazni", "AF", "de", "pupil"),
    ("", "Suleiman", "M", "1991-01-01", "Bamiyan", "AF", "de", "benefits"),
)


def _applicant(row: tuple[str, str, str, str, str, str, str, str]) -> Applicant:
    given, family, gender, born, place, nationality, language, way = row
    day = date.fromisoformat(born)
    return Applicant(given, family, gender, day, place, nationality, language, way)


PAYING = tuple(_applicant(row) for row in _PAYING)
SPARED = tuple(_applicant(row) for row in _SPARED)
