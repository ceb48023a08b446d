import { readdirSync } from 'node:fs';
import { repositoryRoot } from '../paths.ts';
import { Workbench } from '../workbench.ts';
import { copySamplePoems } from './sample-workspace.ts';
import { withSession, type Session } from './session.ts';
import type { TestCounts } from './test-counts.ts';
import path from 'node:path';

/** What a person does at the workbench, told in steps. Each step is a test; one that fails ends the scenario. */
export interface Scenario {
  readonly title: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The sample poems, unless said otherwise. */
  readonly fillWorkspace?: (folder: string) => void | Promise<void>;
  /** Of VS Code and all that it starts; `home` is the session's temporary folder. */
  readonly environment?: (home: string) => Readonly<Record<string, string>>;
  /** Says why it cannot run here; it then counts as skipped. */
  readonly missing?: () => string | undefined;
  readonly limitSeconds?: number;
  run(context: ScenarioContext): Promise<void>;
}

export interface ScenarioContext {
  readonly workbench: Workbench;
  readonly workspace: string;
  /** Where the packaged extension is installed. */
  readonly extensionFolder: string;
  step(title: string, work: () => Promise<void>): Promise<void>;
}

export const scenarioNames = readdirSync(path.join(repositoryRoot, 'test/e2e/ui')).map((file) => path.parse(file).name);

export async function runScenario(name: string): Promise<TestCounts> {
  const { scenario } = (await import(`../ui/${name}.ts`)) as { scenario: Scenario };
  const counts = { passed: 0, failed: 0, skipped: 0 };
  console.log(`\n${scenario.title}`);
  const missing = scenario.missing?.();
  if (missing !== undefined) {
    console.log(`  - skipped: ${missing}`);
    return { ...counts, skipped: 1 };
  }
  try {
    await withSession(
      {
        name,
        fillWorkspace: scenario.fillWorkspace ?? copySamplePoems,
        settings: scenario.settings ?? {},
        ...(scenario.environment && { environment: scenario.environment }),
        limitSeconds: scenario.limitSeconds ?? 180,
      },
      (session) => scenario.run(contextOf(session, counts)),
    );
  } catch (error) {
    counts.failed ||= 1;
    console.error(error);
  }
  return counts;
}

function contextOf({ page, workspace, extensionFolder }: Session, counts: TestCounts): ScenarioContext {
  const step = async (title: string, work: () => Promise<void>): Promise<void> => {
    const started = Date.now();
    try {
      await work();
    } catch (error) {
      counts.failed += 1;
      console.log(`  ✗ ${title}`);
      throw error;
    }
    counts.passed += 1;
    console.log(`  ✓ ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  };
  return { workbench: new Workbench(page), workspace, extensionFolder, step };
}
