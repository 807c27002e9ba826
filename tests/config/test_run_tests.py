"""What `make test` leaves to `make journeys`, and that nothing lands without both."""

from config.run_tests import DAILY, HERE, JOURNEYS, arguments


def test_the_daily_walks_are_in_the_suite_and_the_others_in_their_own_command() -> None:
    walks = {walk.name for walk in JOURNEYS.glob("test_*.py")}
    left = {name.rpartition("/")[2] for name in arguments([])}
    assert set(DAILY) < walks
    assert left == walks - set(DAILY)
    assert all((HERE / name.removeprefix("--ignore=")).is_file() for name in arguments([]))
    assert arguments(["-x"]) == ["-x", *arguments([])]
    assert arguments(["tests/journeys", "-x"]) == ["tests/journeys", "-x"]


def test_what_lands_has_passed_both_commands() -> None:
    commands = (HERE / ".ci" / "run").read_text().splitlines()
    assert [line for line in commands if line.startswith("make ")] == ["make check", "make test", "make journeys"]
