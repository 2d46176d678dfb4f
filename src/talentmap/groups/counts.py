"""A bound on the worst group from counts alone, without saying who is where."""

from __future__ import annotations

from talentmap.groups.layout import Layout


def counts_bound(layout: Layout) -> int:
    """Highest score the worst group could have if every size were filled as well as it can be.

    Sizes that every plan has bound the worst; where sizes are free, the best of them does.
    """
    assert layout.criteria is not None
    sizes = layout.sizes
    if sizes.exactly is not None:
        return min(layout.criteria.upper(q) for q, number in sizes.exactly.items() if number)
    most = min(sizes.most, len(layout.people))
    return max(layout.criteria.upper(q) for q in range(max(1, sizes.least), most + 1))
