"""A form with every appearance in it, as spreadsheet text, and what is typed to answer each question."""

from PySide6.QtCore import Qt

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120"><rect id="a" x="5" y="5" width="90" height="110"/>'
    b'<circle id="b" cx="150" cy="60" r="45"/></svg>'
)
ENTER, ALT, DOWN, RIGHT = Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Down, Qt.Key.Key_Right
SPACE, END = Qt.Key.Key_Space, Qt.Key.Key_End

# name, type, appearance, parameters, what is pressed on the card, what is typed after that, what then stands
QUESTIONS = (
    ("thousands", "integer", "thousands-sep", "", "1", ("1,234,567", ENTER), "1234567"),
    ("plain_number", "integer", "", "", "1", ("42", ENTER), "42"),
    ("bearing", "decimal", "bearing", "", "1", ("271.5", ENTER), "271.5"),
    ("counter", "integer", "counter", "", "1", (Qt.Key.Key_Up, Qt.Key.Key_Up, ENTER), "2"),
    ("digits", "text", "numbers", "", "1", ("00123", ENTER), "00123"),
    ("outside", "text", "ex:org.example.app(x='1')", "", "1", ("by hand", ENTER), "by hand"),
    ("printed", "text", "printer:org.example.print", "", "1", ("label 7", ENTER), "label 7"),
    ("several_lines", "text", "multiline", "", "1", ("one",), "one"),
    ("masked", "text", "masked", "", "1", ("hunter2", ENTER), "hunter2"),
    ("hidden", "text", "hidden-answer", "", "1", ("4006381333931", ENTER), "4006381333931"),
    ("scanned", "barcode", "front", "", "1", ("4006381333931", ENTER), "4006381333931"),
    ("slider", "range", "", "start=0 end=10 step=1", "1", (ENTER,), "0"),
    ("upright", "range", "vertical no-ticks", "start=0 end=10 step=2", "1", (Qt.Key.Key_Up, ENTER), "2"),
    ("picked", "range", "picker", "start=0 end=2 step=0.5", "1", ("1.5", ENTER), "1.5"),
    ("stars", "range", "rating", "start=1 end=5 step=1", "4", (), "4"),
    ("day", "date", "no-calendar", "", "1", ("3 4 2026", ENTER), "2026-04-03"),
    ("month", "date", "month-year", "", "1", ("4 2026", ENTER), "2026-04-01"),
    ("year", "date", "year", "", "1", ("2019", ENTER), "2019-01-01"),
    ("ethiopian", "date", "ethiopian", "", "1", ("13 Hidar 2019", ENTER), "2026-11-22"),
    ("coptic", "date", "coptic", "", "1", ("1 1 1743", ENTER), "2026-09-11"),
    ("islamic", "date", "islamic", "", "1", ("1 1 1448", ENTER), "2026-06-17"),
    ("persian", "date", "persian", "", "1", ("1 1 1405", ENTER), "2026-03-21"),
    ("nepali", "date", "bikram-sambat", "", "1", ("22 11 2026", ENTER), "2026-11-22"),
    ("burmese", "date", "myanmar", "", "1", ("22 11 2026", ENTER), "2026-11-22"),
    ("moment", "dateTime", "no-calendar", "", "1", ("22 11 2026 14:30", ENTER), "2026-11-22T14:30"),
    ("quick", "select_one few", "quick", "", "2", (), "b"),
    ("minimal", "select_one few", "minimal", "", "1", ("leath", ENTER), "b"),
    ("searched", "select_one many", "autocomplete", "", "1", ("Place 312", ENTER), "p312"),
    ("long_one", "select_one many", "", "", "1", ("Place 499", ENTER), "p499"),
    ("two_columns", "select_one few", "columns", "", "3", (), "c"),
    ("three_columns", "select_multiple few", "columns-3", "", "13", (), "a c"),
    ("pack", "select_one few", "columns-pack no-buttons", "", "1", (), "a"),
    ("likert", "select_one few", "likert", "", "2", (), "b"),
    ("in_line", "select_one few", "list", "", "2", (), "b"),
    ("map_one", "select_one few", "image-map", "", "2", (), "b"),
    ("map_many", "select_multiple few", "image-map", "", "12", (), "a b"),
    ("long_many", "select_multiple many", "", "", "1", ("Place 312", DOWN, SPACE), "p312"),
    ("small_many", "select_multiple few", "minimal", "", "1", ("synth", ENTER, ENTER), "c"),
    ("ranked", "rank few", "", "", "1", ((DOWN, ALT),), "b a c"),
    ("point", "geopoint", "placement-map", "", "1", ("23°48'36\"N 90°24'36\"E", ENTER), "23.81 90.41 0.0 0.0"),
    ("trace", "geotrace", "maps", "", "1", ("1 2", ENTER, "3 4"), "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0"),
    (
        "shape",
        "geoshape",
        "",
        "",
        "1",
        ("1 2", ENTER, "3 4", ENTER, "5 6"),
        "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0;5.0 6.0 0.0 0.0;1.0 2.0 0.0 0.0",
    ),
)
FILES = (
    ("signed", "image", "signature"),
    ("drawn", "image", "draw"),
    ("marked", "image", "annotate"),
    ("photo", "image", "new-front"),
    ("sound", "audio", "voice-only"),
    ("film", "video", ""),
    ("paper", "file", ""),
)
SECTION = 8
CHOICES = (("a", "Cotton"), ("b", "Leather"), ("c", "Synthetics"))


def survey():
    head = "type,name,label,appearance,parameters,media::image,calculation,readonly"
    lines = [head, "begin_group,part0,Part 0,,,,,"]
    for place, (name, kind, appearance, parameters, *_) in enumerate(QUESTIONS):
        if place and place % SECTION == 0:
            lines += ["end_group,,,,,,,", f"begin_group,part{place // SECTION},Part {place // SECTION},,,,,"]
        picture = "map.svg" if appearance == "image-map" else ""
        lines.append(f'{kind},{name},Question {name},"{appearance}",{parameters},{picture},,')
    lines += ["end_group,,,,,,,", "begin_group,files,Files,,,,,"]
    lines += [f"{kind},{name},Question {name},{appearance},,,," for name, kind, appearance in FILES]
    lines.append("text,address,The address,url,,,'https://example.org/a',yes")
    lines.append("end_group,,,,,,,")
    return "\n".join(lines) + "\n"


def choices():
    many = "".join(f"many,p{n},Place {n}\n" for n in range(500))
    return "list_name,name,label\n" + "".join(f"few,{name},{label}\n" for name, label in CHOICES) + many
