"""Pictures of run, findings, review and closing, to look at: `python -m tests.desktop.pictures_run OUT [PART]`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from dataclasses import replace

import desktop_fakes as fakes
import findings_fakes as found
import run_fakes
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop import theme
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.findings.view import FindingsScreen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.review.closing_presenter import ClosingPresenter
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.run.audit_lines import Header
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.widgets import RailItem
from fieldaudit.errors import DiskFull, PhotoRefused

RAIL = (
    RailItem("home", "Home", "house"),
    RailItem("audits", "Audits", "clipboard-check"),
    RailItem("sites", "Sites", "factory"),
    RailItem("findings", "Findings", "flag"),
    RailItem("exchange", "Exchange", "arrow-left-right"),
    RailItem("settings", "Settings", "settings", low=True),
)


def photo():
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

    image = QImage(1280, 960, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 1280, 960)
    shade.setColorAt(0, QColor("#9AA59B"))
    shade.setColorAt(1, QColor("#5C6B62"))
    painter.fillRect(image.rect(), shade)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data())


def in_shell(screen, name, argument=None, under="audits"):
    places = [Place(item.name, lambda: screen, item) for item in RAIL]
    if name not in [item.name for item in RAIL]:
        places.append(Place(name, lambda: screen, under=under))
    shell = Shell(places)
    shell.status.show_status("A. Rahman, auditor · North branch", "2 audits only on this laptop", "last receipt 18 Nov")
    shell.start = lambda: shell.go(name, argument)
    return shell


def run(uses=None, then=None, section=0, ref=""):
    def make():
        presenter = RunPresenter(uses() if uses else run_fakes.FakeRun(picture=photo()), fakes.Immediate())
        screen = RunScreen(presenter)
        shell = in_shell(screen, "run", {"audit": "a1", "section": section, "ref": ref})
        shell.then = (lambda: then(screen, presenter)) if then else None
        return shell

    return make


SPANISH = (
    (
        run_fakes.SPANISH_TITLE,
        (
            run_fakes.answered(
                "opening",
                "1.1",
                "En la reunión de apertura, la dirección y una persona representante de los trabajadores fueron "
                "informadas de cómo se hace la visita, de que las entrevistas son privadas y de que nadie puede sufrir "
                "consecuencias por hablar.",
                "no",
                hint="Indique qué parte del acuerdo concede el acceso y anote el nombre y el cargo de quien lo negó.",
                options=(
                    run_fakes.Option("yes", "Sí, por completo y sin ninguna limitación"),
                    run_fakes.Option("no", "No se hizo ninguna reunión de apertura"),
                    run_fakes.Option("unable", "No se puede verificar"),
                    run_fakes.Option("na", "No aplica"),
                ),
                verdict="noncompliant",
                severity="major",
                finding=replace(
                    run_fakes.CRITICAL,
                    severity="major",
                    reasons=("above_a_quarter",),
                    contain_by="",
                    owner="responsable de seguridad de la sucursal de la agencia",
                ),
            ),
            run_fakes.question("a", "1.2", "Personas encontradas en la planta que no figuran en la lista", "int"),
        ),
    ),
    ("Equipos de protección individual y calor en los puestos de trabajo", run_fakes.LONG[:9]),
    ("Maquinaria y electricidad", run_fakes.SITE),
)


def together():
    made = run_fakes.FakeRun(picture=photo())
    made.header = replace(made.header, shares=True, others={2: "Bilal Haque", 3: "Bilal Haque", 5: "Chandra Das"})
    return made


def spanish():
    return run_fakes.FakeRun(
        SPANISH,
        start=(1, "/data/opening"),
        header=replace_header("Inspección del lugar de trabajo y de los alojamientos"),
    )


def replace_header(title):
    return Header(
        title,
        "Riverside Garments, Unit 2",
        "2026-11-21",
        "unannounced",
        ("English (en)", "Español (es)"),
        "Español (es)",
    )


def with_error(screen, presenter):
    presenter.change(
        error=DiskFull(),
        photo_error=PhotoRefused(name="plan.docx", reason="it is not a photo, a PDF or a sound recording"),
    )


def with_missing(screen, presenter):
    presenter.change(inspected=frozenset({5}))


def ask_skip(screen, presenter):
    presenter.choose("/data/alarm")
    presenter.ask_reason("/data/alarm")


def with_action(screen, presenter):
    screen.page.card("/data/exits").finding.open_action.click()


def find(screen, presenter):
    screen.finder.open()
    screen.finder.field.setText("exit")
    presenter.find("exit")


def findings(uses=None, then=None, finding=""):
    def make():
        presenter = FindingsPresenter(uses() if uses else found.FindingsUses(), fakes.Immediate())
        screen = FindingsScreen(presenter)
        shell = in_shell(screen, "findings", {"audit": "", "finding": finding})
        shell.then = (lambda: then(screen, presenter)) if then else None
        return shell

    return make


def review(shown, then=None):
    def make():
        presenter = ReviewPresenter(found.ReviewUses(shown), fakes.Immediate())
        screen = ReviewScreen(presenter)
        shell = in_shell(screen, "review", "a1")
        shell.then = (lambda: then(screen, presenter)) if then else None
        return shell

    return make


def closing(then=None, **fields):
    def make():
        presenter = ClosingPresenter(found.ClosingUses(**fields), fakes.Immediate())
        screen = ClosingScreen(presenter)
        shell = in_shell(screen, "closing", "a1")
        shell.then = (lambda: then(screen, presenter)) if then else None
        return shell

    return make


def verify(screen, presenter):
    from fieldaudit.desktop.findings.action_card import ActionCard

    screen.detail().findChild(ActionCard)._ask("closed")
    screen._area.verticalScrollBar().setValue(10_000)
    QTest.qWait(30)
    screen._area.verticalScrollBar().setValue(10_000)


def sign_here(screen, presenter):
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QScrollArea

    screen._save()
    QTest.qWait(30)
    area = screen.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    QTest.mousePress(screen.pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    for x in range(60, 260, 8):
        QTest.mouseMove(screen.pad, QPoint(x, 90 - (x * 7 % 40)))
    QTest.mouseRelease(screen.pad, Qt.MouseButton.LeftButton)


def screens():
    yield "findings", findings()
    yield "findings-action", findings(finding="f2", then=verify)
    yield "findings-empty", findings(lambda: found.FindingsUses(()))
    yield "review", review(found.OPEN)
    yield "review-partial", review(found.OPEN, lambda s, p: p.choose_outcome("refused"))
    yield "review-ready", review(found.READY)
    yield "review-signed", review(found.SIGNED)
    yield "review-confirm", review(found.READY, lambda s, p: s.sign.click())
    yield "closing", closing()
    yield "closing-sign", closing(sign_here)
    yield "closing-unsigned", closing(signed=False, findings=False)
    yield "run", run()
    yield "run-together", run(together)
    yield "run-controls", run(section=5)
    yield "run-controls-2", run(section=5, ref="/data/order")
    yield "run-rows", run(section=4, then=lambda screen, presenter: presenter.remove_row("/data/floor[r1]"))
    yield "run-long", run(section=7, ref="/data/long60")
    yield "run-empty", run(section=8)
    yield "run-error", run(then=with_error)
    yield (
        "run-wrong",
        run(section=5, then=lambda s, p: (p.answer("/data/count", "bad"), with_missing(s, p), p.choose("/data/count"))),
    )
    yield "run-why", run(then=lambda s, p: p.answer("/data/alarm", "no"))
    yield "run-skip", run(then=ask_skip)
    yield "run-action", run(then=with_action)
    yield "run-keys", run(then=lambda screen, presenter: screen.keys.open())
    yield "run-find", run(then=find)
    yield "run-spanish", run(spanish)
    yield (
        "run-signed",
        run(lambda: run_fakes.FakeRun(picture=photo(), header=replace(run_fakes.FakeRun().header, signed=True))),
    )


def take(app, make, file, size, *, mirrored=False):
    shell = make()
    if mirrored:
        shell.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shell.resize(*size)
    shell.show()
    shell.start()
    QTest.qWait(40)
    if shell.then:
        shell.then()
    QTest.qWait(120)
    shown = QApplication.activeModalWidget() or shell
    shown.grab().save(str(file))
    shell.close()
    shell.deleteLater()
    app.processEvents()


def main():
    out, part = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for dark in (False, True):
        theme.apply(app, "dark" if dark else "light")
        for name, make in screens():
            if part and part not in name:
                continue
            take(app, make, out / f"{name}-{'dark' if dark else 'light'}.png", (1366, 768))
            if not dark:
                take(app, make, out / f"{name}-small.png", (1132, 590))
        if not dark and (not part or part == "run"):
            take(app, dict(screens())["run"], out / "run-mirrored.png", (1366, 768), mirrored=True)


if __name__ == "__main__":
    main()
