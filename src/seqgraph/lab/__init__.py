"""What every part uses and what knows no part: experiments as values, the run store,
sweeps, statistics, plots."""
