"""Who ends what: each rule that has a store, and the room that keeps it. A rule without a line here has no store."""

from privacy.retention import accounts, agenda, conduct, events, operator_file, persons, requests, traces
from privacy.retention.keeping import Keeper, Level

PRACTICE, PLATFORM = Level.PRACTICE, Level.PLATFORM

KEEPERS: tuple[Keeper, ...] = (
    Keeper("R-04", PRACTICE, traces.journal_found, traces.purge_journal, batch=5_000),
    Keeper("R-04", PLATFORM, traces.journal_found, traces.purge_journal, batch=5_000),
    Keeper("R-04", PLATFORM, traces.sign_ins_found, traces.purge_sign_ins, batch=1_000_000),
    Keeper("R-04", PRACTICE, traces.disclosures_found, traces.purge_disclosures),
    Keeper("R-04", PRACTICE, traces.messages_found, traces.purge_messages, batch=1_000),
    Keeper("R-04", PLATFORM, traces.messages_found, traces.purge_messages, batch=1_000),
    Keeper("R-04", PRACTICE, traces.told_found, traces.purge_told),
    Keeper("R-04", PRACTICE, traces.calls_found, traces.purge_calls),
    Keeper("R-04", PRACTICE, traces.urgencies_found, traces.purge_urgencies),
    Keeper("R-04", PLATFORM, traces.bodies_found, traces.empty_bodies),
    Keeper("R-04", PLATFORM, traces.vendors_found, traces.purge_vendors),
    Keeper("R-04", PRACTICE, conduct.pending_found, conduct.forget_pending),
    Keeper("R-04", PLATFORM, conduct.pending_found, conduct.forget_pending),
    Keeper("R-05", PLATFORM, accounts.closed_found, accounts.forget_closed),
    Keeper("R-09", PLATFORM, accounts.idle_found, accounts.forget_idle),
    Keeper("R-09", PLATFORM, accounts.idle_patients_found, accounts.forget_idle_patients),
    Keeper("R-10", PRACTICE, persons.idle_found, persons.erase_idle, batch=1),
    Keeper("R-12", PRACTICE, agenda.texts_found, agenda.erase_texts),
    Keeper("R-13", PRACTICE, traces.taken_messages_found, traces.purge_taken_messages),
    Keeper("R-14", PRACTICE, events.pending_found, events.forget_pending, batch=1_000_000),
    # Acceptances before memberships: who left, and when, is read from the latter.
    Keeper("R-15", PRACTICE, traces.acceptances_found, traces.purge_acceptances),
    Keeper("R-15", PLATFORM, traces.acceptances_found, traces.purge_acceptances),
    Keeper("R-15", PRACTICE, traces.evidence_found, traces.purge_evidence),
    Keeper("R-15", PRACTICE, traces.mandates_found, traces.purge_mandates),
    Keeper("R-15", PLATFORM, traces.secretaries_found, traces.purge_secretaries),
    Keeper("R-15", PLATFORM, operator_file.authorities_found, operator_file.forget_authorities),
    Keeper("R-15", PRACTICE, operator_file.instructions_found, operator_file.forget_instructions),
    Keeper("R-16", PRACTICE, requests.files_found, requests.forget_files, batch=1_000_000),
    Keeper("R-16", PLATFORM, operator_file.tickets_found, operator_file.forget_tickets),
    Keeper("R-17", PRACTICE, requests.copies_found, requests.destroy_copies, batch=1_000_000),
    Keeper("R-18", PRACTICE, traces.recordings_found, traces.purge_recordings, batch=10),
    Keeper("R-20", PRACTICE, events.deaths_found, events.finish_deaths, batch=1_000_000),
    Keeper("R-21", PRACTICE, agenda.holds_found, agenda.nothing),
    Keeper("R-22", PRACTICE, conduct.incidents_found, conduct.purge_incidents),
    Keeper("R-22", PLATFORM, conduct.incidents_found, conduct.purge_incidents),
    Keeper("R-23", PRACTICE, agenda.measures_found, agenda.purge_measures),
    Keeper("R-23", PLATFORM, conduct.sanctions_found, conduct.purge_sanctions),
    Keeper("R-24", PRACTICE, persons.returned_found, persons.erase_returned, batch=1),
)


def keepers_of(rule_id: str, level: Level) -> list[Keeper]:
    """The keepers of one rule at that level, in their order."""
    return [keeper for keeper in KEEPERS if (keeper.rule, keeper.level) == (rule_id, level)]
