package configs

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPresets: every preset loads as it is, under its own name, and what a run would store gives it back.
func TestPresets(t *testing.T) {
	if want := []string{"default", "fashion-2d", "fashion-mnist", "gjs", "iwae", "mnist", "mnist-2d", "numpyro-vae", "shapes", "table"}; !slices.Equal(Names(), want) {
		t.Errorf("presets %v, want %v", Names(), want)
	}
	for _, name := range Names() {
		e, resolved, err := Load(name, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if e.Name != name {
			t.Errorf("the preset %s is named %s", name, e.Name)
		}
		again, err := Parse("resolved", resolved)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, resolved)
		} else if d := cmp.Diff(e, again); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestDefaultPreset holds the file that documents the defaults to the defaults, and to every field.
func TestDefaultPreset(t *testing.T) {
	text, err := Preset("default")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{places: map[string]Problem{}, broken: map[string]bool{}}
	root, problem := document(text)
	if problem != nil {
		t.Fatal(problem)
	}
	var e Experiment
	r.value(root, reflect.ValueOf(&e).Elem(), "")
	if d := cmp.Diff(Default(), e); d != "" {
		t.Error(d)
	}
	for _, path := range paths(reflect.ValueOf(&e).Elem(), "") {
		if _, ok := r.places[path]; !ok {
			t.Errorf("default.yaml does not show %s", path)
		}
	}
}

func TestOverrides(t *testing.T) {
	e, resolved, err := Load("mnist", []string{
		"train.epochs=3", "train.epochs=4", "model.hidden=[200, 100]", "model={latent: 2, activation: tanh}", "loss.beta=1e-1",
		"name=a-name", "data.name=a=b#c",
	})
	if err != nil {
		t.Fatal(err)
	}
	base, _, err := Load("mnist", nil)
	if err != nil {
		t.Fatal(err)
	}
	base.Train.Epochs, base.Model.Hidden, base.Model.Latent, base.Model.Activation = 4, []int{200, 100}, 2, "tanh"
	base.Loss.Beta, base.Name, base.Data.Name = 0.1, "a-name", "a=b#c"
	if d := cmp.Diff(base, e); d != "" {
		t.Error(d)
	}
	if !strings.Contains(string(resolved), "hidden: [200, 100]") {
		t.Errorf("resolved:\n%s", resolved)
	}
}

func TestOverrideMistakes(t *testing.T) {
	for set, want := range map[string]string{
		"train.epoch=3":         "train.epoch: unknown field; nearest train.epochs",
		"epochs=3":              "epochs: unknown field; nearest train.epochs",
		"trian.epochs=3":        "trian.epochs: unknown field; nearest train.epochs",
		"train=3":               "train: is 3, but should hold epochs, batch",
		"train.epochs.more=3":   "train.epochs: holds no fields",
		"train.epochs=":         "train.epochs: has no value",
		"train.epochs=~":        "train.epochs: has no value",
		"train.epochs=[3":       "train.epochs: not YAML: ",
		"train.epochs=three":    "train.epochs: three is not a whole number",
		"train.epochs=0":        "train.epochs: 0 is not between 1 and",
		"train={epoch: 3}":      "train.epoch: unknown field; nearest train.epochs",
		"model.hidden[0]=3":     "model.hidden: set the list as a whole: model.hidden=[400, 200]",
		"model.hidden=[3, 0]":   "model.hidden[1]: 0 is not between 1 and",
		"model.hidden=[3, 1.5]": "model.hidden[1]: 1.5 is not a whole number",
		"=3":                    `"": unknown field`,
		"":                      "needs the form path=value",
		"name=\xff":             "name: not UTF-8",
	} {
		_, _, err := Load("mnist", []string{set})
		if prefix := "--set " + set + ": "; err == nil || !strings.HasPrefix(err.Error(), prefix+want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v\nwant %s", err, prefix+want)
		}
	}
}

// TestOverrideMends: an override replaces what a file says, and its place in messages.
func TestOverrideMends(t *testing.T) {
	text := []byte("train: {batch: 0}\nmodel: {hidden: [5, 0]}\n")
	if _, err := Parse("x.yaml", text, "train.batch=8", "model.hidden=[5]"); err != nil {
		t.Error(err)
	}
	_, err := Parse("x.yaml", text, "train.batch=-8", "model.hidden=[5, 6, 0]")
	want := "--set train.batch=-8: train.batch: -8 is not between 1 and 65536\n" +
		"--set model.hidden=[5, 6, 0]: model.hidden[2]: 0 is not between 1 and 65536"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mine.yaml")
	if err := os.WriteFile(path, []byte("name: mine\ntrain: {epochs: 2}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	e, resolved, err := Load(path, []string{"seed=9"})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Name, want.Train.Epochs, want.Seed = "mine", 2, 9
	if d := cmp.Diff(want, *e); d != "" {
		t.Error(d)
	}
	if again, err := Parse(path, resolved); err != nil || !cmp.Equal(*again, want) {
		t.Errorf("the resolved file is another experiment (%v):\n%s", err, resolved)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(big, make([]byte, maxFile+1), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"fashon-mnist":                  "no preset or file is called fashon-mnist (nearest: fashion-mnist); the presets are default, fashion-2d, fashion-mnist, gjs, iwae, mnist, mnist-2d",
		"cifar":                         "no preset or file is called cifar; the presets are default,",
		"":                              `no preset or file is called ""; the presets`,
		dir:                             dir + " is a folder; name a YAML file",
		filepath.Join(dir, "none.yaml"): "no such file",
		"none.yaml":                     "no such file",
		filepath.Join(dir, "mnist"):     "no such file",
		big:                             "big.yaml has more than 1048576 bytes",
	} {
		if _, _, err := Load(name, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n got %v\nwant %s", name, err, want)
		}
	}
}

// FuzzYAML: whatever is accepted is valid, and the resolved text is the same experiment and the same text again.
func FuzzYAML(f *testing.F) {
	for _, name := range Names() {
		text, err := Preset(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "train.epochs=3")
	}
	f.Add([]byte(manyMistakes), "trian.epochs=[")
	f.Add([]byte("model: {hidden: &a [*a]}"), "data={name: '#'}")
	f.Fuzz(func(t *testing.T, text []byte, set string) {
		e, err := Parse("x.yaml", text, set)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a message")
			}
			return
		}
		if err := e.Validate().Err(); err != nil {
			t.Error(err)
		}
		once, err := e.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("resolved", once)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if d := cmp.Diff(e, again); d != "" {
			t.Error(d)
		}
		if twice, err := again.YAML(); err != nil || string(twice) != string(once) {
			t.Errorf("%v\n%s\n%s", err, once, twice)
		}
	})
}
