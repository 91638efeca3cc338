"""Every failure that a person can meet: one class each, one plain sentence, one next step.

The command line and the window both show `str(error)`, so the wording lives here and nowhere else.
"""

from collections.abc import Sequence
from typing import Any


class FieldAuditError(Exception):
    """Root of all failures shown to people: `sentence` says what is wrong, `next_step` what to do.

    `window_step` is what to do in the window, where `next_step` names a command.
    """

    sentence = "Something went wrong."
    next_step = ""
    window_step = ""

    def __init__(self, **details: object) -> None:
        """Fill the class's sentence and next step with `details` (each `{name}` in them)."""
        self.details = details
        self.sentence = type(self).sentence.format(**details)
        self.next_step = type(self).next_step.format(**details)
        self.window_step = _nearest_step(type(self)).format(**details)
        super().__init__(f"{self.sentence} {self.next_step}".strip())


def _nearest_step(kind: type) -> str:
    """Return the window's step, or the step of every desk where that was said by a nearer class."""
    said = next(one for one in kind.__mro__ if {"window_step", "next_step"} & vars(one).keys())
    return str(vars(said).get("window_step") or vars(said).get("next_step", ""))


# desktop
class RecoveryRefused(FieldAuditError):
    """The words are a whole recovery sheet's, but not one of this vault."""

    sentence = "These words do not open the data on this computer."
    next_step = (
        "Take the sheet that was printed last for it. An auditor's computer may have none: "
        "then ask head office, from the unlock page."
    )


class QtLibrariesMissing(FieldAuditError):
    """Qt's system libraries are not installed."""

    sentence = "This computer lacks system libraries that the window needs: {packages}."
    next_step = "Install them with: sudo apt-get install {packages}"


class NoScreen(FieldAuditError):
    """There is no display to open a window on."""

    sentence = "There is no screen to open a window on."
    next_step = "Start FieldAudit from a desktop session, or use its commands: fieldaudit --help"


class Cancelled(FieldAuditError):
    """The person stopped long work; nothing of it remains."""

    sentence = "Stopped, as you asked."
    next_step = "Nothing was changed; start it again whenever you like."


class IntakeStopped(Cancelled):
    """Taking in many files was stopped between two of them: what is in stays in."""

    sentence = "Stopped, as you asked, after {done} of {total} files."
    next_step = "What was taken in by then stays; give the others again to go on."


class WatchedIntakeStopped(IntakeStopped):
    """The same, of a folder that is watched: it would begin anew at once."""

    next_step = "What was taken in by then stays. The folder is watched no longer: choose it again to go on."


class Unexpected(FieldAuditError):
    """A fault in this program itself; its details go to the terminal, never to a file."""

    sentence = "Something went wrong inside the program."
    next_step = "What was shown as saved is safe. If it happens again, start it in a terminal and pass on what it says."


# command line


class PassphraseMissing(FieldAuditError):
    """No passphrase was given and there is no terminal to ask at."""

    sentence = "No passphrase was given."
    next_step = "Run the command in a terminal, or name a file that holds it with --passphrase-file FILE."


class PassphrasesDiffer(FieldAuditError):
    """The passphrase typed the second time is another one."""

    sentence = "The two passphrases are not the same."
    next_step = "Type the same passphrase twice."


class PassphraseFileMissing(FieldAuditError):
    """The file that should hold a passphrase cannot be read."""

    sentence = "The passphrase file {path} cannot be read."
    next_step = "Check the path; the file holds the passphrase alone, as text."


class FileUnreadable(FieldAuditError):
    """A file named by a person cannot be read."""

    sentence = "The file {path} cannot be read: {reason}."
    next_step = "Check the path and that you may read it."


class FilesUnreadable(FileUnreadable):
    """Several files of many cannot be read; the first is named."""

    sentence = "{count} of the files cannot be read; the first of them is {path}: {reason}."


class PackageNotWhole(FieldAuditError):
    """A package read back after writing is not what was written."""

    sentence = "The package at {path} could not be read back as it was written, so it was taken away again."
    next_step = "The stick or disk may be failing: write to another one. Nothing is lost; everything is still here."


class FileUnwritable(FieldAuditError):
    """A file named by a person cannot be written."""

    sentence = "The file {path} cannot be written: {reason}."
    next_step = "Choose another folder, or free some space, and try again."


class ConfirmationMissing(FieldAuditError):
    """Something that cannot be taken back was asked for without its sentence."""

    sentence = "Nothing was changed: the sentence that confirms it was not typed."
    next_step = "Type it exactly, or give it with --confirm '{words}'."


class StepUnreadable(FieldAuditError):
    """A line given to `fill` is not a step."""

    sentence = "Line {line} is not a step that can be carried out: {reason}."
    next_step = (
        'Write one JSON object per line, such as {{"set": "/data/q", "to": "yes"}}. '
        "Everything before this line is saved."
    )


# the form room


