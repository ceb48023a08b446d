import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { screenshotFolder } from './paths.ts';

/** Each theme with the class that the workbench has in it. */
const themes = {
  light: { name: 'Light 2026', look: 'vs' },
  dark: { name: 'Dark 2026', look: 'vs-dark' },
  highContrastLight: { name: 'Light High Contrast', look: 'hc-light' },
  highContrastDark: { name: 'Dark High Contrast', look: 'hc-black' },
} as const;
export type Theme = keyof typeof themes;
export const allThemes = Object.keys(themes) as Theme[];

/** VS Code's workbench in the browser, used as a person would: by what is seen on it. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Runs a command from the palette, by the title shown there ("Poetry: Train Autoencoder"). */
  async runCommand(title: string): Promise<void> {
    await this.chooseAfter('F1', `>${title}`, title);
  }

  /** Whether the palette offers a command now. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${title}`);
    const offered = await appears(this.quickPickRow(title));
    await this.page.keyboard.press('Escape');
    return offered;
  }

  /** The box of a quick pick or of a question for a text. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input').filter({ visible: true });
  }

  quickPickRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Chooses an entry of the quick pick that is open, or about to open. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickPickRow(text).click();
  }

  /** Answers the question that is open, or about to open. */
  async answer(text: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses from the context menu of an item. */
  async chooseFromMenu(item: Locator, name: string): Promise<void> {
    await item.click({ button: 'right' });
    const entry = this.page.getByRole('menuitem', { name });
    await entry.waitFor();
    // A menu that has just come up takes a click for the end of the one that brought it.
    await this.page.waitForTimeout(400);
    await entry.click();
  }

  /** Answers the question for a folder that is open, or about to open. */
  async chooseFolder(folder: string): Promise<void> {
    await this.quickInput.waitFor();
    // The list of the folder's content comes after the box, and writes the path into it.
    await this.page.waitForTimeout(500);
    await this.quickInput.fill(`${folder}/`);
    await this.page.waitForTimeout(500);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Answers the question where to save a file that is open, or about to open. */
  async saveAs(file: string): Promise<void> {
    await this.quickInput.waitFor();
    await this.page.waitForTimeout(500);
    await this.quickInput.fill(file);
    await this.page.waitForTimeout(500);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens a file by its name, and gives its editor. */
  async openFile(name: string): Promise<Locator> {
    const editor = this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${encodeURI(name)}"]`);
    for (let tries = 1; ; tries++) {
      await this.chooseAfter('Control+P', name, path.basename(name));
      try {
        await editor.locator('.view-line').first().waitFor({ timeout: 15_000 });
        return editor;
      } catch (error) {
        // On a busy machine VS Code may lose what was chosen; a person would choose again.
        if (tries === 2) throw error;
      }
    }
  }

  /** Puts the mouse on a word of an editor and reads what is shown. */
  async hoverOver(editor: Locator, word: string): Promise<string> {
    const shown = this.page.locator('.monaco-hover .monaco-hover-content').filter({ visible: true });
    // The provider may not be registered at the first try: move away and come back.
    for (let tries = 0; tries < 10; tries++) {
      const { x, y } = (await placeOf(editor, word)) ?? { x: 0, y: 0 };
      // The middle of the status bar has no hover of its own; over the text another line's might come up on the way.
      await this.page.mouse.move(700, 892);
      await this.page.mouse.move(x - 4, y);
      await this.page.mouse.move(x, y, { steps: 2 });
      if (!(await appears(shown.first()))) continue;
      const text = (await shown.allInnerTexts()).join('\n');
      // It is gone again where the editor was laid out anew in between.
      if (text !== '') return text;
    }
    throw new Error(`No hover appeared on "${word}".`);
  }

  /** The hover that is shown now. */
  get hover(): Locator {
    return this.page.locator('.monaco-hover').filter({ visible: true }).first();
  }

  /** Goes to a line of the active editor, counted from 1. */
  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.answer(`:${line}`);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Puts the cursor on a word of an editor. */
  async clickOn(editor: Locator, word: string): Promise<void> {
    const place = await placeOf(editor, word);
    if (!place) throw new Error(`"${word}" is not in sight.`);
    await this.page.mouse.click(place.x, place.y);
  }

  /** What is selected in the active editor, as the status bar tells it: "Ln 4, Col 1 (213 selected)". */
  async selection(): Promise<string> {
    const item = this.page.locator('#status\\.editor\\.selection');
    return withPlainSpaces(await item.innerText());
  }

  /** Name of the file in the active tab. */
  async activeTab(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    return (await tab.getAttribute('data-resource-name')) ?? '';
  }

  /** The content of the webview that is shown. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Opens a quick pick by its key, types, and chooses the entry that is looked for. */
  private async chooseAfter(key: string, typed: string, entry: string): Promise<void> {
    // The list is made when it opens, and the extension's commands may arrive later; nor are keys heard in the first
    // seconds. So it is opened again until the entry is there.
    for (let tries = 0; tries < 15; tries++) {
      await this.page.keyboard.press(key);
      // It closes again when something else takes the focus, such as a tree that reveals an item.
      const chosen =
        (await appears(this.quickInput)) &&
        (await succeeds(this.quickInput.fill(typed, { timeout: 3000 }))) &&
        (await succeeds(this.quickPickRow(entry).click({ timeout: 3000 })));
      if (chosen) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`There is no "${entry}" among what ${key} offers for "${typed}".`);
  }

  notification(text: string | RegExp): Notification {
    return new Notification(this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text }));
  }

  /** An item of the tree in the side bar: a file in the explorer, or what an extension shows there. */
  treeItem(name: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list').filter({ visible: true }).getByRole('treeitem', { name });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text, visible: true });
  }

  /** What stands in the output panel, once it holds a text. */
  async outputContaining(text: string | RegExp): Promise<string> {
    const lines = this.page.locator('.part.panel .output-view .view-lines');
    await lines.filter({ hasText: text }).waitFor();
    return withPlainSpaces(await lines.innerText());
  }

  async switchTheme(theme: Theme): Promise<void> {
    const { name, look } = themes[theme];
    // A window that has just opened does not know all of its themes, and its list of them does not grow.
    for (let tries = 0, isThere = false; !isThere && tries < 6; tries++) {
      if (tries > 0) await this.page.keyboard.press('Escape');
      await this.runCommand('Preferences: Color Theme');
      await this.quickInput.fill(name);
      const row = this.quickPickRow(name).waitFor({ timeout: 5000 });
      isThere = await row.then(
        () => true,
        () => false,
      );
    }
    await this.pick(name);
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${look}`).waitFor();
  }

  /** Reloads the window as its command does, which waits until what the pages keep is written down, as a browser does not. */
  async reloadWindow(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.runCommand('Developer: Reload Window');
    await loaded;
  }

  /** Takes a picture into the screenshot folder, as <name>.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshotFolder, { recursive: true });
    // What has just come up is still fading in.
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: path.join(screenshotFolder, `${name}.png`) });
  }

  /** Takes the same picture in a light and in a dark theme: <name>-light.png, <name>-dark.png. */
  async screenshotInBothThemes(name: string): Promise<void> {
    await this.screenshotInBothThemesOf(name, () => Promise.resolve());
  }

  /** The same of what does not outlive the choice of a theme, such as a hover or a list: `show` brings it up again. */
  async screenshotInBothThemesOf(name: string, show: () => Promise<unknown>): Promise<void> {
    for (const theme of ['light', 'dark'] as const) {
      await this.switchTheme(theme);
      await show();
      await this.screenshot(`${name}-${theme}`);
    }
  }
}

/** A notification in the corner of the workbench. */
export class Notification {
  constructor(readonly locator: Locator) {}

  /** Its text, once it is there. */
  async text(timeoutSeconds = 30): Promise<string> {
    const message = this.locator.locator('.notification-list-item-message').first();
    await message.waitFor({ timeout: timeoutSeconds * 1000 });
    return withPlainSpaces(await message.innerText());
  }

  async buttons(): Promise<string[]> {
    const labels = this.locator.locator('.notification-list-item-buttons-container .monaco-button');
    return labels.allInnerTexts();
  }

  async press(button: string): Promise<void> {
    await this.locator.getByRole('button', { name: button }).click();
  }

  async isGone(): Promise<void> {
    await this.locator.waitFor({ state: 'hidden' });
  }
}

/**
 * The middle of a word in an editor, in pixels of the page, for letters of one width. Undefined where the word is not
 * in sight, or its line is being drawn anew.
 */
async function placeOf(editor: Locator, word: string): Promise<{ x: number; y: number } | undefined> {
  const line = editor.locator('.view-line > span').filter({ hasText: word }).first();
  const text = withPlainSpaces(await line.innerText());
  const box = await line.boundingBox();
  const start = text.indexOf(word);
  if (!box || start < 0) return undefined;
  return { x: box.x + (box.width * (start + word.length / 2)) / text.length, y: box.y + box.height / 2 };
}

/** The first value that is as it should be; after `patience` ms the last one, for a person to read in the failure. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  isRight: (value: Value) => boolean,
  patience = 20_000,
): Promise<Value> {
  const end = Date.now() + patience;
  for (;;) {
    const value = await look();
    if (isRight(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function withPlainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

async function appears(locator: Locator): Promise<boolean> {
  return succeeds(locator.waitFor({ timeout: 3000 }));
}

export async function succeeds(action: Promise<unknown>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}
