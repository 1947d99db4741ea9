"""Training helpers that every stage shares: processes, checkpoints, schedule, reports and sizes; not a Trainer."""
