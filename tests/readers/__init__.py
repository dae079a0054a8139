"""Tests of the reading stage: embedded snapshots, and tables as somebody holds them."""
