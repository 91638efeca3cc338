"""Pictures of every screen for a person to look at: `python -m tests.desktop.pictures OUT`.

Light, dark, empty, error, longer words, larger text, mirrored, and the smallest usable window.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from PySide6.QtCore import QBuffer, QIODevice, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop import theme
from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.list_view import AuditsScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditsPresenter
from fieldaudit.desktop.desk import StatusFacts
from fieldaudit.desktop.devices.presenter import DevicesPresenter, InviteForm
from fieldaudit.desktop.devices.view import DevicesScreen
from fieldaudit.desktop.exchange.presenter import ExchangePresenter
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter
from fieldaudit.desktop.first_start.view import FirstStartScreen
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.start_presenter import StartPresenter
from fieldaudit.desktop.home.start_view import StartScreen
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.preferences import Preferences
from fieldaudit.desktop.settings.presenter import About, SettingsPresenter
from fieldaudit.desktop.settings.view import SettingsScreen
from fieldaudit.desktop.sites.presenter import SitesPresenter
from fieldaudit.desktop.sites.view import SitesScreen
from fieldaudit.desktop.status import status_words
from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.desktop.unlock.recover_presenter import RecoverPresenter
from fieldaudit.desktop.unlock.recover_view import RecoverScreen
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.desktop.widgets import RailItem
from fieldaudit.errors import FileUnreadable, RecoveryRefused, WrongPassphrase

FIELD_RAIL = (
    RailItem("home", "Home", "house"),
    RailItem("audits", "Audits", "clipboard-check"),
    RailItem("sites", "Sites", "factory"),
    RailItem("findings", "Findings", "flag"),
    RailItem("exchange", "Exchange", "arrow-left-right"),
    RailItem("settings", "Settings", "settings", low=True),
)
OFFICE_RAIL = (
    RailItem("intake", "Intake", "inbox"),
    RailItem("audits", "Audits", "clipboard-check"),
    RailItem("sites", "Sites", "factory"),
    RailItem("devices", "Devices", "laptop"),
    RailItem("settings", "Settings", "settings", low=True),
)
DESIGN, LEAST = (1366, 768), (1132, 590)
VARIANTS = (
    ("light", "light", DESIGN),
    ("dark", "dark", DESIGN),
    ("small", "light", LEAST),
    ("rtl", "light", DESIGN),
    ("large", "light", DESIGN),
    ("long", "light", LEAST),
)
ERROR = FileUnreadable(path="sites.csv", reason="it is not UTF-8 text; save it as CSV UTF-8")


def photo():
    """Return a picture that looks a little like one."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 640, 480)
    shade.setColorAt(0, QColor("#9AA59B"))
    shade.setColorAt(1, QColor("#5C6B62"))
    painter.fillRect(image.rect(), shade)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data())


def in_shell(screen, rail, name, argument=None):
    """Return a shell that stands on one screen."""
    places = [Place(item.name, lambda: screen, item) for item in rail]
    if name not in [item.name for item in rail]:
        places.append(Place(name, lambda: screen, under="home" if rail is FIELD_RAIL else "audits"))
    shell = Shell(places)
    if rail is FIELD_RAIL:
        facts = StatusFacts("A. Rahman", "auditor", "North branch", 2, 0, fakes.NOW)
    else:
        facts = StatusFacts("Fair Work Partners", "administrator", "", 0, 3)
    shell.status.show_status(*status_words(facts, head_office=rail is OFFICE_RAIL))
    shell.go(name, argument)
    return shell


