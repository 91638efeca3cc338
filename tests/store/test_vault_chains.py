"""What a thief with the key could do to the journal's rows, and what verification says of each."""

import pytest
from vault_samples import AUDIT, answer, created, new_vault, parts

from fieldaudit.vault import chains, chains_payloads

WITHOUT_WHAT_IT_SAID = ("DELETE FROM writes", "DELETE FROM awaited")


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([created(), answer("1"), answer("2"), answer("3", "/data/zoo")])
        yield made


def problems(vault, *changes):
    """Change rows behind the program's back and return what verification says."""
    with vault.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for change in changes:
            connection.exec_driver_sql(change)
        return [*chains.problems(connection), *chains.wrong_counts(connection), *chains_payloads.problems(connection)]


def test_a_journal_as_it_was_written_has_no_problems(vault):
    assert problems(vault) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE events SET line = CAST(replace(line, 'answer', 'anwser') AS BLOB) WHERE seq = 2", "was altered"),
        ("UPDATE events SET payload = CAST(replace(payload, '1', '9') AS BLOB) WHERE seq = 2", "another payload"),
        ("UPDATE events SET salt = zeroblob(32) WHERE seq = 2", "another payload"),
        ("UPDATE events SET seq = 9 WHERE seq = 2", "in the wrong place"),
        ("UPDATE tips SET hash = (SELECT hash FROM events WHERE seq = 3)", "The ends of the streams"),
        ("DELETE FROM tips", "The ends of the streams"),
        ("UPDATE streams SET inc = '0000000000000000000000000000ffff'", "in the wrong place"),
        ("UPDATE records SET id = '00000000-0000-4000-8000-000000000000'", "in the wrong place"),
    ],
)
def test_a_row_that_was_changed_is_found(vault, change, said):
    assert said in " ".join(problems(vault, change))


def test_a_line_that_is_gone_is_missed_by_the_one_after_it(vault):
    said = problems(vault, *WITHOUT_WHAT_IT_SAID, "DELETE FROM events WHERE seq = 3")
    assert "Line 4" in said[0]
    assert "does not follow" in said[0]


def test_a_line_that_was_cut_from_the_end_is_missed(vault):
    assert problems(vault, *WITHOUT_WHAT_IT_SAID, "DELETE FROM events WHERE seq = 4")[0] == (
        "The ends of the streams are not where the journal says."
    )


def test_lines_that_changed_places_are_found(vault):
    said = problems(vault, "UPDATE events SET seq = 5 - seq WHERE seq IN (2, 3)")
    assert sum("in the wrong place" in problem for problem in said) == 2


def test_a_line_whose_payload_is_not_here_verifies(vault, tmp_path):
    with new_vault(tmp_path / "other") as other:
        other.absorb(parts(vault, AUDIT))
        assert problems(other, "UPDATE events SET payload = NULL, salt = NULL WHERE seq = 2") == []
