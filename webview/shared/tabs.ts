import { element } from './elements.ts';

export interface Tabs<Name extends string> {
  readonly node: HTMLElement;
  panel(name: Name): HTMLElement;
  chosen(): Name;
}

let made = 0;

/**
 * Tabs after the ARIA practices: arrow keys, Home and End walk through them, and what they lead to is shown at once.
 * `choose` is called when another one is shown. (The toolkit's own set style attributes, which the policy of the page
 * forbids.)
 */
export function createTabs<Name extends string>(
  label: string,
  names: readonly (readonly [Name, string])[],
  first: Name,
  choose: (name: Name) => void,
): Tabs<Name> {
  const id = `tabs-${++made}`;
  let chosen = names.some(([name]) => name === first) ? first : names[0]![0];
  const list = element('div', { class: 'tabs', role: 'tablist', label });
  const parts = new Map(
    names.map(([name, title]) => {
      const tab = element('button', { class: 'tab', role: 'tab', id: `${id}-${name}` }, title);
      const panel = element('div', { class: 'tab-panel', role: 'tabpanel', id: `${id}-${name}-panel` });
      tab.setAttribute('aria-controls', panel.id);
      panel.setAttribute('aria-labelledby', tab.id);
      tab.addEventListener('click', () => show(name));
      return [name, { tab, panel }];
    }),
  );
  const mark = (): void => {
    for (const [name, { tab, panel }] of parts) {
      tab.setAttribute('aria-selected', String(name === chosen));
      tab.tabIndex = name === chosen ? 0 : -1;
      panel.hidden = name !== chosen;
    }
  };
  const show = (name: Name): void => {
    chosen = name;
    mark();
    choose(name);
  };
  list.addEventListener('keydown', ({ key }) => {
    const at = names.findIndex(([name]) => name === chosen);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[key];
    if (to === undefined) return;
    const [name] = names[(to + names.length) % names.length]!;
    show(name);
    parts.get(name)!.tab.focus();
  });
  list.append(...[...parts.values()].map(({ tab }) => tab));
  mark();
  return {
    node: element('div', {}, list, ...[...parts.values()].map(({ panel }) => panel)),
    panel: (name) => parts.get(name)!.panel,
    chosen: () => chosen,
  };
}
