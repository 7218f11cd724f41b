package main

// The published results that vae reproduce knows, a row each. What is trained is in the preset of the study's name, whose comments give protocol and source.

// study is a published table or statement.
type study struct {
	name     string // of the study, and of its preset
	source   string
	trials   []trial
	quantity string   // what is compared: a column of vae eval
	full     []string // settings of the published length, where the preset is shorter
	stages   []int    // epochs whose checkpoints are kept, besides the last one
	samples  int      // of z for the bound
	nll      int      // K of log p(x); 0: not estimated
	// orders are statements that the quantity rises from trial to trial.
	orders [][]string
}

// trial is one training run.
type trial struct {
	name      string
	data      string
	set       []string
	published float64 // 0: no number is published
	spread    float64 // what the published number may be off by, one standard deviation
	estimated bool    // whether the source says nothing of the spread, so that it is our guess
}

// iwaeSpread is a guess: the paper gives one run each.
const iwaeSpread = 0.15

func iwaeTrial(name, objective, samples string, published float64) trial {
	return trial{name, "mnist", []string{"loss.objective=" + objective, "loss.samples=" + samples}, published, iwaeSpread, true}
}

var studies = []study{
	{
		name: "iwae", source: "Burda, Grosse and Salakhutdinov 2016, table 1: one stochastic layer, MNIST", quantity: "nll",
		full: []string{"train.epochs=3280"}, stages: []int{1, 4, 13, 40, 121, 364, 1093}, samples: 1, nll: 5000,
		trials: []trial{
			iwaeTrial("vae-1", "elbo", "1", 86.76), iwaeTrial("vae-5", "elbo", "5", 86.47), iwaeTrial("vae-50", "elbo", "50", 86.35),
			iwaeTrial("iwae-5", "iwae", "5", 85.54), iwaeTrial("iwae-50", "iwae", "50", 84.78), // with one sample it is the VAE
		},
		orders: [][]string{{"iwae-50", "iwae-5", "vae-5"}},
	},
	{
		name: "numpyro-vae", source: "NumPyro's VAE, 20 seeds in the logs of PROBIC/d3p-paper-experiments", quantity: "negative_elbo", samples: 10,
		trials: []trial{
			{"mnist", "mnist", nil, 99.63, 0.30, false},
			{"fashion-mnist", "fashion-mnist", []string{"data.name=fashion-mnist", "data.binarization=none"}, 243.99, 0.29, false},
		},
	},
	{
		name: "gjs", source: "Deasy, Simidjievski and Lio 2020", quantity: "reconstruction", full: []string{"train.epochs=100"}, samples: 10, nll: 100,
		trials: append(gjsTrials("mnist"), gjsTrials("fashion-mnist")...),
		orders: [][]string{
			{"mnist-dual-gjs", "mnist-kl", "mnist-reverse-kl"},
			{"fashion-mnist-dual-gjs", "fashion-mnist-kl", "fashion-mnist-reverse-kl"},
		},
	},
}

func gjsTrials(data string) []trial {
	var out []trial
	for _, c := range []struct{ name, objective string }{{"dual-gjs", "dual_gjs"}, {"kl", "elbo"}, {"reverse-kl", "reverse_kl"}} {
		out = append(out, trial{name: data + "-" + c.name, data: data, set: []string{"data.name=" + data, "loss.objective=" + c.objective}})
	}
	return out
}

// studyNames lists the studies.
func studyNames() []string {
	var names []string
	for _, s := range studies {
		names = append(names, s.name)
	}
	return names
}

// shorter reports whether a run is shorter than what was published.
func (s study) shorter(full bool) bool { return len(s.full) > 0 && !full }
