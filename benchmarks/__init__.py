"""How fast, how small: measured on the machine at hand, beside something known, so that the ratio carries over."""
