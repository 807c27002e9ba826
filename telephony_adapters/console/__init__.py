"""The demonstration's own telephone company: prints what it would send. Refused by production settings."""
