"""Other engines doing the same job, each in an environment of its own under ``.bench/``."""
