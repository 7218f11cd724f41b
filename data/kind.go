package data

// The ways in which data lie there, and which settings mean something for each.

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/npy"
	"vae/data/pictures"
	"vae/data/tabular"
	"vae/internal/invalid"
)

// kind is one row.
type kind struct {
	what     string   // in messages
	settings []string // of data, besides name, validation, validation_from and binarization
	read     func(r reading, p place) (*Collection, error)
}

var (
	kindIDX      = &kind{"a folder of IDX files", nil, readFolder}
	kindTable    = &kind{"a table", []string{"test", "label", "standardize"}, readTable}
	kindArray    = &kind{"an array of NumPy", []string{"test", "standardize"}, readArray}
	kindArchive  = &kind{"an archive of NumPy", []string{"test", "standardize"}, readArchive}
	kindPictures = &kind{"a folder of pictures", []string{"test", "size", "channels"}, readPictures}
	kindShapes   = &kind{"made shapes", []string{"test", "label", "size", "count"}, readShapes}
)

// reading is what a kind's reader needs besides the place.
type reading struct {
	Config
	seed    uint64
	name    string   // of the data set
	classes []string // that labels had before
	other   bool     // none of the data was trained on: all tests, and a table's label may be missing
}

// place is where a data set may be: a folder or a file.
type place struct {
	files fs.FS // of the folder
	shown string
}

func placeAt(path string) place { return place{os.DirFS(path), path} }

// recognize says what lies at a place; nil: nothing that is read.
func recognize(p place) *kind {
	info, err := os.Stat(p.shown)
	switch {
	case err != nil:
		return nil
	case info.IsDir() && p.holdsAny():
		return kindIDX
	case info.IsDir() && pictures.Any(p.files):
		return kindPictures
	case info.IsDir():
		return nil
	case tabular.Extension(p.shown):
		return kindTable
	case npy.Extension(p.shown):
		return kindArray
	case npy.ArchiveExtension(p.shown):
		return kindArchive
	}
	return nil
}

// source is a data set that was found.
type source struct {
	kind  *kind
	place place
	name  string
}

func (s source) read(r reading) (*Collection, error) {
	r.name = s.name
	return s.kind.read(r, s.place)
}

// settings are the ones that only some kinds have: whether they are set, and how to unset them.
var settings = []struct {
	name  string
	set   func(c Config) bool
	unset func(c *Config)
}{
	{"test", func(c Config) bool { return c.Test != Auto }, func(c *Config) { c.Test = Auto }},
	{"label", func(c Config) bool { return c.Label != "" }, func(c *Config) { c.Label = "" }},
	{"standardize", func(c Config) bool { return c.Standardize }, func(c *Config) { c.Standardize = false }},
	{"size", func(c Config) bool { return len(c.Size) > 0 }, func(c *Config) { c.Size = nil }},
	{"channels", func(c Config) bool { return c.Channels != 0 }, func(c *Config) { c.Channels = 0 }},
	{"count", func(c Config) bool { return c.Count != DefaultConfig().Count }, func(c *Config) { c.Count = DefaultConfig().Count }},
}

// suits refuses settings that mean nothing for the data.
func (c Config) suits(s source) invalid.Fields {
	var bad invalid.Fields
	for _, setting := range settings {
		if !slices.Contains(s.kind.settings, setting.name) && setting.set(c) {
			bad.Addf(setting.name, "means nothing for %s, which is %s; leave it out", s.name, s.kind.what)
		}
	}
	return bad
}

// only drops settings that mean nothing for the data, and the choice of test examples, which belongs to the data that were trained on.
func (c Config) only(s source) Config {
	for _, setting := range settings {
		if !slices.Contains(s.kind.settings, setting.name) || setting.name == "test" {
			setting.unset(&c)
		}
	}
	return c
}

// sameShape refuses test examples that are not like those for training.
func sameShape(from string, train, test *Set) error {
	if !slices.Equal(train.shape, test.shape) {
		return fmt.Errorf("%s: found training examples of shape %v and test examples of shape %v, expected the same", from, train.shape, test.shape)
	}
	if (train.floats == nil) != (test.floats == nil) {
		return fmt.Errorf("%s: found pixels among training and test examples, and other numbers, expected the same type", from)
	}
	return nil
}

// baseName is the data set's name, of a path.
func baseName(name string) string {
	base := filepath.Base(filepath.Clean(name))
	for _, known := range []func(string) bool{tabular.Extension, npy.Extension, npy.ArchiveExtension} {
		if known(base) {
			return strings.TrimSuffix(base, filepath.Ext(base))
		}
	}
	return base
}
