import '../measures.css';
import type { Dimensions } from '../../../src/protocol/measure-messages.ts';
import { bottleneckUse } from './bottleneck-use.ts';
import { correlationMap } from './correlation-map.ts';
import { sampleComplexity } from './sample-complexity.ts';
import { wordVariance } from './word-variance.ts';

/** How many dimensions the words need, and how the bottleneck uses those it has. */
export function dimensionsTab(dimensions: Dimensions): HTMLElement[] {
  return [
    wordVariance(dimensions),
    sampleComplexity(dimensions),
    bottleneckUse(dimensions.bottleneck),
    correlationMap(dimensions.bottleneck),
  ];
}
