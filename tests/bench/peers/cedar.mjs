// usage: node cedar.mjs WORLD.json   prints {"p50_us": …, "p99_us": …, "allowed": …, "asked": …}
//
// WORLD.json holds {rules: [{id, effect, to, records, offences, purposes}], questions: [{to, record, offence, purpose}]}
// of one country. Policies are parsed beforehand; only the decisions are timed.
import { readFileSync } from 'node:fs';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';

const world = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const words = (list) => '[' + list.map((word) => JSON.stringify(word)).join(', ') + ']';

function policyOf(rule) {
  const when = [];
  if (rule.to.length) when.push(`${words(rule.to)}.contains(context.to)`);
  if (rule.records.length) when.push(`${words(rule.records)}.contains(context.record)`);
  if (rule.offences.length) when.push(`${words(rule.offences)}.contains(context.offence)`);
  if (rule.purposes.length) when.push(`${words(rule.purposes)}.contains(context.purpose)`);
  const condition = when.length ? ` when { ${when.join(' && ')} }` : '';
  return `${rule.effect}(principal, action, resource)${condition};`;
}

const staticPolicies = Object.fromEntries(world.rules.map((rule) => [rule.id, policyOf(rule)]));
const parsed = cedar.preparsePolicySet('world', { staticPolicies });
if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed).slice(0, 500));

const uid = (type, id) => ({ type, id });
const times = [];
let allowed = 0;
for (const question of world.questions) {
  const call = {
    principal: uid('Bureau', 'x'), action: uid('Action', 'release'), resource: uid('Record', 'x'),
    context: question, preparsedPolicySetId: 'world', entities: [],
  };
  const start = process.hrtime.bigint();
  const answer = cedar.statefulIsAuthorized(call);
  times.push(Number(process.hrtime.bigint() - start) / 1000);
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer).slice(0, 500));
  if (answer.response.decision === 'allow') allowed += 1;
}
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(share * (times.length - 1))];
console.log(JSON.stringify({ p50_us: at(0.5), p99_us: at(0.99), allowed, asked: times.length }));
