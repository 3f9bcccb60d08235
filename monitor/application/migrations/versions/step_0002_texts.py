"""Commentaries, actions and events, in versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "commentary",
        *_written(),
        sa.Column("goal_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("snapshot_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_commentary")),
        sa.UniqueConstraint(
            *("goal_id", "area_id", "quarter", "level", "function", "version"),
            name=op.f("uq_commentary_goal_id_area_id_quarter_level_function_version"),
        ),
    )
    op.create_table(
        "planned_action",
        *_written(),
        sa.Column("indicator_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.String(), nullable=True),
        sa.Column("review_on", sa.String(), nullable=True),
        sa.Column("wave", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_planned_action")),
    )
    op.create_table(
        "occurrence",
        *_written(),
        sa.Column("indicator_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("happened_on", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_occurrence")),
    )


def _written() -> list[sa.Column[Any]]:
    return [
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
    ]
