"""What a person is handed of their data: everything for an access, what they provided for a portability."""
