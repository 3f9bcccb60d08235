"""True counts → published ones: what the atoms of a concept come to, and the figures' counts.

Atoms pass for the periods of their cut; those of longer calendar periods are added up from passed
ones, so that a year tells nothing beside its quarters. What has no rows with keys of its own, the
answers in a survey, gets a key from wave, Kita (or item), measure and value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from monitor.concept.indicators import MeanIndicator
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.perturbation.keys import cell_key, derived_keys
from monitor.confidentiality.perturbation.longer import in_longer_periods
from monitor.confidentiality.perturbation.noise import perturb
from monitor.confidentiality.perturbation.p_table import PTable
from monitor.confidentiality.perturbation.sums import passed_sums
from monitor.confidentiality.plan.atoms import Atom, Cut, PassedFigure, Published, has_record_keys
from monitor.measures.components import key_of
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import Passed, World
from monitor.statistics.added_variance import VARIANCE

ATOMS: Final[Mapping[str, type[pl.DataType]]] = {
    "basis": pl.String,
    **dict.fromkeys((*KEYS, "klasse"), pl.String),
    "wahr": pl.Int64,
    "veroeffentlicht": pl.Int64,
}


@dataclass(frozen=True)
class Noise:
    """What the noise is made with: the p-table and the instance's secret."""

    table: PTable
    secret: bytes


@dataclass(frozen=True)
class Passing:
    """What passed: by indicator the counts that figures follow from, and every atom.

    ``atoms``: one row per count that passed: basis, gebiet_id, periode_art, periode, klasse, wahr,
    veroeffentlicht. The true ones stay with the office.
    """

    figures: Mapping[str, Passed]
    atoms: pl.DataFrame


def pass_counts(published: Published, world: World, noise: Noise) -> Passing:
    """Return what the counts of one version of the concept come to when they pass.

    Args:
        published: how the indicators of the version are published.
        world: true components with the sums of their record keys, of published periods only.
        noise: p-table and secret.
    """
    atoms = {cut: pass_cut(cut, world, noise) for cut in published.cuts}
    figures: dict[str, Passed] = {}
    for figure in published.passed:
        counts = _counts(figure, atoms[figure.cut], world)
        _add(figures, figure.indicator.id, counts, figure)
    for summed in published.summed:
        figures[summed.indicator.id] = Passed(passed_sums(summed, world, noise.table, noise.secret))
    told = [
        frame.select(pl.lit(cut.basis).alias("basis"), *tuple(ATOMS)[1:])
        for cut, frame in atoms.items()
    ]
    return Passing(figures, pl.concat([pl.DataFrame(schema=dict(ATOMS)), *told]))


def _add(figures: dict[str, Passed], name: str, counts: pl.DataFrame, figure: PassedFigure) -> None:
    """Add the counts of the district or of areas to those of an indicator."""
    edges = {figure.cut.is_district: figure.edges} if figure.edges else {}
    before = figures.get(name)
    if before is None:
        figures[name] = Passed(counts, edges)
    else:
        both = pl.concat([before.counts, counts], how="diagonal")
        figures[name] = Passed(both.fill_null(0.0), {**before.edges, **edges})


def pass_cut(cut: Cut, world: World, noise: Noise) -> pl.DataFrame:
    """Return the atoms of a cut, true and published, one row per gebiet_id × period × klasse."""
    true = pl.concat(_true(cut, atom, world, noise.secret) for atom in cut.atoms)
    keys = true.select(cell_key(pl.col("schluessel"))).to_series()
    published = perturb(noise.table, true["wahr"], keys)
    return true.with_columns(veroeffentlicht=pl.Series(published, dtype=pl.Int64))


def _true(cut: Cut, atom: Atom, world: World, secret: bytes) -> pl.DataFrame:
    """Return count ``wahr`` and key sum ``schluessel`` of an atom per area and period."""
    if not has_record_keys(atom.plus):
        return _true_of_answers(cut, atom, world, secret)
    rolled = world.rolled[atom.plus.source]
    frame = rolled.areas if atom.stufe is None else _of_level(atom, world)
    own = _of_cut(frame, cut)
    counts, keys = (
        _difference(own, [name(one) for one in (atom.plus, *atom.minus)])
        for name in (lambda one: one.name, lambda one: key_of(one).name)
    )
    return own.select(*KEYS, klasse=pl.lit(atom.klasse), wahr=counts, schluessel=keys)


