"""The solver is silent: commands print JSON for programs."""

from __future__ import annotations

import subprocess
import sys


def test_a_solver_prints_nothing() -> None:
    script = """
from monitor.audit.blocks import take_apart
from monitor.audit.system import Secret, System
from monitor.audit.attack import attack
system = System()
a, b = system.unknown("a"), system.unknown("b")
system.equal({a: 1.0, b: 1.0}, 2, by="sum")
system.secrets.append(Secret("a", {a: 1.0}, 1, 3))
assert not attack(take_apart(system).blocks[0]).findings[0].is_safe
print("only this")
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "only this\n"
    assert run.stderr == ""
