"""What releases go on from: what was published last, the same secret, requests for corrections."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from monitor.confidentiality.revisions.frozen import Frozen, nothing, save
from monitor.confidentiality.revisions.units import Change, Unit, UnitPublication
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind
from monitor.releases.kept import forget, read_corrections, read_kept, request_correction
from monitor.releases.lifecycle import withdraw
from monitor.settings import Settings

NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
MakeRelease = Callable[..., str]


def quarter(name: str = "2026-Q3") -> Unit:
    first = UnitPublication(change=Change.ERST, on=NOW.date())
    return Unit(
        name=name, kind=PeriodKind.QUARTAL, start=dt.date(2026, 7, 1), end=dt.date(2026, 9, 30),
        concept="2024", deliveries=(), definitions={}, history=(first,),
    )  # fmt: skip


@pytest.fixture
def ask(instance: Settings) -> Callable[..., Any]:
    """Return a function that asks for a correction of demo data."""

    def request(period: str = "2026-Q3", reason: str = " Doppelt ") -> Any:
        given = {"by": "tester", "now": NOW, "is_demo": True}
        return request_correction(instance, period, reason=reason, **given)

    return request


@pytest.fixture
def published(instance: Settings, make_release: MakeRelease) -> str:
    """Return a published release of one quarter."""
    release_id = make_release()
    save(Frozen({"2026-Q3": quarter()}, nothing().facts), instance.private / release_id)
    return release_id


def test_before_the_first_release_there_is_nothing(instance: Settings) -> None:
    kept = read_kept(instance, is_demo=True)
    assert (kept.after, dict(kept.frozen.units)) == (None, {})


def test_a_release_goes_on_from_the_one_published_last(
    instance: Settings, published: str, make_release: MakeRelease
) -> None:
    make_release(published=False)  # nobody has seen it
    kept = read_kept(instance, is_demo=True)
    assert (kept.after, list(kept.frozen.units)) == (published, ["2026-Q3"])
    withdraw(instance.releases, published, by="x", reason="y", now=NOW)
    assert read_kept(instance, is_demo=True).after == published  # it was seen all the same
    assert read_kept(instance, is_demo=False).after is None


def test_real_data_are_not_released_without_what_was_kept(
    instance: Settings, make_release: MakeRelease, deliver: Callable[..., None]
) -> None:
    deliver("L-echt", ist_demo=False)
    release_id = make_release()
    forget(instance, [release_id])
    with pytest.raises(ReleaseError, match="fehlt oder ist beschädigt"):
        read_kept(instance, is_demo=False)


def test_a_demo_begins_anew_without_what_was_kept(instance: Settings, published: str) -> None:
    forget(instance, [published])
    kept = read_kept(instance, is_demo=True)
    assert (kept.after, dict(kept.frozen.units)) == (published, {})


@pytest.mark.usefixtures("published")
def test_requests_for_corrections_are_kept_in_order(
    instance: Settings, ask: Callable[..., Any]
) -> None:
    assert read_corrections(instance) == []
    made = [ask(), ask(reason="Falscher Träger")]
    assert read_corrections(instance) == made
    assert [(one.id, one.reason) for one in made] == [("K1", "Doppelt"), ("K2", "Falscher Träger")]
    (path,) = instance.private.glob("*.json")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("period", "reason", "said"),
    [
        ("2026-Q2", "Doppelt", "kein veröffentlichtes Quartal.*Veröffentlicht sind: 2026-Q3"),
        ("2026-H2", "Doppelt", "kein veröffentlichtes Quartal"),
        ("2026-Q3", "  ", "braucht einen Grund"),
    ],
)
def test_a_correction_needs_a_published_period_and_a_reason(
    instance: Settings, ask: Callable[..., Any], period: str, reason: str, said: str
) -> None:
    with pytest.raises(ReleaseError, match=said):
        ask(period, reason)
    assert read_corrections(instance) == []


@pytest.mark.usefixtures("published")
def test_a_damaged_file_of_requests_is_told(instance: Settings, ask: Callable[..., Any]) -> None:
    ask()
    (path,) = instance.private.glob("*.json")
    path.write_text('[{"id": "K1"}]', encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"korrekturen\.json ist beschädigt"):
        read_corrections(instance)


@pytest.mark.parametrize("what", ["its folder is gone", "its manifest is gone"])
def test_nothing_is_made_after_a_published_release_that_cannot_be_read(
    what: str, published: str, instance: Settings
) -> None:
    """What it published nobody knows then, and frozen periods would be published anew."""
    folder = instance.releases / published
    if what == "its folder is gone":
        shutil.rmtree(folder)
    else:
        (folder / "manifest.json").unlink()
    with pytest.raises(ReleaseError, match=f"{published} ist beschädigt"):
        read_kept(instance, is_demo=True)
