package configs

// Experiments described for editors: JSON Schema, draft 2020-12.

import (
	"encoding/json"
	"strings"

	"github.com/invopop/jsonschema"
)

// SchemaFile is the name that files written for editors refer to, as in "# yaml-language-server: $schema=vae.schema.json".
const SchemaFile = "vae.schema.json"

// Schema is a JSON Schema of experiments: every setting with its type, its default and what it is for, the names that are allowed, and the lowest and highest
// number where those are 0 or 1. What no schema can say, such as rules between settings, Parse checks.
func Schema() ([]byte, error) {
	r := jsonschema.Reflector{FieldNameTag: "yaml", Anonymous: true, DoNotReference: true, RequiredFromJSONSchemaTags: true}
	s := r.Reflect(&Experiment{})
	s.Title = "an experiment of vae"
	s.Description = "What vae train runs. Every setting may be left out, and then has its default."
	for _, setting := range Settings() {
		p := property(s, setting.Path)
		p.Description, p.Default = setting.About, setting.Default
		for _, name := range setting.Allowed {
			p.Enum = append(p.Enum, name)
		}
		if p.Type == "string" && p.Enum == nil { // text is taken as it is written, whatever else YAML may see in it
			p.Type, p.Extras = "", map[string]any{"type": []string{"string", "number", "boolean"}}
		}
		_, unsigned := setting.Default.(uint64)
		bound(p, setting.Path, unsigned)
	}
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// property is the schema of a setting.
func property(s *jsonschema.Schema, path string) *jsonschema.Schema {
	for _, name := range strings.Split(path, ".") {
		next, ok := s.Properties.Get(name)
		if !ok {
			panic("configs: the schema lacks a setting")
		}
		s = next
	}
	return s
}

// bound enters the lowest number that is allowed, where that is 0 or 1, or what lies above 0, and the highest, where that is 1.
func bound(p *jsonschema.Schema, path string, unsigned bool) {
	const little = 1e-9
	switch {
	case unsigned:
		p.Minimum = "0"
	case p.Type == "integer" && accepts(path, 1) && !accepts(path, 0):
		p.Minimum = "1"
	case accepts(path, 0) && !accepts(path, -1):
		p.Minimum = "0"
	case p.Type == "number" && !accepts(path, 0) && !accepts(path, -1) && accepts(path, little):
		p.ExclusiveMinimum = "0"
	}
	if p.Type == "number" && accepts(path, 1) && !accepts(path, 1+little) {
		p.Maximum = "1"
	}
}
