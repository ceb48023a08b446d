/**
 * `npm run test:desktop`: the Mocha suite of test/e2e/suite in desktop VS Code, which is downloaded for it. Set
 * VSCODE_DESKTOP to the file of an installed one to use that instead.
 */
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { repositoryRoot, suiteBundle } from '../paths.ts';
import { bundleSuite } from './bundle-suite.ts';
import { copySamplePoems } from './sample-workspace.ts';
import { temporaryFolder } from './temporary-folder.ts';

await bundleSuite();
const workspace = temporaryFolder('poetry-desktop-');
copySamplePoems(workspace.path);
try {
  await runTests({
    vscodeExecutablePath: process.env.VSCODE_DESKTOP ?? (await download()),
    extensionDevelopmentPath: repositoryRoot,
    extensionTestsPath: suiteBundle,
    launchArgs: [workspace.path, '--disable-extensions', '--disable-workspace-trust'],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
workspace.remove();

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode('stable');
  } catch (error) {
    throw new Error(
      'Desktop VS Code could not be downloaded, and this test needs it: connect to the internet, or set ' +
        'VSCODE_DESKTOP to the file of an installed one. npm run test:e2e runs the same suite without either. ' +
        `(${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
