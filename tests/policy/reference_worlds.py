"""Random policies and questions with the reference's answers, one JSON line each, for agreement_test.cc.

    reference_worlds.py DESIGN_FOLDER N SEED

Where the reference is older than the specification's rules 2, 5, 6, 8, 9 and 15, its functions are wrapped here so that it answers
by the text; how often that changed an answer is said in the last line.
"""
import collections, copy, json, pathlib, random, re, sys

design = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(design / 'policy-reference'))
sys.dont_write_bytecode = True
import reference as ref, run_tests

PURPOSES = ['criminal-investigation', 'prosecution', 'border-control']
OFFENCES = ['homicide', 'theft', 'human-trafficking']
KEY = re.compile(r'(\.parts\[\d+\]\.text|\.latin|\.document\.(number|number_to|personal_number|mrz\[\d+\])'
                 r'|documents\[\d+\]\.(number|number_to|personal_number|mrz\[\d+\])|\.(imei|imsi|serial|registration|vin|imo|mmsi|call_sign)'
                 r'|\.device\.number|contacts\[\d+\]\.value|\.birth_dates\[\d+\]|\.birth_date)$')

# ---- the text, where the reference is older ----

plain_walk, plain_owned, plain_facts, plain_best, plain_consult = ref.walk, ref.owned_by_minor, ref.facts_of, ref.best, ref.consult
text_rules, terms, minors_alone, verdicts, matched = True, {}, False, [], []
REFERENCE = re.compile(r'(.*\.relations\[\d+\])(\..*)?$|.*\.(subject_id|(offence|order|subject)_ids\[\d+\])$')


def walk(schema, record, minors, controllers, on_value, *shown_links):
    if not text_rules: return plain_walk(schema, record, minors, controllers, on_value, *shown_links)
    global minors_alone
    subjects = record.get('subjects', [])
    minors_alone = bool(subjects) and all(id(s) in minors for s in subjects)
    if minors_alone:                                                    # rule 9: withheld whole
        controllers = [[g for g in gs if g['minors']] for gs in controllers]
        if not all(controllers): return {}
    def told(path, groups, flat):
        if not shown_links and not KEY.search(path): return             # rule 6: screening keys only
        if not shown_links: matched.extend(groups[0])
        on_value(path, groups, flat)
        if shown_links and not flat:                                    # rule 5: caveats that all its grants carry
            until = min(max(g['until'] for g in gs) for gs in groups)
            caveats = frozenset().union(*(frozenset.intersection(*(g['caveats'] for g in gs)) for gs in groups))
            terms[path] = (until, sorted(caveats))
    return plain_walk(schema, record, minors, controllers, told, *shown_links)


def owned_by_minor(node, typ, record, minors):
    if text_rules and typ == 'Item':                                    # rule 9: whoever is related to it counts
        entries = [(p, id(p) in minors) for k in ('subjects', 'witnesses', 'officers', 'associates', 'organisations') for p in record.get(k, [])]
        entries += [(v.get(k, {}), k == 'person' and id(v) in minors) for v in record.get('victims', []) for k in ('person', 'organisation')]
        young = [m for p, m in entries for x in p.get('relations', []) if node.get('id') and x.get('to_id') == node['id']]
        return id(node) in minors or bool(young) and all(young)
    own_media = typ == 'Media' and any(node is m for m in record.get('media', []))   # rule 9: the record's own media
    return (text_rules and own_media and bool(minors)) or plain_owned(node, typ, record, minors)


