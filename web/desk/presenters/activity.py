"""The figures of the telephone as people read them, and as bars drawn by the server: positions, no style."""

from dataclasses import dataclass
from datetime import date

from calls.statistics import Activity, By, Figures
from web import french
from web.desk.presenters.calls import seconds

# As wide as its figures still read on a telephone.
HEIGHT, FLOOR, LEFT, WIDTH = 180, 150, 32, 440
NONE = "–"


@dataclass(frozen=True, slots=True)
class FiguresLine:
    name: str
    received: int
    answered: str
    missed: int
    voicemail: int
    wait: str
    handling: str
    booked: int
    called_back: str
    placed: int


@dataclass(frozen=True, slots=True)
class Bar:
    """`answered_*` stands on the floor, `other_*` (missed and voicemails) on top of it."""

    x: int
    width: int
    answered_y: int
    answered_height: int
    other_y: int
    other_height: int
    label_x: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines`: the same figures in words, one a period. `most`: what the top of the drawing stands for."""

    bars: list[Bar]
    lines: list[FiguresLine]
    most: int
    middle_y: int
    width: int
    height: int
    floor: int
    left: int
    summary: str


def figures_line(name: str, found: Figures) -> FiguresLine:
    lost = found.missed + found.voicemail
    return FiguresLine(
        name=name,
        received=found.received,
        answered=f"{found.answered} ({round(100 * found.answered / found.received)} %)" if found.received else "0",
        missed=found.missed,
        voicemail=found.voicemail,
        wait=f"{seconds(found.wait_p50)} / {seconds(found.wait_p90)}"
        if found.wait_p50 is not None and found.wait_p90 is not None
        else NONE,
        handling=seconds(found.handling) if found.handling is not None else NONE,
        booked=found.booked,
        called_back=f"{found.called_back} sur {lost}" if lost else NONE,
        placed=found.placed,
    )


def chart_of(found: Activity) -> Chart:
    most = max([figures.received for _, figures in found.periods] + [1])
    step = max((WIDTH - LEFT) // max(len(found.periods), 1), 4)
    every = -(-len(found.periods) // 6)
    bars = [
        _bar(n, step, most, figures, _short(day) if n % every == 0 else "")
        for n, (day, figures) in enumerate(found.periods)
    ]
    total = found.total
    return Chart(
        bars=bars,
        lines=[figures_line(_long(day, found.by), figures) for day, figures in found.periods],
        most=most,
        middle_y=FLOOR // 2 + 5,
        width=WIDTH,
        height=HEIGHT,
        floor=FLOOR,
        left=LEFT,
        summary=f"{french.count(total.received, 'appel reçu', 'appels reçus')}, "
        f"{french.count(total.answered, 'répondu')}, {french.count(total.missed + total.voicemail, 'manqué')}.",
    )


def _bar(n: int, step: int, most: int, figures: Figures, label: str) -> Bar:
    tall = FLOOR - 10
    answered = round(tall * figures.answered / most)
    other = round(tall * (figures.missed + figures.voicemail) / most)
    x = LEFT + n * step
    return Bar(
        x=x,
        width=max(step - 3, 2),
        answered_y=FLOOR - answered,
        answered_height=answered,
        other_y=FLOOR - answered - other,
        other_height=other,
        label_x=x + max(step - 3, 2) // 2,
        label=label,
    )


def _short(day: date) -> str:
    return f"{day.day:02}/{day.month:02}"


def _long(day: date, by: By) -> str:
    return f"semaine du {french.long_day(day)}" if by is By.WEEK else french.long_day(day)
