"""Tests of the declaring stage: what is refused, where, in which words."""
