"""One file a page family. Parse, one call, present."""
