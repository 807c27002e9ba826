"""Keys replaced while everybody works: top key, practice keys, patient keys.

Every step is one short transaction that may be cut off anywhere: the same command finds what is left and
goes on. It runs as the owner of the tables (docs/decisions/keys-rotate-as-the-owner.md), inside the
row-level security of the practices it names.
"""
