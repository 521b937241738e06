"""Page 1.4b: from the gates to what followed them, on the tasks of Parts 1 and 2."""
