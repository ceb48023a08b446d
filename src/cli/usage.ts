export const usage = `Trains a recurrent autoencoder on a folder of poems and tells what its bottleneck learned.

Usage:
  poetry-explorer train [folder] [options]      train on the poems below a folder (the sample poems without one)
  poetry-explorer compare [folder] [options]    train several architectures on the same poems and rank them
  poetry-explorer evaluate <run> [options]      measure a run on poems it has not seen
  poetry-explorer neighbours <run> "a line"     find the passages nearest to a text
  poetry-explorer runs [folder] [--json]        list the runs of a folder (the current one without it)
  poetry-explorer engines [--json]              try what can compute here: WebAssembly, CUDA, WebGPU

<run> is a run's folder, the name of a run, or "latest"; names are looked up in the runs folder (see --runs).

Options of train:
  --preset NAME     what to train: PRESETS (default: recommended)
  --epochs N        epochs in all, shared out among the preset's phases
  --seed N          of everything random (default: 42): the same poems, settings and seed give the same run
  --vectors FILE    word vectors (GloVe, word2vec or fastText, also gzip) instead of the bundled ones
  --from WHAT       base: begin with the weights of the base model that comes with the program; scratch: with random ones
                    (default: as the preset says; a network or word vectors unlike the base's begin from scratch)
  --out FOLDER      where runs are written (default: .poetry-explorer/runs in the poems' folder; for the sample
                    poems, in the current one)
  --resume RUN      go on with a run that was stopped, exactly where it was; RUN as above, but "latest" is the newest
                    unfinished one; a folder is given only where the poems were moved
  --engine NAME     what computes: wasm, cuda, webgpu or cpu (slow, to compare with); auto (default) takes the fastest
                    that works, tried on the first batches
  --threads N       of the engine wasm (default: as many as help)
  --packages FOLDER where the packages of cuda and webgpu are installed: the folder that holds node_modules
                    (default: beside this program)
  --quiet           no progress

Options of compare (those of train mean the same, for every architecture; --resume goes on with a comparison):
  --presets A,B     which presets; all for every one (default: all, where no --variants are given)
  --variants A,B    which variants of the network, in the notebook's curriculum; all for every one:VARIANTS
  --cells A,B       each preset with these cells, rnn, gru or lstm (default: its own)
  --bottleneck N    each with bottlenecks of these sizes, as in 15-20 or 8,16,18 (default: its own, 18)
  --processes N     trained at once (default: as many as cores and memory allow)
  --rank WHAT       best first by variance (explained, the default), weighted (rare words count more) or neighbours
  --resume NAME     go on with a comparison that was stopped, or show one that is complete; "latest" is the newest
  --markdown        the table in Markdown

Options of evaluate and neighbours:
  --runs FOLDER     where names and "latest" are looked up (default: .poetry-explorer/runs in the current folder)
  --count N         how many passages (neighbours; default: 5)

  --json            one JSON document on standard output
  --help, --version

Progress goes to standard error, results to standard output. Exit codes: 0 done, 1 it could not be done (standard error
says why), 2 wrong usage, 130 interrupted.
`;
