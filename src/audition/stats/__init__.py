"""Plain numbers in, estimates out: tests, intervals and verdicts on paired tables of scores."""

from audition.stats.aa import SelfComparison, compare_with_itself
from audition.stats.agreement import Accuracy, Estimate, cohen_kappa, judge_accuracy, krippendorff_alpha
from audition.stats.cells import Arm, Cells, summarise
from audition.stats.criteria import CriteriaTest, Panel, max_t
from audition.stats.gate import Breaks, Gate, GateOutcome, find_breaks, regression_gate
from audition.stats.generalise import FEWEST_SCENARIOS, Generalisation, generalise
from audition.stats.intervals import (
    Interval,
    arm_interval,
    difference_interval,
    effective_size,
    newcombe,
    t_interval,
    wilson,
)
from audition.stats.multiplicity import benjamini_hochberg, holm
from audition.stats.passk import compare_pass_hat_k, pass_at_k, pass_hat_k
from audition.stats.permutation import PermutationTest, permutation_test
from audition.stats.power import Plan, ScoreKind, detectable_drop, expected_within_variance, planned_trials, trials_for
from audition.stats.ppi import corrected_difference
from audition.stats.sequential import Look, SequentialPlan, look
from audition.stats.verdict import Coverage, Evidence, Rule, Standing, Verdict, VerdictKind, coverage_of, decide
from audition.stats.weekly import Cusum, Screen, confirmation, control_limits, cusum, difference_z, screen

__all__ = [
    "FEWEST_SCENARIOS",
    "Accuracy",
    "Arm",
    "Breaks",
    "Cells",
    "Coverage",
    "CriteriaTest",
    "Cusum",
    "Estimate",
    "Evidence",
    "Gate",
    "GateOutcome",
    "Generalisation",
    "Interval",
    "Look",
    "Panel",
    "PermutationTest",
    "Plan",
    "Rule",
    "ScoreKind",
    "Screen",
    "SelfComparison",
    "SequentialPlan",
    "Standing",
    "Verdict",
    "VerdictKind",
    "arm_interval",
    "benjamini_hochberg",
    "cohen_kappa",
    "compare_pass_hat_k",
    "compare_with_itself",
    "confirmation",
    "control_limits",
    "corrected_difference",
    "coverage_of",
    "cusum",
    "decide",
    "detectable_drop",
    "difference_interval",
    "difference_z",
    "effective_size",
    "expected_within_variance",
    "find_breaks",
    "generalise",
    "holm",
    "judge_accuracy",
    "krippendorff_alpha",
    "look",
    "max_t",
    "newcombe",
    "pass_at_k",
    "pass_hat_k",
    "permutation_test",
    "planned_trials",
    "regression_gate",
    "screen",
    "summarise",
    "t_interval",
    "trials_for",
    "wilson",
]
