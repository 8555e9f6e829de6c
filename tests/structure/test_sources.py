"""docs/sources.md traces every statement of the authorities' pages to what carries it.

The pages are not kept here; their figures and the numbers of their lines are (docs/sources/).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from deploy.places import CHECKOUT
from tests.structure import carriers, tracing
from tests.structure.tracing import Statement

LISTED = list(tracing.statements((CHECKOUT / "docs" / "sources.md").read_text("utf-8")))


def noted(name: str) -> list[dict[str, str]]:
    with (CHECKOUT / "docs" / "sources" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


FIGURES = [
    (row["page"], int(row["line"]), f"{row['figure']} {row['unit']}")
    for row in noted("figures.csv")
]
LINES = [(row["page"], int(row["line"])) for row in noted("lines.csv")]


def test_every_figure_of_the_pages_is_listed() -> None:
    assert tracing.untraced(LISTED, FIGURES) == []


def test_no_figure_is_listed_that_no_page_has() -> None:
    assert tracing.invented(LISTED, FIGURES) == []


def test_every_line_of_the_pages_is_listed() -> None:
    assert tracing.unlisted(LISTED, LINES) == []


def test_every_statement_has_a_carrier_or_a_reason() -> None:
    assert tracing.unexplained(LISTED) == []


def test_every_carrier_is_there() -> None:
    assert tracing.dead(LISTED, CHECKOUT) == []


def test_every_amount_is_looked_up_with_its_value() -> None:
    assert tracing.unpriced(LISTED) == []


def test_every_quantity_is_looked_up() -> None:
    assert tracing.unvalued(LISTED) == []


@pytest.mark.parametrize("page", sorted({page for page, _ in LINES}))
def test_whatever_a_profile_takes_from_its_page_is_traced_to_it(page: str) -> None:
    rules = carriers.rules_of(CHECKOUT / "authorities" / "profiles" / f"{page}.toml")
    named = [
        carrier
        for row in LISTED
        for carrier in row.carriers
        if row.page == page and carrier.startswith(f"profiles/{page}.toml ")
    ]
    assert carriers.unclaimed(named, rules, source=page) == []


def test_all_five_pages_are_there() -> None:
    assert {page for page, _ in LINES} >= {"berlin", "bremen", "euskirchen", "halle", "magdeburg"}


# The same checks notice what is wrong.

PAGE = """\
# Sources

| Lines | Statement | Figures | Carried by |
|---|---|---|---|
| 9 | Outside of a page | | None: not read |

## `sometown`: the office of a town

| Lines | Statement | Figures | Carried by |
|---|---|---|---|
| 1, 3-4 | Costs and time | `5.00 EUR`, `3 days` | `profiles/sometown.toml files.bytes = 7` |
| 6 | A greeting | | None: no statement |
"""


@pytest.fixture
def listed() -> list[Statement]:
    return list(tracing.statements(PAGE))


def test_rows_are_read_with_their_page_lines_and_figures(listed: list[Statement]) -> None:
    assert [(row.page, sorted(row.lines)) for row in listed] == [
        ("sometown", [1, 3, 4]),
        ("sometown", [6]),
    ]
    assert listed[0].figures == {"5.00 EUR", "3 days"}
    assert [row.reason for row in listed] == ["", "no statement"]


@pytest.mark.parametrize(
    "figure",
    [
        ("sometown", 1, "6.00 EUR"),
        ("sometown", 1, "5.00 days"),
        ("sometown", 2, "5.00 EUR"),
        ("othertown", 1, "5.00 EUR"),
    ],
)
def test_a_figure_is_missed_that_its_page_and_line_do_not_list(
    listed: list[Statement], figure: tuple[str, int, str]
) -> None:
    assert tracing.untraced(listed, [("sometown", 4, "5.00 EUR"), figure]) == [figure]


def test_a_listed_figure_that_is_not_on_the_page_is_noticed(listed: list[Statement]) -> None:
    assert tracing.invented(listed, [("sometown", 4, "5.00 EUR")]) == [("sometown", "3 days")]
    assert tracing.invented(listed, [("sometown", 4, "5.00 EUR"), ("sometown", 1, "3 days")]) == []


def test_a_line_that_no_row_reads_is_noticed(listed: list[Statement]) -> None:
    assert tracing.unlisted(listed, [("sometown", 3), ("sometown", 5)]) == [("sometown", 5)]


@pytest.mark.parametrize("carried_by", ["", "somewhere", "None: "])
def test_a_row_without_carrier_and_reason_is_noticed(carried_by: str) -> None:
    page = PAGE.replace("None: no statement", carried_by)
    assert tracing.unexplained(tracing.statements(page)) == ["A greeting"]


def test_an_amount_that_is_looked_up_with_another_value_is_noticed() -> None:
    page = PAGE.replace("files.bytes = 7", "fee.amount = 5.00")
    assert tracing.unpriced(tracing.statements(page)) == []
    wrong = page.replace("fee.amount = 5.00", "fee.amount = 15.00")
    assert tracing.unpriced(tracing.statements(wrong)) == [("Costs and time", "5.00 EUR")]


@pytest.mark.parametrize(
    ("carrier", "missed"),
    [
        ("profiles/sometown.toml files.bytes", ["Costs and time"]),
        ("profiles/sometown.toml files.bytes = 3", []),
        ("profiles/sometown.toml notice.text::three days", []),
    ],
)
def test_a_quantity_that_is_not_looked_up_is_noticed(carrier: str, missed: list[str]) -> None:
    page = PAGE.replace("profiles/sometown.toml files.bytes = 7", carrier)
    assert tracing.unvalued(tracing.statements(page)) == missed


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A tree with a profile, a module and a text."""
    (tmp_path / "authorities" / "profiles").mkdir(parents=True)
    (tmp_path / "authorities" / "profiles" / "sometown.toml").write_text(
        'name = "Sometown"\n[[files]]\nformats = ["pdf"]\nbytes = 7\n'
        '[[fee]]\nkind = "issue"\nage = "minor"\namount = 46.50\n'
        '[[fee]]\nkind = "issue"\nbasis = "§ 45 Nr. 2 AufenthV"\nopen = true\namount = 93.00\n'
        '[[fee.when]]\nheld = ["22", "23"]\n',
        encoding="utf-8",
    )
    (tmp_path / "rules.py").write_text("LIMIT = 3\n\n\ndef decide() -> None: ...\n")
    (tmp_path / "letter.txt").write_text("Dear $name,\n")
    return tmp_path