def field_screens(background):
    """Yield `(name, make)` of what an auditor sees."""
    yield (
        "home",
        lambda: in_shell(
            HomeScreen(HomePresenter(fakes.HomeUses(), background, lambda: fakes.TODAY)), FIELD_RAIL, "home"
        ),
    )
    yield "home-compare", lambda: _to_compare(background)
    yield (
        "home-empty",
        lambda: in_shell(
            HomeScreen(HomePresenter(fakes.HomeUses((), ()), background, lambda: fakes.TODAY)), FIELD_RAIL, "home"
        ),
    )
    yield (
        "home-error",
        lambda: in_shell(
            HomeScreen(HomePresenter(fakes.Refusing(ERROR), background, lambda: fakes.TODAY)), FIELD_RAIL, "home"
        ),
    )
    yield (
        "home-filter",
        lambda: _filtered(
            in_shell(HomeScreen(HomePresenter(fakes.HomeUses(), background, lambda: fakes.TODAY)), FIELD_RAIL, "home")
        ),
    )
    yield (
        "start",
        lambda: in_shell(StartScreen(StartPresenter(fakes.StartUses(), background, print)), FIELD_RAIL, "start"),
    )
    yield "start-reading", _start_reading
    yield (
        "sites",
        lambda: in_shell(SitesScreen(SitesPresenter(fakes.SitesUses(), background)), FIELD_RAIL, "sites", "s4"),
    )
    yield (
        "sites-empty",
        lambda: in_shell(SitesScreen(SitesPresenter(fakes.SitesUses(()), background)), FIELD_RAIL, "sites"),
    )
    yield "sites-add-error", lambda: _added(background)
    yield "sites-import", lambda: _imported(background)
    yield (
        "exchange",
        lambda: in_shell(ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(), background)), FIELD_RAIL, "exchange"),
    )
    yield (
        "exchange-empty",
        lambda: in_shell(
            ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(empty=True), background)), FIELD_RAIL, "exchange"
        ),
    )
    yield "exchange-sent", lambda: _sent(background)
    yield "exchange-received", lambda: _received(background)
    yield "exchange-parts", lambda: _in_parts(background)
    yield "exchange-again", lambda: _again(background)
    yield "settings", lambda: in_shell(_settings(), FIELD_RAIL, "settings")


def office_screens(background):
    """Yield `(name, make)` of what head office sees."""
    yield (
        "intake",
        lambda: in_shell(IntakeScreen(IntakePresenter(fakes.IntakeUses(), background)), OFFICE_RAIL, "intake", "p3"),
    )
    yield (
        "intake-empty",
        lambda: in_shell(IntakeScreen(IntakePresenter(fakes.IntakeUses(()), background)), OFFICE_RAIL, "intake"),
    )
    yield (
        "intake-only-here",
        lambda: in_shell(
            IntakeScreen(IntakePresenter(fakes.IntakeUses(only=fakes.ONLY_HERE), background)), OFFICE_RAIL, "intake"
        ),
    )
    yield (
        "intake-error",
        lambda: in_shell(IntakeScreen(IntakePresenter(fakes.Refusing(ERROR), background)), OFFICE_RAIL, "intake"),
    )
    yield (
        "audits",
        lambda: in_shell(
            AuditsScreen(AuditsPresenter(fakes.AuditsUses(), background, lambda: fakes.TODAY)), OFFICE_RAIL, "audits"
        ),
    )
    yield (
        "audits-empty",
        lambda: in_shell(
            AuditsScreen(AuditsPresenter(fakes.AuditsUses(()), background, lambda: fakes.TODAY)), OFFICE_RAIL, "audits"
        ),
    )
    for page in ("answers", "findings", "evidence", "closing", "report", "pack", "packed"):
        yield f"audit-{page}", lambda page=page: _audit(background, page)
    for step in ("asked", "picked", "erased"):
        yield f"audit-consent-{step}", lambda step=step: _consent(background, step)
    yield (
        "devices",
        lambda: in_shell(DevicesScreen(DevicesPresenter(fakes.DevicesUses(), background)), OFFICE_RAIL, "devices"),
    )
    yield (
        "devices-waiting",
        lambda: in_shell(
            DevicesScreen(DevicesPresenter(fakes.DevicesUses(), background)),
            OFFICE_RAIL,
            "devices",
            fakes.SEATS[2].fingerprint,
        ),
    )
    yield (
        "devices-empty",
        lambda: in_shell(DevicesScreen(DevicesPresenter(fakes.DevicesUses(()), background)), OFFICE_RAIL, "devices"),
    )
    yield "devices-invite", lambda: _invited(background, code=False)
    yield "devices-code", lambda: _invited(background, code=True)