class FormRefused(FieldAuditError):
    """A form cannot be used; `problems` holds a `checklist.problems.Problem` for each thing to correct."""

    sentence = "The form {name} cannot be used: {first}"
    next_step = "{more}"

    def __init__(self, *, name: str, problems: Sequence[Any]) -> None:
        """Name the form and what is wrong with it; the first problem is said in the sentence."""
        self.problems = list(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        rest = len(errors) - 1
        more = f"There are {rest} more; fieldaudit forms check lists them all." if rest > 0 else ""
        super().__init__(name=name, first=errors[0] if errors else "", more=more)


class ScenarioUnreadable(FieldAuditError):
    """A form's scenario file is not one."""

    sentence = "The scenario {file} cannot be run: {reason}."
    next_step = "docs/writing-forms.md shows what a scenario looks like."


class RepairRefused(FieldAuditError):
    """A form's spreadsheet cannot be mended into the file that was named."""

    sentence = "{name} cannot be mended: {reason}."
    next_step = "{advice}"


class XmlRefused(FieldAuditError):
    """An XML document that is broken, or built to do harm."""

    sentence = "{name} cannot be read: {reason}."
    next_step = "Ask whoever made it for a new copy."


class AnswerRefused(FieldAuditError):
    """A value that a question cannot take; nothing was changed."""

    sentence = "The answer to {ref} was not taken: {reason}."
    next_step = "Correct it and try again."


class ExpressionFailed(FieldAuditError):
    """An expression of the form went wrong while it ran."""

    sentence = "The form's expression “{expression}” at {ref} failed: {reason}"
    next_step = "Tell whoever looks after the form."


# trust


class SignatureBroken(FieldAuditError):
    """A signature does not fit the bytes or the key."""

    sentence = "The signature does not fit: what was signed has been changed, or somebody else signed it."
    next_step = "Ask the sender for a new copy, by another way."


class CertificateRefused(FieldAuditError):
    """A certificate or a signing request cannot be trusted."""

    sentence = "The sender's certificate cannot be trusted: {reason}."
    next_step = "Ask head office who sent this before you use it."


class CertificateExpired(FieldAuditError):
    """A certificate is good but not at this time."""

    sentence = "The certificate of {name} is not valid on this date (from {start} to {end})."
    next_step = "Check this computer's date, or ask head office for a renewed certificate."


class SealBroken(FieldAuditError):
    """A sealed file is cut, altered, or no age file."""

    sentence = "The sealed file is damaged: it was cut short or altered on the way."
    next_step = "Copy it again from where it came from, or ask for a new one."


class NotSealedForThisKey(FieldAuditError):
    """A sealed file has other recipients."""

    sentence = "This file was sealed for somebody else."
    next_step = "Ask the sender to send it to you."


class SealTooLarge(FieldAuditError):
    """A sealed file opens to more than its reader allows."""

    sentence = "The sealed file holds more than {limit} bytes."
    next_step = "Ask the sender to send it in smaller parts."


class WrongPassphrase(FieldAuditError):
    """A passphrase, code or recovery key does not open what it should."""

    sentence = "The passphrase does not fit."
    next_step = "Check capital letters and the keyboard's language, then try again."


class KeySlotRefused(FieldAuditError):
    """A key slot is damaged or asks for a derivation that is too weak or too heavy."""

    sentence = "The key file is damaged or was altered: {reason}."
    next_step = "Put back a copy of the key file, or restore a backup."


class PassphraseTooShort(FieldAuditError):
    """A new passphrase is too short to protect anything."""

    sentence = "The passphrase is shorter than {least} characters."
    next_step = "Choose a longer one; four or more unrelated words are good."


class PassphraseGuessable(FieldAuditError):
    """A new passphrase is among the first that anyone would try."""

    sentence = "The passphrase is too easy to guess."
    next_step = "Choose another; four or more unrelated words are good, a name or a known password is not."


class WordsMistyped(FieldAuditError):
    """A code or a recovery key is not made of the list's words, or its check word does not fit."""

    sentence = "The words are not complete or one is mistyped{detail}."
    next_step = "Compare them with the paper or the message they came from, word by word."


class SharesRefused(WordsMistyped):
    """Shares of a recovery key do not give it back."""

    sentence = "These shares do not open anything: {reason}."
    next_step = "Type two different shares of the same key, one after the other, all 28 words of each."


class WordsNotCertain(SharesRefused):
    """More was typed than the words of a sheet or of shares, and which of it are the words cannot be told."""

    sentence = "Of the {count} words that were given it is not certain which are the key."
    next_step = "Give the 16 words of the sheet alone, or the 28 words of one share and then the 28 of another."


# reports


class ReportAudienceMixed(FieldAuditError):
    """A report was given a part that is meant for fewer eyes than its own."""

    sentence = "The report for the {profile} was not written: it was given a part that is not for the {profile}."
    next_step = "Nothing was saved. Make the report again; if this comes back, tell head office and send no older copy."


class ReportAuditMissing(FieldAuditError):
    """There is no such audit in this vault to report on."""

    sentence = "There is no audit {audit} on this machine."
    next_step = "List the audits to see which there are, and name one of them."


# instruments and sites


class FormUnknown(FieldAuditError):
    """No bundled or installed instrument has this id."""

    sentence = "There is no form called {form}."
    next_step = "List the forms with: fieldaudit forms list. Install one with: fieldaudit forms add FILE"
    window_step = "Choose one of the forms that are listed; head office gives out others."


class FormKeptApart(FieldAuditError):
    """A form that another has the name and version of is kept for the audits made with it alone."""

    sentence = "The form {form} is kept only for audits that were made with it: another has its name and version."
    next_step = "Give the changed form a version of its own, then install it; nothing was changed."


class FormNameTaken(FieldAuditError):
    """A form that is to be added has the id and version of another that is here."""

    sentence = "Another form is here already under the same name and version, {form}."
    next_step = "Raise the version of the changed form (settings sheet), then add it again; nothing was changed."


# --- audit and vault ---


class EventRefused(FieldAuditError):
    """A line or payload of the journal that breaks docs/event-format.md; `reason` says where."""

    sentence = "A record's history holds a line that is not valid: {reason}."
    next_step = "Nothing was changed; ask the sender to export it again."


class StreamGap(FieldAuditError):
    """Lines that continue a stream from a point that this vault does not have."""

    sentence = "Earlier changes to a record by {seat} are missing (has {have}, got {got})."
    next_step = "Take in the earlier package first, then this one again."


class ActionRefused(FieldAuditError):
    """A step of a corrective action that is not allowed now, or lacks what it needs."""

    sentence = "The action cannot be set to {state}: {reason}."
    next_step = "Add what is missing and try again."


class SeverityRefused(FieldAuditError):
    """A severity lowered below the proposal without a written reason, or an unknown one."""

    sentence = "The severity {severity} was not saved: {reason}."
    next_step = "Write the reason beside it and save again."


class NoVaultHere(FieldAuditError):
    """A folder without a vault was opened."""

    sentence = "There is no vault in {home}."
    next_step = "Choose another folder, or set up a new vault there."


class VaultExists(FieldAuditError):
    """A vault was to be made where one lies already."""

    sentence = "There is already a vault in {home}."
    next_step = "Open it, or choose another folder."


class NotAVault(FieldAuditError):
    """A file that should be a vault, its key file or its backup and is not, or is damaged."""

    sentence = "{file} is not a FieldAudit vault, or it is damaged."
    next_step = "Choose another file, or restore the latest backup."


class VaultTooNew(FieldAuditError):
    """A vault that a newer version of the program has written."""

    sentence = "This vault was written by FieldAudit {program}, which is newer than this one."
    next_step = "Install FieldAudit {program} or later to open it; nothing was changed."


class VaultInUse(FieldAuditError):
    """A second process asked for a vault that is open."""

    sentence = "The vault in {home} is open in another window or command."
    next_step = "Close it there and try again."


class DiskFull(FieldAuditError):
    """The disk has no room left; the change that met this was not saved."""

    sentence = "The disk{disk} is full; the last change was not saved."
    next_step = "Free some space on it and enter it again; everything saved before is safe."

    def __init__(self, *, disk: str = "") -> None:
        """Name the `disk` by where it is mounted, where that is known."""
        super().__init__(disk=f" {disk}" if disk else "")


class DiskTrouble(FieldAuditError):
    """The disk refused a read or a write for another reason than a lack of room."""

    sentence = "The disk refused to read or write the vault ({reason}); the last change was not saved."
    next_step = "Check the disk and its permissions; everything saved before is safe."


class DiskFullReading(DiskFull):
    """The disk has no room left for what opening, reading or checking a vault takes; nothing was to be changed."""

    sentence = "The disk{disk} is full, and a vault needs a little room even to be opened or checked."
    next_step = "Free some space on it and try again; nothing was changed, and everything saved before is safe."


class DiskTroubleReading(DiskTrouble):
    """The disk failed while a vault was opened, read or checked; nothing was to be changed."""

    sentence = "The disk refused to read or write the vault ({reason}); nothing was changed."
    next_step = "Check the disk and its permissions; everything saved before is safe as long as the disk holds."


class DiskReadOnly(DiskTrouble):
    """The vault lies on a medium, or in a folder, that can be read but not written."""

    sentence = "{folder} can be read but not written, so nothing can be saved there."
    next_step = (
        "Take off the write protection, or copy the folder to another disk and open it there. "
        "A computer's own disk that turns read-only may be failing: what was saved before is still on it."
    )


class KeyNotRotated(FieldAuditError):
    """The copy of the database under a new key could not be made whole."""

    sentence = "The vault's key was not changed: the copy under the new key could not be made or read back."
    next_step = "Everything is still here under the old key. Check the disk, close the program and try again."


class SealedForTravel(FieldAuditError):
    """A passphrase was typed for a vault whose own slots were taken away for a journey."""

    sentence = "This vault is sealed for travel: no passphrase opens it."
    next_step = "Open it with {way}; then choose a passphrase again."

    def __init__(self, *, recovery: str) -> None:
        """Say in words which recovery its owner kept: `recovery` is the printed sheet, `office` head office."""
        way = "the printed recovery sheet" if recovery == "recovery" else "the answer of head office to your request"
        super().__init__(recovery=recovery, way=way)


class WordsFileMissing(FieldAuditError):
    """A laptop was to be sealed with the printed sheet, which nobody showed."""

    sentence = "The words of the printed sheet are needed: they alone will open this vault."
    next_step = "Type them into a file and name it with --words-file, so that it is certain that they are right."


class RecoveryNotTried(FieldAuditError):
    """A vault was to be left to a recovery that nobody has seen work."""

    sentence = "Head office has never opened this vault, so it cannot be left to that alone."
    next_step = "Try it first: make a recovery request and open the answer. Or keep the printed sheet instead."


class SlotMissing(FieldAuditError):
    """A way of opening the vault was asked for that it does not have."""

    sentence = "This vault cannot be opened that way: it has no slot of the kind {kind}."
    next_step = "See which there are with: fieldaudit keys list"
    window_step = "Settings say under Keys which ways in there are."


class KeychainUnusable(FieldAuditError):
    """The operating system offers no keychain that may keep a vault's secret."""

    sentence = "The computer's keychain cannot be used: {reason}."
    next_step = "Go on with your passphrase; nothing was changed."


class KeychainOnlySlot(FieldAuditError):
    """The keychain would be all that opens the vault."""

    sentence = "The keychain can never be the only way into a vault."
    next_step = "Set a passphrase first; nothing was changed."


class NoSeatYet(FieldAuditError):
    """A change was to be written before this vault belongs to anyone."""

    sentence = "This vault belongs to nobody yet."
    next_step = "Join with an invitation or set up a head office first."


class RestrictedCollectionOff(FieldAuditError):
    """A restricted answer, while the organisation has no protection officer's key."""

    sentence = "Restricted answers cannot be collected yet: your organisation has no protection officer's key."
    next_step = "Ask head office to send it; everything else can be filled in."


class NothingRestrictedOpens(FieldAuditError):
    """Nothing restricted in an audit, or in the list of workers, is sealed to the officer's key that was given."""

    sentence = "Nothing restricted in {where} opens with this key."
    next_step = "Use the key that was the officer's when it was said; what was withdrawn is gone for good."


class BlobMissing(FieldAuditError):
    """An attachment whose file or key is not in this vault."""

    sentence = "The attachment {name} is not on this computer."
    next_step = "Take in the package that carries it."


class FormMissing(FieldAuditError):
    """A form's digest that this vault does not hold."""

    sentence = "The form {digest} is not installed."
    next_step = "Add the form, or take in the package that carries it."


class BackupRefused(FieldAuditError):
    """A backup that could not be verified after writing, or is none when restoring."""

    sentence = "The backup {file} is not complete: {reason}."
    next_step = "Make another backup on a disk that has room; the vault itself was not changed."


class BackupNotRestored(BackupRefused):
    """A backup that was to be restored is cut, damaged, or none."""

    sentence = "The backup {file} cannot be restored: {reason}."
    next_step = "Copy it again from where it was kept, or take another copy; nothing was restored."


class BackupAltered(FieldAuditError):
    """A backup whose parts are whole but not those that the vault put there."""

    sentence = "The backup {file} was altered after it was made."
    next_step = "Do not use it; take another copy. Nothing was restored."


class BackupTooNew(FieldAuditError):
    """A backup that a newer version of the program has written."""

    sentence = "This backup was made by FieldAudit {program}, which is newer than this one."
    next_step = "Install FieldAudit {program} or later to restore it; nothing was changed."


class BackupNoRoom(FieldAuditError):
    """A place without room for a copy, or for what a copy holds."""

    sentence = "There is not enough room in {place}: {needed} are needed, {free} are free."
    next_step = "Free some space there or choose another place; earlier copies stay as they are."


class BackupTooLargeThere(FieldAuditError):
    """A stick whose file system holds no file of this size (FAT32: 4 GB)."""

    sentence = "The stick in {place} cannot hold one file as large as this copy."
    next_step = "Have it formatted as exFAT, or choose another place; earlier copies stay as they are."


class BackupPlaceAway(FieldAuditError):
    """The folder or stick for copies is not there."""

    sentence = "The place for copies, {place}, is not there."
    next_step = "Plug the stick in, or choose another place; nothing is lost."


class CopyUnderWay(FieldAuditError):
    """Something that must not happen while the vault is being copied."""

    sentence = "The vault is being copied just now."
    next_step = "Wait until the copy is done, or stop it, and try again."


class NothingToPurge(FieldAuditError):
    """Audits were to be removed that must stay here."""

    sentence = "These audits cannot be removed from this computer: {reason}."
    next_step = "Only what head office has confirmed, and has in a verified copy of its own, can be removed."


# exchange


class PackageRefused(FieldAuditError):
    """A package was not taken in; `state` is the word for it in lists and in JSON."""

    state = "damaged"


class PackageDamaged(PackageRefused):
    """A package is cut, altered, or does not follow docs/package-format.md."""

    sentence = "The package is damaged or was altered on the way: {reason}."
    next_step = "Ask the sender to export it again and carry it another way."


class NotAPackage(PackageDamaged):
    """A file that does not begin as a package does: something else was given, or an empty file."""

    sentence = "The file is no FieldAudit package, or its beginning was lost."
    next_step = "Look whether this is the file you meant; if it is, ask the sender to export it again."


class PackageIncomplete(PackageRefused):
    """A package lacks files that its manifest or its events name."""

    state = "incomplete"
    sentence = "The package is incomplete: {missing} of its attachments are missing."
    next_step = "Ask the sender to export the audit again."


class PackageNotForMe(PackageRefused):
    """A package is sealed for somebody else."""

    state = "not_for_me"
    sentence = "The package was sealed for somebody else, so it cannot be opened here."
    next_step = "Give it to the person it was made for, or ask the sender to make one for you."


class PackageWrongOrganisation(PackageRefused):
    """A package belongs to another organisation."""

    state = "wrong_organisation"
    sentence = "The package comes from another organisation."
    next_step = "Ask the sender which organisation they joined."


class PackageUnknownSigner(PackageRefused):
    """Nobody vouches for the key that signed a package."""

    state = "unknown_signer"
    sentence = "The package was signed by {who}, whose key nobody here has confirmed."
    next_step = "{advice}"


class PackageSignerRevoked(PackageRefused):
    """The certificate of a package's signer was revoked."""

    state = "revoked"
    sentence = "The package was signed by {name}, whose certificate was revoked on {when}."
    next_step = "Ask {name} by another way whether they made it, then invite them again if they did."


class PackageSignerExpired(PackageRefused):
    """The certificate of a package's signer is not valid today."""

    state = "expired"
    sentence = "The package was signed by {name}, whose certificate was valid from {start} to {end}."
    next_step = (
        "Check this computer's date. If it is right, write the next package for {name}, which renews the certificate: "
        "fieldaudit send --to {fingerprint!r} --out FOLDER; what waits for it goes in then."
    )
    window_step = (
        "Check this computer's date. If it is right, write the next package for {name}, under Devices: it "
        "renews the certificate, and what waits for it goes in then."
    )


class PackageEarlierMissing(PackageRefused):
    """A package goes on from something that has not arrived."""

    state = "earlier_missing"
    sentence = "The package goes on from an earlier one that has not arrived."
    next_step = (
        "Import the earlier package; this one then follows by itself. If it is lost, have its sender send all again."
    )


class PackageNewer(PackageRefused):
    """A package follows a format that this program does not know."""

    state = "newer_program"
    sentence = "The package was made by a newer version of FieldAudit."
    next_step = "Update this program, then import the package again."


class PackageFormAltered(PackageRefused):
    """A package brings another form under an id and version that are known here."""

    state = "form_altered"
    sentence = "The package was made with another form than the one known here under the same name, {form}."
    next_step = "Compare the two forms: the audit can come in with its own, which no new audit is then started with."


class PackageNotAllowed(PackageRefused):
    """A package's signer did something that their role does not allow."""

    state = "not_allowed"
    sentence = "The package holds what its sender may not do: {reason}."
    next_step = "Nothing of it was taken in. Ask its sender, by another way, what they meant to send."


class PackageTooFull(PackageNotAllowed):
    """A record, with what a package brings, would hold more than any audit does."""

    sentence = "The package would put more into one audit or record than one may hold."
    next_step = "No audit holds so much. Ask its sender, by another way, what they recorded there."


class PackageTooLarge(FieldAuditError):
    """Too much was chosen for one package."""

    sentence = "This is more than one package can hold."
    next_step = "Export fewer audits at a time."


class PackageInParts(PackageRefused):
    """A part of a package came, and others are missing."""

    state = "incomplete"
    sentence = "{here} of {count} parts are here; missing: {missing}."
    next_step = "Add the missing parts, in any order; ask the sender for those that were lost."


class PartsNotKept(PackageRefused):
    """A part came, and the quarantine has no room for another."""

    state = "incomplete"
    sentence = "There is no room for further parts of packages, so this one was not kept."
    next_step = "Throw away sets that will never be complete, then add the part again."


class PartsUnknown(FieldAuditError):
    """No parts of a set wait here."""

    sentence = "No parts of such a package wait here."
    next_step = "Look at the list of what waits, then choose one of them."


class PartsTooSmall(FieldAuditError):
    """So small parts would be too many."""

    sentence = "Parts of this size would be more than {most}."
    next_step = "Choose a larger size."


class ReferenceRefused(FieldAuditError):
    """A reference table cannot be given out."""

    sentence = "The reference table {name} cannot be used: {reason}."
    next_step = "Mend the file and give it out again; nothing was changed."


class NoFormWaits(FieldAuditError):
    """No package waits under this digest because of a form in it."""

    sentence = "No package waits here under {package} because of a form in it."
    next_step = "Take the digest from: fieldaudit intake list. It may have been taken in meanwhile."
    window_step = "It may have been taken in meanwhile: look at the list once more."


class NothingToPutAway(FieldAuditError):
    """No package that needs a person has this digest."""

    sentence = "No package that needs you is here under {package}."
    next_step = "Take the digest from: fieldaudit intake list. It may have been taken in meanwhile."
    window_step = "It may have been taken in meanwhile: look at the list once more."


class NotYourRole(FieldAuditError):
    """Something that a person's role does not do."""

    sentence = "As {role} you do not {what}."
    next_step = "Leave it to somebody whose role that is; it is head office that gives out roles."


class TaskRefused(FieldAuditError):
    """An assignment lacks something, or cannot be given to this person."""

    sentence = "The audit cannot be assigned: {reason}."
    next_step = "Choose a person, a site, an instrument and a day; nothing was written."


class QuestionRefused(FieldAuditError):
    """A question to an auditor, or the reply to it, cannot be recorded."""

    sentence = "This cannot be recorded: {reason}."
    next_step = "Write it in a few words; nothing was changed."


class PackageSignerRevokedLater(PackageSignerRevoked):
    """A package of a revoked seat that says it was signed before, and brings what nobody has seen yet."""

    sentence = "{name} was revoked on {when}; the package says it was signed before, on {made}, and brings news."
    next_step = (
        "Its clock proves nothing. If it was handed over before the loss, trust it: "
        "fieldaudit trust {package}; otherwise leave it."
    )
    window_step = "Its clock proves nothing. Take it in only if it was handed over before the laptop was lost."


class PackageColleagueRevoked(PackageSignerRevokedLater):
    """At head office: a package brings entries of a revoked colleague of its sender that nobody has seen yet."""

    sentence = "It brings entries by {name}, whose certificate was revoked on {when}, that nobody here has seen."
    next_step = (
        "If {name} handed them over before the loss, trust them: fieldaudit trust {package}; "
        "otherwise leave them out: fieldaudit intake put-away {package}"
    )
    window_step = "Take the entries of {name} in only if they were handed over before the laptop was lost."


class PackageRevokedInField(PackageSignerRevoked):
    """On a field desk: a package was signed by somebody who is revoked, or rests on what they wrote."""

    sentence = "The package was signed by {name}, whose certificate was revoked on {when}; nothing of it was taken in."
    next_step = "Ask head office, who alone can trust {name} again; then import the package they send, and this one."


class PackageRestsOnRevoked(PackageRevokedInField):
    """On a field desk: a package is about an audit that a revoked colleague began, and which is not here."""

    sentence = "The audit was begun by {name}, whose certificate was revoked on {when}; nothing of it was taken in."


class PackageFormAlteredInField(PackageFormAltered):
    """On a field desk: a colleague's package holds another form than the one known here under the same name."""

    next_step = "Ask head office to give out the form; then import the package they send, and this one once more."


class PackageColleagueExpired(PackageSignerExpired):
    """A package brings entries of a colleague of its sender whose certificate is not valid today."""

    sentence = "It brings entries by {name}, whose certificate was valid from {start} to {end}."


class PackageExpiredInField(PackageSignerExpired):
    """On a field desk: the certificate of a package's signer is not valid today."""

    next_step = (
        "Check this computer's date. If it is right, ask {name} for a new package once head office has renewed "
        "their certificate."
    )


class PackageRestsOnExpired(PackageExpiredInField):
    """On a field desk: a package is about an audit that was begun by somebody whose certificate is not valid today."""

    sentence = "The audit was begun by {name}, whose certificate was valid from {start} to {end}."


class NotCertified(FieldAuditError):
    """A seat that head office has not certified yet wants to work with a colleague."""

    sentence = "Head office has not certified you yet, so a colleague could not tell that it is you."
    next_step = "Send head office a package (fieldaudit export --to FOLDER), import its answer, then try again."
    window_step = "Write head office a package under Exchange, take in its answer there, then try again."


class CardRefused(FieldAuditError):
    """A colleague's card, or the certificate that is known of them, cannot be used."""

    sentence = "This card cannot be used: {reason}."
    next_step = "Ask your colleague for their card, made on their own computer after head office certified them."


class ColleagueUnknown(FieldAuditError):
    """Nobody, or more than one person, whose card is here has this name or fingerprint."""

    sentence = "No one colleague whose card is here is called {who}."
    next_step = "Take their card in first, or name them by the words of their fingerprint."


class TeamRefused(FieldAuditError):
    """Something about a team that cannot be so."""

    sentence = "The team stays as it is: {reason}."
    next_step = "Look at who leads and who does what, then try again; nothing was changed."


class AuditLedByAnother(FieldAuditError):
    """Somebody wants to sign an audit that another person leads."""

    sentence = "{lead} leads this audit and signs it for both of you."
    next_step = "Send {lead} your part. If you are to close it, {lead} hands the lead over, or you take it over."


class PackageTeamAuditRemoved(PackageRefused):
    """A colleague's package is about an audit that was removed from this computer."""

    state = "not_allowed"
    sentence = "The package is about an audit that was removed from this computer after head office confirmed it."
    next_step = "Ask {name} to send it to head office."


class NothingToTrust(FieldAuditError):
    """No package of a revoked seat waits under this digest."""

    sentence = "No package of a revoked person waits here under {package}."
    next_step = "Take the digest from: fieldaudit intake list. Only what waits there as revoked can be trusted."
    window_step = "It may have been taken in meanwhile: look at the list once more."


class NothingToSend(FieldAuditError):
    """There is nothing that the receiver does not have."""

    sentence = "There is nothing to send: the receiver has confirmed everything."
    next_step = "Change or sign something first, or wait for the next package to arrive."


class NotJoined(FieldAuditError):
    """A vault does not belong to an organisation yet."""

    sentence = "This computer has not joined an organisation."
    next_step = "Join with the invitation file and the six-word code from head office."


class NotHeadOffice(FieldAuditError):
    """Something only head office can do."""

    sentence = "Only head office can do this, and this vault is not head office's."
    next_step = "Ask head office to do it."


class InvitationRefused(FieldAuditError):
    """An invitation cannot be used."""

    sentence = "The invitation cannot be used: {reason}."
    next_step = "Ask head office for a new invitation."


class InvitationWordsWrong(InvitationRefused):
    """The six words were mistyped, or are those of another invitation."""

    next_step = "Compare the words with those that head office told you; if they do not fit, ask for a new invitation."


class SeatUnknown(FieldAuditError):
    """No seat has this fingerprint."""

    sentence = "No person here has the fingerprint {fingerprint}."
    next_step = "Compare the words with the list of people (fieldaudit org people); all eight must be the same."
    window_step = "Compare the words with those under Devices; all eight must be the same."


class AuthorityKeyDamaged(FieldAuditError):
    """The file with the organisation's certificate key is missing or damaged."""

    sentence = "The file with the organisation's certificate key, {file}, is missing or damaged."
    next_step = "Put it back from a backup."


class NoOfficeRecovery(FieldAuditError):
    """A vault has no slot that head office could open."""

    sentence = "Head office cannot open this vault: it holds nothing sealed for that."
    next_step = "Use the printed recovery sheet, or restore a backup whose passphrase you know."


class RecoveryRequestRefused(FieldAuditError):
    """A request to open an auditor's vault cannot be answered."""

    sentence = "The recovery request cannot be answered: {reason}."
    next_step = "Compare the six words by telephone, or ask for a new request; nothing was written."


class RecoveryAnswerRefused(FieldAuditError):
    """Head office's answer does not open this vault."""

    sentence = "The answer does not open this vault: {reason}."
    next_step = "Use the answer to the last request with its six words, or make a new request; nothing was changed."


class NameMissing(FieldAuditError):
    """Something that needs a name was given none."""

    sentence = "The name of {what} is missing."
    next_step = "Type a name."


class SitesFileRefused(FieldAuditError):
    """A CSV file of sites has a line that cannot be read; nothing of it was added."""

    sentence = "Line {line} of the sites file cannot be used: {reason}"
    next_step = "Mend it and import the file again; nothing was added ({count} lines have problems)."


class RosterRefused(FieldAuditError):
    """A list of workers has a cell that cannot be used; nothing of it was added."""

    sentence = "Row {row}{column} of the list cannot be used: {reason}"
    next_step = "Mend it in the file and bring it in again; nothing was added ({problems})."

    def __init__(self, *, row: int, column: str, reason: str, count: int) -> None:
        """Name the cell by its row in the file and its column as the file calls it."""
        where = f", column {column}," if column else ""
        problems = "1 problem" if count == 1 else f"{count} problems"
        super().__init__(row=row, column=where, reason=reason, problems=problems)


class NamesNotForRole(FieldAuditError):
    """A seat that may seal nothing to a worker's key was to bring in a list, or to say who was interviewed."""

    sentence = "Names of workers are taken down by who is sent to the site, not by a seat with the role {role}."
    next_step = "Give the list to the auditor; here the officer's key opens what was sealed."


class RosterUnreadable(FileUnreadable):
    """A file that was brought in as a list of workers is no text with rows and columns."""

    next_step = "Save the list as CSV in the program that it comes from, and bring in that file."


class WorkerUnknown(FieldAuditError):
    """No worker has the code that was typed."""

    sentence = "No worker here has the code {code}."
    next_step = "A code looks like K7M-4QX-92H; the codes that are here: fieldaudit roster list"
    window_step = "A code looks like K7M-4QX-92H; the codes that are here stand on the list of workers of each site."


class WorkerCodeShared(FieldAuditError):
    """Two seats drew the same code for two workers."""

    sentence = "Two workers have the code {code}: two computers drew it by chance."
    next_step = "Give the worker's id instead, one of: {workers}."


class WorkerElsewhere(FieldAuditError):
    """A worker who is not on the list of the site was said to be interviewed there."""

    sentence = "The worker {code} is not on the list of this audit's site."
    next_step = "Read the code again with the worker, or bring in the site's list first."


class InterviewUnknown(FieldAuditError):
    """A link between an interview and a worker was to be taken back that is not there, or does not open here."""

    sentence = "No worker is linked to this respondent of the audit on this computer."
    next_step = "Look which interviews are linked; what another person linked, that person takes back."


class SamePersonUnseen(FieldAuditError):
    """Somebody was to be said to be the same person, or another, whom the officer's key does not open."""

    sentence = "Who {code} is does not open with this key, so nobody can say here whether it is the same person."
    next_step = "Open the code book with the officer's key to which both were sealed, or leave the codes as they are."


class SamePersonTwice(FieldAuditError):
    """One code was given twice where two are compared."""

    sentence = "{code} was given twice: two codes are needed."
    next_step = "Give the two codes that are one person."


class RosterColumnUnknown(FieldAuditError):
    """A column of a list of workers was named that the file does not have, or for nothing that a list can say."""

    sentence = "The column {column!r} cannot be taken for {field!r}."
    next_step = "Write FIELD=HEADER. Fields: {fields}. Columns of the file: {headers}."


class PackBefore(FieldAuditError):
    """An audit was signed before closings said to each audience what they cover."""

    sentence = "This audit was signed by an older version of FieldAudit, which cannot be proven to outsiders in part."
    next_step = "Amend the audit with a reason and sign it again; then a client pack can be made of it."


class PackNotWhole(FieldAuditError):
    """Not every line that a closing covers is here as it was signed."""

    sentence = "No client pack was made: not everything that the signature covers is here."
    next_step = "Import what is still missing, or run a check of the vault; then make the pack again."


class PackUncertified(FieldAuditError):
    """Nobody vouches for who signed an audit, or for who makes a pack of it."""

    sentence = "No client pack was made: head office has not certified everybody whose signature would be in it."
    next_step = "Exchange packages with head office until your certificate is here; then make the pack again."


class CountersignRefused(FieldAuditError):
    """A supervisor cannot be asked to sign a closing."""

    sentence = "No countersignature was asked for: {reason}."
    next_step = "Mend that, then ask again; nothing was changed."


class WithdrawalRefused(FieldAuditError):
    """A request for a countersignature cannot be taken back."""

    sentence = "The request was not withdrawn: {reason}."
    next_step = "See what is asked with: fieldaudit statements list. Nothing was changed."
    window_step = "Look once more at what is asked; nothing was changed."


class CountersignBroken(FieldAuditError):
    """What a supervisor is to sign is not what the auditor's signature covers."""

    sentence = "This must not be signed: {reason}."
    next_step = "Tell head office, and ask them to send it again; nothing was changed."


class StatementRefused(FieldAuditError):
    """What somebody says of a closing lacks something, or can no longer be said."""

    sentence = "The statement was not recorded: {reason}."
    next_step = "Put that right and record it again; nothing was changed."


# working on an audit


class AuditUnknown(FieldAuditError):
    """No audit has this id."""

    sentence = "There is no audit {audit} here."
    next_step = "List the audits with: fieldaudit audits list"
    window_step = "It may have been removed from this computer. Those that are here stand under Audits."


class ChoiceRefused(FieldAuditError):
    """A choice between what people said apart that cannot be recorded, or taken back; nothing was changed."""

    sentence = "Nothing was chosen: {reason}."
    next_step = "Compare again: what stands now is shown, with who may decide it."


class QuestionUnknown(FieldAuditError):
    """A reference that is no question, row or group of an audit's form."""

    sentence = "There is no question {ref} in this audit."
    next_step = "{guess}Its questions are listed by: fieldaudit audits show {audit}"
    window_step = "{guess}Open the audit: it shows the questions that it has."

    def __init__(self, *, ref: str, audit: str, nearest: str = "") -> None:
        """Name what was typed, the audit, and the `nearest` reference that there is, "" where none is like it."""
        super().__init__(ref=ref, audit=audit, guess=f"Did you mean {nearest}? " if nearest else "")


class SiteUnknown(FieldAuditError):
    """No site has this id or name."""

    sentence = "There is no site {site} here."
    next_step = "List the sites with: fieldaudit sites list. Add one with: fieldaudit sites add --name NAME"
    window_step = "Those that are here stand under Sites, where one can be added."


class FindingUnknown(FieldAuditError):
    """No finding has this id."""

    sentence = "There is no finding {finding} here."
    next_step = "The findings of an audit are listed by: fieldaudit audits show ID"
    window_step = "Open its audit: it shows the findings that it has."


class AuditIsSigned(FieldAuditError):
    """A signed audit was about to be changed."""

    sentence = "This audit is signed and cannot be changed."
    next_step = "Amend it with a reason; it is then signed again as a new version."


class AuditNotSigned(FieldAuditError):
    """Something that needs a signed audit was asked of one that is not."""

    sentence = "This audit is not signed yet."
    next_step = "Review and sign it first."


class ReasonMissing(FieldAuditError):
    """A step that needs a written reason was given none."""

    sentence = "A reason is needed for {what}."
    next_step = "Write in a few words why."


class DueDayUnclear(FieldAuditError):
    """The day by which a finding is to be closed is no day."""

    sentence = "{due} is not a day."
    next_step = "Type day, month and year; nothing was changed."


class NothingToUndo(FieldAuditError):
    """There is no change left to take back."""

    sentence = "There is nothing left to undo in this audit."
    next_step = "Only what you did yourself, on this computer and since the last signature, can be undone."


class EventUnknown(FieldAuditError):
    """No event with this hash is in this vault."""

    sentence = "No change with this number is known here."
    next_step = "List the changes of an audit with: fieldaudit history AUDIT"
    window_step = "Open the history once more: it shows the changes that are here."


class AuditNotBegun(FieldAuditError):
    """An audit is asked for as of a moment before its first event."""

    sentence = "This audit had not begun then."
    next_step = "Choose a later moment."


class MomentUnclear(FieldAuditError):
    """What was typed is no day and time."""

    sentence = "{moment} is not a day and time."
    next_step = "Write it like 2026-11-21T14:02, or give the number of a change from: fieldaudit history AUDIT"
    window_step = "Choose a change from the history."


class NothingToRedo(FieldAuditError):
    """Nothing was undone, or something else was done since."""

    sentence = "There is nothing to bring back in this audit."
    next_step = "What was undone can be brought back until you do something else; its history shows it all the same."


class NotReadyToSign(FieldAuditError):
    """An audit cannot be closed with this outcome yet."""

    sentence = "The audit cannot be signed as {outcome} yet: {count} points are open."
    next_step = "Deal with each of them, or choose another outcome and say why."


class AuditUnfinished(FieldAuditError):
    """The form asks for more computing than was done yet, so that what is signed might not be what was answered."""

    sentence = "The audit cannot be signed yet: {count} values of its form are still being computed."
    next_step = "Nothing is lost. Open the audit and wait until nothing is computed any more, then sign it again."


class PhotoRefused(FieldAuditError):
    """A file given as evidence is not what it says or is too large."""

    sentence = "The file {name} cannot be attached: {reason}."
    next_step = "Choose a photo (JPEG, PNG, WebP), a PDF or a sound file of at most 50 MB; nothing else was changed."


class AuthorityPassphraseNeeded(FieldAuditError):
    """A certificate is to be issued, and nobody gave the passphrase of the certificate key."""

    sentence = "A certificate has to be issued, which needs the passphrase of the organisation's certificate key."
    next_step = "Give the passphrase: it is head office's own, unless it was set apart."


class ActionIncomplete(FieldAuditError):
    """An action lacks what, who or when."""

    sentence = "The action does not say {what}."
    next_step = "An action needs what is to be done, who does it and by when."


class SeatNotConfirmed(FieldAuditError):
    """Something is to be sent to a person whose key nobody has confirmed, or who was revoked."""

    sentence = "Nothing can be sent to {name}: their key is not certified."
    next_step = "Compare the fingerprint with {name} by telephone, certify them, then send."


class FolderNotEmpty(FieldAuditError):
    """A folder that should be new holds something."""

    sentence = "The folder {folder} is not empty."
    next_step = "Name a folder that does not exist yet; nothing was changed."


# evidence and consent


class EvidenceFull(FieldAuditError):
    """An audit holds as much evidence as one may."""

    sentence = "The file {name} does not fit: this audit holds {used} of {most} MB of evidence, and it has {size} MB."
    next_step = "Attach a smaller copy, or take what is not needed off the unassigned files; nothing was changed."


class NothingToErase(FieldAuditError):
    """A respondent of whom this vault holds nothing that it could erase."""

    sentence = "Nothing that {subject} said is on this computer in a form that it could open."
    next_step = "It may be erased already. What another person recorded, that person withdraws."


class RespondentUnclear(FieldAuditError):
    """A consent was to be withdrawn, and it was not said whose, or by a code that nobody has."""

    sentence = "{what}"
    next_step = "Give the respondent's code after the audit. Those who can be erased here: {codes}."

    def __init__(self, *, typed: str, codes: Sequence[str]) -> None:
        """Name the code that was `typed`, "" for none, and the `codes` that there are."""
        nobody = f"Nothing that {typed} said is on this computer in a form that it could open."
        what = nobody if typed else "It was not said whose consent is withdrawn."
        super().__init__(what=what, codes=", ".join(codes))


class ErasureUnfinished(FieldAuditError):
    """What was said is erased, but its last traces in the files could not be overwritten yet."""

    sentence = "The consent is withdrawn and the keys are gone, but the disk is full: traces wait to be removed."
    next_step = "Free some space, then lock and open the vault again: it goes on by itself."
