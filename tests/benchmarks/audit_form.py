"""Audit-shaped forms of any size, in the shape of the peers' forms: sections of 25 with scores, and a repeat."""

SCORE = "if({base} = 'yes', 1, if({base} = 'na', 0.5, 0))"
ANSWERS = ("yes", "no", "na")
HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>{title}</h:title><model>'
)
LISTS = (
    '<instance id="yn"><root>'
    + "".join(f"<item><name>{name}</name><label>{name}</label></item>" for name in ANSWERS)
    + '</root></instance><instance id="city"><root>'
    + "".join(
        f"<item><name>k{at}</name><label>City {at}</label><answer>{ANSWERS[at % 3]}</answer></item>" for at in range(30)
    )
    + "</root></instance>"
)


def questions(count: int) -> bytes:
    """Give a form of `count` questions."""
    data, binds, body, texts = [], [], [], []
    for section in range(0, count, 25):
        name = f"s{section // 25 + 1}"
        leaves, inputs, scores = [], [], []
        for at in range(section, min(section + 25, count)):
            base = f"/data/{name}/q{at - at % 5}"
            leaves.append(f"<q{at}/>")
            texts.append(f"/data/{name}/q{at}:label")
            inputs.append(_control(f"/data/{name}/q{at}", at % 5, base))
            binds.append(_bind(f"/data/{name}/q{at}", at % 5, base))
            if at % 5 == 0:
                leaves.append(f"<sc{at}/>")
                scores.append(f"/data/{name}/sc{at}")
                binds.append(f'<bind nodeset="/data/{name}/sc{at}" calculate="{SCORE.format(base=base)}"/>')
        data.append(f"<{name}>{''.join(leaves)}<score/></{name}>")
        binds.append(f'<bind nodeset="/data/{name}/score" calculate="{" + ".join(scores)}"/>')
        body.append(f'<group ref="/data/{name}"><label>Section</label>{"".join(inputs)}</group>')
    total = " + ".join(f"/data/s{at + 1}/score" for at in range((count + 24) // 25))
    binds.append(f'<bind nodeset="/data/total" calculate="{total}"/>')
    itext = "".join(f'<text id="{each}"><value>Is the requirement met at this site?</value></text>' for each in texts)
    languages = "".join(f'<translation lang="{language}">{itext}</translation>' for language in ("en", "ar"))
    return (
        f"{HEAD.format(title=f'q{count}')}<itext>{languages}</itext>"
        f'<instance><data id="q{count}">{"".join(data)}<total/></data></instance>'
        f"{LISTS}{''.join(binds)}</model></h:head><h:body>{''.join(body)}</h:body></h:html>"
    ).encode()


def _control(ref: str, kind: int, base: str) -> str:
    label = f"<label ref=\"jr:itext('{ref}:label')\"/>"
    if kind in {1, 2}:
        return f'<input ref="{ref}">{label}</input>'
    nodes = "instance('yn')/root/item" if kind != 4 else f"instance('city')/root/item[answer = {base}]"
    name = "select" if kind == 3 else "select1"
    itemset = f'<itemset nodeset="{nodes}"><value ref="name"/><label ref="label"/></itemset>'
    return f'<{name} ref="{ref}">{label}{itemset}</{name}>'


def _bind(ref: str, kind: int, base: str) -> str:
    rules = (
        'required="true()"',
        f'relevant="{base} = \'no\'" constraint="string-length(.) &gt; 3"',
        f'type="int" relevant="{base} = \'no\'" constraint=". &gt;= 0 and . &lt;= 1000"',
        f"relevant=\"selected({base}, 'no')\"",
        "",
    )
    return f'<bind nodeset="{ref}" {rules[kind]}/>'


def rows() -> bytes:
    """Give a form with a repeat of calculations per row and sums over all rows."""
    names = "".join(f"<w{at}/>" for at in range(10))
    binds = {
        "worker/w2": "relevant=\"../w1 = 'yes'\"", "worker/w3": 'type="decimal" constraint=". &gt;= 0"',
        "worker/w4": 'type="decimal" constraint=". &gt;= 0"', "worker/w5": 'type="int"',
        "worker/w7": 'calculate="../w4 div ../w5"',
        "worker/w8": "calculate=\"if(../w3 &gt; 0 and ../w1 = 'yes', 1, 0)\"",
        "worker/w9": 'calculate="position(..)"', "sumfee": 'calculate="sum(/data/worker/w3)"',
        "nflag": 'calculate="sum(/data/worker/w8)"', "cnt": 'calculate="count(/data/worker)"',
    }  # fmt: skip
    inputs = "".join(f'<input ref="/data/worker/w{at}"><label>w{at}</label></input>' for at in (0, 1, 2, 3, 4, 5, 6))
    data = f'<n/><worker jr:template="">{names}</worker><sumfee/><nflag/><cnt/>'
    repeat = f'<group ref="/data/worker"><label>W</label><repeat nodeset="/data/worker">{inputs}</repeat></group>'
    return (
        f'{HEAD.format(title="rows")}<instance><data id="rows">{data}</data></instance>'
        + "".join(f'<bind nodeset="/data/{ref}" {rule}/>' for ref, rule in binds.items())
        + f"</model></h:head><h:body>{repeat}</h:body></h:html>"
    ).encode()
