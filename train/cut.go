package train

// Going back: a run's folder as it was when a checkpoint was written.

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vae"
)

// cutBack makes metrics.jsonl what it was at the checkpoint, drops later lines of timing.jsonl and later pictures, which the run will write
// again, and removes what a crash left of a file that was being replaced.
func (r *run) cutBack(c *vae.Checkpoint) error {
	if err := replaceFile(r.path(ConfigFile), []byte(r.job.Resolved)); err != nil {
		return err
	}
	if err := replaceFile(r.path(MetricsFile), []byte(c.History)); err != nil {
		return err
	}
	if err := cutTimings(r.path(TimingFile), c.Progress.Epoch); err != nil {
		return err
	}
	if err := os.MkdirAll(r.path(SamplesDir), 0o777); err != nil {
		return err
	}
	if err := removeFrom(r.job.Dir, unfinished); err != nil {
		return err
	}
	return removeFrom(r.path(SamplesDir), func(name string) bool {
		return unfinished(name) || isPicture(name) && name > pictureName(c.Progress.Epoch)
	})
}

// unfinished reports whether a file is one that was to be renamed when it was whole.
func unfinished(name string) bool { return strings.HasSuffix(name, ".tmp") }

// removeFrom removes the files of a folder that a test chooses; there may be no folder.
func removeFrom(dir string, chosen func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() && chosen(e.Name()) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// cutTimings keeps the lines of the epochs that the checkpoint knows; a line cut short by a crash is dropped.
func cutTimings(path string, epochs int) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var kept strings.Builder
	for line := range strings.Lines(string(text)) {
		var t timing
		if json.Unmarshal([]byte(line), &t) == nil && t.Epoch <= epochs {
			kept.WriteString(line)
		}
	}
	return replaceFile(path, []byte(kept.String()))
}
