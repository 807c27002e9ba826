"""How long each category is kept, and what happens then: one rule a row of the schedule, one run a night."""
