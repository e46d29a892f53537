"""Kernels of frames, on plain arrays."""
