"""Kernels of suffix arrays, on plain arrays."""
