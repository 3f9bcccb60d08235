"""The independent audit of a release: attacks it with all that is published, ever.

It knows what anyone knows: every figure that any release shows, counts that are whole and not
negative, sums over areas and periods, and how the declared conditions of the indicators nest. With
linear programmes it finds between which values each hidden count can lie. It shares no code with
`monitor.disclosure`, which decided what to hide; a contract of import-linter holds them apart.

How it hangs together:

- `row_kinds`: which kinds of rows there are, as far as the indicators tell them apart;
- `told`: which counts a figure tells, and which of them must not show;
- `places`: areas and periods as sums of the smallest ones, as of each release;
- `knowledge`: everything published, as linear statements;
- `secrets`: the counts that must stay hidden, and how wide their intervals must be;
- `system`: linear statements in general; `blocks`: taken apart into what hangs together;
- `attack`: the interval of each secret;
- `worlds`: numbers that agree with everything, found by linear and integer programmes; `moves`: the
  nearest to another; `surroundings`: what lies around some unknowns;
- `insiders`: what contributors learn who know their own;
- `report`: what came of it.
"""
