"""The journal: who did what, when, to whose data. Append-only, ids only, chained. Knows no business rule."""
