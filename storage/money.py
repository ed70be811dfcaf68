"""Amounts of money as columns: exact decimals, on every database."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

DIGITS, DECIMALS = 18, 2


class Amount(TypeDecorator[Decimal]):
    """NUMERIC(18, 2) on PostgreSQL; text on SQLite, whose numbers are binary floats."""

    impl = Numeric(DIGITS, DECIMALS)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type on this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(DIGITS + 2))
        return dialect.type_descriptor(Numeric(DIGITS, DECIMALS))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """As it is written: two decimals."""
        if value is None:
            return None
        exact = value.quantize(Decimal(1).scaleb(-DECIMALS))
        return str(exact) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """As it was written."""
        return None if value is None else Decimal(value)
