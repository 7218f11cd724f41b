package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"vae"
)

// NewFolder makes a run's folder with the experiment and the untrained checkpoint in it, complete or not at all. An empty out stands for
// checkpoints/NAME-N with the first free N; an existing folder is refused.
func NewFolder(out, name string, job *Job) (string, error) {
	parent := filepath.Dir(out)
	if out == "" {
		parent = "checkpoints"
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return "", fmt.Errorf("making the folder of runs: %w", err)
	}
	if _, err := os.Lstat(out); out != "" && err == nil {
		return "", fmt.Errorf("%s exists already; choose another --out, or go on with --resume %s", out, out)
	}
	draft, err := os.MkdirTemp(parent, ".new-run-")
	if err != nil {
		return "", fmt.Errorf("making a run's folder: %w", err)
	}
	dir, err := fillAndName(draft, parent, out, name, job)
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(draft))
	}
	return dir, nil
}

// fillAndName writes the first files into the draft and renames it to its name.
func fillAndName(draft, parent, out, name string, job *Job) (string, error) {
	if err := os.Chmod(draft, 0o755); err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(draft, SamplesDir), 0o777); err != nil {
		return "", err
	}
	if err := replaceFile(filepath.Join(draft, ConfigFile), []byte(job.Resolved)); err != nil {
		return "", err
	}
	start := &vae.Checkpoint{Model: job.Model, Config: job.Resolved, Data: job.Train.Fingerprint()}
	if err := start.Write(filepath.Join(draft, LastFile)); err != nil {
		return "", err
	}
	if out != "" {
		return out, os.Rename(draft, out)
	}
	for n := 1; ; n++ {
		dir := filepath.Join(parent, fmt.Sprintf("%s-%d", name, n))
		if _, err := os.Lstat(dir); err == nil {
			continue
		}
		// Another run may take the name at the same moment: renaming onto its folder fails, for that one is not empty.
		if err := os.Rename(draft, dir); err == nil {
			return dir, nil
		} else if !errors.Is(err, os.ErrExist) {
			return "", err
		}
	}
}
