"""Wiring: one module per job, each joining the core to the edges. Commands and the API call these."""
