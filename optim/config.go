package optim

import "vae/internal/invalid"

// Config chooses and sets an optimizer. Fields that the method does not name are ignored.
type Config struct {
	// Name is a row of Methods.
	Name string `yaml:"name" json:"name"`
	// LearningRate is the papers' alpha, the step size, before any schedule: 0.001 by default.
	LearningRate float64 `yaml:"learning_rate" json:"learning_rate"`
	// Beta1 is how much of Adam's first moment stays at each step: 0.9 by default.
	Beta1 float64 `yaml:"beta1" json:"beta1"`
	// Beta2 is how much of Adam's second moment stays at each step: 0.999 by default.
	Beta2 float64 `yaml:"beta2" json:"beta2"`
	// Epsilon keeps the divisor of adam, adamw, rmsprop and adagrad from 0: 1e-8 by default.
	Epsilon float64 `yaml:"epsilon" json:"epsilon"`
	// SecondMomentStart is what the mean of squared gradients of adam, adamw and rmsprop and the sum of adagrad begin at: 0 by default, as in the papers. Above
	// 0 the first steps are small. The code of Burda et al. 2016 (https://github.com/yburda/iwae) begins at 1, with gradients summed over a batch of 20; here,
	// where gradients are means over the batch, 1/20^2 = 0.0025 does the same, with a twentieth of that code's epsilon.
	SecondMomentStart float64 `yaml:"second_moment_start" json:"second_moment_start"`
	// Momentum is how much of the velocity of momentum and nesterov stays at each step: 0.9 by default.
	Momentum float64 `yaml:"momentum" json:"momentum"`
	// Rho is how much of the mean of squared gradients of rmsprop stays at each step: 0.9 by default.
	Rho float64 `yaml:"rho" json:"rho"`
	// WeightDecay is lambda: adamw takes rate * lambda * theta from a parameter beside its step, the others add lambda * theta to the gradient, which is
	// the gradient of an L2 penalty lambda / 2 * |theta|^2. 0 by default: off.
	WeightDecay float64 `yaml:"weight_decay" json:"weight_decay"`
	// Schedule changes the learning rate from step to step.
	Schedule Schedule `yaml:"schedule" json:"schedule"`
	// ClipNorm is the greatest Euclidean norm of all gradients together (Pascanu et al. 2013); 0 by default: off.
	ClipNorm float64 `yaml:"clip_norm" json:"clip_norm"`
	// ClipValue is the greatest magnitude of each element of the gradients; 0 by default: off.
	ClipValue float64 `yaml:"clip_value" json:"clip_value"`
	// EMA is how much of the average of the parameters stays at each step (Average); 0 by default: no average is kept.
	EMA float64 `yaml:"ema" json:"ema"`
}

// DefaultConfig is Adam as in its paper (Kingma and Ba 2015, algorithm 1).
func DefaultConfig() Config {
	return Config{
		Name: "adam", LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Momentum: 0.9, Rho: 0.9,
		Schedule: DefaultSchedule(),
	}
}

// Bounds. A share that stays and is nearer to 1 is not a float32 below 1 by a useful number of digits; an epsilon below the bound lets one flushed
// second moment throw a parameter far away.
const (
	maxShare   = 0.999999
	minEpsilon = 1e-16
	maxStart   = 1e6
	maxDecay   = 1
	maxClip    = 1e9
)

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
	within(&bad, "weight_decay", c.WeightDecay, 0, maxDecay)
	bad = append(bad, c.Schedule.Validate().Under("schedule")...)
	within(&bad, "clip_norm", c.ClipNorm, 0, maxClip)
	within(&bad, "clip_value", c.ClipValue, 0, maxClip)
	within(&bad, "ema", c.EMA, 0, maxShare)
	return bad
}

// within refuses what is outside [lo, hi], NaN too.
func within(bad *invalid.Fields, path string, x, lo, hi float64) {
	if !(x >= lo && x <= hi) {
		bad.Addf(path, "%v is not in [%v, %v]", x, lo, hi)
	}
}