def facts_of(record, req, now):
    facts = plain_facts(record, req, now)
    if not text_rules: return facts
    people = [p for k in ('subjects', 'witnesses', 'officers', 'associates') for p in record.get(k, [])]
    if record.get('notice', {}).get('colour') == 'COLOUR_YELLOW':                   # rule 9: whose age is unknown on a yellow notice
        facts['minors'] |= {id(p) for p in people if ref.is_minor(p, record, now, True)}
    facts['minors'] |= {id(v) for v in record.get('victims', []) if 'person' not in v and 'organisation' not in v}
    facts['requesters'] = []
    for l in record['header'].get('links', []):
        if l.get('kind') != 'RESULT_OF': continue
        owner = l.get('originator', {}).get('country')
        asked = req.get('notices', {}).get(f"{owner}/{l.get('national_id')}")       # rule 8: None is not found; '' is found, and nobody asked
        facts['requesters'].append(None if asked is None else asked or (owner if owner != 'XPO' else None))
    return facts


def best(grants):
    of_minors = [g for g in grants if g['minors']] if text_rules and minors_alone else []     # nor told by a grant that gave nothing
    return plain_best(of_minors or grants)


def consult(rules, facts, req, now, parents):
    why, *rest = plain_consult(rules, facts, req, now, parents)
    asked_by = req['record'].get('notice', {}).get('requested_by')
    itself = len(verdicts) == 1 and asked_by and ref.known(asked_by) == req['recipient'].split('/')[0]
    verdicts.append(None if itself and why == 'default-deny' else why)
    return (why, *rest)


def told(rule, floor_ids):                                              # rule 2: forbids first, the floor's before all, then by id
    if rule not in verdicts: return rule
    order = lambda w: (w in ('default-deny', 'nothing-left'), w not in floor_ids and w != 'default-deny', w)
    return min((w for w in verdicts if w), key=order)


def value_at(record, path):
    for step in path.split('.'):
        name, _, index = step.partition('[')
        record = record[name][int(index[:-1])] if index else record[name]
    return record


def without_dangling(record, terms):                                    # rule 15: what points at what is withheld is not in the copy
    ids = {value_at(record, p) for p in terms if p.endswith('.id')}
    target = lambda m: value_at(record, m[1]).get('to_id') if m[1] else value_at(record, m[0])
    return {p: t for p, t in terms.items() if not (m := REFERENCE.match(p)) or target(m) in ids}


ref.walk, ref.owned_by_minor, ref.facts_of, ref.best, ref.consult = walk, owned_by_minor, facts_of, best, consult

plain_load_yaml = ref.load_yaml
ref.load_yaml = lambda text: json.loads(text) if text.startswith('{"') else plain_load_yaml(text)   # a tenth of the time

# ---- random worlds ----

