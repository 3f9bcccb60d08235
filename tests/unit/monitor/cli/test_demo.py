"""``monitor demo``: built once, taken up after an interruption, never mixed with real data."""

from __future__ import annotations

import socket

import pytest

from monitor.releases.log import list_releases
from monitor.settings import Settings
from tests.builders.commands import FakePipeline, Run
from tests.builders.ports import free_port


@pytest.mark.usefixtures("computed")
def test_the_demo_is_built_once_and_then_served_by_a_process_of_its_own(
    run: Run,
    pipeline: FakePipeline,
    generated: list[int | None],
    replaced_by: list[list[str]],
    instance: Settings,
) -> None:
    port = str(free_port())
    code, out, _ = run("demo", "--port", port)
    assert code == 0
    assert "frei erfunden" in out
    (release,) = list_releases(instance.releases)
    assert release.is_demo
    assert release.is_current
    made, published = release.history
    assert (made.by, published.by, "frei erfunden" in published.note) == (
        "monitor demo", "tester", True,
    )  # fmt: skip
    assert (generated, len(pipeline.calls)) == ([None], 2)
    served = ["monitor.cli", "serve", "--home", str(instance.home), "--port", port]
    assert [command[-6:] for command in replaced_by] == [served]

    run("demo", "--port", port)
    assert (generated, len(pipeline.calls)) == ([None], 2)
    assert [command[-6:] for command in replaced_by] == [served] * 2


@pytest.mark.usefixtures("computed", "pipeline")
def test_an_interrupted_demo_is_taken_up(
    run: Run, generated: list[int | None], instance: Settings
) -> None:
    run("demo", "--no-serve", "--rows", "10")
    (instance.home / "demo.json").unlink()
    assert run("demo", "--no-serve", "--rows", "10")[0] == 0
    assert generated == [10, 10]


@pytest.mark.usefixtures("computed", "pipeline", "generated")
def test_a_demo_of_another_scale_wants_another_folder(run: Run) -> None:
    run("demo", "--no-serve", "--rows", "10")
    code, _, err = run("demo", "--no-serve", "--rows", "20")
    assert code == 3
    assert "--home" in err


def test_the_demo_does_not_mix_with_real_data(
    run: Run, ready: FakePipeline, generated: list[int | None]
) -> None:
    del ready
    run("ingest")
    code, _, err = run("demo", "--no-serve")
    assert code == 3
    assert "echte Lieferungen" in err
    assert generated == []


def test_the_demo_does_not_mix_with_accounts_of_people(
    run: Run, generated: list[int | None]
) -> None:
    run("init")
    run("account", "add", "e.muster", "--full-name", "Erika Muster", "--role", "leitung")
    code, _, err = run("demo", "--no-serve")
    assert code == 3
    assert "schon Konten" in err
    assert generated == []


def test_a_taken_port_is_told_before_the_work(run: Run, generated: list[int | None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("demo", "--port", str(taken.getsockname()[1]))
    assert code == 3
    assert "--port" in err
    assert generated == []
