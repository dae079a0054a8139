"""Tests of the readers of published formats, each on files drawn here."""
