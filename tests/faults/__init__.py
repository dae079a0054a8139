"""Tests of a build under faults: whatever happens, the published site is the last good one, whole."""
