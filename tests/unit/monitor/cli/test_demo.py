"""``monitor demo``: built once, taken up after an interruption, never mixed with real data."""

from __future__ import annotations

import socket
from pathlib import Path
from types import ModuleType

import pytest

from data.demo.texts import ACTIONS, COMMENTARIES, OCCURRENCES
from monitor.application.accounts import find_by_name
from monitor.application.database import open_store
from monitor.application.demo_accounts import add_demo_accounts
from monitor.application.texts.actions import list_actions
from monitor.application.texts.commentaries import list_commentaries
from monitor.application.texts.occurrences import list_occurrences
from monitor.cli.demo_texts import add_demo_commentaries
from monitor.confidentiality.levels import FigureLevel
from monitor.releases.log import list_releases
from monitor.settings import Settings
from tests.builders.commands import NOW, FakePipeline, Run
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
def test_the_demo_has_actions_and_events_once(run: Run, instance: Settings) -> None:
    for _ in range(2):
        run("demo", "--no-serve", "--rows", "10")
        (instance.home / "demo.json").unlink()
    with open_store(instance).read() as connection:
        leader = find_by_name(connection, "leitung").viewer
        actions = list_actions(connection, leader)
        assert [len(actions), len(list_occurrences(connection, leader))] == [
            len(ACTIONS), len(OCCURRENCES),
        ]  # fmt: skip
        assert {action.version for action in actions} == {1}
        assert list_commentaries(connection, leader) == []  # there is no figure to write beside


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


def test_the_demo_has_commentaries_beside_the_figures_of_both_levels(
    fake: ModuleType, tmp_path: Path
) -> None:
    settings = fake.write_instance(tmp_path / "instanz")
    fake.write_steering(settings)
    with open_store(settings).write() as connection:
        add_demo_accounts(connection, by="-", now=NOW)
    for _ in range(2):
        add_demo_commentaries(settings)
    with open_store(settings).read() as connection:
        leader = find_by_name(connection, "leitung").viewer
        told = list_commentaries(connection, leader)
        (draft,) = [commentary for commentary in told if not commentary.is_released]
    assert (len(told), {commentary.version for commentary in told}) == (len(COMMENTARIES), {1})
    assert {commentary.place.level for commentary in told} == set(FigureLevel)
    assert draft.author_name == "Miriam Okafor"
    by_goal = {(one.place.goal, one.place.quarter, one.place.level): one.figures for one in told}
    assert len(set(by_goal.values())) == len(by_goal)
