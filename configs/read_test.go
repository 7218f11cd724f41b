package configs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// manyMistakes has one of each kind that a file can have, and the message that names them all.
const manyMistakes = `name: ../up
seed: -1
epochs: 3
data:
  name: mnist
  validation: 8.5
  binarization: treshold
  test: half
  label: [species]
  standardize: maybe
  size: [28]
  channels: 2
  count: 0
  nmae: mnist
model:
  hidden: [200, wide, 0, 010]
  latent:
  latent: 5
optimiser: {name: adam}
loss:
  beta: many
  samples: {k: 3}
optimizer: [adam]
train:
  epohcs: 20
  batch: 0
  engine: true
  ? [a]
  : 1
`

const manyMessages = `x.yaml:1:7: name: "../up" cannot name a run's folder; use 1 to 64 letters, digits, -, _ and ., not a dot first
x.yaml:2:7: seed: -1 is not a whole number from 0 to 18446744073709551615
x.yaml:3:1: epochs: unknown field; nearest train.epochs; an experiment holds name, seed, data, model, loss, optimizer, train
x.yaml:6:15: data.validation: 8.5 is not a whole number
x.yaml:7:17: data.binarization: "treshold" is not known; choose one of none, threshold, dynamic, fixed (nearest: threshold)
x.yaml:8:9: data.test: "half" is no part of the data; give auto, a part between 0 and 1, a number from 1, or a .csv, .tsv or .npy file
x.yaml:9:10: data.label: is a list, but should be text
x.yaml:10:16: data.standardize: maybe is not true or false
x.yaml:11:9: data.size: has 1 numbers; give [height, width], or [] to leave pictures as they are
x.yaml:12:13: data.channels: 2 is not 0 (as they are), 1 (grey) or 3 (red, green, blue)
x.yaml:13:10: data.count: 0 is not between 1 and 67108864
x.yaml:14:3: data.nmae: unknown field; nearest data.name; data holds name, validation, validation_from, binarization, test, label, standardize, size, channels, count
x.yaml:16:17: model.hidden[1]: wide is not a whole number
x.yaml:16:23: model.hidden[2]: 0 is not between 1 and 65536
x.yaml:16:26: model.hidden[3]: 010 could be meant to the base 8; write it without the leading 0
x.yaml:17:10: model.latent: has no value; give a whole number, or leave the field out for its default
x.yaml:18:3: model.latent: given twice; first on line 17
x.yaml:19:1: optimiser: unknown field; nearest optimizer; an experiment holds name, seed, data, model, loss, optimizer, train
x.yaml:21:9: loss.beta: many is not a number
x.yaml:22:12: loss.samples: is a mapping, but should be a whole number
x.yaml:23:12: optimizer: is a list, but should hold name, learning_rate, beta1, beta2, epsilon, second_moment_start, momentum, rho, weight_decay, schedule, clip_norm, clip_value, ema
x.yaml:25:3: train.epohcs: unknown field; nearest train.epochs; train holds epochs, batch, engine, sample_grid, sample_every, early_stopping
x.yaml:26:10: train.batch: 0 is not between 1 and 65536
x.yaml:27:11: train.engine: "true" is not known; choose one of compiled, reference, gorgonia
x.yaml:28:5: train: a field's name cannot be a list
--set train.epoch=3: train.epoch: unknown field; nearest train.epochs; train holds epochs, batch, engine, sample_grid, sample_every, early_stopping
--set trian.epochs=3: trian.epochs: unknown field; nearest train.epochs; an experiment holds name, seed, data, model, loss, optimizer, train
--set train.epochs=2.5: train.epochs: 2.5 is not a whole number
--set train.epochs: needs the form path=value, such as train.epochs=20
--set loss.beta=-1: loss.beta: -1 is not in [0, 1e6]`

func TestManyMistakes(t *testing.T) {
	sets := []string{"train.epoch=3", "trian.epochs=3", "train.epochs=2.5", "train.epochs", "loss.beta=-1"}
	_, err := Parse("x.yaml", []byte(manyMistakes), sets...)
	if err == nil {
		t.Fatal("no mistake was found")
	}
	if d := cmp.Diff(strings.Split(manyMessages, "\n"), strings.Split(err.Error(), "\n")); d != "" {
		t.Error(d)
	}
}

