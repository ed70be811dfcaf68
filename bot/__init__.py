"""The running program: settings, doors, worker, delivery, clock, command line."""