class Worlds:
    def __init__(self, seed):
        self.random, self.world = random.Random(seed), run_tests.base_world(design / 'record')
        suite = design / 'policy-reference' / 'tests.yaml'
        self.records = ref.load_yaml(suite.read_text())['records']
        self.sets = sorted(self.world['sets'])

    def some(self, items, most=3): return self.random.sample(items, self.random.randint(1, min(most, len(items))))
    def chance(self, p): return self.random.random() < p

    def head(self, kind):
        R, tight = self.random, .25 if kind == 'permit' else .5
        parties = ['EC', 'PE', 'US/fbi', 'NL', 'SX', 'requester', 'nationality']
        head = {'to': R.choice(['any', 'any', self.some(parties)])}
        for key, p, values in (('records', tight, list(ref.KINDS)), ('offences', tight, OFFENCES), ('colours', tight / 2, ['red', 'yellow']),
                               ('operation', tight / 2, ['OP-A', 'OP-B']), ('nationality', tight / 2, ['CO', 'EC']),
                               ('markings', tight / 2, ['secret', 'tlp-green']), ('matter', tight / 3, ['ordinary', 'military'])):
            if self.chance(p): head[key] = self.some(values)
        if kind == 'permit' and self.chance(.5): head['minors'] = 'included'
        if kind != 'permit' and self.chance(.5): head['purposes'] = self.some(PURPOSES, 2)
        return head

    def rule(self, i):
        R = self.random
        kind = R.choices(['permit', 'restrict', 'forbid'], [6, 2, 1])[0]
        rule = {'id': f'r{i}', kind: self.head(kind)}
        if kind == 'permit':
            rule.update(purposes=self.some(PURPOSES), retention=R.choice(['P30D', 'P90D', 'P1Y', 'P12M', 'P3Y', 'P9Y']),
                        caveats=R.sample(['a', 'b', 'no-onward-sharing'], R.randint(0, 2)))
            sets = R.sample(self.sets, R.choice([2, 3, 5, 9, len(self.sets)]))
            rule.update({'reveal': 'hit', 'match': sets} if self.chance(.25) else {'fields': sets})
        if kind == 'restrict':
            if self.chance(.5): rule['fields'] = R.sample(self.sets, R.randint(3, len(self.sets)))
            if self.chance(.3): rule['retention'] = R.choice(['P10D', 'P1Y'])
            if self.chance(.3): rule['caveats'] = ['c']
            if self.chance(.2): rule['purposes'] = self.some(PURPOSES)
        return rule

    def policy(self, country):
        R = self.random
        rules = [self.rule(k) for k in range(R.randint(1, 7))]
        overlays = []
        if self.chance(.4):
            overlays = [{'id': 'o', 'valid': {'from': '2018-06-01', 'until': R.choice(['2018-06-05', '2018-06-20']), 'zone': 'America/Bogota'},
                         'at_end': R.choice(['recall', 'keep']), 'rules': [self.rule(90), self.rule(91)]}]
        if self.chance(.1): rules.append({'id': 'no-hits', 'forbid': {'floor': ['requester-hit']}, 'why': 'law'})
        R.shuffle(rules)
        return json.dumps({'kind': 'CountryPolicy', 'country': country, 'version': '1', 'rules': rules, 'overlays': overlays})

    def record(self):
        R = self.random
        r = copy.deepcopy(self.records[R.choice(['seizure', 'child', 'arrest', 'arrest', 'rescue', 'red', 'island'])])
        h = r['header']; h['originator'] = {'country': 'CO'}
        h['matters'] = R.choice([['MATTER_ORDINARY']] * 12 + [[], ['MATTER_MILITARY']])
        h['operations'] = R.sample(['OP-A', 'OP-B', 'OP-C'], R.choice([0, 0, 1, 2]))
        h['markings'] = R.choice([[], [], [{'common': 'secret'}], [{'common': 'tlp-green'}], [{'text': '?'}]])
        r['offences'] = [{'id': f'o{i}', 'code': R.choice([{'common': c} for c in OFFENCES] + [{'text': '?'}])} for i in range(R.choice([0, 1, 1, 2]))]
        if self.chance(.3): r['media'] = [{'uri': 'own-picture'}]
        self.owner = R.choice(['XPO', 'XPO', 'DO', 'EC'])
        for l in h.get('links', []): l['originator'] = {'country': self.owner}
        things = [i['id'] for i in r.get('items', []) if 'id' in i]
        others = [v[k] for v in r.get('victims', []) for k in ('person', 'organisation') if k in v]
        for p in others + [p for k in ('subjects', 'witnesses', 'associates', 'organisations') for p in r.get(k, [])]:
            if things and self.chance(.3): p['relations'] = [{'to_id': R.choice(things)}]
        for s in r.get('subjects', []):
            if self.chance(.3): s.pop('birth_dates', 0)
            s['nationalities'] = R.choice([[], [{'common': 'CO'}], [{'common': 'EC'}], [{'common': 'PE'}, {'common': 'EC'}]])
        if 'notice' in r: r['notice'].pop('requested_by', 0)
        if 'notice' in r and self.chance(.6): r['notice']['requested_by'] = R.choice([{'common': 'DO'}, {'common': 'DO'}, {'common': 'BE'}, {'text': '?'}, {'common': 'CO'}])
        if self.chance(.1): h['keep_until'] = R.choice(['2018-09-01T00:00:00Z', '2018-06-01T00:00:00Z'])
        if self.chance(.05): h.pop('matter_review', 0)
        return {k: r[k] for k in self.world['schema']['Record'] if k in r}   # ids are numbered in the schema's order

    def request(self):
        R = self.random
        purpose = R.choice(PURPOSES)
        req = {'record': self.record(), 'recipient': R.choice(['EC', 'PE', 'US/fbi', 'US/cbp', 'US', 'SX', 'NL', 'DO', 'CO/x']),
               'purpose': purpose, 'time': '2018-06-05T12:00:00Z', 'notices': R.choice([{}, {f'{self.owner}/2018-77': 'DO'}, {f'{self.owner}/2018-77': 'EC'}, {f'{self.owner}/2018-77': ''}])}
        if self.chance(.2):
            req['holder'] = R.choice(['PE', 'EC/x'])
            if self.chance(.8): req['holding'] = {'caveats': R.choice([[], ['no-onward-sharing']]), **R.choice([{}, {'purpose': purpose}, {'purpose': 'prosecution'}, {'until': '2018-08-01T00:00:00Z'}])}
            if self.chance(.5): req['consents'] = [{'record': req['record']['header']['national_id'], 'recipient': R.choice(['EC', 'PE', 'US', 'US/fbi', 'NL']), 'purpose': purpose, 'until': R.choice(['2018-07-01T00:00:00Z', '2018-06-01T00:00:00Z'])}]
        return req

