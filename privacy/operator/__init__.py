"""The operator's own file: who hosts, who processes, what was asked, instructed, proven. Pure rules, no Django."""
