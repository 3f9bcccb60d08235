"""The kinds of indicators, a module each: counts needed, value and cases, interval, bounds.

`monitor.measures.kinds.registry` names them all; what several kinds have in common stands in
modules of its own (``areas``, ``clusters``, ``kitas``, ``noise``).
"""
