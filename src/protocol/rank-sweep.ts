import type {
  SweepBaseline,
  SweepFigure,
  SweepMeasure,
  SweepMemberState,
  SweepResult,
  SweepState,
} from './sweep-messages.ts';

export interface RankedMember {
  /** Its place among the comparison's members. */
  member: number;
  state: SweepMemberState;
  result: SweepResult;
  /** From 1; null where the measure does not apply to it. */
  rank: number | null;
  /**
   * Its interval and that of the best overlap, so that these poems do not tell which is better; null where there is no
   * interval. The best itself is not marked.
   */
  likeBest: boolean | null;
}

/** The members that were evaluated, best first; those without the measure come last. Equals keep their order. */
export function rankMembers({ members }: SweepState, measure: SweepMeasure): RankedMember[] {
  const evaluated = members.flatMap((state, member) => (state.result ? [{ member, state, result: state.result }] : []));
  const value = ({ result }: { result: SweepResult }): number => result.scores[measure]?.value ?? -Infinity;
  const sorted = evaluated.sort((a, b) => value(b) - value(a) || a.member - b.member);
  const best = sorted[0]?.result.scores[measure] ?? null;
  return sorted.map((one, place) => {
    const figure = one.result.scores[measure];
    return {
      ...one,
      rank: figure && place + 1,
      likeBest: place === 0 ? false : figure && best && overlap(figure, best),
    };
  });
}

/** The baselines of all members, each once: those of one width are the same for all members of that width. */
export function baselinesOf({ members }: SweepState): SweepBaseline[] {
  const found = new Map<string, SweepBaseline>();
  for (const { result } of members)
    for (const baseline of result?.baselines ?? []) {
      const key = `${baseline.method} ${baseline.numbers ?? ''}`;
      if (!found.has(key)) found.set(key, baseline);
    }
  return [...found.values()].sort((a, b) => (a.numbers ?? Infinity) - (b.numbers ?? Infinity));
}

function overlap(one: SweepFigure, other: SweepFigure): boolean | null {
  if (!one.interval || !other.interval) return null;
  return one.interval.low <= other.interval.high && other.interval.low <= one.interval.high;
}
