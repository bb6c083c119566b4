"""Odd values and damaged files for every parameter of every algorithm, run in a process that may die."""
