"""Rows of a case: which authority they belong to, and how the database holds them to it.

Public: `CaseRow`, `CompositeForeignKey`, `case_key`, `row_security`, `append_only`, `sql_file`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.migrations import RunSQL


class CompositeForeignKey(models.BaseConstraint):
    """A foreign key over (row, authority, sandbox), so that a row cannot name another's authority.

    Deferred to the end of `CREATE TABLE`s because the target's unique key may come later in the
    same migration. Checked at once, so that a service can answer for it.

    With `goes_along` the database itself deletes the row with what it hangs on: the only way a row
    goes that the application may not delete.
    """

    def __init__(self, *, name: str, column: str, to_table: str, goes_along: bool = False) -> None:
        super().__init__(name=name)
        self.column = column
        self.to_table = to_table
        self.goes_along = goes_along

    def _sql(self, table: str) -> str:
        deletion = " ON DELETE CASCADE" if self.goes_along else ""
        return (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}"'
            f' FOREIGN KEY ("{self.column}", "authority", "sandbox")'
            f' REFERENCES "{self.to_table}" ("id", "authority", "sandbox")'
            f" ON UPDATE CASCADE{deletion}"
        )

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.append(Statement(self._sql(model._meta.db_table)))
        return ""

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return self._sql(model._meta.db_table if model else "")

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        table = model._meta.db_table if model else ""
        return f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{self.name}"'

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Only the database can look at the other table's authority."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        ours: dict[str, Any] = {"column": self.column, "to_table": self.to_table}
        if self.goes_along:
            ours |= {"goes_along": True}
        return path, tuple(args), {**kwargs, **ours}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeForeignKey) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.column, self.to_table))


def case_key(table: str) -> CompositeForeignKey:
    """The constraint that ties a row of `table` to its case and to the case's authority."""
    return CompositeForeignKey(name=f"{table}_of_case", column="case_id", to_table="cases_case")


class CaseRow(models.Model):
    """A row that hangs on a case. `authority` and `sandbox` are the case's, by constraint."""

    authority = models.CharField(max_length=32, editable=False)
    sandbox = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take authority and sandbox from the case (`bulk_create` must set them itself)."""
        if self._state.adding:
            case = getattr(self, "case")  # noqa: B009  # each subclass declares its own `case`
            self.authority, self.sandbox = case.authority, case.sandbox
        super().save(*args, **kwargs)


_SCOPE = (
    "authority = ANY (string_to_array(current_setting('titelweg.authorities', true), ','))"
    " AND sandbox = (current_setting('titelweg.sandbox', true) = 't')"
)


def row_security(table: str) -> RunSQL:
    """Nobody, the owner included, sees or writes rows of `table` outside the scope that is set."""
    return RunSQL(
        sql=[
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY scope ON "{table}" USING ({_SCOPE}) WITH CHECK ({_SCOPE})',
        ],
        reverse_sql=[
            f'DROP POLICY scope ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ],
    )


def append_only(table: str) -> RunSQL:
    """The application may add rows to `table` and read them, never change or delete them."""
    return RunSQL(
        sql=f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM titelweg_app',
        reverse_sql=f'GRANT UPDATE, DELETE ON "{table}" TO titelweg_app',
    )


def sql_file(path: Path, *, reverse: str) -> RunSQL:
    """An operation that runs the statements of an SQL file beside its migration."""
    return RunSQL(sql=path.read_text(encoding="utf-8"), reverse_sql=reverse)
