"""The same request sent twice has one effect and one answer. Knows HTTP answers, nothing of what they say."""
