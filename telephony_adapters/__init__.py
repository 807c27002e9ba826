"""How telephone and SMS vendors speak: one folder a vendor, all of the same shape."""
