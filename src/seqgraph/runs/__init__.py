"""Runs: experiments as values, the loop that trains, records with tables, the store,
sweeps, replay. Knows no part of the book."""
