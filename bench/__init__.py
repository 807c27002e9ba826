"""`make bench`: what the product costs, each figure beside its floor from the same run."""
