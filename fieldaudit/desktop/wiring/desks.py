"""The two desks: which places each role has, made of screens, presenters and the use cases of one vault."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, qVersion

from fieldaudit import __version__
from fieldaudit.assets import folder
from fieldaudit.audit import authority
from fieldaudit.desktop import preferences, wording
from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.list_view import AuditsScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditsPresenter
from fieldaudit.desktop.backup.check_presenter import CheckPresenter
from fieldaudit.desktop.backup.check_view import CheckScreen
from fieldaudit.desktop.backup.presenter import BackupPresenter
from fieldaudit.desktop.backup.purge_presenter import PurgePresenter
from fieldaudit.desktop.backup.purge_view import PurgeScreen
from fieldaudit.desktop.backup.view import BackupScreen
from fieldaudit.desktop.compare.presenter import ComparePresenter
from fieldaudit.desktop.compare.view import CompareScreen
from fieldaudit.desktop.desk import Desk, StatusFacts
from fieldaudit.desktop.devices.lost_presenter import LostPresenter
from fieldaudit.desktop.devices.lost_view import LostScreen
from fieldaudit.desktop.devices.officer_presenter import OfficerPresenter
from fieldaudit.desktop.devices.officer_view import OfficerScreen
from fieldaudit.desktop.devices.presenter import DevicesPresenter
from fieldaudit.desktop.devices.view import DevicesScreen
from fieldaudit.desktop.exchange.presenter import ExchangePresenter
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.findings.field_findings import FieldFindings
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.findings.view import FindingsScreen
from fieldaudit.desktop.given.field_view import FieldGivenScreen
from fieldaudit.desktop.given.office_view import OfficeGivenScreen
from fieldaudit.desktop.given.presenter import FieldPresenter, OfficePresenter
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.start_presenter import StartPresenter
from fieldaudit.desktop.home.start_view import StartScreen
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.intake.forms_presenter import FormsPresenter
from fieldaudit.desktop.intake.forms_view import FormsScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.desktop.navigation.shell import Place
from fieldaudit.desktop.review.closing_presenter import ClosingPresenter
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.roster.presenter import RosterPresenter
from fieldaudit.desktop.roster.view import RosterScreen
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.settings.keys_presenter import KeysPresenter
from fieldaudit.desktop.settings.keys_view import KeysScreen
from fieldaudit.desktop.settings.presenter import About, SettingsPresenter
from fieldaudit.desktop.settings.view import SettingsScreen
from fieldaudit.desktop.sites.presenter import SitesPresenter
from fieldaudit.desktop.sites.view import SitesScreen
from fieldaudit.desktop.statements.office_view import OfficeSignaturesScreen
from fieldaudit.desktop.statements.own_view import OwnScreen
from fieldaudit.desktop.statements.presenter import OfficePresenter as SignaturesPresenter
from fieldaudit.desktop.statements.presenter import OwnPresenter
from fieldaudit.desktop.team.presenter import TeamPresenter
from fieldaudit.desktop.team.view import TeamScreen
from fieldaudit.desktop.widgets import RailItem
from fieldaudit.desktop.wiring.audit_uses import AuditsUses
from fieldaudit.desktop.wiring.backup_uses import BackupUses, OnlyWhenWritten, PurgeUses, only_line
from fieldaudit.desktop.wiring.check_uses import CheckUses
from fieldaudit.desktop.wiring.compare_uses import CompareUses
from fieldaudit.desktop.wiring.field_uses import ExchangeUses, HomeUses
from fieldaudit.desktop.wiring.forms_uses import FormsUses
from fieldaudit.desktop.wiring.given_uses import GivenAtOffice, GivenInTheField
from fieldaudit.desktop.wiring.keys_uses import KeysUses
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.desktop.wiring.lost_uses import LostUses
from fieldaudit.desktop.wiring.office_uses import DevicesUses, IntakeUses
from fieldaudit.desktop.wiring.officer_uses import OfficerUses
from fieldaudit.desktop.wiring.roster_uses import RosterUses
from fieldaudit.desktop.wiring.site_uses import SitesUses
from fieldaudit.desktop.wiring.statement_uses import OfficeStatements, OwnStatements
from fieldaudit.desktop.wiring.team_uses import VaultTeam
from fieldaudit.exchange import membership
from fieldaudit.exchange.answer import due
from fieldaudit.field import outbox
from fieldaudit.vault import forms_typed, reserve

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.desktop.flow import Flow
    from fieldaudit.exchange.membership import Member
    from fieldaudit.vault import Vault

_PLACE = "desktop.place"
_OF_AUDITING = ("home", "start", "run", "team", "review", "closing")


def desk_of(vault: Vault, flow: Flow) -> Desk:
    """Return the desk of an opened vault; called on the worker, the screens are made later on the interface thread."""
    me = membership.member(vault)
    uses = BackupUses(vault)
    places = _places(vault, flow, me)
    places = (*places, *_copy_places(vault, flow, uses, head_office=me.head_office))
    return Desk(
        places=places,
        first=places[0].name,
        head_office=me.head_office,
        status=lambda: _status(vault, uses),
        remembered=lambda: vault.get(_PLACE),
        remember=lambda place: vault.put(_PLACE, place),
        close=lambda: _close(vault, flow),
        home=vault.home,
        daily=uses,
        noticed=vault.noticed,
        only=OnlyWhenWritten(vault),
        typed=forms_typed.kept(vault),
        keep_typed=partial(forms_typed.keep, vault),
    )


def _places(vault: Vault, flow: Flow, me: Member) -> tuple[Place, ...]:
    """Return what the role does: head office, whoever audits, and whoever reads, decides and gives out."""
    if me.head_office:
        return _office_places(vault, flow, me)
    found = _field_places(vault, flow, me)
    if me.role == "supervisor":
        return _with_signing(vault, flow, found)
    if authority.allowed("answer.set", me.role):
        return found
    kept = (place for place in found if place.name not in _OF_AUDITING)
    return (*kept, _reading_place(vault, flow, "run"))  # where a finding's question is: read, never answered


def _with_signing(vault: Vault, flow: Flow, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Put what an on-site supervisor is to sign and to do right after home and what belongs to it."""
    item = RailItem("countersign", QCoreApplication.translate("places", "To sign"), "pen-line")
    signing = Place("countersign", lambda: OwnScreen(OwnPresenter(OwnStatements(vault), flow.worker)), item)
    after = next(number for number, place in enumerate(found) if place.rail is not None and place.name != "home")
    return (*found[:after], signing, *found[after:])


