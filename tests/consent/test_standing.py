"""Where guardians stand: who agreed, who refused, what was taken back or settled, and for which visits."""

from itertools import product
from uuid import UUID

import pytest

from consent.attestation import GuardianAnswer, GuardianScope
from consent.standing import Answer, Standing, standing

THIS, OTHER = UUID(int=1), UUID(int=2)
HERE = frozenset({THIS})


def agreed(scope: GuardianScope = GuardianScope.APPOINTMENT, visit: UUID = THIS, **more: bool) -> Answer:
    return Answer(GuardianAnswer.AGREED, scope, visit, **more)


def refused(scope: GuardianScope = GuardianScope.APPOINTMENT, visit: UUID = THIS, **more: bool) -> Answer:
    return Answer(GuardianAnswer.REFUSED, scope, visit, **more)


@pytest.mark.requirement("ST-44")
def test_nobody_has_answered_until_somebody_does() -> None:
    assert standing([], HERE) is Standing.AWAITED
    assert standing([agreed()], HERE) is Standing.AGREED
    assert standing([refused()], HERE) is Standing.REFUSED


@pytest.mark.requirement("ST-44")
def test_one_refusal_suspends_whoever_else_agreed_and_in_whatever_order() -> None:
    assert standing([agreed(), refused()], HERE) is Standing.DISPUTED
    assert standing([refused(), agreed()], HERE) is Standing.DISPUTED
    assert standing([refused(is_settled=True), agreed()], HERE) is Standing.AGREED
    assert standing([refused(is_settled=True)], HERE) is Standing.AWAITED, "to settle is not to agree"


def test_an_agreement_taken_back_is_no_agreement() -> None:
    assert standing([agreed(is_withdrawn=True)], HERE) is Standing.AWAITED
    assert standing([agreed(is_withdrawn=True), agreed()], HERE) is Standing.AGREED


def test_an_answer_about_one_visit_says_nothing_of_another_and_a_standing_one_covers_all() -> None:
    assert standing([agreed(visit=OTHER), refused(visit=OTHER)], HERE) is Standing.AWAITED
    assert standing([agreed(GuardianScope.PRACTICE, OTHER)], HERE) is Standing.AGREED
    assert standing([agreed(GuardianScope.PRACTICE, OTHER)]) is Standing.AGREED
    assert standing([agreed()]) is Standing.AWAITED, "for a visit about to be booked"
    assert standing([agreed(GuardianScope.PRACTICE), refused(GuardianScope.PRACTICE, OTHER)]) is Standing.DISPUTED


@pytest.mark.requirement("K2")
def test_where_both_must_agree_an_agreement_counts_with_the_child_s_own() -> None:
    assert standing([agreed()], HERE, joint=True) is Standing.AWAITED
    assert standing([agreed(child_joined=True)], HERE, joint=True) is Standing.AGREED


def test_no_order_of_answers_changes_where_they_stand() -> None:
    answers = [agreed(), refused(), agreed(GuardianScope.PRACTICE, OTHER, is_withdrawn=True), refused(is_settled=True)]
    for chosen in product([False, True], repeat=len(answers)):
        some = [answer for answer, is_in in zip(answers, chosen, strict=True) if is_in]
        assert standing(some, HERE) is standing(some[::-1], HERE)
