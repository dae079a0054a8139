"""Tests of the built site in Chromium: what a person meets who reads it, by screen, by keyboard, on paper.

What users of such sites ask for, ranked, and the walks that answer it, stand in `test_walk_asked.ASKED`.
"""
