"""The least that each work could cost on the same rows: no framework, no row-level security, no journal."""
