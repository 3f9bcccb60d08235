"""What commands print: sentences, tables, JSON to standard output; progress to standard error."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import typer

#: (what is worked on, steps done, steps in all), as pipeline and generator tell it.
ProgressHook = Callable[[str, int, int], None]

#: Columns of text where there is no terminal to ask: names are not to be folded in a file.
_WIDTH_OF_FILES: Final = 200


def say(sentence: str) -> None:
    """Print a sentence."""
    typer.echo(readable(sentence))


def complain(sentence: str) -> None:
    """Print a sentence to standard error."""
    typer.echo(readable(sentence), err=True)


def readable(sentence: str) -> str:
    """Return a sentence with paths as seen from the working directory, where they lie below it."""
    here = Path.cwd()
    return sentence if here == here.parent else sentence.replace(f"{here}{os.sep}", "")


def print_json(value: object) -> None:
    """Print a value as JSON; dates and enums as their text."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; ``None`` is an empty cell."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        # as Text: a file name such as [a].csv is no markup
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH_OF_FILES)
    console.print(table)


@contextlib.contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[ProgressHook]:
    """Show a bar on standard error while work runs; where that is no terminal, show nothing."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    bars = Progress(console=console, disable=quiet or not console.is_terminal, transient=True)
    task = bars.add_task(title, total=None)

    def advance(what: str, done: int, total: int) -> None:
        bars.update(task, description=f"{title} {what}".strip(), completed=done, total=total)

    with bars:
        yield advance
