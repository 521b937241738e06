"""What single pages of Part 3 show: the six nodes, and experiments of one page each."""
