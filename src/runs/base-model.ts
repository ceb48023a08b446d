import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { checkParameters, parameterShapes, type TensorMap } from '../model/parameters.ts';
import { float32Tensors, readSafetensors, typedTensors, writeSafetensors } from '../model/safetensors.ts';
import { checkSpecification, completeSpecification, type ModelSpecification } from '../model/specification.ts';
import { prepareFile } from './durable-file.ts';
import { fileProblem } from './file-problem.ts';
import { count, finite, isRecord, listOf, record, text, wrongField, type JsonShape } from './json-shape.ts';

/** Another number means other fields. */
const baseFormat = 1;

export const baseModelFiles = { config: 'config.json', model: 'model.safetensors' } as const;

/** What is known of a base model: a network that was trained before, on poems of its own. */
export interface BaseModelConfig {
  format: number;
  specification: ModelSpecification;
  /** `source` as the runs record it. */
  vectors: { source: string; dimension: number; [more: string]: unknown };
  corpus: {
    name: string;
    poems: number;
    chunks: number;
    /** Poets none of whose poems were trained on. */
    heldOutPoets: string[];
    [more: string]: unknown;
  };
  /** How it was trained: `settings` are the training room's. */
  training: {
    command: string;
    settings: object;
    epochs: number;
    seconds: number;
    version: string;
    [more: string]: unknown;
  };
  /** What was measured on the poets held out. */
  figures: object;
  /** Of the model's file, hex. */
  sha256: string;
}

export interface BaseModel {
  config: BaseModelConfig;
  /** Every parameter of the specification, finite. */
  parameters: TensorMap;
}

const shape: JsonShape = {
  specification: (value) => isRecord(value) && Number.isInteger(value.inputSize),
  vectors: { source: text, dimension: count },
  corpus: { name: text, poems: count, chunks: count, heldOutPoets: listOf(text) },
  training: { command: text, settings: record, epochs: count, seconds: finite, version: text },
  figures: record,
  sha256: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
};

/** Throws a UserError that names the file when the folder holds no base model, or one that is damaged. */
export async function readBaseModel(folder: string): Promise<BaseModel> {
  const [configFile, modelFile] = [path.join(folder, baseModelFiles.config), path.join(folder, baseModelFiles.model)];
  const config = checkConfig(await read(configFile), configFile);
  const bytes = await read(modelFile);
  if (createHash('sha256').update(bytes).digest('hex') !== config.sha256)
    throw damaged(modelFile, 'its checksum does not match');
  return { config, parameters: naming(modelFile, () => parametersOf(config.specification, bytes)) };
}

/** Writes a base model; what stood in the folder's two files before is replaced. Returns the whole configuration. */
export async function writeBaseModel(
  folder: string,
  plan: Omit<BaseModelConfig, 'format' | 'sha256'>,
  parameters: TensorMap,
): Promise<BaseModelConfig> {
  await mkdir(folder, { recursive: true });
  const model = await prepareFile(path.join(folder, baseModelFiles.model), [
    writeSafetensors(typedTensors(parameters), { format: 'pt' }),
  ]);
  const written = { format: baseFormat, ...plan, sha256: model.digest.sha256 };
  const content = JSON.stringify(written, null, 1) + '\n';
  const config = await prepareFile(path.join(folder, baseModelFiles.config), [content]);
  await model.publish();
  await config.publish();
  return written;
}

function checkConfig(bytes: Buffer, file: string): BaseModelConfig {
  const value = naming(file, (): unknown => JSON.parse(bytes.toString('utf8')));
  if (!isRecord(value)) throw damaged(file, 'it does not hold an object');
  if (value.format !== baseFormat)
    throw damaged(file, `it is of format ${JSON.stringify(value.format)}, and only ${baseFormat} is read here`);
  const wrong = wrongField(value, shape);
  if (wrong !== undefined) throw damaged(file, `"${wrong}" is missing or not what it should be`);
  const read = value as unknown as BaseModelConfig;
  const config = { ...read, specification: completeSpecification(read.specification) };
  naming(file, () => checkSpecification(config.specification));
  if (config.vectors.dimension !== config.specification.inputSize)
    throw damaged(file, 'its network reads word vectors of another width than it names');
  return config;
}

function parametersOf(specification: ModelSpecification, bytes: Buffer): TensorMap {
  const parameters = float32Tensors(readSafetensors(bytes).tensors);
  checkParameters(specification, parameters);
  const known = new Set(parameterShapes(specification).map(({ name }) => name));
  for (const name of parameters.keys()) if (!known.has(name)) throw new Error(`no parameter is called ${name}`);
  return parameters;
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileProblem(error, 'read', file);
  }
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(file, (error as Error).message.replace(/\.$/, ''));
  }
}

function damaged(file: string, what: string): UserError {
  const message = `The base model is damaged: ${file}: ${what}. Install Poetry Embedding Explorer again, or train from scratch.`;
  return new UserError(message.replace(/\s+/g, ' '));
}
