"""What managers are offered, in the order of their bar."""

from web.bar import Section
from web.office.menu import answers_for_a_secretariat, manages_people, waiting_to_confirm

SECTIONS: tuple[Section, ...] = (
    Section("home", "Cabinets", "management:home", manages_people),
    Section("team", "Équipe", "management:team", manages_people),
    Section("connections", "Connexions", "management:connections", manages_people),
    Section("activity", "Activité", "management:activity", manages_people),
    Section("pending", "À confirmer", "office:pending", answers_for_a_secretariat, waiting_to_confirm, "à confirmer"),
    Section("consignes", "Consignes", "desk:consignes", manages_people),
    Section("sanctions", "Sanctions", "office:sanctions", manages_people),
)
