import { counted, significant } from '../analysis/evaluation-report.ts';
import { percent } from '../analysis/verdicts.ts';
import { memberName } from '../compute/sweep-members.ts';
import type { SweepMemberState, SweepProgress, SweepState } from '../protocol/sweep-messages.ts';
import { duration } from './duration.ts';
import { plainText } from './plain-text.ts';
import type { TerminalLine } from './terminal-line.ts';

const barWidth = 20;

/** Tells a comparison on a terminal: a line for each member that ends, and on one that is written over how the rest stands. */
export function watchComparison(line: TerminalLine): {
  onStart(state: SweepState): void;
  onProgress(progress: SweepProgress): void;
} {
  let members: SweepMemberState[] = [];
  const isDone = ({ state }: SweepMemberState): boolean => state === 'complete' || state === 'failed';
  const doneOf = (): string => `${members.filter(isDone).length}/${members.length}`;
  return {
    onStart(state) {
      members = [...state.members];
      const done = members.filter(isDone).length;
      const rest = done > 0 ? `, ${done} of them done already` : '';
      line.tell(
        `Comparing ${counted(members.length, 'architecture')}${rest}, on ${counted(state.corpus.poems, 'poem')}: ` +
          `${counted(state.corpus.chunks, 'passage')}. The comparison is called ${plainText(state.id)}.`,
      );
    },
    onProgress({ changes, fraction, secondsLeft }) {
      for (const { member, state } of changes) {
        const before = members[member];
        members[member] = state;
        if (before && !isDone(before) && isDone(state)) line.tell(plainText(`${doneOf()} ${ended(state)}`));
      }
      const filled = Math.round(fraction * barWidth);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const left = secondsLeft === null ? '' : `, about ${duration(secondsLeft)} left`;
      const running = members.filter(({ state }) => state === 'training').map(underWay);
      line.update(plainText(`${bar} ${Math.floor(fraction * 100)}%  ${doneOf()} done${left}  ${running.join('; ')}`));
    },
  };
}

function ended(member: SweepMemberState): string {
  const { state, problem, result } = member;
  if (state === 'failed' || !result) return `${memberName(member)} failed: ${problem ?? ''}`;
  const { varianceExplained, samePoemAt5 } = result.scores;
  const neighbours = samePoemAt5 ? `, ${percent(samePoemAt5.value)} of the 5 nearest of the same poem` : '';
  return `${memberName(member)}: ${percent(varianceExplained!.value)} of the variance explained${neighbours}, in ${duration(result.seconds)}.`;
}

function underWay(member: SweepMemberState): string {
  const { stage, epoch, epochs, loss } = member;
  const doing =
    stage === 'training' ? `epoch ${epoch}/${epochs}${loss === null ? '' : ` ${significant(loss)}`}` : stage;
  return `${member.preset} ${member.cell} ${member.bottleneckSize} ${doing ?? ''}`;
}
