"""Patients book, move and cancel by themselves: the door of the web onto the same agenda as the desk's.

No rule of the agenda is written here: drafts, proven contacts, signed links and the limits against abuse are.
"""
