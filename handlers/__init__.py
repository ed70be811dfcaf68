"""What the assistant does, one module per capability; no platform is known here."""