// TestOneMistake holds texts that are no experiment at all, and some that nearly are, to a message.
func TestOneMistake(t *testing.T) {
	for text, want := range map[string]string{
		"a: [1\nb: 2":                                "x.yaml:2:2: not YAML: did not find expected ',' or ']' while parsing a flow sequence",
		"name: a\n\tseed: 2":                         "x.yaml:2:1: not YAML: found a tab",
		"train:\n\tepochs: 2":                        "x.yaml:2:1: not YAML: found character that cannot start any token while scanning for the next token; indent with spaces",
		"name: *other":                               "x.yaml:1:7: not YAML: unknown anchor 'other' referenced",
		"name: \x01":                                 "x.yaml: not YAML: control characters are not allowed",
		"name: a\nseed: \xff":                        "x.yaml:2: not UTF-8",
		"\xff\xfen\x00a\x00":                         "x.yaml:1: not UTF-8",
		"name: a\n---\nname: b":                      "x.yaml:2:1: a second document begins here",
		"just text":                                  `x.yaml:1:1: is "just text", but should hold name, seed, data`,
		"- name: a":                                  "x.yaml:1:1: is a list, but should hold name, seed, data",
		strings.Repeat("[", 20000):                   "x.yaml:1:10001: not YAML: exceeded max depth",
		"train: {<<: {epochs: 3}}":                   `x.yaml:1:9: train."<<": unknown field`,
		"model: {hidden: &a [*a]}":                   "model.hidden[0]: is a list, but should be a whole number",
		"model: {hidden: 400}":                       "x.yaml:1:17: model.hidden: is 400, but should be a list, such as [400, 200]",
		"model: {hidden: }":                          `model.hidden: has no value; give a list`,
		"name: ":                                     "x.yaml:1:6: name: has no value; give text",
		"name: !!binary aGk=":                        `name: "aGk=" is not text`,
		"seed: 18446744073709551616":                 "seed: 18446744073709551616 is not a whole number from 0",
		"seed: '1'":                                  `seed: "1", in quotes, is not a whole number from 0`,
		"loss: {beta: .nan}":                         "x.yaml:1:14: loss.beta: NaN is not in",
		"loss: {beta: .inf}":                         "x.yaml:1:14: loss.beta: +Inf is not in",
		"loss: {beta: !!int foo}":                    "loss.beta: foo is not a number",
		"loss: {beta: yes}":                          "loss.beta: yes is not a number",
		"loss: {warmup: {shape: lienar}}":            `x.yaml:1:24: loss.warmup.shape: "lienar" is not known; choose one of none, linear, sigmoid, cyclical (nearest: linear)`,
		"loss: {warmup: {step: 5}}":                  "x.yaml:1:17: loss.warmup.step: unknown field; nearest ",
		"loss: {warmup: linear}":                     "x.yaml:1:16: loss.warmup: is linear, but should hold shape, steps, start, cycles, ramp",
		"loss: {warmup: {shape: linear, steps: 0}}":  "x.yaml:1:39: loss.warmup.steps: 0 is not between 1 and",
		"loss: {Beta: 1}":                            "loss.Beta: unknown field; nearest loss.beta",
		"name: " + strings.Repeat("a", 65):           "cannot name a run's folder",
		"name: .hidden":                              "cannot name a run's folder",
		"train: {batch: 4096}\nloss: {samples: 257}": "x.yaml:2:17: loss.samples: 257 samples for each of the 4096 examples",
		"train: {batch: 65536}\nloss:\n":             "",
		"optimizer: {schedule: cosine}":              "x.yaml:1:23: optimizer.schedule: is cosine, but should hold name, warmup_steps, drops",
		"optimizer: {schedule: {warmup_step: 3}}":    "optimizer.schedule.warmup_step: unknown field; nearest optimizer.schedule.warmup_steps; optimizer.schedule holds name,",
		"optimizer: {warmup_steps: 3}":               "optimizer.warmup_steps: unknown field; nearest optimizer.schedule.warmup_steps; optimizer holds name,",
		"optimizer: {schedule: {name: steps}}":       "optimizer.schedule.drops: the schedule steps needs at least one",
		strings.Repeat("k", 1000) + ": 1":            `x.yaml:1:1: "` + strings.Repeat("k", 40) + `"...: unknown field; an experiment`,
	} {
		_, err := Parse("x.yaml", []byte(text))
		switch {
		case want == "":
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
		case err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%.60q:\n got %v\nwant %s", text, err, want)
		}
	}
}

// TestPartMistakes: the parts of a likelihood by column are read as strictly as all else, and their mistakes have their places.
func TestPartMistakes(t *testing.T) {
	const start = "model: {likelihood: by_column, parts: ["
	for part, want := range map[string]string{
		"": "x.yaml:1:39: model.parts: is empty; give by_column at least one part, such as {columns: [0-3], likelihood: gaussian_shared}",
		"{columns: [0], likelihood: beta, categorie: 3}":           "x.yaml:1:73: model.parts[0].categorie: unknown field; nearest model.parts[0].categories; model.parts[0] holds columns,",
		"{columns: [0], likelihood: bete}":                         `x.yaml:1:67: model.parts[0].likelihood: "bete" is not known; choose one of bernoulli, continuous_bernoulli,`,
		"{columns: [0], likelihood: by_column}":                    `model.parts[0].likelihood: "by_column" is not known`,
		"{columns: 3, likelihood: beta}":                           "model.parts[0].columns: is 3, but should be a list, such as [height, 3-7]",
		"{columns: [], likelihood: beta}":                          "model.parts[0].columns: is empty; name at least one column",
		"3":                                                        "model.parts[0]: is 3, but should hold columns, likelihood, variance, categories",
		"{columns: [0], likelihood: categorical, categories: 1}":   "model.parts[0].categories: 1 are too few; give at least 2, or leave it out",
		"{columns: [0], likelihood: gaussian_fixed, variance: -1}": "model.parts[0].variance: -1 is not in (1e-12, 1e12]",
	} {
		_, err := Parse("x.yaml", []byte(start+part+"]}"))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s:\n got %v\nwant %s", part, err, want)
		}
	}
	for set, want := range map[string]string{
		"model.parts[0].columns=3":                       "model.parts: set the list as a whole: model.parts=[{columns: [0-3], likelihood: poisson}]",
		"model.parts=[{columns: [0], likelihood: beta}]": "model.parts: means nothing for likelihood bernoulli; set likelihood to by_column, or leave parts out",
	} {
		if _, _, err := Load("mnist", []string{set}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", set, err, want)
		}
	}
}

