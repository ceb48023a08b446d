import type { PassagePoem, PassageTable } from './passage-table.ts';

/** The poems with passages whose title and author hold all these words, whatever their case; those whose title begins so first. */
export function findPoems({ poems }: Pick<PassageTable, 'poems'>, words: string): PassagePoem[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = poems.filter(({ title, author, rows }) => {
    const text = `${title} ${author}`.toLowerCase();
    return rows > 0 && wanted.every((word) => text.includes(word));
  });
  const begins = ({ title }: PassagePoem): number => (title.toLowerCase().startsWith(wanted.join(' ')) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
