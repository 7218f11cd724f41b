package train

import (
	"testing"

	"vae"
	"vae/data"
	"vae/loss"
)

// firstStep takes one step from the seed and returns its terms and its gradients by name.
func firstStep(t *testing.T, engine string, change func(*Job)) map[string][]float64 {
	t.Helper()
	job := madeJob(t, func(j *Job) {
		j.Config.Engine = engine
		change(j)
	})
	r, err := newRun(job)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	terms, n, err := r.step()
	if err != nil || n != job.Config.Batch {
		t.Fatalf("%d examples: %v", n, err)
	}
	out := map[string][]float64{"loss": {terms.Loss}, "reconstruction": {terms.Reconstruction}, "kl": {terms.KL}}
	for _, e := range job.Model.Layout().Entries {
		dense := make([]float32, e.Shape.Size())
		e.Unpack(dense, r.gradients)
		out[e.Name] = float64s(dense)
	}
	return out
}

// From one state, a step of a training run has the same losses and gradients on every engine.
func TestFirstStepOnEveryEngine(t *testing.T) {
	cases := map[string]func(*Job){
		"three samples, free bits": func(j *Job) { j.Objective.Samples, j.Objective.FreeBits, j.Objective.Beta = 3, 0.05, 2 },
		"one example":              func(j *Job) { j.Config.Batch = 1 },
	}
	for i, name := range loss.Likelihoods() {
		if name == "beta" {
			continue // the data have zeros, where it has no density
		}
		cases[name] = func(j *Job) {
			a := vae.DefaultArchitecture()
			a.Name, a.Variance, a.PriorVariance = name, 0.3, 2.5
			a.Activation = []string{"relu", "tanh", "silu"}[i%3]
			j.Model = madeModel(t, a)
			if name != "bernoulli" {
				j.Binarization = data.None
			}
		}
	}
	cases["by column"] = func(j *Job) {
		a := vae.DefaultArchitecture()
		a.Name, a.Parts = loss.ByColumn, []loss.PartConfig{
			{Columns: []string{"20-29", "3"}, Name: "gaussian_shared"}, {Columns: []string{"0-2", "4-9"}, Name: "continuous_bernoulli"},
			{Columns: []string{"10-18"}, Name: "categorical", Categories: 3}, {Columns: []string{"19"}, Name: "laplace"},
		}
		j.Model, j.Binarization, j.Objective.Samples = madeModel(t, a), data.None, 2
	}
	for name, change := range cases {
		want := firstStep(t, "reference", change)
		for _, engine := range []string{"compiled", "gorgonia"} {
			for what, got := range firstStep(t, engine, change) {
				if d := deviation(got, want[what]); !(d <= 1e-4) {
					t.Errorf("%s, %s: %s is off by %.3g", name, engine, what, d)
				}
			}
		}
	}
}
