import { element } from '../shared/elements.ts';
import { tools, type Tool } from './map-input.ts';

const names: Record<Tool, { text: string; title: string; key: string }> = {
  move: { text: 'Move', title: 'Drag to move the map (M)', key: 'm' },
  box: { text: 'Box', title: 'Drag a box around passages to select them; Shift adds (B)', key: 'b' },
  lasso: { text: 'Lasso', title: 'Draw around passages to select them; Shift adds (L)', key: 'l' },
};

/** What dragging does: one of several, by the mouse or by its letter while the map has the focus. */
export interface MapTools {
  readonly node: HTMLElement;
  readonly chosen: Tool;
}

export function createMapTools(first: Tool, map: HTMLElement, choose: (tool: Tool) => void): MapTools {
  const node = element('span', { class: 'tools', role: 'group', label: 'What dragging does' });
  let chosen = first;
  const buttons = tools.map((tool) => {
    const made = element('button', { class: 'tool', title: names[tool].title }, names[tool].text);
    made.addEventListener('click', () => press(tool));
    return [tool, made] as const;
  });
  const press = (tool: Tool): void => {
    chosen = tool;
    for (const [own, made] of buttons) made.setAttribute('aria-pressed', String(own === tool));
    map.classList.toggle('moves', tool === 'move');
    choose(tool);
  };
  node.append(...buttons.map(([, made]) => made));
  map.addEventListener('keydown', (event) => {
    const tool = tools.find((one) => names[one].key === event.key.toLowerCase());
    if (tool && !event.ctrlKey && !event.metaKey && !event.altKey) press(tool);
  });
  press(first);
  return {
    node,
    get chosen() {
      return chosen;
    },
  };
}
