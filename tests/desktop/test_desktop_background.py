import threading

from fieldaudit.desktop.background import Worker
from fieldaudit.errors import Cancelled, Unexpected, WrongPassphrase


def worker_for(_application):
    return Worker()


def test_work_runs_off_the_interface_thread_and_its_result_is_delivered_on_it(qtbot):
    worker, seen = worker_for(qtbot), {}

    def delivered(thread):
        seen["worked on"], seen["delivered on"] = thread, threading.get_ident()

    worker.run(threading.get_ident, success=delivered, failure=lambda error: seen.update(error=error))
    qtbot.waitUntil(lambda: bool(seen))
    worker.close()
    assert seen["worked on"] != threading.get_ident()
    assert seen["delivered on"] == threading.get_ident()


def test_a_failure_that_people_can_meet_reaches_the_failure_callback_as_it_is(qtbot):
    worker, seen = worker_for(qtbot), []

    def refuse():
        raise WrongPassphrase

    worker.run(refuse, success=lambda _: seen.append("success"), failure=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    worker.close()
    assert isinstance(seen[0], WrongPassphrase)


def test_a_fault_of_the_program_is_logged_and_told_in_one_sentence(qtbot, caplog):
    worker, seen = worker_for(qtbot), []
    worker.run(lambda: 1 // 0, success=seen.append, failure=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    worker.close()
    assert isinstance(seen[0], Unexpected)
    assert "ZeroDivisionError" in caplog.text


def test_work_is_done_in_the_order_it_was_given(qtbot):
    worker, seen = worker_for(qtbot), []
    for number in range(20):
        worker.run(lambda number=number: number, success=seen.append, failure=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    worker.close()
    assert seen == list(range(20))


def test_busy_is_said_only_of_work_that_lasts_and_taken_back_at_its_end(qtbot):
    worker, said, gate = worker_for(qtbot), [], threading.Event()
    worker.busy.connect(said.append)
    worker.run(gate.wait, success=lambda _: None, failure=lambda _: None)
    qtbot.waitUntil(lambda: said == [True])
    gate.set()
    qtbot.waitUntil(lambda: said == [True, False])
    worker.close()


def test_progress_arrives_on_the_interface_thread_and_cancelling_stops_at_the_next_report(qtbot):
    worker, seen, outcome, gate = worker_for(qtbot), [], [], threading.Event()

    def long_work(progress):
        progress.report(1, 3)
        gate.wait()
        progress.report(2, 3)
        return "finished"

    job = worker.follow(
        long_work,
        success=outcome.append,
        failure=outcome.append,
        progress=lambda done, total: seen.append((done, total, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(outcome))
    worker.close()
    assert seen == [(1, 3, threading.get_ident())]
    assert isinstance(outcome[0], Cancelled)


def test_what_was_given_before_the_end_is_done_and_told_to_nobody(qtbot):
    worker, gate, done, told = worker_for(qtbot), threading.Event(), [], []
    worker.run(gate.wait, success=told.append, failure=told.append)
    worker.run(lambda: done.append("the last answer"), success=told.append, failure=told.append)
    gate.set()
    worker.close()
    qtbot.wait(10)
    assert done == ["the last answer"]
    assert told == []


def test_after_the_last_work_nothing_more_is_begun(qtbot):
    worker, done = worker_for(qtbot), []
    worker.end_with(lambda: done.append("closed"), success=done.append, failure=done.append)
    worker.run(lambda: done.append("too late"), success=done.append, failure=done.append)
    qtbot.waitUntil(lambda: None in done)
    worker.close()
    assert done == ["closed", None]


def test_long_work_under_way_at_the_end_stops_at_its_next_report(qtbot):
    worker, gate, begun, reports = worker_for(qtbot), threading.Event(), threading.Event(), []

    def long_work(progress):
        begun.set()
        gate.wait()
        progress.report(1, 2)
        reports.append("went on")

    worker.follow(long_work, success=reports.append, failure=reports.append, progress=lambda _done, _total: None)
    begun.wait()
    threading.Timer(0.05, gate.set).start()
    worker.close()
    assert reports == []
