from pathlib import Path

import pytest
from desktop_fakes import (
    AUDITS,
    FINGERPRINT,
    PACKAGES,
    SEATS,
    SITES,
    TODAY,
    WORDS,
    AuditsUses,
    DevicesUses,
    ExchangeUses,
    FirstStartUses,
    Held,
    HomeUses,
    Immediate,
    IntakeUses,
    Refusing,
    SitesUses,
    StartUses,
)

from fieldaudit.desktop import preferences
from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditsPresenter
from fieldaudit.desktop.devices.presenter import DevicesPresenter, InviteForm
from fieldaudit.desktop.exchange.presenter import ExchangePresenter
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter
from fieldaudit.desktop.first_start.strength import strength_words
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.start_presenter import StartPresenter, VisitDetails
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.preferences import Preferences
from fieldaudit.desktop.settings.presenter import SettingsPresenter
from fieldaudit.desktop.sites.presenter import SiteForm, SitesPresenter
from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.errors import FileUnreadable, FileUnwritable, PassphrasesDiffer, WrongPassphrase
from fieldaudit.trust.strength import measure

PASSPHRASE = "lantern river copper walnut"
CODE = "acorn violet timber salmon orbit maple"


class TestUnlock:
    def test_the_right_passphrase_hands_on_the_vault(self):
        opened = []
        presenter = UnlockPresenter(lambda passphrase: f"vault of {passphrase}", Immediate(), opened.append)
        presenter.unlock("right")
        assert opened == ["vault of right"]
        assert not presenter.state.busy

    def test_a_wrong_one_is_told_and_typing_takes_the_error_away(self):
        presenter = UnlockPresenter(Refusing(WrongPassphrase()).open, Immediate(), pytest.fail)
        presenter.unlock("wrong")
        assert isinstance(presenter.state.error, WrongPassphrase)
        presenter.typing()
        assert presenter.state.error is None

    def test_a_second_press_while_the_key_is_derived_does_nothing(self):
        held, tried = Held(), []
        presenter = UnlockPresenter(tried.append, held, lambda _: None)
        presenter.unlock("once")
        presenter.unlock("twice")
        held.finish()
        assert tried == ["once"]

    def test_an_empty_passphrase_is_not_tried(self):
        presenter = UnlockPresenter(pytest.fail, Immediate(), pytest.fail)
        presenter.unlock("")
        assert not presenter.state.busy


def first_start(uses=None, background=None):
    entered = []
    uses = uses or FirstStartUses()
    presenter = FirstStartPresenter(uses, background or Immediate(), entered.append, lambda _: (3, 10))
    return presenter, uses, entered


