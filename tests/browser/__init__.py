"""Tests of the built site in Chromium: what a person meets who reads it, by screen, by keyboard, on paper."""
