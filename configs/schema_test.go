package configs

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"
)

// resolved is the schema, ready to hold documents to, by a library other than the one that made it.
func resolvedSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(&jsonschema.ResolveOptions{ValidateDefaults: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// asJSON is what a YAML text holds, as JSON has it.
func asJSON(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Load(text, &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	again, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(again, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every preset, as it is written and with all defaults written out, is what the schema describes.
func TestPresetsFitTheSchema(t *testing.T) {
	s := resolvedSchema(t)
	for _, name := range Names() {
		text, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		_, whole, err := Load(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{text, whole} {
			if err := s.Validate(asJSON(t, text)); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
		}
	}
}

// What the schema refuses, Parse refuses; what Parse refuses for a reason that a schema can know, the schema refuses.
func TestSchemaRefuses(t *testing.T) {
	s := resolvedSchema(t)
	for text, want := range map[string]bool{
		"train: {epohcs: 3}":             false,
		"train: {epochs: 0}":             false,
		"train: {epochs: 2.5}":           false,
		"train: {early_stopping: -1}":    false,
		"train: {early_stopping: 0}":     true,
		"model: {hidden: 400}":           false,
		"model: {hidden: [400, 20]}":     true,
		"model: {likelihood: bernouli}":  false,
		"model: {likelihood: bernoulli}": true,
		"model: {activation: tanh}":      true,
		"model: {likelihood: by_column, parts: [{columns: [0-1, height, 4], likelihood: poisson}]}":       true,
		"model: {likelihood: by_column, parts: [{columns: [0], likelihood: categorical, categories: 2}]}": true,
		"model: {likelihood: by_column, parts: [{columns: 0-1, likelihood: poisson}]}":                    false,
		"model: {likelihood: by_column, parts: [{columns: [0], likelihood: poison}]}":                     false,
		"model: {likelihood: by_column, parts: [{columns: [0], likelihood: by_column}]}":                  false,
		"model: {likelihood: by_column, parts: [{columns: [0], likelihood: poisson, rate: 3}]}":           false,
		"model: {likelihood: by_column, parts: [{likelihood: poisson}]}":                                  false,
		"optimizer: {learning_rate: 0}":          false,
		"optimizer: {learning_rate: 0.5}":        true,
		"optimizer: {schedule: {name: cosine}}":  true,
		"optimizer: {schedule: {name: cosinus}}": false,
		"loss: {skew: 1.5}":                      false,
		"loss: {beta: many}":                     false,
		"seed: -1":                               false,
		"seed: 7":                                true,
		"nmae: x":                                false,
		"{}":                                     true,
	} {
		_, parse := Parse("x.yaml", []byte(text))
		if schema := s.Validate(asJSON(t, []byte(text))); (schema == nil) != want || (parse == nil) != want {
			t.Errorf("%s: the schema says %v, Parse says %v, want accepted %v", text, schema, parse, want)
		}
	}
}

// Every setting says what it is for, and lists what it may be where that is a few names.
func TestSettings(t *testing.T) {
	all := Settings()
	for _, s := range all {
		if s.About == "" && s.Path != "optimizer.schedule" {
			t.Errorf("default.yaml does not explain %s", s.Path)
		}
		if len(s.Allowed) > 0 && !slices.Contains(s.Allowed, s.Default.(string)) {
			t.Errorf("%s: the default %v is not among %v", s.Path, s.Default, s.Allowed)
		}
		for _, name := range s.Allowed {
			if _, err := Parse("x", nil, s.Path+"="+name); err != nil && strings.Contains(err.Error(), "is not known") {
				t.Errorf("%s=%s: %v", s.Path, name, err)
			}
		}
	}
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Path == "train.engine" })
	if i < 0 || !slices.Equal(all[i].Allowed, []string{"compiled", "reference", "gorgonia"}) {
		t.Errorf("train.engine: %+v", all[max(i, 0)])
	}
}
