"""The entries of the register, by whom they are about. Pure: no Django."""
