"""Forms: plain HTML pages without Dash, for signing in and for whatever changes state."""
