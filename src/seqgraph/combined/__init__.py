"""Part 3.5: recurrent and graph networks compared, and combined."""