# ---- answers ----

def wrapped(record):
    """`requested_by` is a list in the contract; the reference's schema still has one."""
    if record and 'requested_by' in record.get('notice', {}):
        record = {**record, 'notice': {**record['notice'], 'requested_by': [record['notice']['requested_by']]}}
    return record


def answer(world, req, by_text):
    global text_rules
    text_rules = by_text
    terms.clear(), verdicts.clear(), matched.clear()
    got = ref.decide(world, req)
    if by_text and got['effect'] == 'deny': got['rule'] = told(got['rule'], {r['id'] for r in world['floor']['rules']})
    if by_text and got['effect'] == 'hit': got['rule'] = plain_best([g for g in matched if g['hit']] or matched)['id']   # rule 6: one that gave it
    until = got['until'].strftime('%Y-%m-%dT%H:%M:%SZ') if got['until'] else ''
    out = {'effect': got['effect'], 'rule': got['rule'], 'until': until, 'caveats': got['caveats'], 'near': sorted({f'{r} {k}' for r, k in got['near']}),
           'matching': sorted(set(got['matching'])), 'match': sorted(p for p in got['match'] if KEY.search(p)) if got['effect'] in ('hit', 'release') else [],
           'record': wrapped(got['record']) if got['effect'] in ('release', 'own') else None, 'terms': {}}
    if by_text and got['effect'] == 'release':
        out['caveats'] = sorted(set().union(*(c for _, c in terms.values())))
        named = lambda p: p.replace('notice.requested_by', 'notice.requested_by[0]')   # a list in the contract
        out['terms'] = {named(p): [u.strftime('%Y-%m-%dT%H:%M:%SZ'), *c] for p, (u, c) in without_dangling(req['record'], terms).items()}
    return out


def main():
    worlds, changed = Worlds(int(sys.argv[3])), collections.Counter()
    w = worlds.world
    floor = (design / 'policy-reference' / 'floor.yaml').read_text()
    print(json.dumps({'countries': sorted(w['countries']), 'parents': w['parents'], 'floor': floor}))
    for _ in range(int(sys.argv[2])):
        texts = {c: worlds.policy(c) for c in ('CO', 'DO', 'NL')}
        world = {**w, 'policies': {c: ref.load_policy(t, 'CountryPolicy', w['countries'], w['sets']) for c, t in texts.items()}}
        req = worlds.request()
        expected, older = answer(world, req, True), answer(world, req, False)
        for key in ('effect', 'rule', 'until', 'caveats', 'match', 'record'):
            if expected[key] != older[key]: changed[key] += 1
        print(json.dumps({'policies': texts, 'request': {**req, 'record': wrapped(req['record'])}, 'expected': expected}))
    print(json.dumps({'changed_by_the_text': changed}))


main()
