"""What `audition view` shows: lists of runs, trials to look at, texts found, what is to be labelled."""