class TestFirstStart:
    def test_joining_needs_the_file_its_six_words_and_the_same_passphrase_twice(self):
        presenter, uses, entered = first_start()
        presenter.go("join")
        presenter.choose_file(Path("a.invitation"))
        presenter.type_code("acorn violet timber")
        assert presenter.state.invitation is None
        presenter.type_code(CODE)
        assert presenter.state.invitation.organisation == "Fair Work Partners"
        presenter.join(PASSPHRASE, "another")
        assert isinstance(presenter.state.error, PassphrasesDiffer)
        presenter.join(PASSPHRASE, PASSPHRASE)
        assert uses.done == [("join", Path("a.invitation"), CODE, PASSPHRASE)]
        assert entered == ["joined"]

    def test_the_words_may_be_typed_with_hyphens_and_before_the_file_is_chosen(self):
        presenter, _, _ = first_start()
        presenter.type_code(CODE.replace(" ", "-"))
        presenter.choose_file(Path("a.invitation"))
        assert presenter.state.code == CODE
        assert presenter.state.invitation is not None

    def test_an_answer_for_words_that_were_changed_since_is_not_believed(self):
        held = Held()
        presenter, _, _ = first_start(background=held)
        presenter.choose_file(Path("a.invitation"))
        presenter.type_code(CODE)
        presenter.type_code("acorn violet timber")
        held.finish()
        assert presenter.state.invitation is None

    def test_a_head_office_is_entered_only_after_two_words_of_its_sheet_were_typed_back(self):
        presenter, _, entered = first_start()
        presenter.set_up("Fair Work Partners", PASSPHRASE, PASSPHRASE)
        assert presenter.state.step == "sheet"
        presenter.kept()
        assert presenter.state.asked == (3, 10)
        presenter.try_words(WORDS[3], "wrong")
        assert presenter.state.wrong_words
        assert entered == []
        presenter.try_words(f" {WORDS[3].upper()} ", WORDS[10])
        assert entered == ["made"]

    def test_the_sample_says_how_far_it_is_and_opens_the_desk_that_was_asked_for(self):
        presenter, _, entered = first_start()
        seen = []
        presenter.show_in(lambda state: seen.append(state.progress))
        presenter.sample("headoffice")
        assert (1, 2) in seen
        assert entered == ["sample headoffice"]

    def test_a_failure_leads_back_to_the_doors_with_its_reason(self):
        refused = FileUnwritable(path="home", reason="No space left on device")
        presenter, _, entered = first_start(Refusing(refused))
        presenter.sample("field")
        assert (presenter.state.step, presenter.state.error, entered) == ("doors", refused, [])

    def test_going_back_forgets_what_was_begun(self):
        presenter, _, _ = first_start()
        presenter.choose_file(Path("a.invitation"))
        presenter.type_code(CODE)
        presenter.go("doors")
        assert presenter.state.file is None
        assert presenter.state.invitation is None


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("abcdefghi", "Too short: at least 10 characters."),
        ("aaaaaaaaaaaa", "Too easy to guess: choose another. What is repeated adds little."),
        ("lantern river copper walnut oak tree", "Strong."),
        ("ten letter", "Weak: easy to guess for a machine. Add words."),
    ],
)
def test_strength_is_said_plainly(passphrase, expected):
    assert strength_words(measure(passphrase)) == expected


class TestHome:
    def presenter(self, **keywords):
        made = HomePresenter(HomeUses(**keywords), Immediate(), lambda: TODAY)
        made.load()
        return made

    def test_counts_are_of_all_audits_whatever_is_filtered(self):
        presenter = self.presenter()
        presenter.filter("hilltop")
        assert presenter.state.counts() == {"in_progress": 3, "due": 4, "ready": 1, "sent": 1, "confirmed": 0}
        assert [line.id for line in presenter.state.shown()] == ["a3"]

    def test_what_is_due_first_stands_on_top(self):
        assert [line.id for line in self.presenter().state.shown()] == ["a1", "a2", "a3"]

    def test_it_opens_on_the_first_stage_that_has_something(self):
        presenter = self.presenter(audits=[line for line in AUDITS if line.stage == "ready"])
        assert presenter.state.stage == "ready"

    def test_a_stage_that_was_chosen_stays_when_home_is_read_anew(self):
        presenter = self.presenter()
        presenter.choose("confirmed")
        presenter.load()
        assert presenter.state.stage == "confirmed"

    def test_a_failure_to_read_keeps_what_is_shown(self):
        presenter = self.presenter()
        presenter._uses = Refusing(FileUnreadable(path="vault.db", reason="Input/output error"))
        presenter.load()
        assert presenter.state.error is not None
        assert len(presenter.state.audits) == len(AUDITS)


class TestStartingAnAudit:
    def test_it_starts_with_what_was_chosen_and_goes_there(self):
        uses, started = StartUses(), []
        presenter = StartPresenter(uses, Immediate(), started.append)
        presenter.load("s4")
        presenter.choose(instrument="f2")
        presenter.describe(announcement="announced", due="2026-12-01")
        presenter.start()
        assert uses.started == [("f2", "s4", VisitDetails("announced", due="2026-12-01"))]
        assert started == ["a-new"]

    def test_nothing_starts_without_a_site(self):
        uses = StartUses()
        uses.sites = list
        presenter = StartPresenter(uses, Immediate(), pytest.fail)
        presenter.load()
        presenter.start()
        assert not presenter.state.ready()
        assert uses.started == []


