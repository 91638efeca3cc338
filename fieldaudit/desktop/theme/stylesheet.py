"""Style sheets for the few controls that Qt paints itself: fields, lists, scroll bars and tips."""

from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, Tokens

_TEMPLATE = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit {{
    background: {panel}; color: {ink}; border: 1px solid {border}; border-radius: {radius}px; padding: 8px 12px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{
    border: 2px solid {accent}; padding: 7px 11px;
}}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {{
    border: 2px solid {critical}; padding: 7px 11px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit[readOnly="true"] {{
    background: {background}; color: {muted}; border-color: {hairline};
}}
QComboBox::drop-down {{ border: none; width: 32px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 18px; height: 18px; }}
QComboBox QAbstractItemView {{
    background: {panel}; color: {ink}; border: 1px solid {border}; outline: 0; padding: 4px;
    selection-background-color: {accent_soft}; selection-color: {ink};
}}
QCheckBox, QRadioButton {{ spacing: 10px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; }}
QCheckBox::indicator {{
    width: 20px; height: 20px; border: 1px solid {border}; border-radius: 5px; background: {panel};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{check}"); }}
QScrollArea, QScrollArea > QWidget > QWidget#page {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {ink}; color: {panel}; border: none; padding: 6px 8px; }}
QMenu {{ background: {panel}; color: {ink}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 8px 24px 8px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_soft}; }}
"""


def stylesheet(tokens: Tokens, chevron: str, check: str) -> str:
    """Return the style sheet of a theme; `chevron` and `check` are the paths of the signs in combo and check boxes."""
    return _TEMPLATE.format(
        panel=tokens.panel,
        background=tokens.background,
        hairline=tokens.hairline,
        border=tokens.border,
        ink=tokens.ink,
        muted=tokens.muted,
        accent=tokens.accent,
        on_accent=tokens.on_accent,
        accent_soft=tokens.accent_soft,
        critical=tokens.critical.strong,
        radius=RADIUS_CONTROL,
        chevron=chevron,
        check=check,
    )
