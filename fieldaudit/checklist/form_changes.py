"""What differs between two forms, question by question, in words that need no form language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.model import QUESTIONS, Audit, Text
from fieldaudit.checklist.xpath.syntax import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.model import Bind, Control, Parts

#: What can differ in a question: its words, its choices, when and how it is asked, what it computes, who may see it.
ASPECTS = ("words", "kind", "choices", "asked", "required", "allowed", "computed", "finding", "audience")


@dataclass(frozen=True)
class Changed:
    """One place of a form: `label` in the form's main language, `aspects` (of ASPECTS) where both forms have it."""

    ref: str
    label: str
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormChanges:
    """What the second form has that the first has not, the other way round, and what both have but not alike.

    `elsewhere` says that they differ in something that is no question: their title, lists, media or settings.
    """

    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    elsewhere: bool

    def __bool__(self) -> bool:
        """Whether anything differs in a question."""
        return bool(self.added or self.removed or self.changed)


def changes(before: Form, after: Form) -> FormChanges:
    """Return what differs from one form to the other, in the order of their questions."""
    old, new = _asked(before), _asked(after)
    both = [(ref, _differing(before, old[ref], after, control)) for ref, control in new.items() if ref in old]
    changed = tuple(Changed(ref, _label(after, new[ref]), aspects) for ref, aspects in both if aspects)
    added = tuple(Changed(ref, _label(after, control)) for ref, control in new.items() if ref not in old)
    removed = tuple(Changed(ref, _label(before, control)) for ref, control in old.items() if ref not in new)
    found = bool(added or removed or changed)
    return FormChanges(added, removed, changed, elsewhere=before.digest != after.digest and not found)


def _asked(form: Form) -> dict[str, Control]:
    return {control.ref: control for control in form.controls.values() if control.kind in QUESTIONS}


def _differing(before: Form, old: Control, after: Form, new: Control) -> tuple[str, ...]:
    first, second = _aspects(before, old), _aspects(after, new)
    return tuple(name for name in ASPECTS if first[name] != second[name])


def _aspects(form: Form, control: Control) -> Mapping[str, object]:
    """Return what a question is, by aspect, in values that can be compared from form to form."""
    bind = control.bind
    return {
        "words": (_text(form, control.label), _text(form, control.hint)),
        "kind": (control.kind, bind.type, control.appearance, control.start, control.end, control.step),
        "choices": _choices(form, control),
        "asked": _around(form, control, "relevant"),
        "required": (_source(bind.required), _text(form, bind.required_message)),
        "allowed": (_source(bind.constraint), _text(form, bind.constraint_message), _source(bind.readonly)),
        "computed": (_source(bind.calculate), bind.preload, bind.preload_parameter),
        "finding": _finding(bind.audit),
        "audience": bind.audience,
    }


def _around(form: Form, control: Control, rule: str) -> tuple[str, ...]:
    """Return a rule of a question and of the groups around it, outermost last."""
    parts = control.ref.split("/")
    refs = ("/".join(parts[:count]) for count in range(len(parts), 1, -1))
    binds: Iterator[Bind] = (form.binds[ref] for ref in refs if ref in form.binds)
    return tuple(filter(None, (_source(getattr(bind, rule)) for bind in binds)))


def _choices(form: Form, control: Control) -> object:
    items = tuple((item.value, _text(form, item.label)) for item in control.items)
    if control.itemset is None:
        return items
    nodes = control.itemset.nodes.source
    lists = tuple(_tree(form, name) for name in form.instances if f"'{name}'" in nodes or f'"{name}"' in nodes)
    return items, nodes, control.itemset.value.source, lists


def _tree(form: Form, name: str) -> tuple[object, ...]:
    """Return a list's entries one after the other, its labels in all languages; a hostile one may be deep."""
    found, pending = list[object](), [form.instances[name]]
    while pending:
        node = pending.pop()
        attributes = tuple((one.name, one.text) for one in node.attributes)
        spoken = tuple(_spoken(form, node.text)) if node.text else ()
        found.append((node.name, len(node.children), attributes, node.text, spoken))
        pending += reversed(node.children)
    return tuple(found)


def _finding(audit: Audit | None) -> object:
    if audit is None:
        return None
    return tuple(_source(part) if isinstance(part, Expression) else _plain(part) for part in audit)


def _plain(value: object) -> object:
    return tuple(sorted(value.items())) if hasattr(value, "items") else value


def _source(expression: Expression | None) -> str:
    return " ".join(expression.source.split()) if expression is not None else ""


def _text(form: Form, text: Text | None) -> object:
    """Return a text in all its languages; where it is looked up by an id, what stands under that id."""
    if text is None:
        return ""
    named = _text_id(text)
    return (_parts(text.parts), *_spoken(form, named)) if named else (_parts(text.parts), _source(text.text_id))


def _text_id(text: Text) -> str:
    tree = text.text_id.tree if text.text_id is not None else None
    return str(tree.value) if isinstance(tree, Literal) else ""


def _spoken(form: Form, text_id: str) -> list[tuple[str, str, str]]:
    found = [(language, texts.get(text_id, {})) for language, texts in sorted(form.translations.items())]
    return [(language, kind, _parts(parts)) for language, forms in found for kind, parts in sorted(forms.items())]


def _parts(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else f"{{{part.source}}}" for part in parts)


def _label(form: Form, control: Control) -> str:
    """Return a question's words in the form's main language, its name where it has none."""
    spoken = ""
    if control.label is not None:
        named = _text_id(control.label)
        forms = form.translations.get(form.default_language, {}).get(named, {})
        spoken = _words(forms.get("") or forms.get("long") or control.label.parts)
    return " ".join(spoken.split()) or control.ref.rpartition("/")[2].replace("_", " ")


def _words(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else "…" for part in parts)