// TestObjectiveSuitsLikelihood: a variance in closed form and importance weights do not go together.
func TestObjectiveSuitsLikelihood(t *testing.T) {
	text := "model: {likelihood: gaussian_optimal}\nloss: {objective: iwae, samples: 5}\n"
	want := "x.yaml:2:19: loss.objective: iwae weighs samples by importance, and the variance of gaussian_optimal is the best for samples that count alike"
	if _, err := Parse("x.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if _, err := Parse("x.yaml", []byte(text), "loss.objective=stl"); err != nil {
		t.Error(err)
	}
}

// TestGroupsOfFreeBits: groups of latent dimensions are of one size.
func TestGroupsOfFreeBits(t *testing.T) {
	text := "model: {latent: 10}\nloss: {free_bits: 0.1, free_bits_group: 3}\n"
	want := "x.yaml:2:41: loss.free_bits_group: groups of 3 do not divide the 10 dimensions of model.latent; give a divisor of that"
	if _, err := Parse("x.yaml", []byte(text)); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	for _, set := range []string{"loss.free_bits_group=5", "loss.free_bits_group=0", "loss.free_bits=0"} {
		if _, err := Parse("x.yaml", []byte(text), set); err != nil {
			t.Errorf("%s: %v", set, err)
		}
	}
}

// TestGroupsOfSamples: a group has a sample at least.
func TestGroupsOfSamples(t *testing.T) {
	want := "x.yaml:1:34: loss.groups: 4 groups of 2 samples leave each alone, which is the elbo; give a divisor of loss.samples"
	if _, err := Parse("x.yaml", []byte("loss: {objective: miwae, groups: 4, samples: 2}\n")); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := Parse("x.yaml", []byte("loss: {objective: miwae, groups: 2, samples: 2}\n")); err != nil {
		t.Error(err)
	}
}

// TestProblemsAreValues: a caller can ask for the parts of a message.
func TestProblemsAreValues(t *testing.T) {
	_, err := Parse("x.yaml", []byte("train:\n  batch: 0\n"))
	var got Problems
	if !errors.As(err, &got) || len(got) != 1 {
		t.Fatalf("%T %v", err, err)
	}
	if p := got[0]; p.Source != "x.yaml" || p.Line != 2 || p.Column != 10 || p.Field != "train.batch" {
		t.Errorf("%#v", p)
	}
}

func TestManyProblemsAreNotAllListed(t *testing.T) {
	text := "model: {hidden: [" + strings.Repeat("a,", 500) + "]}"
	_, err := Parse("x.yaml", []byte(text))
	if err == nil || strings.Count(err.Error(), "\n") != maxListed || !strings.HasSuffix(err.Error(), "and 401 more") {
		t.Errorf("%.200v", err)
	}
}

// TestNothingMeansDefaults: an empty file, comments alone, and empty sections leave every default.
func TestNothingMeansDefaults(t *testing.T) {
	want := Default()
	for _, text := range []string{"", "\n", "# nothing\n", "---\n", "~", "{}", "train:\nmodel:\n", "\ufeffseed: 1"} {
		got, err := Parse("x.yaml", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if d := cmp.Diff(want, *got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// TestSpellings: what YAML offers for numbers and repetition works.
func TestSpellings(t *testing.T) {
	text := "seed: 18446744073709551615\nname: 2024\nloss: {beta: 1e-3, samples: 1e1}\n" +
		"model: {hidden: [&w 1_00, *w, 0x10], latent: 8.0}\noptimizer: {learning_rate: 1}\n"
	got, err := Parse("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Seed, want.Name, want.Loss.Beta, want.Loss.Samples = 1<<64-1, "2024", 0.001, 10
	want.Model.Hidden, want.Model.Latent, want.Optimizer.LearningRate = []int{100, 100, 16}, 8, 1
	if d := cmp.Diff(want, *got); d != "" {
		t.Error(d)
	}
}
