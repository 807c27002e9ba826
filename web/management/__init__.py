"""The manager's face: practices under mandate, the people of the secretariat, how both are doing."""
