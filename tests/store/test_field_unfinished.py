"""An audit whose form asks for more than one change may take: it goes on, is recorded, and waits to be signed."""

import io

import pytest
from field_world import field_desk

from fieldaudit.checklist import state
from fieldaudit.cli import main
from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.errors import AuditUnfinished
from fieldaudit.field import audits, closing
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import instruments
from fieldaudit.vault.reading import read_audit

LEAVES = [f"q{at}" for at in range(12)]
#: Each looks at 300 rows for each of them: about a hundred thousand steps.
SLOW = "count(/data/r[count(/data/r) &gt; 0]) + /data/a"
FORM = f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:fa="urn:fieldaudit:forms:1">
<h:head><h:title>Heavy</h:title><model><instance><data id="heavy" version="1"><a>0</a><f>yes</f>
{"".join(f"<{leaf}/>" for leaf in LEAVES)}<last/>{"".join("<r><v>1</v></r>" for _ in range(300))}</data></instance>
{"".join(f'<bind nodeset="/data/{leaf}" calculate="{SLOW}"/>' for leaf in LEAVES)}
<bind nodeset="/data/last" calculate="/data/q11 + 1"/>
<bind nodeset="/data/f" fa:finding="/data/last &lt; 400" fa:severity="minor"/></model></h:head>
<h:body><input ref="/data/a"><label>How many</label></input><input ref="/data/f"><label>Enough</label></input>
<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></h:body></h:html>"""
A, LAST = "/data/a", "/data/last"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        file = tmp_path / "heavy.xml"
        file.write_text(FORM, encoding="utf-8")
        instruments.install(made.field, file)
        yield made


@pytest.fixture
def audit(world):
    return audits.start_audit(world.field, "heavy", world.site, audits.NewVisit())


def few(monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 200_000)


def recorded(world, audit):
    return read_audit(world.field, audit).view.values


def test_what_is_unfinished_goes_on_and_what_it_gives_is_recorded(world, audit, monkeypatch):
    work = AuditWork(world.field, audit)
    few(monkeypatch)
    work.answer(A, "50")
    assert work.unfinished()
    assert recorded(world, audit)[A] == "50"
    assert recorded(world, audit)[LAST] == "301"
    steps = 0
    while work.unfinished():
        assert work.go_on().time
        steps += 1
    assert steps > 1
    assert recorded(world, audit)[LAST] == "351"


def test_a_finding_is_not_withdrawn_while_its_inputs_are_computed(world, audit, monkeypatch):
    work = AuditWork(world.field, audit)
    work.answer(A, "50")
    [finding] = work.findings()
    few(monkeypatch)
    assert not work.answer(A, "60").withdrawn
    work.finish_computing()
    [still] = work.findings()
    assert (still.id, still.withdrawn) == (finding.id, "")
    work.answer(A, "500")
    work.finish_computing()
    [gone] = work.findings()
    assert gone.withdrawn


def test_it_is_signed_only_when_all_is_computed(world, audit, monkeypatch):
    work = AuditWork(world.field, audit)
    few(monkeypatch)
    work.answer(A, "500")
    with pytest.raises(AuditUnfinished, match=r"still being computed\. .* sign it again"):
        closing.sign(work, "complete")
    work.finish_computing()
    assert closing.sign(work, "complete")


def test_a_form_that_takes_long_to_open_is_reviewed_and_signed_too(world, audit, monkeypatch):
    few(monkeypatch)
    assert AuditWork(world.field, audit).unfinished()
    review = FieldReview(world.field)
    assert review.review(audit).total == 302
    review.sign(audit, "complete", "")
    assert read_audit(world.field, audit).view.closing


def test_the_run_screen_is_told_how_much_is_left(world, audit, monkeypatch):
    run = FieldRun(world.field)
    assert run.open(audit).unfinished == 0
    few(monkeypatch)
    counts = [run.answer(1, A, "5").unfinished]
    while counts[-1]:
        counts.append(run.go_on(1).unfinished)
    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 2
    assert run.open(audit).unfinished > 0


def test_the_command_line_goes_on_and_signs_nothing_unfinished(world, audit, tmp_path, monkeypatch, capsys):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery\n")
    home = ["--home", str(world.field.home), "--passphrase-file", str(passphrase)]
    world.field.close()
    few(monkeypatch)
    monkeypatch.setattr("sys.stdin", io.StringIO('{"set": "/data/a", "to": 500}\n'))
    assert main([*home, "fill", audit]) == 0
    monkeypatch.setattr("fieldaudit.field.work.MOST_STEPS", 1)
    assert main([*home, "sign", audit, "--outcome", "complete"]) != 0
    assert "still being computed" in capsys.readouterr().err
    monkeypatch.setattr("fieldaudit.field.work.MOST_STEPS", 60)
    assert main([*home, "sign", audit, "--outcome", "complete"]) == 0
