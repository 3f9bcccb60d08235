"""Entry of Alembic: steps run on the connection of ``monitor.application.migration``."""

from alembic import context

from monitor.application.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
