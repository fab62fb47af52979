import { sql } from "kysely";

import { arrowRows, columnsOf } from "../arrow-rows.ts";
import { contributions } from "../core/contributions/contributions.ts";
import { defineComputed, own, type Row } from "../model.ts";
import { complexity, meaning, score, volume } from "./formula/factors.ts";
import type { Formula } from "./formula/formula.ts";
import { formulas } from "./formula/index.ts";
import { formulaByPeriod } from "./formula/turns.ts";
import { formulasInForce } from "./formulas_in_force.ts";
import { rankWithin } from "./rank-decay.ts";

/** Points and factors are kept in 10⁻⁶. */
const MICRO = 1_000_000;

const columns = {
  contribution_id: "VARCHAR",
  member_id: "VARCHAR",
  class: "VARCHAR",
  domain: "VARCHAR",
  period: "VARCHAR",
  v: "BIGINT",
  m: "BIGINT",
  k: "BIGINT",
  score: "BIGINT",
  /** Place within member, period and class; 1 is the best. */
  rank: "BIGINT",
  /** The score after rank decay: what is paid for. */
  points: "BIGINT",
  /** True where nobody has given a verdict and the prior stands in for one. */
  is_prior: "BOOLEAN",
} as const;

/**
 * Each month's contributions by the formula that is in force in it: nothing of another month, and
 * no other formula, has a part in a row. Throws FormulaError where the ledger names none of `known`.
 *
 * Computed, because DuckDB's logarithms and powers are DOUBLE and follow the machine's library.
 */
export const contributionScoresBy = (known: readonly Formula[]) =>
  defineComputed({
    name: "contribution_scores",
    description: "Worth of each contribution by its month's formula, one row a contribution.",
    from: [contributions, formulasInForce],
    grain: ["contribution_id"],
    columns,
    // A rank is a place among a member's contributions of a month and class.
    parts: {
      by: ["member_id", "period", "class"],
      touched: {
        contributions: own("contributions", "member_id", "period", "class"),
        formulas_in_force: "all",
        context: "none",
      },
      read: { contributions: ["member_id", "period", "class"] },
    },
    noted: ["contribution_id"],

    compute(inputs, { sha256 }) {
      const formulaOf = formulaByPeriod(known, arrowRows(inputs, formulasInForce), sha256);
      const scored = arrowRows(inputs, contributions).map((of) =>
        scoredContribution(formulaOf(of.period), of),
      );
      const ranks = rankWithin(scored);
      const rows = scored.map(({ factors, score: worth, ...rest }) => {
        const rank = ranks.get(rest.contribution_id) ?? 1;
        return {
          ...rest,
          v: micro(factors.v),
          m: micro(factors.m),
          k: micro(factors.k),
          score: micro(worth),
          rank: BigInt(rank),
          // From the unrounded score: each figure is rounded once.
          points: micro(worth * formulaOf(rest.period).rankDecay ** (rank - 1)),
        };
      });
      return columnsOf(columns, rows);
    },

    checks: [
      {
        name: "points are not negative",
        blocking: true,
        failing: (db) =>
          db
            .selectFrom("contribution_scores")
            .where(sql<boolean>`points < 0 or score < points`)
            .select("contribution_id"),
      },
      {
        name: "nothing earns that nobody accepted",
        blocking: true,
        failing: (db) =>
          db
            .selectFrom("contribution_scores as s")
            .innerJoin("contributions as c", "c.contribution_id", "s.contribution_id")
            .where("c.status", "in", ["waiting", "returned"])
            .where("s.points", "<>", 0)
            .select("s.contribution_id"),
      },
      {
        name: "every contribution is scored",
        blocking: true,
        failing: (db) =>
          db
            .selectFrom("contributions")
            .where("contribution_id", "not in", (sub: any) =>
              sub.selectFrom("contribution_scores").select("contribution_id"),
            )
            .select("contribution_id"),
      },
    ],
  });

export const contributionScores = contributionScoresBy(formulas);

/** Work that nobody accepted is shown, not paid: it would pay to hand in much of nothing. */
const EARNING: readonly string[] = ["published", "accepted"];

function scoredContribution(formula: Formula, of: Row<typeof contributions.columns>) {
  const newTokens = (Number(of.token_count) * Number(of.novelty)) / MICRO;
  const factors = {
    v: volume(formula, newTokens),
    m: meaning(formula, of),
    k: complexity(formula, Number(of.complexity) / MICRO),
    e: formula.neutral.engagement,
    i: formula.neutral.influence,
  };
  return {
    contribution_id: of.contribution_id,
    member_id: of.member_id,
    class: of.class,
    domain: of.domain,
    period: of.period,
    is_prior: of.verdict === null,
    factors,
    score:
      of.is_rewarded && EARNING.includes(of.status)
        ? score(formula, factors) * formula.neutral.standing
        : 0,
  };
}

function micro(value: number): bigint {
  return BigInt(Math.round(value * MICRO));
}
