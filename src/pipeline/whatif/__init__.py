"""What if: a figure with changed parameters over the published one, in a folder of its own."""
