"""The kernels: plain arrays in and out, compiled by numba."""
