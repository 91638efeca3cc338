"""`fieldaudit tasks`, `questions` and `publish`: what head office gives out, and what the field makes of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import membership, published
from fieldaudit.field import given as in_the_field
from fieldaudit.field.audits import find_site
from fieldaudit.headoffice import given
from fieldaudit.vault import instruments

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def assign(options: argparse.Namespace, output: Output) -> None:
    """Assign an audit to a person; it travels with the next package to them."""
    with open_home(options) as vault:
        plan = given.NewTask(
            seat=options.to,
            site=find_site(vault, options.site),
            form=options.form,
            due=options.due,
            start=options.start,
            end=options.end,
            announcement=options.announcement,
            purpose=options.purpose,
        )
        task = given.assign(vault, plan)
    output.result({"task": task}, f"Assigned: {task}. It goes with: fieldaudit send --to {options.to!r}")


def list_tasks(options: argparse.Namespace, output: Output) -> None:
    """Print the assignments: all at head office, in the field those that wait to be started."""
    with open_home(options) as vault:
        if membership.is_head_office(vault):
            for row in given.list_tasks(vault):
                output.result(asdict(row), f"{row.id}  due {row.due}  {row.name}: {row.site}, {row.form} ({row.state})")
            return
        for task in in_the_field.assigned(vault):
            output.result(asdict(task), f"{task.id}  due {task.due}  {task.site_name}, {task.form_title}")


def withdraw(options: argparse.Namespace, output: Output) -> None:
    """Take an assignment back."""
    with open_home(options) as vault:
        given.withdraw_task(vault, options.task)
    output.result({"task": options.task, "state": "withdrawn"}, "Withdrawn; the next package says so.")


def start(options: argparse.Namespace, output: Output) -> None:
    """Start the audit that was assigned."""
    with open_home(options) as vault:
        audit = in_the_field.start(vault, options.task)
    output.result({"audit": audit}, f"Started audit {audit}.")


def ask(options: argparse.Namespace, output: Output) -> None:
    """Ask the auditor about one answer, or about the audit; the question goes back with the next package."""
    with open_home(options) as vault:
        question = given.ask(vault, options.audit, options.ref, "", options.text)
    output.result({"question": question}, f"Asked: {question}.")


def list_questions(options: argparse.Namespace, output: Output) -> None:
    """Print the questions about answers, with their replies."""
    with open_home(options) as vault:
        office = membership.is_head_office(vault)
        rows = given.questions(vault, options.audit) if office else in_the_field.asked(vault, options.audit)
    for row in rows:
        output.result(asdict(row), f"{row.id}  {row.state}  {row.ref or 'the audit'}: {row.text}  {row.reply}".rstrip())


def reply(options: argparse.Namespace, output: Output) -> None:
    """Reply to a question of head office's."""
    with open_home(options) as vault:
        in_the_field.reply(vault, options.question, options.text)
    output.result({"question": options.question, "state": "answered"}, "Replied; it goes with the audit's next export.")


def settle(options: argparse.Namespace, output: Output) -> None:
    """Say that a question needs nothing more."""
    with open_home(options) as vault:
        given.settle(vault, options.question)
    output.result({"question": options.question, "state": "settled"}, "Settled.")


def publish_form(options: argparse.Namespace, output: Output) -> None:
    """Give out a form, from a file or by its id, to everyone."""
    with open_home(options) as vault:
        wanted = options.form
        if Path(wanted).exists():
            wanted = instruments.install(vault, Path(wanted)).digest
        made = published.publish_form(vault, wanted, supervisors=options.supervisors)
    output.result(asdict(made), f"{made.title} {made.version} is number {made.number}; it goes with the next packages.")


def publish_table(options: argparse.Namespace, output: Output) -> None:
    """Give out a reference table, from a CSV file, to everyone."""
    path = Path(options.file)
    try:
        data = path.read_bytes()
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    with open_home(options) as vault:
        made = published.publish_table(vault, options.name, data)
    output.result(
        {"name": made.name, "number": made.number},
        f"Table {made.name} is number {made.number}; it goes with the next packages.",
    )


def list_published(options: argparse.Namespace, output: Output) -> None:
    """Print which forms and tables of head office's are in use here, with their numbers."""
    with open_home(options) as vault:
        forms, tables = published.offered_forms(vault), published.tables_in_use(vault)
    for id_, form in forms.items():
        output.result(
            {"form": id_, **asdict(form)}, f"form {id_} {form.version}, number {form.number}, since {form.time}"
        )
    for table in tables.values():
        output.result(
            {"table": table.name, "number": table.number, "time": table.time},
            f"table {table.name}, number {table.number}, since {table.time}",
        )
    if not forms and not tables:
        output.say("Nothing was given out; the program's own forms and tables are in use.")
