"""Every event of the log is declared, told somewhere, and in the handbook's table; nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from monitor.events import FIELDS, Event

_ROW = re.compile(r"^\| `([a-z -]+)` \| [^|]+ \| ([^|]*) \|$", re.MULTILINE)


def _told(sources: Mapping[str, ast.Module]) -> Iterator[tuple[str, Event, set[str | None]]]:
    """Yield place, event and fields of each event that the code tells."""
    for name, tree in sources.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "tell":
                event = ast.unparse(node.args[0])
                assert event.startswith("Event."), f"{name}:{node.lineno} tells no declared event"
                fields = {keyword.arg for keyword in node.keywords}
                yield f"{name}:{node.lineno}", Event[event.removeprefix("Event.")], fields


def test_every_event_declares_what_it_tells() -> None:
    assert set(FIELDS) == set(Event)


def test_every_declared_event_is_told(sources: Mapping[str, ast.Module]) -> None:
    assert {event for _, event, _ in _told(sources)} == set(Event)


def test_events_tell_the_declared_fields(sources: Mapping[str, ast.Module]) -> None:
    # None stands for fields that are passed on together: monitor.cli.errors tells the same of both
    differing = {
        place
        for place, event, fields in _told(sources)
        if fields != set(FIELDS[event]) and None not in fields
    }
    assert differing == set()


def test_nothing_is_logged_past_the_events(sources: Mapping[str, ast.Module]) -> None:
    methods = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    logging = {
        f"{name}:{node.lineno}"
        for name, tree in sources.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in methods
        and "log" in ast.unparse(node.func.value).lower()
    }
    assert {place.partition(":")[0] for place in logging} == {"monitor/events.py"}


def test_the_handbook_lists_every_event_with_its_fields(root: Path) -> None:
    text = (root / "docs/handbuch/betrieb.md").read_text(encoding="utf-8")
    listed = {name: set(re.findall(r"`(\w+)`", fields)) for name, fields in _ROW.findall(text)}
    assert listed == {event.value: set(FIELDS[event]) for event in Event}


@pytest.mark.parametrize("event", Event)
def test_no_field_is_named_for_what_may_hold_a_value(event: Event) -> None:
    forbidden = {"value", "row", "file", "path", "message", "text", "name", "header", "sheet"}
    assert forbidden.isdisjoint(FIELDS[event])
