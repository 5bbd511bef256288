"""The suite that `audition init` writes: a whole small project, and trials of it that were written by hand."""
