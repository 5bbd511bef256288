"""Plain numbers in, estimates out: tests, intervals and verdicts on paired tables of scores."""

from audition.stats.cells import Arm, Cells, summarise
from audition.stats.generalise import Generalisation, generalise
from audition.stats.intervals import (
    Interval,
    arm_interval,
    difference_interval,
    effective_size,
    newcombe,
    t_interval,
    wilson,
)
from audition.stats.permutation import PermutationTest, permutation_test
from audition.stats.power import Plan, detectable_drop, expected_within_variance, planned_trials, trials_for
from audition.stats.verdict import Coverage, Evidence, Rule, Standing, Verdict, VerdictKind, coverage_of, decide

__all__ = [
    "Arm",
    "Cells",
    "Coverage",
    "Evidence",
    "Generalisation",
    "Interval",
    "PermutationTest",
    "Plan",
    "Rule",
    "Standing",
    "Verdict",
    "VerdictKind",
    "arm_interval",
    "coverage_of",
    "decide",
    "detectable_drop",
    "difference_interval",
    "effective_size",
    "expected_within_variance",
    "generalise",
    "newcombe",
    "permutation_test",
    "planned_trials",
    "summarise",
    "t_interval",
    "trials_for",
    "wilson",
]
