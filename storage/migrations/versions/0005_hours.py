"""when members work, and the agency"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("agency", "member")
COLUMNS = ("works_from", "works_until")


def upgrade() -> None:
    for table in TABLES:
        for name in COLUMNS:
            op.add_column(table, sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        for name in reversed(COLUMNS):
            op.drop_column(table, name)
