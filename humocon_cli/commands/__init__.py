"""One thin file for each subcommand; the core is imported inside the callbacks, so that `--help` stays instant."""
