"""Kernels that walk over tokens: one file each for the units they stand in and the pairs they make."""
