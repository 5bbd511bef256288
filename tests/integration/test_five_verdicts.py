"""The example that shows each verdict: what it prints is what a prompt author reads."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs/examples/five_verdicts.py"
SCREEN = """\
IMPROVED: careful does better than hasty on these 10 scenarios: +26.0 points (+16.0 to +34.8).
  Nothing more is needed for this decision.
REGRESSED: careful does worse than hasty on these 10 scenarios: −26.4 points (−35.0 to −16.6).
  Read the scenarios named below before careful is taken.
EQUIVALENT: careful and hasty are equivalent on these 10 scenarios, within 5.0 points: +0.3 points \
(−3.3 to +3.7 at 90 %).
  Nothing more is needed for this decision.
INCONCLUSIVE: The evidence does not tell careful from hasty on these 10 scenarios: −1.3 points (−13.7 to +10.9).
  At this size a difference of 21.2 points is found four times in five; 37 trials a case would as often find one of \
the margin, 5.0 points, or show that nothing changed.
INVALID: Too few trials were scored for a verdict (hasty 50 of 50, careful 42 of 50; 95 % a side are needed). Whatever \
the missing ones hold, the difference lies between +10.8 and +26.8 points.
  Mend what failed (each is named below) and resume the run; nothing was decided.
"""


def test_a_scripted_clerk_is_given_each_of_the_five_verdicts():
    """Same script, same seed, same sentences, in every process."""
    done = subprocess.run([sys.executable, EXAMPLE], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert SCREEN == done.stdout
