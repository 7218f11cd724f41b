package configs

// Where experiments come from: presets, files, and what a run has stored.

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/internal/invalid"
)

//go:embed *.yaml
var presets embed.FS

const suffix = ".yaml"

// Names lists the presets, sorted.
func Names() []string {
	files, err := fs.Glob(presets, "*"+suffix)
	if err != nil {
		panic("configs: a bad pattern for presets")
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, suffix)
	}
	slices.Sort(files)
	return files
}

// Preset is the text of a preset, with its comments.
func Preset(name string) ([]byte, error) {
	text, err := presets.ReadFile(name + suffix)
	if err != nil {
		return nil, unknownPreset(name)
	}
	return text, nil
}

// Load reads a preset by name, or else a YAML file by path, and applies the overrides, each path=value, in their order. It returns the
// experiment and its YAML with every default written out, which is what a run stores. What is wrong with the settings is
// returned as Problems.
func Load(nameOrPath string, sets []string) (e *Experiment, resolved []byte, err error) {
	source := nameOrPath + suffix
	text, err := presets.ReadFile(source)
	if err != nil {
		source = nameOrPath
		if text, err = readFile(nameOrPath); err != nil {
			return nil, nil, err
		}
	}
	if e, err = Parse(source, text, sets...); err != nil {
		return nil, nil, err
	}
	resolved, err = e.YAML()
	return e, resolved, err
}

// maxFile bounds what is read of something that is no experiment.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(path, `/\`) && filepath.Ext(path) == "" {
		return nil, unknownPreset(path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder; name a YAML file, such as %s for a run's experiment", path, filepath.Join(path, "config.yaml"))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s has more than %d bytes: not an experiment", path, maxFile)
	}
	return text, nil
}

func unknownPreset(name string) error {
	hint := ""
	if near := invalid.Nearest(name, Names()); near != "" {
		hint = " (nearest: " + near + ")"
	}
	return fmt.Errorf("no preset or file is called %s%s; the presets are %s", printable(name), hint, strings.Join(Names(), ", "))
}
