"""The fetch room over real HTTP, against servers that do what the real ones were seen to do."""
