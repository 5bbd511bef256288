"""From what people wrote to graders that can read a trial; every fault at once, before anything runs."""

from audition.grading.building.graders import BuiltCheck, Graders, build_check, build_graders, spec_faults
from audition.grading.building.registry import Registry, load_registry

__all__ = ["BuiltCheck", "Graders", "Registry", "build_check", "build_graders", "load_registry", "spec_faults"]
