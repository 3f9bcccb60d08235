"""Plotly figures. Pure: frames in, figure out; no query, no arithmetic on published figures."""
