"""The live screen: what rings now reaches every open desk, within the rights of whoever looks."""
