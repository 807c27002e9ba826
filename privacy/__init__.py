"""What is processed and why, for how long, and what happens when somebody asks, objects or dies."""
