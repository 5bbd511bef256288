"""Plain numbers in, estimates out: tests, intervals and verdicts on paired tables of scores."""

from audition.stats.agreement import Accuracy, Estimate, cohen_kappa, judge_accuracy, krippendorff_alpha
from audition.stats.allocation import allocate, even_trials
from audition.stats.cells import Arm, Cells, summarise
from audition.stats.criteria import CriteriaTest, Panel, max_t
from audition.stats.gate import CRITERIA_SHARE, Breaks, Gate, GateOutcome, find_breaks, regression_gate
from audition.stats.generalise import FEWEST_SCENARIOS, Generalisation, generalise
from audition.stats.intervals import (
    Interval,
    arm_interval,
    difference_interval,
    mover,
    t_interval,
    variance_ratio,
    wilson,
)
from audition.stats.multiplicity import benjamini_hochberg, holm
from audition.stats.passk import compare_pass_hat_k, pass_at_k, pass_hat_k
from audition.stats.permutation import PermutationTest, permutation_test
from audition.stats.power import Asked, Outlook, ScoreKind, detectable_difference, expected_ratio, trials_for_margin
from audition.stats.ppi import corrected_difference
from audition.stats.ratios import ratio_of_means
from audition.stats.sequential import Look, SequentialPlan, look
from audition.stats.signs import sign_test
from audition.stats.student import t_quantile
from audition.stats.verdict import Coverage, Evidence, Rule, Standing, Verdict, VerdictKind, coverage_of, decide
from audition.stats.weekly import (
    CONFIRMATION_ALPHA,
    FALSE_ALARMS,
    WEEKS,
    Cusum,
    Screen,
    cusum,
    cusum_limit,
    difference_z,
    next_run,
    screen,
)

__all__ = [
    "CONFIRMATION_ALPHA",
    "CRITERIA_SHARE",
    "FALSE_ALARMS",
    "FEWEST_SCENARIOS",
    "WEEKS",
    "Accuracy",
    "Arm",
    "Asked",
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
    "Outlook",
    "Panel",
    "PermutationTest",
    "Rule",
    "ScoreKind",
    "Screen",
    "SequentialPlan",
    "Standing",
    "Verdict",
    "VerdictKind",
    "allocate",
    "arm_interval",
    "benjamini_hochberg",
    "cohen_kappa",
    "compare_pass_hat_k",
    "corrected_difference",
    "coverage_of",
    "cusum",
    "cusum_limit",
    "decide",
    "detectable_difference",
    "difference_interval",
    "difference_z",
    "even_trials",
    "expected_ratio",
    "find_breaks",
    "generalise",
    "holm",
    "judge_accuracy",
    "krippendorff_alpha",
    "look",
    "max_t",
    "mover",
    "next_run",
    "pass_at_k",
    "pass_hat_k",
    "permutation_test",
    "ratio_of_means",
    "regression_gate",
    "screen",
    "sign_test",
    "summarise",
    "t_interval",
    "t_quantile",
    "trials_for_margin",
    "variance_ratio",
    "wilson",
]