def entry_screens(background):
    """Yield `(name, make)` of what comes before the desk."""
    yield "unlock", lambda: UnlockScreen(UnlockPresenter(str, background, print))
    yield "unlock-error", lambda: _wrong(background)
    yield "unlock-recover", lambda: _recovering(background)
    for step in ("doors", "join", "set_up", "sample"):
        yield f"first-{step}", lambda step=step: _first(background, step)
    yield "first-joining", lambda: _joining(background)
    yield "first-sheet", lambda: _sheet(background, tried=False)
    yield "first-try-sheet", lambda: _sheet(background, tried=True)


def _filtered(shell):
    shell.screen_of("home").find_something()
    shell.screen_of("home").filter.setText("hilltop")
    return shell


def _to_compare(background):
    lines = [replace(line, differs=3) if line.id == "a2" else line for line in fakes.AUDITS]
    uses = fakes.HomeUses([replace(line, differs=1) if line.id == "a1" else line for line in lines])
    return in_shell(HomeScreen(HomePresenter(uses, background, lambda: fakes.TODAY)), FIELD_RAIL, "home")


def _added(background):
    shell = in_shell(SitesScreen(SitesPresenter(fakes.SitesUses(), background)), FIELD_RAIL, "sites", "add")
    shell.screen_of("sites").form._add()
    return shell


def _imported(background):
    presenter = SitesPresenter(fakes.SitesUses(), background)
    shell = in_shell(SitesScreen(presenter), FIELD_RAIL, "sites")
    presenter.show_side("import")
    presenter.preview(Path("sites.csv"))
    return shell


def _sent(background):
    presenter = ExchangePresenter(fakes.ExchangeUses(), background)
    shell = in_shell(ExchangeScreen(presenter), FIELD_RAIL, "exchange")
    presenter.send(Path("/media/stick"))
    return shell


def _in_parts(background):
    presenter = ExchangePresenter(fakes.ExchangeUses(), background)
    shell = in_shell(ExchangeScreen(presenter), FIELD_RAIL, "exchange")
    shell.screen_of("exchange").cut.setCurrentIndex(1)
    presenter.send(Path("/media/stick"))
    return shell


def _again(background):
    presenter = ExchangePresenter(fakes.ExchangeUses(), background)
    shell = in_shell(ExchangeScreen(presenter), FIELD_RAIL, "exchange")
    shell.screen_of("exchange").lost.click()
    return shell


def _received(background):
    presenter = ExchangePresenter(fakes.ExchangeUses(), background)
    shell = in_shell(ExchangeScreen(presenter), FIELD_RAIL, "exchange")
    presenter.receive([Path("fieldaudit-000042.fapkg"), Path("holiday.jpg")])
    return shell


def _settings():
    about = About(
        (("Version", "0.1.0"), ("Vault", "/home/auditor/FieldAudit"), ("Fingerprint", fakes.FINGERPRINT)),
        (("Qt", "6.11, LGPL 3"), ("SQLCipher", "4.19, BSD")),
    )
    return SettingsScreen(
        SettingsPresenter(Preferences(theme="light"), lambda _: None, lambda _: None), lambda: about, ("en", "es")
    )


def _audit(background, page):
    presenter = AuditPresenter(fakes.AuditsUses(photo=photo()), background)
    shell = in_shell(AuditScreen(presenter), OFFICE_RAIL, "audit", "a1")
    presenter.show_section(1)
    if page in ("pack", "packed"):
        presenter.ask_report(asking=True)
        presenter.ask_pack("site")
        if page == "packed":
            presenter.pack(Path("/home/office/pack-site.zip"))
    elif page == "report":
        presenter.ask_report(asking=True)
        presenter.report("site", Path("/home/office/report-site.pdf"))
    else:
        presenter.show_page(page)
    return shell


def _consent(background, step):
    uses = fakes.AuditsUses(photo=photo())
    if step == "picked":
        uses.ask = fakes.TWO_RESPONDENTS
    screen = AuditScreen(AuditPresenter(uses, background))
    shell = in_shell(screen, OFFICE_RAIL, "audit", "a1")
    screen.consent_button.click()
    if step != "asked":
        screen.consent_panel.reason.set_text("asked by telephone")
        screen.consent_panel.word.set_text("ERASE")
    if step == "erased":
        screen.consent_panel.erase.click()
    return shell


