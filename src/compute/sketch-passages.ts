import { meanPoint, pointsBetween, sharesBetween, shifted } from '../analysis/bottleneck-points.ts';
import { nearestWords } from '../analysis/nearest-words.ts';
import { LINE_BREAK, PAD, specialTokens, STANZA_BREAK } from '../corpus/special-tokens.ts';
import { UserError } from '../corpus/user-error.ts';
import { pointOf } from '../passages/passage-table.ts';
import { compare, nearestPassages } from '../passages/search.ts';
import type { Sketch, SketchedToken, Sketches, SketchQuestion } from '../protocol/sketch-messages.ts';
import type { RunSession } from './run-session.ts';
import { leaningOf } from './sketch-leaning.ts';
import { pointOfRow, realPassage, rowsByAuthor } from './sketch-basis.ts';

/** Points of the bottleneck, [Z] each, and for how many steps each is decoded. */
interface Asked {
  points: Float32Array[];
  lengths: number[];
}

/**
 * What the decoder makes of points of the bottleneck, as the nearest words, where they lean, and the real passage nearest to
 * each point.
 * Throws a UserError for a passage or an author that the run does not have.
 */
export async function sketchPassages(
  session: RunSession,
  question: SketchQuestion,
  signal?: AbortSignal,
): Promise<Sketches> {
  const { points, lengths } = await pointsAsked(session, question);
  const { dimension } = session.run.config.vectors;
  const size = session.run.config.specification.bottleneckSize;
  const flat = new Float32Array(points.length * size);
  points.forEach((point, i) => flat.set(point, i * size));
  const network = await session.network();
  const steps = Math.max(...lengths);
  const decoded = await network.decode(flat, Int32Array.from(lengths));
  const valid = lengths.flatMap((length, i) => Array.from({ length }, (_, t) => i * steps + t));
  const vectors = new Float32Array(valid.length * dimension);
  valid.forEach((at, i) => vectors.set(decoded.subarray(at * dimension, (at + 1) * dimension), i * dimension));
  const nearest = await nearestWords(vectors, await sayableVectors(session), dimension, firstId, signal);
  const tokens = nearest.map(({ id, cosine }) => tokenOf(session.vocabulary.tokens[id] ?? '', cosine));
  const sketches: Sketch[] = [];
  for (const [i, point] of points.entries())
    sketches.push({
      point: [...point],
      tokens: tokens.splice(0, lengths[i]),
      leaning: await leaningOf(
        session,
        decoded.subarray(i * steps * dimension, (i + 1) * steps * dimension),
        lengths[i]!,
      ),
      nearest: await nearestTo(
        session,
        point,
        question.type === 'between' ? [question.row, question.other] : [question.row],
      ),
    });
  return { sketches, measure: (await session.table()).space.measure };
}

async function pointsAsked(session: RunSession, question: SketchQuestion): Promise<Asked> {
  const { row } = question;
  const length = await lengthOf(session, row);
  const point = await pointOfRow(session, row);
  if (question.type === 'between') {
    const { other, steps } = question;
    const otherLength = await lengthOf(session, other);
    return {
      points: pointsBetween(point, await pointOfRow(session, other), steps),
      lengths: sharesBetween(steps).map((share) => Math.round(length * (1 - share) + otherLength * share)),
    };
  }
  if (question.type === 'edit') {
    if (question.point.length !== point.length)
      throw new UserError(`The run's bottleneck has ${point.length} numbers, not ${question.point.length}.`);
    return { points: [point, Float32Array.from(question.point)], lengths: [length, length] };
  }
  const [add, take] = [await meanOfAuthor(session, question.add), await meanOfAuthor(session, question.take)];
  return { points: [point, shifted(point, add, take, question.strength)], lengths: [length, length] };
}

/** Tokens of a passage: a sketch is as long as the passage that it begins from. */
async function lengthOf(session: RunSession, row: number): Promise<number> {
  // Says which rows there are, where this is none of them.
  await realPassage(session, row);
  return (await session.embeddedChunks()).lengths[row]!;
}

/** Over all of an author's passages, trained on or held out: the decoder is told nothing of either. */
async function meanOfAuthor(session: RunSession, author: string): Promise<Float64Array> {
  const rows = (await rowsByAuthor(session)).get(author);
  if (!rows) throw new UserError(`No passage of the run is by “${author}”.`);
  return meanPoint(await session.bottleneck(), session.run.config.specification.bottleneckSize, rows);
}

/** `<PAD>` has the first id. */
const firstId = 1;
const breaks: ReadonlyMap<string, SketchedToken['kind']> = new Map([
  [LINE_BREAK, 'line'],
  [STANZA_BREAK, 'stanza'],
]);

/**
 * So many of the run's commonest tokens can be said. What is rarer is often made up of other words' vectors ("As't",
 * "th'only"), which lies near their average and would drown the rest of a large vocabulary.
 */
const sayableTokens = 5000;

/** The vectors of the run's commonest tokens, [tokens, D], with nothing for what is neither a word nor a mark nor a break and so cannot be said. */
function sayableVectors(session: RunSession): Promise<Float32Array> {
  return session.once('sayableVectors', () => {
    const { dimension } = session.run.config.vectors;
    // Ids are by falling count.
    const vectors = session.vectors.slice(0, sayableTokens * dimension);
    for (const token of specialTokens) {
      const id = session.vocabulary.tokens.indexOf(token);
      if (id >= 0 && token !== PAD && !breaks.has(token)) vectors.fill(0, id * dimension, (id + 1) * dimension);
    }
    return Promise.resolve(vectors);
  });
}

function tokenOf(token: string, cosine: number): SketchedToken {
  const kind = breaks.get(token) ?? 'word';
  return { kind, text: kind === 'word' ? token : '', cosine };
}

/** Of passages as near as each other, which short ones may well be, it is one of `own`, where they are among them. */
async function nearestTo(
  session: RunSession,
  vector: Float32Array,
  own: readonly number[],
): Promise<Sketch['nearest']> {
  const table = await session.table();
  const point = pointOf(table.space, vector);
  // By the cosine nothing is near to the middle, which lies in no direction.
  if (table.space.measure === 'cosine' && point.every((x) => x === 0)) return null;
  const [found] = nearestPassages(table, point, { count: 1 });
  if (!found) return null;
  const valueOf = (row: number): number =>
    compare(table, point, table.points.subarray(row * table.size, (row + 1) * table.size));
  const row = own.find((one) => Math.abs(valueOf(one) - found.value) < 1e-6) ?? found.row;
  return { ...(await realPassage(session, row)), value: found.value };
}
