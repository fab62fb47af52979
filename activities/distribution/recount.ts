import { sql, type Kysely } from "kysely";

import { base58Decode } from "../../warehouse/ledger/index.ts";
import { PlanInputError } from "./errors.ts";
import type { TakenLine } from "./plan-inputs.ts";

/** What a period's lines follow from, besides its scores. */
export interface Recount {
  readonly period: string;
  readonly mint: string;
  /** Base units a domain. */
  readonly budgets: Readonly<Record<string, bigint>>;
  /** Base units a domain. */
  readonly carryIn: Readonly<Record<string, bigint>>;
  readonly taken: readonly TakenLine[];
}

export interface CountedLine {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly points: bigint;
  readonly amount: bigint;
}

/**
 * The lines of a period counted by DuckDB, from the scores as they stand in it. Written from the rule
 * and not from the planner, which must come to the same:
 *
 * a domain has its budget and carry, less what was taken of the period; who has points in it by work
 * that no line took has a line, whose id is SHA-256 of mint, period, member and domain; each line gets
 * the whole units of its share, and the units left over go one each to the largest remainders, of
 * equal ones to the smaller id; a line of nothing is none.
 *
 * HUGEINT holds a budget below 2⁶⁴ times points below 2⁶³, and what does not fit is an error.
 */
export async function recountLines(
  db: Kysely<any>,
  recount: Recount,
): Promise<readonly CountedLine[]> {
  const { period, taken } = recount;
  const counted = await sql<Counted>`
    with money as (${rowsOf(moneyOf(recount), { domain: "VARCHAR", units: "HUGEINT" })}),
    taken_work as (${rowsOf(
      taken.flatMap(({ contributions }) => contributions.map((id) => ({ id }))),
      { id: "VARCHAR" },
    )}),
    taken_lines as (${rowsOf(
      taken.map(({ lineId }) => ({ id: lineId })),
      { id: "VARCHAR" },
    )}),
    pools as (select domain, sum(units)::HUGEINT as units from money group by domain),
    earned as (
      select member_id, domain, sum(points)::HUGEINT as points
      from contribution_scores as work anti join taken_work on taken_work.id = work.contribution_id
      where period = ${period} and points > 0
      group by member_id, domain
    ),
    claims as (
      select * from (
        select ${lineIdOf(recount)} as line_id, member_id, domain, points from earned
      ) as named anti join taken_lines on taken_lines.id = named.line_id
    ),
    quotas as (
      select line_id, member_id, domain, points,
        units * points // sum(points) over in_domain as whole_units,
        units * points % sum(points) over in_domain as remainder,
        units
      from claims join pools using (domain)
      window in_domain as (partition by domain)
    ),
    placed as (
      select *,
        units - sum(whole_units) over (partition by domain) as units_left,
        row_number() over (partition by domain order by remainder desc, line_id) as place
      from quotas
    )
    select line_id, member_id, domain, points::VARCHAR as points, amount::VARCHAR as amount
    from (select *, whole_units + if(place <= units_left, 1, 0) as amount from placed)
    where amount > 0
    order by line_id
  `.execute(db);
  return counted.rows.map(({ line_id, member_id, domain, points, amount }) => ({
    id: line_id,
    member: member_id,
    domain,
    points: BigInt(points),
    amount: BigInt(amount),
  }));
}

interface Counted {
  readonly line_id: string;
  readonly member_id: string;
  readonly domain: string;
  readonly points: string;
  readonly amount: string;
}

/** All that adds to a domain's money or takes from it. */
function moneyOf({ period, budgets, carryIn, taken }: Recount) {
  const given = [...Object.entries(budgets), ...Object.entries(carryIn)];
  const spent = taken.filter((line) => line.period === period);
  return [
    ...given.map(([domain, units]) => ({ domain, units: `${units}` })),
    ...spent.map(({ domain, amount }) => ({ domain, units: `${-amount}` })),
  ];
}

/** Text of unknown length follows its length as 4 bytes, so that no two entitlements are one text. */
function lineIdOf({ mint, period }: Recount) {
  const address = base58Decode(mint);
  if (address === null) throw new PlanInputError(`mint is ${mint}`, "an address");
  const sized = (text: ReturnType<typeof sql>) =>
    sql`unhex(printf('%08x', octet_length(encode(${text})))) || encode(${text})`;
  return sql`sha256(
    ${sized(sql`${"STK-LINE-v1"}::VARCHAR`)} || unhex(${Buffer.from(address).toString("hex")}) ||
    ${sized(sql`${period}::VARCHAR`)} || ${sized(sql`member_id`)} || ${sized(sql`domain`)}
  )`;
}

/** Rows that are handed over as one value, however many they are. */
function rowsOf(
  rows: readonly Readonly<Record<string, string>>[],
  columns: Readonly<Record<string, string>>,
) {
  const shape = JSON.stringify([columns]);
  return sql`
    select unnest(from_json(${JSON.stringify(rows)}, ${sql.lit(shape)}), recursive := true)
  `;
}