def _invited(background, *, code):
    presenter = DevicesPresenter(fakes.DevicesUses(), background)
    shell = in_shell(DevicesScreen(presenter), OFFICE_RAIL, "devices")
    presenter.show_side("invite")
    if code:
        presenter.invite(InviteForm("K. Osei", "auditor", "North"), Path("/home/office/invitation.fainvite"))
    return shell


def _wrong(background):
    screen = UnlockScreen(UnlockPresenter(fakes.Refusing(WrongPassphrase()).open, background, print))
    screen.field.edit.setText("correct horse battery")
    screen._unlock()
    return screen


def _recovering(background):
    screen = RecoverScreen(RecoverPresenter(fakes.Refusing(RecoveryRefused()).recover, background, print))
    screen.words.setPlainText(" ".join(fakes.WORDS))
    screen._presenter.recover(screen.words.toPlainText(), "lantern river copper", "lantern river copper")
    return screen


def _start_reading():
    return in_shell(StartScreen(StartPresenter(fakes.StartUses(), fakes.Held(), print)), FIELD_RAIL, "start")


def _first(background, step):
    presenter = FirstStartPresenter(fakes.FirstStartUses(), background, print, lambda _: (3, 10))
    screen = FirstStartScreen(presenter)
    presenter.go(step)
    return screen


def _joining(background):
    presenter = FirstStartPresenter(fakes.FirstStartUses(), background, print, lambda _: (3, 10))
    screen = FirstStartScreen(presenter)
    presenter.go("join")
    presenter.choose_file(Path("invitation-rahman.fainvite"))
    screen.page("join").code.set_text("acorn violet timber salmon orbit maple")
    presenter.type_code("acorn violet timber salmon orbit maple")
    screen.page("join").pair.first.edit.setText("lantern river copper")
    screen.page("join").pair._typed()
    return screen


def _sheet(background, *, tried):
    presenter = FirstStartPresenter(fakes.FirstStartUses(), background, print, lambda _: (3, 10))
    screen = FirstStartScreen(presenter)
    presenter.go("set_up")
    presenter.set_up("Fair Work Partners", "lantern river copper walnut", "lantern river copper walnut")
    if tried:
        presenter.kept()
        presenter.try_words("salmon", "wrong")
    return screen


class Longer(QTranslator):
    """Stands for a language with longer words: every string a third longer, as Spanish is."""

    def isEmpty(self):  # noqa: N802 - Qt's name and signature
        return False

    def translate(self, _context, text, _comment=None, _count=-1):
        extra, tail = max(2, round(len(text) * 0.35)), "ación ordinaria de la organización en la provincia"
        return f"{text} {(tail * 6)[:extra]}".strip()


def grab(app, make, file, size):
    """Show, settle, save."""
    shown = make()
    shown.resize(*size)
    shown.show()
    if hasattr(shown, "take_focus"):
        shown.take_focus()
    for _ in range(4):
        app.processEvents()
    shown.grab().save(str(file))
    shown.hide()
    shown.deleteLater()
    app.processEvents()


def dressed(app):
    """Yield the name and the size of each variant, with the window's look set to it."""
    theme.load_sisters()
    longer = Longer()
    for variant, name, size in VARIANTS:
        theme.apply(app, name, 1.3 if variant == "large" else 1.0)
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if variant == "rtl" else Qt.LayoutDirection.LeftToRight)
        if variant == "long":
            app.installTranslator(longer)
        yield variant, size
    app.removeTranslator(longer)


def save_all(out, prefix, screens):
    """Write the shells that `screens` gives anew, as `(name, shell)`: light, dark, mirrored, smallest, longer words."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    for variant, size in dressed(app):
        for title, shell in screens():
            shell.resize(*size)
            shell.show()
            for _ in range(4):
                app.processEvents()
            shell.grab().save(str(out / f"{prefix}-{title}-{variant}.png"))
            shell.close()


def main(out):
    """Write all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    background = fakes.Immediate()
    screens = [*entry_screens(background), *field_screens(background), *office_screens(background)]
    only = sys.argv[2:]
    for variant, size in dressed(app):
        for screen, make in screens:
            if not only or screen in only:
                grab(app, make, out / f"{screen}-{variant}.png", size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
