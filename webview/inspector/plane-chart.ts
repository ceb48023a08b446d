import type { Inspection } from '../../src/protocol/passage-messages.ts';
import { chart } from '../shared/charts.ts';
import { scaleColour, themeColour } from '../shared/theme.ts';
import { tokenName } from './token-name.ts';

/** Original and reconstructed word vectors on their joint plane, coloured by position. */
export function planeChart({ tokens, planeVariance }: Inspection): HTMLElement {
  const points = (name: 'original' | 'reconstructed') =>
    tokens.map((token) => ({ x: token[name][0], y: token[name][1] }));
  const axis = (number: number, share: number): string =>
    `component ${number}: ${(share * 100).toFixed(0)}% of the variance`;
  return chart(
    'Original words (circles) and reconstructed words (triangles)',
    () => {
      const colours = tokens.map((_, i) => scaleColour(tokens.length > 1 ? i / (tokens.length - 1) : 0));
      const style = { backgroundColor: colours, borderColor: themeColour('editor-background'), borderWidth: 0.5 };
      return {
        type: 'scatter' as const,
        data: {
          datasets: [
            { label: 'original', data: points('original'), pointStyle: 'circle' as const, pointRadius: 4.5, ...style },
            {
              label: 'reconstructed',
              data: points('reconstructed'),
              pointStyle: 'triangle' as const,
              pointRadius: 5.5,
              ...style,
            },
          ],
        },
        options: {
          plugins: {
            tooltip: {
              callbacks: {
                label: ({ dataset, dataIndex }) =>
                  `${dataIndex + 1}. ${tokenName(tokens[dataIndex]!)} (${dataset.label ?? ''})`,
              },
            },
          },
          scales: {
            x: { title: { display: true, text: axis(1, planeVariance[0]) } },
            y: { title: { display: true, text: axis(2, planeVariance[1]) } },
          },
        },
      };
    },
    {
      columns: ['position', 'word', 'original x', 'original y', 'reconstructed x', 'reconstructed y'],
      rows: tokens.map((token, i) => [i + 1, tokenName(token), ...token.original, ...token.reconstructed]),
    },
    340,
  );
}
