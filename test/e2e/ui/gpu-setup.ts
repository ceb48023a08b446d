import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { copySamplePoems } from '../runner/sample-workspace.ts';
import type { Scenario } from '../runner/scenario.ts';

export const scenario: Scenario = {
  title: 'GPU training: where the network cannot be reached, and where the driver fails',
  settings: { 'poetryExplorer.preset': 'quick', 'poetryExplorer.epochs': 3 },
  fillWorkspace(folder) {
    copySamplePoems(folder);
    // The machine's own settings, of which these are two, are not the user's.
    mkdirSync(path.join(folder, '.vscode'));
    const settings = { 'poetryExplorer.engine': 'cuda', 'poetryExplorer.threads': 3 };
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  },
  // The port of a service that nothing offers.
  environment: () => ({ npm_config_registry: 'http://127.0.0.1:9/' }),
  limitSeconds: 200,
  async run({ workbench, workspace, step }) {
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
      await workbench.screenshot('gpu-setup-question-dark');
      // While it is there the theme cannot be chosen.
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await workbench.switchTheme('light');
      await workbench.runCommand(command);
      await workbench.pick('WebGPU');
      await dialog.waitFor();
      await workbench.screenshot('gpu-setup-question-light');
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
      await workbench.runCommand(command);
      await workbench.pick('Try What Is There');
      await workbench.quickPickRow('wasm').waitFor({ timeout: 30_000 });
      await workbench.screenshot('engines');
      assert.match(await workbench.quickPickRow(/^\s*cuda/).innerText(), /CUDA is not set up/);
      assert.match(await workbench.quickPickRow(/^\s*cpu/).innerText(), /works; slow, to compare with/);
      await page.keyboard.press('Escape');
    });

    await step('keeps the run when the driver fails in the middle of it, and goes on on the CPU', async () => {
      installFailingCuda(path.join(workspace, '../server/data/User/globalStorage'));
      await workbench.runCommand('Poetry: Train Autoencoder');
      const lost = workbench.notification('The process that computed by CUDA');
      assert.match(
        await lost.text(60),
        /ended unexpectedly \(signal SIGKILL\)\. Training stopped after epoch 1 of 3\. Nothing is lost: it can go on/,
      );
      assert.deepEqual(await lost.buttons(), ['Resume on the CPU', 'Resume', 'Show Log']);
      await workbench.screenshotInBothThemes('engine-lost');
      await lost.press('Resume on the CPU');
      await workbench.notification('Trained on').text(60);
      const run = await latestRun(runsFolder(workspace));
      assert.equal(run!.config.engine.name, 'wasm');
      assert.equal(run!.config.engine.threads, 3);
      assert.equal(run!.config.result!.epochs, 3);
    });
  },
};

/** A TensorFlow that computes in JavaScript and takes its process with it in its eleventh training step. */
function installFailingCuda(globalStorage: string): void {
  const name = '@tensorflow/tfjs-node-gpu';
  const extension = 'poetry-embedding-explorer.poetry-embedding-explorer';
  const folder = path.join(globalStorage, extension, 'engines/node_modules', name);
  const place = (known: string): string => JSON.stringify(createRequire(import.meta.url).resolve(known));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
  writeFileSync(
    path.join(folder, 'index.js'),
    `const tf = require(${place('@tensorflow/tfjs-core')});
     const { MathBackendCPU } = require(${place('@tensorflow/tfjs-backend-cpu')});
     tf.copyRegisteredKernels('cpu', 'tensorflow');
     tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice: true }));
     tf.setBackend('tensorflow');
     let steps = 0;
     const valueAndGrads = (f) => {
       if (++steps > 10) process.kill(process.pid, 'SIGKILL');
       return tf.valueAndGrads(f);
     };
     module.exports = { ...tf, valueAndGrads };`,
  );
}
