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
	// SampleGrid is the number of images in the grid that each epoch leaves in samples/; 0 draws none.
	SampleGrid int `yaml:"sample_grid" json:"sample_grid"`
}

// DefaultConfig is twelve epochs of batches of 32.
func DefaultConfig() Config {
	return Config{Epochs: 12, Batch: 32, Engine: "compiled", SampleGrid: 64}
}

// Validate reports every setting that cannot be used.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	inRange(&bad, "epochs", c.Epochs, 1, 1_000_000)
	inRange(&bad, "batch", c.Batch, 1, 65536)
	inRange(&bad, "sample_grid", c.SampleGrid, 0, 4096)
	bad.OneOf("engine", c.Engine, "compiled", "reference", "gorgonia")
	return bad
}

func inRange(bad *invalid.Fields, path string, n, lo, hi int) {
	if n < lo || n > hi {
		bad.Addf(path, "%d is not between %d and %d", n, lo, hi)
	}
}
