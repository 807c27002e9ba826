import pytest


@pytest.mark.django_db(databases=["default"])
def test_x():
    pass
