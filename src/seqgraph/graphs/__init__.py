"""Part 3: graph neural networks, from six nodes to citation graphs."""
