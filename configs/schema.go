package configs

// Experiments described for editors: JSON Schema, draft 2020-12.

import (
	"encoding/json"
	"strings"

	"github.com/invopop/jsonschema"

	"vae/loss"
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
		if p.Type == "string" && p.Enum == nil {
			anyText(p)
		}
		_, unsigned := setting.Default.(uint64)
		bound(p, setting.Path, unsigned)
	}
	describePart(property(s, "model.parts").Items)
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// anyText takes text as it is written, whatever else YAML may see in it.
func anyText(p *jsonschema.Schema) {
	p.Type, p.Extras = "", map[string]any{"type": []string{"string", "number", "boolean"}}
}

// describePart is for the elements of model.parts, which are no settings by themselves.
func describePart(part *jsonschema.Schema) {
	part.Required = []string{"columns", "likelihood"}
	for name, about := range map[string]string{
		"columns":    "names, numbers from 0 or ranges such as 3-7 of the columns that the part describes",
		"likelihood": "what describes them",
		"variance":   "of gaussian_fixed; that of the whole by default",
		"categories": "columns of a one-hot code, for categorical; all of the part by default",
	} {
		property(part, name).Description = about
	}
	anyText(property(part, "columns").Items)
	for _, name := range loss.Likelihoods() {
		p := property(part, "likelihood")
		p.Enum = append(p.Enum, name)
	}
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