def _difference(frame: pl.DataFrame, names: Iterable[str]) -> pl.Expr:
    plus, *minus = (
        (pl.col(name) if name in frame.columns else pl.lit(0)).fill_null(0).cast(pl.Int64)
        for name in names
    )
    for one in minus:
        plus = plus - one
    return plus


def _of_cut(frame: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    is_district = pl.col(AREA) == DISTRICT
    return frame.filter(
        pl.col("periode_art") == cut.periode.value, is_district if cut.is_district else ~is_district
    )


def _of_level(atom: Atom, world: World) -> pl.DataFrame:
    """Return the sums of the Kitas of a level of strain, as a frame of the district."""
    rows = world.rolled[atom.plus.source].kitas
    side = world.kitas.filter(pl.col("belastungsstufe") == atom.stufe)
    on = ("kita_id", "periode_art", "periode")
    names = [name for name in (atom.plus.name, key_of(atom.plus).name) if name in rows.columns]
    return (
        side.select(on)
        .join(rows.select(*on, *names), on=on, how="inner")
        .group_by("periode_art", "periode")
        .agg(pl.col(names).sum())
        .with_columns(pl.lit(DISTRICT).alias(AREA))
    )


def _true_of_answers(cut: Cut, atom: Atom, world: World, secret: bytes) -> pl.DataFrame:
    rows = _of_cut(world.rolled[atom.plus.source].contributors, cut)
    told = rows.select(
        *KEYS, "beitragender", wahr=_difference(rows, [c.name for c in (atom.plus, *atom.minus)])
    )
    measure = f"{cut.rows} {atom.klasse}"
    keys = derived_keys(
        secret,
        ((measure, *row) for row in told.select("periode", "beitragender", "wahr").iter_rows()),
    )
    return (
        told.with_columns(schluessel=keys.cast(pl.Int64))
        .group_by(KEYS)
        .agg(pl.col("wahr", "schluessel").sum())
        .with_columns(klasse=pl.lit(atom.klasse))
        .select(*KEYS, "klasse", "wahr", "schluessel")
    )


def _counts(figure: PassedFigure, atoms: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the counts of a figure by role, with the variances of the noise in them."""
    passed = atoms.select(
        *KEYS,
        "klasse",
        anzahl=pl.col("veroeffentlicht").cast(pl.Float64),
        nicht_null=(pl.col("veroeffentlicht") > 0).cast(pl.Float64),
    )
    spread = in_longer_periods(passed, figure.cut.periode, world)
    roles = [
        (pl.col("anzahl") * _weight(weights)).sum().alias(role)
        for role, weights in figure.roles.items()
    ]
    suffixes = [role.removeprefix("z") for role in figure.roles if role[0] == "z"]
    variances = [one for suffix in suffixes for one in _variances(figure, suffix)]
    return spread.group_by(KEYS).agg(*roles, *variances)


def _weight(weights: Mapping[str, float]) -> pl.Expr:
    return pl.col("klasse").replace_strict(dict(weights), default=0.0, return_dtype=pl.Float64)


def _variances(figure: PassedFigure, suffix: str) -> list[pl.Expr]:
    """Return the variances of z and n and their covariance; n may be made of other classes."""
    z, n = figure.roles[f"z{suffix}"], figure.roles.get(f"n{suffix}", {})
    if isinstance(figure.indicator, MeanIndicator):
        squares = {name: value**2 for name, value in z.items()}
        of_class = pl.col("nicht_null").clip(1)  # one variance per class
        terms = {"v_z": squares, "v_zn": z, "v_n": n}
        return [
            (VARIANCE * of_class * _weight(weights)).sum().alias(name + suffix)
            for name, weights in terms.items()
        ]
    of_z = _variance_of_sum(z)
    of_rest = _variance_of_sum({name: 1.0 for name in n if name not in z})
    is_part = bool(n) and set(z) <= set(n)
    return [
        of_z.alias(f"v_z{suffix}"),
        (of_z if is_part else pl.lit(0.0)).alias(f"v_zn{suffix}"),
        (of_z + of_rest if is_part else of_rest if n else pl.lit(0.0)).alias(f"v_n{suffix}"),
    ]


def _variance_of_sum(weights: Mapping[str, float]) -> pl.Expr:
    """Return the variance of a sum, as `count_variance` of its counts that are not zero."""
    return VARIANCE * (pl.col("nicht_null") * _weight(weights)).sum().clip(1)
