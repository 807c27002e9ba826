"""`python -m tests.prove.survival.ground ACT …`: one act of `acts`, in a process of its own."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from tests.prove.survival import acts

    acts.ACTS[sys.argv[1]](*sys.argv[2:])
