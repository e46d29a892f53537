"""Kernels of topic models, on plain arrays."""
