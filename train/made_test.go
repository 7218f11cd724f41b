package train

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/sirupsen/logrus"

	"vae"
	"vae/data"
	"vae/optim"
)

const madeSeed = 5

// madeSet is n pictures of 6 by 5: blobs that move with the index.
func madeSet(t *testing.T, n int) *data.Set {
	t.Helper()
	pixels := make([]byte, n*30)
	for i := range pixels {
		example, place := i/30, i%30
		if (place+7*example)%11 < 5 {
			pixels[i] = byte(40 + 53*example%200)
		}
	}
	s, err := data.FromBytes("made", "train", []int{6, 5}, pixels, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// madeJob is a job of three epochs of six steps, the last of which has three examples, on 43 pictures; ten are held out. It has a
// folder, and change is applied before that is made.
func madeJob(t *testing.T, change func(*Job)) Job {
	t.Helper()
	rest, held, err := madeSet(t, 53).Carve(10, madeSeed)
	if err != nil {
		t.Fatal(err)
	}
	quiet := logrus.New()
	quiet.SetOutput(io.Discard)
	job := Job{
		Objective: vae.Objective{Objective: "elbo", Beta: 1, Samples: 1}, Optimizer: optim.DefaultConfig(),
		Config: Config{Epochs: 3, Batch: 8, Engine: "compiled", SampleGrid: 4, SampleEvery: 1}, Train: rest, Validation: held,
		Binarization: data.Dynamic, Seed: madeSeed, Resolved: "name: made\n", Log: quiet, Threads: 2,
	}
	job.Model = madeModel(t, vae.DefaultArchitecture())
	job.Optimizer.LearningRate = 0.01
	if change != nil {
		change(&job)
	}
	if job.Dir, err = NewFolder(filepath.Join(t.TempDir(), "run"), "", &job); err != nil {
		t.Fatal(err)
	}
	return job
}

// madeModel is a small untrained model of the made pictures.
func madeModel(t *testing.T, a vae.Architecture) *vae.Model {
	t.Helper()
	a.Hidden, a.Latent = []int{9, 7}, 3
	m, err := vae.New(a, []int{6, 5}, madeSeed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mustRun runs a job to its end and returns the files that may not differ between runs.
func mustRun(t *testing.T, job Job) map[string]string {
	t.Helper()
	if err := Run(context.Background(), job); err != nil {
		t.Fatal(err)
	}
	return filesOf(t, job.Dir)
}

// filesOf reads a run's folder but for timing.jsonl.
func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(files, TimingFile)
	return files
}

// sameFiles names the files that two runs do not have alike.
func sameFiles(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range maps.Keys(want) {
		if got[name] != want[name] {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is left over", what, name)
		}
	}
}

// resumed is the job that goes on in a run's folder.
func resumed(t *testing.T, job Job) Job {
	t.Helper()
	c, err := vae.ReadCheckpoint(filepath.Join(job.Dir, LastFile))
	if err != nil {
		t.Fatal(err)
	}
	job.Model, job.Resume, job.Events = c.Model, c, Events{}
	return job
}

// wider is a set that the made model does not fit, and widerModel one that fits it.
func wider(t *testing.T) *data.Set {
	t.Helper()
	s, err := data.FromBytes("wider", "train", []int{6, 7}, make([]byte, 42*9), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func widerModel(t *testing.T) *vae.Model {
	t.Helper()
	m, err := vae.New(vae.DefaultArchitecture(), []int{6, 7}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
