"""Measurements of reportgen, never run as tests: ``python -m benchmarks`` makes its inputs and writes docs/性能.md."""
