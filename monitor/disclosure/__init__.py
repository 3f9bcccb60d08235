"""Disclosure control: which cells of a release stay hidden, over all of its tables together.

`monitor.primary_rules` says which figures must not be shown; here it is decided what else has to
be hidden so that none of them follows from what is published (secondary suppression). Whether that
holds, `monitor.audit` finds out on its own: the two share no code.

How it hangs together:

- `relations`: which components are sums of others, from their declared conditions;
- `atoms`: areas and periods as sums of the smallest ones;
- `revealed`: which counts a published figure gives away;
- `model`: all counts of a release as vectors over the atoms, with what must stay hidden;
- `elimination`: exact linear algebra, what follows from what;
- `suppression`: publishes figure by figure, dearest first, as long as nothing hidden follows.
"""
