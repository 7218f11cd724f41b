package optim

import "vae/internal/invalid"

// Config chooses and sets an optimizer. Fields that the method does not name are ignored.
type Config struct {
	// Name is a row of Methods.
	Name string `yaml:"name" json:"name"`
	// LearningRate is the paper's alpha, the step size: 0.001 by default.
	LearningRate float64 `yaml:"learning_rate" json:"learning_rate"`
	// Beta1 is how much of Adam's first moment stays at each step: 0.9 by default.
	Beta1 float64 `yaml:"beta1" json:"beta1"`
	// Beta2 is how much of Adam's second moment stays at each step: 0.999 by default.
	Beta2 float64 `yaml:"beta2" json:"beta2"`
	// Epsilon keeps Adam's divisor from 0: 1e-8 by default.
	Epsilon float64 `yaml:"epsilon" json:"epsilon"`
}

// DefaultConfig is Adam as in its paper (Kingma and Ba 2015, algorithm 1).
func DefaultConfig() Config {
	return Config{Name: "adam", LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
}

// Validate reports every setting that cannot be used.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	bad.OneOf("name", c.Name, Methods()...)
	if !(c.LearningRate > 0 && c.LearningRate <= 1000) {
		bad.Addf("learning_rate", "%v is not in (0, 1000]", c.LearningRate)
	}
	if check := methods[c.Name].check; check != nil {
		check(c, &bad)
	}
	return bad
}
