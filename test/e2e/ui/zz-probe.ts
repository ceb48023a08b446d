import type { Scenario } from '../runner/scenario.ts';
export const scenario: Scenario = {
  title: 'probe',
  fillWorkspace: (f) => {
    void import('node:fs').then((fs) => fs.writeFileSync(f + '/a.json', '{\n "files.autoSave": "off", "gamma": 1 }\n'));
    void import('node:fs').then((fs) => {
      fs.writeFileSync(f + '/a.css', 'a { display: block; }\n');
    });
  },
  async run({ workbench, step }) {
    await step('hover', async () => {
      const e = await workbench.openFile('a.css');
      console.log(await workbench.hoverOver(e, 'display'));
      await workbench.screenshot('probe');
    });
  },
};
