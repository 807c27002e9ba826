"""What is said to patients, when and by which channel. For now: confirmations, printed by the demonstration."""
