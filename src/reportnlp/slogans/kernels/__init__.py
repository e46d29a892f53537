"""Kernels of slogans, on plain arrays."""
