import { hues } from '../chart-legend.ts';
/** The two halves of the network, with the colours that they have in every chart. */
export const rooms = [
  { room: 'encoder', hue: hues.blue },
  { room: 'decoder', hue: hues.orange },
] as const;
