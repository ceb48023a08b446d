import assert from 'node:assert/strict';
import type { Scenario } from '../runner/scenario.ts';

export const scenario: Scenario = {
  title: 'GPU training, where the network cannot be reached',
  // The port of a service that nothing offers.
  environment: () => ({ npm_config_registry: 'http://127.0.0.1:9/' }),
  limitSeconds: 200,
  async run({ workbench, step }) {
    const { page } = workbench;
    const command = 'Poetry: Set Up GPU Training…';

    await step('explains what each way needs', async () => {
      await workbench.screenshotInBothThemesOf('gpu-setup', async () => {
        await workbench.runCommand(command);
        await workbench.quickPickRow('WebGPU').waitFor();
        assert.match(await workbench.quickPickRow('CUDA').innerText(), /CUDA 11\.2 and cuDNN 8\.1/);
      });
    });

    await step('asks before it downloads', async () => {
      await workbench.pick('WebGPU');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.waitFor();
      assert.match(await dialog.innerText(), /Install WebGPU for training\?\s+npm downloads webgpu@0\.6\.2/);
      await workbench.screenshot('gpu-setup-question');
      await dialog.getByRole('button', { name: 'Install' }).click();
    });

    await step('says why the download failed, and that training works as before', async () => {
      const failed = workbench.notification('WebGPU could not be set up');
      const text = await failed.text(60);
      assert.match(text, /a server could not be reached \(.*127\.0\.0\.1:9.*\)/);
      assert.match(text, /Training by WebAssembly works as before\.$/);
      assert.deepEqual(await failed.buttons(), ['Try Again', 'Show Log']);
      await workbench.screenshotInBothThemes('gpu-setup-failed');
    });

    await step('says of each engine whether it works here', async () => {
      await workbench.screenshotInBothThemesOf('engines', async () => {
        await workbench.runCommand(command);
        await workbench.pick('Try What Is There');
        await workbench.quickPickRow('wasm').waitFor({ timeout: 30_000 });
      });
      assert.match(await workbench.quickPickRow(/^\s*cuda/).innerText(), /CUDA is not set up/);
      assert.match(await workbench.quickPickRow(/^\s*cpu/).innerText(), /works; slow, to compare with/);
      await page.keyboard.press('Escape');
    });
  },
};
