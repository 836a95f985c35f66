"""What the scripts stand on: tables in and out, scenario files, and the style of the figures."""
