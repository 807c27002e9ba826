"""Any dialplan or automation that can call an address: JSON signed with a shared secret."""
