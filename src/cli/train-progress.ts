import { counted, significant } from '../analysis/evaluation-report.ts';
import type { BatchProgress, TrainStage, TrainStart, TrainWatcher } from '../compute/train-request.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import { shareOfWork } from '../training/work-of-phases.ts';
import { duration } from './duration.ts';
import { plainText } from './plain-text.ts';
import type { TerminalLine } from './terminal-line.ts';

const stageNames: Record<TrainStage, string> = {
  reading: 'Reading the poems',
  vectors: 'Loading word vectors',
  engines: 'Trying which engine is the fastest',
  form: 'Learning the form of the lines',
  training: 'Training',
  encoding: 'Encoding the passages',
  evaluating: 'Evaluating on held-out poems',
};

/** As many files as a person reads; the number of the others is told. */
const mostReports = 20;
/** Milestones of a training, where its epochs are many. */
const milestones = 10;
const barWidth = 20;

/** Tells a training on a terminal: reports and milestones as lines that stay, the rest on one that is written over. */
export function watchTraining(line: TerminalLine, warnings: TerminalLine): TrainWatcher & { finish(): void } {
  let start: TrainStart | undefined;
  let last: EpochRecord | undefined;
  let reports = 0;
  let began = 0;

  const workUntil = (epochs: number): number => shareOfWork(start?.phases ?? [], epochs);

  const timeLeft = (work: number): string => {
    const before = workUntil(start?.epochsDone ?? 0);
    const seconds = (performance.now() - began) / 1000;
    if (work - before < 0.01 || work >= 1 || seconds < 1) return '';
    return `, ${duration(Math.max((seconds * (1 - work)) / (work - before), 1))} left`;
  };

  const phaseName = (number: number): string => {
    const phase = start?.phases[number - 1];
    return phase ? `phase ${number}/${start!.phases.length} (up to ${phase.maxTokens} words)` : `phase ${number}`;
  };

  const losses = (record: EpochRecord): string =>
    `loss ${significant(record.trainLoss)}${record.valLoss === null ? '' : `, validation ${significant(record.valLoss)}`}`;

  return {
    onStage(stage, done, total) {
      const part = total ? ` ${Math.floor((100 * (done ?? 0)) / total)}%` : '';
      if (stage !== 'training') line.update(`${stageNames[stage]}…${part}`);
    },
    onReport({ file, message }) {
      reports++;
      if (reports <= mostReports) warnings.tell(plainText(`${file}: ${message}`));
    },
    onStart(info) {
      start = info;
      began = performance.now();
      if (reports > mostReports) warnings.tell(`… and ${counted(reports - mostReports, 'file')} more.`);
      if (info.note !== undefined) line.tell(plainText(info.note));
      if (info.engine.steps.length > 0)
        line.tell(plainText(`Computed by ${info.engine.description}. ${info.engine.why}`));
      const resumed = info.epochsDone > 0 ? ` from epoch ${info.epochsDone + 1}` : '';
      line.tell(
        `Training ${plainText(info.preset)}${resumed} on ${counted(info.poems, 'poem')}: ${counted(info.chunks, 'passage')}, ` +
          `${counted(info.vocabulary, 'distinct word')}, ${counted(info.parameters, 'parameter')}, ${counted(info.epochs, 'epoch')}.`,
      );
    },
    onBatch(progress: BatchProgress) {
      const work = workUntil(progress.epoch - 1 + progress.batch / progress.batches);
      const filled = Math.round(work * barWidth);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const loss = last ? losses(last) : `loss ${significant(progress.loss)}`;
      line.update(
        `${bar} ${Math.floor(work * 100)}%  epoch ${progress.epoch}/${progress.epochs}  ${phaseName(progress.phase)}  ${loss}${timeLeft(work)}`,
      );
    },
    onEpoch(record) {
      const epochs = start?.epochs ?? record.epoch;
      const newPhase = last !== undefined && last.phase !== record.phase;
      last = record;
      const step = Math.ceil(epochs / milestones);
      if (record.epoch % step === 0 || record.epoch === epochs || newPhase)
        line.mark(
          `Epoch ${record.epoch}/${epochs}, ${phaseName(record.phase)}: ${losses(record)}${timeLeft(workUntil(record.epoch))}`,
        );
    },
    finish: () => line.clear(),
  };
}