class TestSites:
    def presenter(self):
        uses = SitesUses()
        made = SitesPresenter(uses, Immediate())
        made.load("s4")
        return made, uses

    def test_standing_on_a_site_shows_what_happened_there(self):
        presenter, _ = self.presenter()
        assert presenter.state.site().name == "Riverside Garments, Unit 2"
        assert len(presenter.state.history.audits) == 2
        presenter.choose("s1")
        assert presenter.state.history.audits == ()

    def test_a_late_history_of_a_site_one_has_left_is_not_shown(self):
        held = Held()
        presenter = SitesPresenter(SitesUses(), held)
        presenter.change(sites=tuple(SITES))
        presenter.choose("s4")
        presenter.choose("s1")
        held.finish()
        assert presenter.state.history.audits == ()

    def test_a_new_site_needs_a_name_and_is_stood_on(self):
        presenter, _ = self.presenter()
        presenter.show_side("add")
        presenter.add(SiteForm("  "))
        assert presenter.state.form_error is not None
        presenter.add(SiteForm("East Gate Weaving", "East Gate"))
        assert presenter.state.site().name == "East Gate Weaving"
        assert presenter.state.side == "detail"

    def test_a_file_with_a_wrong_line_is_shown_and_not_brought_in(self):
        presenter, uses = self.presenter()
        presenter.show_side("import")
        presenter.preview(Path("sites.csv"))
        presenter.bring_in()
        assert len(uses.sites()) == len(SITES)
        uses.problems = ()
        presenter.preview(Path("sites.csv"))
        presenter.bring_in()
        assert presenter.state.added == 2
        assert len(presenter.state.sites) == len(SITES) + 2

    def test_the_filter_looks_at_company_and_place_too(self):
        presenter, _ = self.presenter()
        presenter.filter("delta dhaka")
        assert [site.id for site in presenter.state.shown()] == ["s5"]


class TestExchange:
    def test_what_was_taken_out_is_not_sent(self, tmp_path):
        uses = ExchangeUses()
        presenter = ExchangePresenter(uses, Immediate())
        presenter.load()
        presenter.toggle("r1")
        assert presenter.state.size() == 9_400_000
        presenter.send(tmp_path)
        assert uses.wrote == [(("r2",), tmp_path)]
        assert presenter.state.sent.number == 119

    def test_nothing_is_written_when_nothing_is_chosen(self, tmp_path):
        uses = ExchangeUses(empty=True)
        presenter = ExchangePresenter(uses, Immediate())
        presenter.load()
        presenter.send(tmp_path)
        assert uses.wrote == []

    def test_each_file_that_came_has_its_own_outcome(self):
        presenter = ExchangePresenter(ExchangeUses(), Immediate())
        presenter.receive([Path("a.fap"), Path("b.jpg")])
        assert [one.good for one in presenter.state.received] == [True, False]

    def test_a_full_disk_is_told_and_work_goes_on(self, tmp_path):
        uses = ExchangeUses()
        presenter = ExchangePresenter(uses, Immediate())
        presenter.load()
        uses.send = Refusing(FileUnwritable(path="fa-000119.fap", reason="No space left on device")).send
        presenter.send(tmp_path)
        assert "No space left" in presenter.state.error.sentence
        assert presenter.state.working == ""
        assert len(presenter.state.overview.ready) == 2


