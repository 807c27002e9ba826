"""The demonstration: two fictitious secretariats, their practices, people, patients and agendas.

Nobody here exists: names are drawn at random from lists of common ones, telephone numbers from the
ranges that the regulator keeps for fiction, NIRs from communes that do not exist, e-mail from a
reserved domain. Refused anywhere but under the demonstration's settings.
"""
