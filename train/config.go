package train

import "vae/internal/invalid"

// Config is the loop of a training run. What may differ between two runs of equal results (threads, folders) is not in it.
type Config struct {
	// Epochs is how often the training set is seen.
	Epochs int `yaml:"epochs" json:"epochs"`
	// Batch is the number of examples in a step.
	Batch int `yaml:"batch" json:"batch"`
	// Engine runs the graph: compiled, reference or gorgonia.
	Engine string `yaml:"engine" json:"engine"`
	// SampleGrid is the number of images in the grid that epochs leave in samples/; 0 draws none.
	SampleGrid int `yaml:"sample_grid" json:"sample_grid"`
	// SampleEvery is how many epochs lie between two such grids: with 5, epochs 5, 10, ... leave one.
	SampleEvery int `yaml:"sample_every" json:"sample_every"`
	// EarlyStopping ends the run after this many epochs in a row whose monitored loss, on the validation set where there is one, is no better than the
	// best before them (Prechelt 1998); 0 runs all epochs.
	EarlyStopping int `yaml:"early_stopping" json:"early_stopping"`
}

// DefaultConfig is twelve epochs of batches of 32.
func DefaultConfig() Config {
	return Config{Epochs: 12, Batch: 32, Engine: "compiled", SampleGrid: 64, SampleEvery: 1}
}

// Validate reports every setting that cannot be used.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	inRange(&bad, "epochs", c.Epochs, 1, 1_000_000)
	inRange(&bad, "batch", c.Batch, 1, 65536)
	inRange(&bad, "sample_grid", c.SampleGrid, 0, 4096)
	inRange(&bad, "sample_every", c.SampleEvery, 1, 1_000_000)
	inRange(&bad, "early_stopping", c.EarlyStopping, 0, 1_000_000)
	bad.OneOf("engine", c.Engine, "compiled", "reference", "gorgonia")
	return bad
}

func inRange(bad *invalid.Fields, path string, n, lo, hi int) {
	if n < lo || n > hi {
		bad.Addf(path, "%d is not between %d and %d", n, lo, hi)
	}
}
