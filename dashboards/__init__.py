"""The Dash application: stateless, read-only, opens snapshots and never the warehouse."""