class TestIntake:
    def test_it_stands_on_the_first_package_that_needs_a_person(self):
        presenter = IntakePresenter(IntakeUses(), Immediate())
        presenter.load()
        assert presenter.state.package().state == "two_versions"
        assert presenter.state.waiting() == 2

    def test_what_is_new_in_the_watched_folder_is_taken_in_once(self, tmp_path):
        uses = IntakeUses(PACKAGES)
        presenter = IntakePresenter(uses, Immediate())
        presenter.watch(tmp_path)
        (tmp_path / "fa-000001.fap").write_bytes(b"package")
        presenter.look_into_watched()
        presenter.look_into_watched()
        assert [path.name for path in uses.taken] == ["fa-000001.fap"]

    def test_a_file_that_cannot_be_read_is_told_and_the_list_is_read_anew(self):
        uses = IntakeUses()
        presenter = IntakePresenter(uses, Immediate())
        uses.take_in = Refusing(FileUnreadable(path="x", reason="Permission denied")).take_in
        presenter.take_in([Path("x")])
        assert "Permission denied" in presenter.state.error.sentence
        assert len(presenter.state.packages) == len(PACKAGES)
        assert not presenter.state.working


class TestDevices:
    def presenter(self):
        uses = DevicesUses()
        made = DevicesPresenter(uses, Immediate())
        made.load(SEATS[2].fingerprint)
        return made, uses

    def test_coming_with_a_fingerprint_stands_on_its_seat(self):
        presenter, _ = self.presenter()
        assert presenter.state.seat().name == "M. Santos"

    def test_the_six_words_are_forgotten_once_one_goes_on(self):
        presenter, _ = self.presenter()
        presenter.invite(InviteForm("K. Osei", "auditor", "North"), Path("k.invitation"))
        assert presenter.state.code == CODE
        presenter.show_side("detail")
        assert presenter.state.code == ""

    def test_certifying_names_the_fingerprint_that_was_compared(self):
        presenter, uses = self.presenter()
        presenter.certify("auditor", "South", PASSPHRASE)
        assert uses.done == [("certify", SEATS[2].fingerprint, "auditor", "South", PASSPHRASE)]

    def test_a_package_goes_to_the_seat_one_stands_on(self, tmp_path):
        presenter, uses = self.presenter()
        presenter.choose("s1")
        presenter.write_package(tmp_path, "")
        assert uses.done == [("write", FINGERPRINT, tmp_path, "", 0)]
        assert [path.parent for path in presenter.state.written] == [tmp_path]


class TestAudits:
    def test_the_newest_stands_on_top(self):
        presenter = AuditsPresenter(AuditsUses(), Immediate(), lambda: TODAY)
        presenter.load()
        assert presenter.state.shown()[0].id == "a1"

    def test_a_report_is_written_for_the_readers_that_were_chosen(self, tmp_path):
        uses = AuditsUses()
        presenter = AuditPresenter(uses, Immediate())
        presenter.open("a1")
        presenter.report("client", tmp_path / "r.pdf")
        assert uses.reports == [("a1", "client", tmp_path / "r.pdf")]
        assert presenter.state.written == (tmp_path / "r.pdf", 9)

    def test_a_late_audit_that_one_has_left_is_not_shown(self):
        held = Held()
        presenter = AuditPresenter(AuditsUses(), held)
        presenter.open("a1")
        presenter.open("a2")
        first = held.waiting.pop(0)
        Immediate().run(first[0], success=first[1], failure=first[2])
        assert presenter.state.detail is None


class TestPreferences:
    def test_they_are_kept_whole_and_read_back(self, tmp_path):
        chosen = Preferences("es", "dark", 1.15, 30)
        preferences.save(tmp_path / "home", chosen)
        assert preferences.load(tmp_path / "home") == chosen

    @pytest.mark.parametrize(
        "text", ["", "[]", "{", '{"theme": "pink", "text_scale": 9, "language": 3, "lock_minutes": true}']
    )
    def test_what_makes_no_sense_is_as_designed(self, tmp_path, text):
        (tmp_path / preferences.FILE).write_text(text, "utf-8")
        assert preferences.load(tmp_path) == Preferences()

    def test_a_change_is_applied_even_where_it_cannot_be_kept(self):
        applied = []
        refused = FileUnwritable(path="window.json", reason="Read-only file system")
        presenter = SettingsPresenter(Preferences(), Refusing(refused).keep, applied.append)
        presenter.set(theme="dark")
        assert applied == [Preferences(theme="dark")]
        assert presenter.state.error is refused
