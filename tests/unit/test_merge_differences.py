"""What was said apart, by the lines alone: ends of copies and forks, which side counts, what a choice clears."""

from audit_samples import Story

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.differences import LATER, WORSE, counting, endings, of_audit
from fieldaudit.audit.slots import heads


def answer(story, value, **how):
    return story.say("answer.set", {"ref": "/data/p", "value": value}, **how)


def skip(story, reason, **how):
    return story.say("answer.skipped", {"ref": "/data/p", "reason": reason}, **how)


def test_a_choice_between_an_answer_and_a_skip_empties_the_other_slot():
    story = Story()
    sides = [answer(story, "yes"), skip(story, "It was dark.")]
    chosen = {"slot": "skip//data/p", "value": "It was dark.", "reason": "Both were asked."}
    made = story.say("conflict.resolved", chosen, replaces=tuple(side.hash for side in sides))
    assert heads(story.entries) == {"skip//data/p": (made.hash,)}


def test_the_worse_answer_counts_and_of_equal_ones_the_later_is_shown():
    story = Story()
    yes, no = answer(story, "yes"), answer(story, "no")
    [difference] = of_audit(AuditView.of(from_entries(story.entries)))
    assert counting(difference, {yes.hash: "", no.hash: "critical"}) == (no.hash, WORSE)
    assert counting(difference, {no.hash: "minor", yes.hash: "major"}) == (yes.hash, WORSE)
    assert counting(difference, {}) == (difference.sides[0].event, LATER)


def test_the_branches_of_a_fork_and_of_a_copy_own_what_the_others_do_not_have_behind_them():
    story = Story()
    first = answer(story, "1")._replace(seat="a" * 32, prev="", parent="")
    second = answer(story, "2")._replace(seat="a" * 32, prev=first.hash, parent="")
    forked = answer(story, "3")._replace(seat="a" * 32, prev=first.hash, parent="")
    copied = answer(story, "4")._replace(seat="a" * 32, prev="", parent=first.hash)
    other = answer(story, "5")._replace(seat="b" * 32, prev="", parent="")
    found = endings([first, second, forked, copied, other])
    assert [one.name for one in found] == ["A", "B", "C"]
    assert {event.hash for one in found for event in one.own} == {second.hash, forked.hash, copied.hash}
    assert endings([first, second, other]) == []