@pytest.mark.parametrize(
    "carrier",
    [
        "profiles/sometown.toml name",
        'profiles/sometown.toml name = "Sometown"',
        "profiles/sometown.toml files.bytes = 7",
        'profiles/sometown.toml files.formats = "pdf"',
        'profiles/sometown.toml files.formats = ["pdf"]',
        "profiles/sometown.toml fee[kind=issue].amount = 93.00",
        "profiles/sometown.toml fee[kind=issue, age=minor].amount = 46.50",
        'profiles/sometown.toml fee.when.held = "23"',
        "profiles/sometown.toml fee[open=true].amount = 93.00",
        "profiles/sometown.toml fee[basis=§ 45 Nr. 2 AufenthV].amount = 93.00",
        "profiles/sometown.toml name::Some",
        "rules.py",
        "rules.py::decide",
        "rules.py::LIMIT",
        "letter.txt::$name",
    ],
)
def test_a_carrier_that_is_there_is_found(house: Path, carrier: str) -> None:
    assert carriers.is_alive(carrier, house)


@pytest.mark.parametrize(
    "carrier",
    [
        "profiles/othertown.toml name",  # no such file
        "profiles/sometown.toml",  # no key
        "profiles/sometown.toml nickname",  # a dead key
        "profiles/sometown.toml files.kilobytes",
        "profiles/sometown.toml name.bytes",
        "profiles/sometown.toml files.bytes = 8",  # a wrong value
        'profiles/sometown.toml files.bytes = "7"',
        'profiles/sometown.toml files.formats = "png"',
        "profiles/sometown.toml fee[age=minor].amount = 93.00",  # the value of another row
        "profiles/sometown.toml fee[age=child]",
        "profiles/sometown.toml fee[kind=issue, age=child].amount",
        "profiles/sometown.toml fee..amount",
        "profiles/sometown.toml fee[open=false]",
        "profiles/sometown.toml name::Other",
        "profiles/sometown.toml files.bytes::7",
        "profiles/sometown.toml::Sometown",
        "rules.py::forget",
        "rules.py::deci",
        "rules.py decide",
        "letter.txt::$surname",
        "nowhere.txt",
        "the law",
    ],
)
def test_a_carrier_that_is_not_there_is_noticed(house: Path, carrier: str) -> None:
    page = PAGE.replace("profiles/sometown.toml files.bytes = 7", carrier)
    assert tracing.dead(tracing.statements(page), house) == [carrier]


@pytest.mark.parametrize(
    ("named", "left"),
    [
        (["files", "list.requirement[code=a]", "fee"], ["requirement b"]),
        (["files", "list.requirement", "fee[key=x].amount"], ["fee y"]),
        (["list.requirement", "fee"], ["files"]),
        ([], ["files", "list", "requirement a", "requirement b", "fee x 7.0", "fee y"]),
    ],
)
def test_a_rule_that_names_the_page_and_no_statement_is_noticed(
    tmp_path: Path, named: list[str], left: list[str]
) -> None:
    file = tmp_path / "sometown.toml"
    file.write_text(
        '[[files]]\nsource = "sometown"\n[files.drafts]\nsource = "unconfirmed"\n'
        '[[list]]\nsource = "sometown"\n'
        '[[list.requirement]]\ncode = "a"\n[[list.requirement]]\ncode = "b"\n'
        '[[fee]]\nkey = "x"\namount = 7.0\nsource = "sometown"\n'
        '[[fee]]\nkey = "y"\nsource = "sometown"\n'
        '[[desk]]\nsource = "unconfirmed"\n[[desk.requirement]]\ncode = "c"\n'
    )
    paths = [f"profiles/sometown.toml {keys}" for keys in named]
    assert carriers.unclaimed(paths, carriers.rules_of(file), source="sometown") == left