def _close(vault: Vault, flow: Flow) -> None:
    """Stop a copy that is being made (what was there before stays), then close the vault."""
    flow.copier.close()
    vault.close()


def _copy_places(vault: Vault, flow: Flow, uses: BackupUses, *, head_office: bool) -> tuple[Place, ...]:
    """Return where everything is copied, and in the field where what head office has is removed."""
    slots = KeysUses(vault)
    opening = Place("keys", lambda: KeysScreen(KeysPresenter(slots, flow.worker, flow.lock)), under="settings")
    copies = Place("backup", lambda: BackupScreen(BackupPresenter(uses, flow.worker, flow.copier)), under="settings")
    check = Place("check", lambda: CheckScreen(CheckPresenter(CheckUses(vault), flow.copier)), under="settings")
    if head_office:
        return opening, copies, check
    removable = PurgeUses(vault)
    purge = Place("purge", lambda: PurgeScreen(PurgePresenter(removable, flow.worker)), under="settings")
    return opening, copies, check, purge


def _field_places(vault: Vault, flow: Flow, me: Member) -> tuple[Place, ...]:
    translate = QCoreApplication.translate
    home, sites, exchange = HomeUses(vault), SitesUses(vault), ExchangeUses(vault)
    return (
        Place(
            "home",
            lambda: HomeScreen(HomePresenter(home, flow.worker, wording.today)),
            RailItem("home", translate("places", "Home"), "house"),
        ),
        Place("start", lambda: StartScreen(StartPresenter(home, flow.worker, lambda _: None)), under="home"),
        *_work_places(vault, flow),
        *_audit_places(vault, flow),
        Place(
            "sites",
            lambda: SitesScreen(SitesPresenter(sites, flow.worker), can_start=authority.allowed("answer.set", me.role)),
            RailItem("sites", translate("places", "Sites"), "factory"),
        ),
        _roster_place(vault, flow),
        _findings_place(vault, flow),
        Place(
            "given",
            lambda: FieldGivenScreen(FieldPresenter(GivenInTheField(vault), flow.worker)),
            RailItem("given", translate("places", "Head office"), "building-2"),
        ),
        Place(
            "exchange",
            lambda: ExchangeScreen(ExchangePresenter(exchange, flow.worker)),
            RailItem("exchange", translate("places", "Exchange"), "arrow-left-right"),
        ),
        _settings_place(vault.home, flow, me),
    )


def _office_places(vault: Vault, flow: Flow, me: Member) -> tuple[Place, ...]:
    translate = QCoreApplication.translate
    intake, devices, sites = IntakeUses(vault), DevicesUses(vault), SitesUses(vault)
    return (
        Place(
            "intake",
            lambda: IntakeScreen(IntakePresenter(intake, flow.worker)),
            RailItem("intake", translate("places", "Intake"), "inbox"),
        ),
        Place("forms", lambda: FormsScreen(FormsPresenter(FormsUses(vault), flow.worker)), under="intake"),
        *_audit_places(vault, flow),
        Place(
            "sites",
            lambda: SitesScreen(SitesPresenter(sites, flow.worker), can_start=False),
            RailItem("sites", translate("places", "Sites"), "factory"),
        ),
        _roster_place(vault, flow),
        _findings_place(vault, flow),
        Place(
            "given",
            lambda: OfficeGivenScreen(OfficePresenter(GivenAtOffice(vault), flow.worker)),
            RailItem("given", translate("places", "Given out"), "list-checks"),
        ),
        Place(
            "signatures",
            lambda: OfficeSignaturesScreen(SignaturesPresenter(OfficeStatements(vault), flow.worker)),
            RailItem("signatures", translate("places", "Signatures"), "pen-line"),
        ),
        _reading_place(vault, flow, "run"),  # where a finding's question is: here it is read, never answered
        Place(
            "devices",
            lambda: DevicesScreen(DevicesPresenter(devices, flow.worker)),
            RailItem("devices", translate("places", "Devices"), "laptop"),
        ),
        Place("officer", lambda: OfficerScreen(OfficerPresenter(OfficerUses(vault), flow.worker)), under="devices"),
        Place("lost", lambda: LostScreen(LostPresenter(LostUses(vault), flow.worker)), under="devices"),
        _settings_place(vault.home, flow, me),
    )


