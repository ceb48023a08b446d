/** The two halves of the network, with the colours that they have in every chart. */
export const rooms = [
  { room: 'encoder', colour: ['charts-blue', '#3794ff'] },
  { room: 'decoder', colour: ['charts-orange', '#d18616'] },
] as const;
