// The one module that knows the control toolkit, which is no longer developed: another one would go in here.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeTextField(),
);

export interface ButtonOptions {
  /** The one that stands out. */
  primary?: boolean;
  disabled?: boolean;
  /** What a screen reader says, where the label alone is too short. */
  label?: string;
  keys?: string;
}

export function button(text: string, press: () => void, options: ButtonOptions = {}): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', options.primary ? 'primary' : 'secondary');
  made.textContent = text;
  if (options.disabled) made.setAttribute('disabled', '');
  if (options.label) made.setAttribute('aria-label', options.label);
  if (options.keys) made.title = options.keys;
  made.addEventListener('click', press);
  return made;
}

/** A choice of one of several; `values` and labels in order. */
export function dropdown<Value extends string>(
  label: string,
  choices: readonly (readonly [Value, string])[],
  chosen: Value,
  choose: (value: Value) => void,
): HTMLElement {
  const made = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  made.setAttribute('aria-label', label);
  for (const [value, text] of choices) {
    const option = document.createElement('vscode-option');
    option.setAttribute('value', value);
    if (value === chosen) option.setAttribute('selected', '');
    option.textContent = text;
    made.append(option);
  }
  made.addEventListener('change', () => choose(made.value as Value));
  return made;
}

/** A box to tick; what it stands for may have parts of its own. */
export function checkbox(
  content: readonly (Node | string)[],
  checked: boolean,
  change: (checked: boolean) => void,
  disabled = false,
): HTMLElement {
  const made = document.createElement('vscode-checkbox') as HTMLElement & { checked: boolean };
  if (checked) made.setAttribute('checked', '');
  if (disabled) made.setAttribute('disabled', '');
  made.append(...content);
  // It also tells of the state that it begins with.
  let last = checked;
  made.addEventListener('change', () => {
    if (made.checked === last) return;
    last = made.checked;
    change(last);
  });
  return made;
}

export function searchBox(label: string, type: (text: string) => void): HTMLElement {
  const made = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  made.setAttribute('placeholder', label);
  // The toolkit names a field after its text whenever it comes onto the page, and "Text field" where it finds none.
  Object.defineProperty(made, 'textContent', { get: () => label });
  made.addEventListener('input', () => type(made.value));
  return made;
}

export interface Tabs<Name extends string> {
  readonly node: HTMLElement;
  /** What is shown under a tab. */
  panel(name: Name): HTMLElement;
  chosen(): Name;
  /** Chooses a tab, as a click on it would. */
  show(name: Name): void;
}

/** Tabs, walked by arrow keys; `choose` is called when another one is shown. */
export function tabs<Name extends string>(
  label: string,
  names: readonly (readonly [Name, string])[],
  first: Name,
  choose: (name: Name) => void,
): Tabs<Name> {
  const chosen = names.find(([name]) => name === first)?.[0] ?? names[0]![0];
  const made = document.createElement('vscode-panels') as HTMLElement & { activeid: string };
  made.setAttribute('aria-label', label);
  made.setAttribute('activeid', `tab-${chosen}`);
  const panels = new Map(
    names.map(([name, title]) => {
      const tab = document.createElement('vscode-panel-tab');
      tab.id = `tab-${name}`;
      tab.textContent = title;
      const view = document.createElement('vscode-panel-view');
      view.id = `panel-${name}`;
      const panel = document.createElement('div');
      panel.className = 'panel';
      view.append(panel);
      return [name, { tab, view, panel }];
    }),
  );
  const parts = [...panels.values()];
  made.append(...parts.map(({ tab }) => tab), ...parts.map(({ view }) => view));
  const now = (): Name => names.find(([name]) => `tab-${name}` === made.activeid)?.[0] ?? chosen;
  made.addEventListener('change', () => choose(now()));
  return {
    node: made,
    panel: (name) => panels.get(name)!.panel,
    chosen: now,
    show: (name) => (made.activeid = `tab-${name}`),
  };
}
