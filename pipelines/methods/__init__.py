"""Pure arithmetic: what goes in is tables or numbers, what comes out is numbers with their status."""
