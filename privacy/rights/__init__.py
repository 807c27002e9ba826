"""What people may ask of their data, as tables and pure rules: kinds, states, clocks, grounds, letters."""
