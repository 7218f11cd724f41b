package train

// The folder of a run: made, or copied, complete or not at all.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vae"
)

// NewFolder makes a run's folder with the experiment and the untrained checkpoint in it. An empty out stands for checkpoints/NAME-N with
// the first free N; an existing folder is refused, and so is a job that Run would refuse.
func NewFolder(out, name string, job *Job) (string, error) {
	if err := job.check(); err != nil {
		return "", err
	}
	return makeFolder(out, name, func(draft string) error {
		if err := os.Mkdir(filepath.Join(draft, SamplesDir), 0o777); err != nil {
			return err
		}
		if err := replaceFile(filepath.Join(draft, ConfigFile), []byte(job.Resolved)); err != nil {
			return err
		}
		start := &vae.Checkpoint{Model: job.Model, Config: job.Resolved, Data: job.Train.Fingerprint(), Preprocessing: job.Preprocessing}
		return start.Write(filepath.Join(draft, LastFile))
	})
}

// CopyFolder copies what a run has left in dir to out, which may not exist.
func CopyFolder(out, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, LastFile)); err != nil {
		return fmt.Errorf("%s is not the folder of a run: %w", dir, err)
	}
	_, err := makeFolder(out, "", func(draft string) error {
		for _, name := range []string{ConfigFile, MetricsFile, TimingFile, LastFile, BestFile, SamplesDir} {
			if err := copyInto(draft, dir, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	})
	return err
}

// copyInto copies a file, or a folder of files, of one folder to another.
func copyInto(to, from, name string) error {
	path := filepath.Join(from, name)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(filepath.Join(to, name), os.DirFS(path))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, name), content, 0o666)
}

// makeFolder fills a draft beside the folder's place and renames it there.
func makeFolder(out, name string, fill func(draft string) error) (string, error) {
	parent := "checkpoints"
	if out != "" {
		out = filepath.Clean(out)
		parent = filepath.Dir(out)
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return "", fmt.Errorf("making the folder of runs: %w", err)
	}
	if _, err := os.Lstat(out); out != "" && err == nil {
		way := "choose another --out"
		if _, err := os.Stat(filepath.Join(out, LastFile)); err == nil {
			way += ", or go on with --resume " + out
		}
		return "", fmt.Errorf("%s exists already; %s", out, way)
	}
	outer, err := os.MkdirTemp(parent, ".new-run-")
	if err != nil {
		return "", fmt.Errorf("making a run's folder: %w", err)
	}
	dir, err := fillAndName(filepath.Join(outer, "run"), parent, out, name, fill)
	return dir, errors.Join(err, os.RemoveAll(outer))
}

// fillAndName makes the draft, with the permissions that the process gives to new folders, fills it, and renames it.
func fillAndName(draft, parent, out, name string, fill func(draft string) error) (string, error) {
	if err := os.Mkdir(draft, 0o777); err != nil {
		return "", err
	}
	if err := fill(draft); err != nil {
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
		} else if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
}
