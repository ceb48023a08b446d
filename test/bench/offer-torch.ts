// Installs PyTorch for the benchmarks where it is missing and may be.
import { offerTorch } from '../e2e/system-packages.ts';

offerTorch();
