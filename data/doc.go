// Package data takes data sets from files to batches: reading, held-out examples, binarization, and the order of training.
//
// Open and Config find a data set by name or path and recognise what lies there: IDX files (package idx), tables (tabular), arrays of NumPy (npy), folders of
// pictures (pictures), or nothing, where shapes are made (shapes). Package fetch downloads the published ones.
//
// Letters: N examples, D features of an example, B the size of a batch.
//
// Everything random is keyed by the seed and by an example's own index in the full training set (see vae/internal/rng), so that neither the
// order of a batch nor the number of threads nor a pause changes what an example looks like.
package data
