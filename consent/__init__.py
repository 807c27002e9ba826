"""What people were told and agreed to: purposes, versioned notices, records, the age of consent."""
