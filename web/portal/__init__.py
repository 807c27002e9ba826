"""The patients' face: booking, moving and cancelling by themselves, without an account and without JavaScript."""
