import path from 'node:path';
import { repositoryRoot } from '../e2e/paths.ts';

export const nativeFolder = path.join(repositoryRoot, 'out/native-tensorflow');
/** The package as an installation leaves it, where TensorFlow's library could be had. */
export const nativePackage = path.join(nativeFolder, 'node_modules/@tensorflow/tfjs-node-gpu');
/** Where it could not be had, a text that says why. */
export const whyNoNative = path.join(nativeFolder, 'why-not.txt');
