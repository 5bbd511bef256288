"""What `audition judge` does: works to judge, labels, calibration, pairs, drift."""
