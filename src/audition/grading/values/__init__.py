"""Values in prose, however they are written: figures with their currency, and days."""

from audition.grading.values.days import Day, days
from audition.grading.values.figures import Figure, currencies, figures

__all__ = ["Day", "Figure", "currencies", "days", "figures"]
