"""What a notebook of the course may import: data, plots, training helpers, the probe."""
