"""How figures are published: every indicator has one place, every base is cut once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.concept.publication import Base
from monitor.concept.versions import Concept
from monitor.confidentiality.plan.atoms import PlanError
from monitor.confidentiality.plan.published import published
from monitor.content.folder import Content, load_content
from monitor.errors import ContentError
from monitor.periods import PeriodKind


@pytest.fixture
def concept(packaged_content: Content) -> Concept:
    return packaged_content.concepts[-1]


def with_bases(concept: Concept, change: Callable[[Base], Any]) -> Concept:
    """Return the concept with some keys of its bases changed; ``None`` leaves one out."""
    changed = ((base, change(base)) for base in concept.grundmenge)
    bases = (base.model_copy(update=new) for base, new in changed if new is not None)
    return concept.model_copy(update={"grundmenge": tuple(bases)})


def changed(name: str, **given: Any) -> Callable[[Base], Any]:
    return lambda base: given if base.id == name else {}


def test_packaged_versions_are_sound(packaged_content: Content) -> None:
    for concept in packaged_content.concepts:
        plan = published(concept)
        places = [
            *(one.id for one in plan.exact),
            *(one.indicator.id for one in plan.passed if one.cut.is_district),
            *(one.indicator.id for one in plan.summed),
        ]
        assert sorted(places) == sorted(one.id for one in concept.indikator)


def test_persons_and_cases_are_told_by_passed_counts_and_noisy_sums_alone(
    packaged_content: Content,
) -> None:
    for concept in packaged_content.concepts:
        assert not [one.id for one in published(concept).exact if one.thema.is_of_persons]


def test_shares_are_unions_of_classes(concept: Concept) -> None:
    plan = {(one.indicator.id, one.cut.is_district): one for one in published(concept).passed}
    waits = plan["Z1.1", True]
    assert [atom.klasse for atom in waits.cut.atoms] == ["0-1", "2-3", "4-5", "6-10", "11+"]
    assert set(waits.roles["z"]) == {"0-1", "2-3", "4-5"}
    assert [atom.klasse for atom in plan["Z1.1", False].cut.atoms] == ["0-1", "2-3", "4-5", "6+"]
    assert plan["Z1.2", True].edges == (-0.5, 1.5, 3.5, 5.5, 10.5, 20.5)
    assert plan["Z1.2", False].edges == (-0.5, 1.5, 3.5, 5.5, 12.5)
    assert set(plan["Z2.3", False].roles["z"]) == {"KEINE_KAPAZITAET"}
    assert plan["Z6.2", True].roles["z"] == {"-2": -2, "-1": -1, "0": 0, "1": 1, "2+": 2}
    assert [atom.stufe for atom in plan["Z7.2", True].cut.atoms] == [3, 1]
    assert ("Z1.2b", False) not in plan


def test_some_counts_pass_for_longer_periods(concept: Concept) -> None:
    kinds = {
        (one.indicator.id, one.cut.is_district): one.indicator.periode
        for one in published(concept).passed
    }
    assert kinds["Z3.1", True] is PeriodKind.JAHR
    assert (kinds["Z1.3", True], kinds["Z1.3", False]) == (PeriodKind.QUARTAL, PeriodKind.JAHR)


def test_indicators_of_the_same_rows_share_a_cut(concept: Concept) -> None:
    cuts = {(one.indicator.id, one.cut.is_district): one.cut for one in published(concept).passed}
    for first, second in (("Z1.1", "Z1.2"), ("Z2.2", "Z2.3"), ("Z6.1", "Z6.2")):
        for is_district in (True, False):
            assert cuts[first, is_district] == cuts[second, is_district]


@pytest.mark.parametrize(
    ("change", "table", "item", "words"),
    [
        (changed("familien_wartezeit", klassen=((0, 1), (2, 4), (5, 10), (11,)),
                 klassen_sozialraum=()), "grundmenge", "familien_wartezeit",
         "Der Zähler von Z1.1 setzt sich nicht aus ganzen Klassen"),
        (changed("dringlichkeit", klassen=(("DRINGEND",),)), "grundmenge", "dringlichkeit",
         "Der Zähler von Z3.2 setzt sich nicht aus ganzen Klassen"),
        (changed("familien_wartezeit", nur_kreis=()), "indikator", "Z1.2b",
         "Der Zielwert 10 von Z1.2b liegt mitten in einer Klasse"),
        (changed("abschluesse_gas", klassen=((-2, -1), (0,))), "grundmenge", "abschluesse_gas",
         "braucht Klassen mit je einem Wert"),
        (changed("familien_wartezeit", offen_bis=None), "grundmenge", "familien_wartezeit",
         "offen_bis"),
        (lambda base: None if base.id == "familien" else {}, "indikator", "Z7.1",
         "Für Z7.1 ist nicht gesagt, wie er veröffentlicht wird"),
        (changed("abschluesse", indikatoren=("Z6.4", "Z4.1")), "indikator", "Z4.1",
         "Z4.1 steht bei der Veröffentlichung zweimal"),
        (changed("abschluesse", indikatoren=("Z6.4", "Z99.1")), "veroeffentlichung", None,
         "Z99.1 steht bei der Veröffentlichung, ist aber kein Indikator"),
    ],
)  # fmt: skip
def test_plans_that_are_not_sound(
    concept: Concept, change: Callable[[Base], Any], table: str, item: str | None, words: str
) -> None:
    with pytest.raises(PlanError, match=words) as refused:
        published(with_bases(concept, change))
    assert (refused.value.table, refused.value.item) == (table, item)


def test_a_share_of_kitas_is_no_count_and_no_sum(concept: Concept) -> None:
    exact = tuple(name for name in concept.veroeffentlichung.exakt if name != "Z4.1")
    without = {"veroeffentlichung": concept.veroeffentlichung.model_copy(update={"exakt": exact})}
    counted = with_bases(concept, changed("abschluesse", indikatoren=("Z6.4", "Z4.1")))
    sums = concept.summe[0]
    added = sums.model_copy(update={"indikatoren": (*sums.indikatoren, "Z4.1")})
    summed = concept.model_copy(update={"summe": (added, *concept.summe[1:])})
    for wrong in (counted, summed):
        with pytest.raises(PlanError, match=r"Z4\.1 \(einheiten_anteil\).*möglich: exakt"):
            published(wrong.model_copy(update=without))


def test_a_base_is_cut_once(concept: Concept) -> None:
    """Z1.1 by the classes of waits, and once more by another: two cuts of the same rows."""
    first = next(base for base in concept.grundmenge if base.id == "familien_wartezeit")
    apart = with_bases(concept, changed("familien_wartezeit", indikatoren=("Z1.2", "Z1.2b")))
    second = first.model_copy(
        update={"id": "nochmal", "indikatoren": ("Z1.1",), "nur_kreis": (),
                "klassen": ((0, 5), (6,)), "klassen_sozialraum": ()}
    )  # fmt: skip
    twice = apart.model_copy(update={"grundmenge": (*apart.grundmenge, second)})
    with pytest.raises(PlanError, match=r"„familien_wartezeit“ und „nochmal“.*zweimal"):
        published(twice)


def test_persons_are_never_exact(concept: Concept) -> None:
    exact = concept.veroeffentlichung.model_copy(
        update={"exakt": (*concept.veroeffentlichung.exakt, "Z6.4")}
    )
    without = with_bases(concept, lambda base: None if base.id == "abschluesse" else {})
    wrong = without.model_copy(update={"veroeffentlichung": exact})
    with pytest.raises(PlanError, match=r"Z6\.4 zählt Personen oder Fälle"):
        published(wrong)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"klassen": [[0, 1], [3]]}, "Lücke oder eine Überschneidung"),
        ({"klassen": [[0, 1], [2, 3]]}, "die letzte"),
        ({"klassen": [["EB"], ["EB", "ASD"]]}, "ein Code steht in zwei Klassen"),
        ({"feld": None}, "feld und klassen gehören zusammen"),
        ({"nur_kreis": ["Z9.9"]}, "nur_kreis"),
    ],
)
def test_classes_that_do_not_fit(given: dict[str, Any], words: str) -> None:
    declared = {"id": "x", "indikatoren": ["Z1.1"], "feld": "y", "klassen": [[0, 1], [2]]}
    with pytest.raises(ValueError, match=words):
        Base.model_validate(declared | given)


def test_content_is_refused_with_its_line(packaged_content: Content, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(packaged_content.folder, folder)
    path = folder / "konzept" / "2021.toml"
    before, after = path.read_text("utf-8").split('klassen = [["REGULAER"]]')
    path.write_text(f'{before}klassen = [["AKUT"]]{after}', "utf-8")
    line = before.count("\n") + 1
    with pytest.raises(ContentError, match=rf"2021\.toml, Zeile {line}: Der Zähler von Z3\.2"):
        load_content(folder)


def test_what_a_version_drops_is_not_published_by_it(
    packaged_content: Content, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(packaged_content.folder, folder)
    path = folder / "konzept" / "2024.toml"
    dropped = 'entfaellt = ["Z2.3", "Z6.4", "Z10.1"]'
    path.write_text(path.read_text("utf-8").replace("entfaellt = []", dropped), "utf-8")
    plan = published(load_content(folder).concepts[-1])
    told = {one.indicator.id for one in plan.passed} | {one.id for one in plan.exact}
    assert {"Z2.2", "Z6.1", "Z4.2"} <= told
    assert told.isdisjoint({"Z2.3", "Z6.4", "Z10.1"})
