"""Page 1.6: from the gates to what followed them, on the tasks of Parts 1 and 2."""