def _roster_place(vault: Vault, flow: Flow) -> Place:
    """Return where the workers of a site are, by their codes."""
    return Place("roster", lambda: RosterScreen(RosterPresenter(RosterUses(vault), flow.worker)), under="sites")


def _work_places(vault: Vault, flow: Flow) -> tuple[Place, ...]:
    """Return where one audit is filled in, reviewed, signed, and closed with the site."""
    review = FieldReview(vault)
    return (
        Place("run", lambda: RunScreen(RunPresenter(FieldRun(vault), flow.worker)), under="home"),
        Place("team", lambda: TeamScreen(TeamPresenter(VaultTeam(vault), flow.worker)), under="home"),
        Place("review", lambda: ReviewScreen(ReviewPresenter(review, flow.worker)), under="home"),
        Place("closing", lambda: ClosingScreen(ClosingPresenter(review, flow.worker)), under="home"),
    )


def _findings_place(vault: Vault, flow: Flow) -> Place:
    return Place(
        "findings",
        lambda: FindingsScreen(FindingsPresenter(FieldFindings(vault), flow.worker)),
        RailItem("findings", QCoreApplication.translate("places", "Findings"), "flag"),
    )


def _audit_places(vault: Vault, flow: Flow) -> tuple[Place, ...]:
    uses = AuditsUses(vault, flow.preferences.language[:2] or "en")
    return (
        Place(
            "audits",
            lambda: AuditsScreen(AuditsPresenter(uses, flow.worker, wording.today)),
            RailItem("audits", QCoreApplication.translate("places", "Audits"), "clipboard-check"),
        ),
        _reading_place(vault, flow, "audit"),
        Place("compare", lambda: CompareScreen(ComparePresenter(CompareUses(vault), flow.worker)), under="audits"),
    )


def _reading_place(vault: Vault, flow: Flow, name: str) -> Place:
    uses = AuditsUses(vault, flow.preferences.language[:2] or "en")
    return Place(name, lambda: AuditScreen(AuditPresenter(uses, flow.worker)), under="audits")


def _settings_place(home: Path, flow: Flow, me: Member) -> Place:
    about = _about(home, me)
    languages = [
        "en",
        *sorted(file.stem.partition("_")[2] for file in (folder("resources") / "translations").glob("fieldaudit_*.qm")),
    ]
    return Place(
        "settings",
        lambda: SettingsScreen(
            SettingsPresenter(flow.preferences, lambda chosen: preferences.save(flow.home, chosen), flow.apply),
            lambda: about,
            languages,
            can_purge=not me.head_office,
        ),
        RailItem("settings", QCoreApplication.translate("places", "Settings"), "settings", low=True),
    )


def _status(vault: Vault, uses: BackupUses) -> StatusFacts:
    me, only, copies = membership.member(vault), only_line(vault), uses.facts()
    disk = tuple(reserve.notice(vault.home))
    if me.head_office:
        return StatusFacts(me.name, me.role, me.branch, to_send=len(due(vault)), only=only, copies=copies, disk=disk)
    box = outbox.outbox(vault)
    receipt = as_moment(box.last_receipt)
    return StatusFacts(me.name, me.role, me.branch, box.only_here, 0, receipt, only, copies, disk)


def _about(home: Path, me: Member) -> About:
    translate = QCoreApplication.translate
    facts = (
        (translate("about", "FieldAudit"), __version__),
        (translate("about", "Organisation"), me.organisation),
        (translate("about", "Your fingerprint"), me.fingerprint),
        (translate("about", "Vault"), str(home)),
        (translate("about", "Python, Qt"), f"{sys.version.split()[0]}, {qVersion()}"),
    )
    licences = (
        ("FieldAudit", "Apache-2.0"),
        ("Qt, PySide6", "LGPL-3.0"),
        ("SQLCipher, sqlcipher3", "BSD-3-Clause, Zlib"),
        ("SQLAlchemy", "MIT"),
        ("cryptography", "Apache-2.0, BSD-3-Clause"),
        ("age (pyrage)", "MIT"),
        ("shamir-mnemonic", "MIT"),
        ("pyxform", "BSD-2-Clause"),
        ("lxml", "BSD-3-Clause"),
        ("ReportLab", "BSD-3-Clause"),
        ("Pillow", "HPND"),
        ("Noto", "OFL-1.1"),
        ("Lucide", "ISC"),
    )
    return About(facts, licences)
