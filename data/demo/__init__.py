"""A seeded generator of fictitious deliveries that look like real ones.

Everything in them is made up: Träger, Kitas, activities, answers, money.
"""

from data.demo.generator import generate
from data.demo.log import write_log

__all__ = ["generate", "write_log"]
