"""The people of every test: camille and dr_martin share a practice; charlie must see nothing of theirs.

`camille` secretary of the first secretariat, `dr_martin` practitioner of its practice in Nancy,
`nadia` its manager, `ines` its data-protection officer, `charlie` secretary of a second
secretariat with its own practice.
Rooms build them with their own factories under tests/factories/.
"""

CAMILLE, DR_MARTIN, NADIA, INES, CHARLIE = "camille", "dr_martin", "nadia", "ines", "charlie"
PASSWORD = "Quatre-Violons-77-Lents"  # fictitious
