"""The second line of a report: does the difference hold on scenarios like these? It never gates."""

from dataclasses import dataclass
from typing import Final

from audition.stats.cells import Cells
from audition.stats.intervals import Interval, difference_interval, t_interval

FEWEST_SCENARIOS: Final = 8


@dataclass(frozen=True, slots=True)
class Generalisation:
    """Where the mean difference lies on scenarios like these; `interval` is None for a single scenario.

    `too_few` says that the suite is too small to generalise: the interval is shown, no claim is made. `unseen` is the
    share of scenarios of a kind that may be missing from the suite altogether (95 %): as many could be broken.
    """

    interval: Interval | None
    too_few: bool
    unseen: float

    @property
    def claims(self) -> bool:
        """Whether a difference is claimed beyond these scenarios."""
        return not self.too_few and self.interval is not None and self.interval.excludes(0.0)

    def within(self, margin: float) -> bool:
        """Whether the difference lies inside ±margin even if all that may be missing from the suite were broken."""
        return not self.too_few and self.interval is not None and self.interval.within(margin) and self.unseen < margin


def generalise(cells: Cells, confidence: float = 0.95, at_least: Interval | None = None) -> Generalisation:
    """The t interval over scenarios, never narrower than the interval on these very scenarios (their hull).

    `at_least` is that interval where it is not `difference_interval`'s, as of a sequential run. At means near 0 or 1
    with few scenarios it covers less than it says: a rare kind of broken scenario is not in the sample.
    """
    over_scenarios = t_interval(cells.differences, confidence)
    interval = over_scenarios.hull(at_least or difference_interval(cells, confidence)) if over_scenarios else None
    unseen = 1 - 0.05 ** (1 / cells.scenarios)
    return Generalisation(interval, cells.scenarios < FEWEST_SCENARIOS, unseen)
