package train

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vae"
)

// Runs that start at the same moment get folders of their own, whole ones, and leave nothing else.
func TestFoldersAtOnce(t *testing.T) {
	job := madeJob(t, nil)
	t.Chdir(t.TempDir())
	dirs := make([]string, 12)
	var wg sync.WaitGroup
	for i := range dirs {
		wg.Go(func() {
			var err error
			if dirs[i], err = NewFolder("", "many", &job); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var want []string
	for i := range dirs {
		want = append(want, filepath.Join("checkpoints", fmt.Sprintf("many-%d", i+1)))
	}
	slices.Sort(want)
	if slices.Sort(dirs); !slices.Equal(dirs, want) {
		t.Errorf("folders %v", dirs)
	}
	for _, dir := range dirs {
		if _, err := vae.Open(filepath.Join(dir, LastFile)); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir("checkpoints")
	if err != nil || len(entries) != len(dirs) {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// A job that cannot run is refused by Run and by NewFolder, and nothing is written.
func TestJobRefused(t *testing.T) {
	for want, change := range map[string]func(*Job){
		"there is no model":                 func(j *Job) { j.Model = nil },
		"there are no training examples":    func(j *Job) { j.Train = nil },
		"the validation data have 30":       func(j *Job) { j.Train, j.Model = wider(t), widerModel(t) },
		"the data have 42 features":         func(j *Job) { j.Train = wider(t) },
		"-1 threads":                        func(j *Job) { j.Threads = -1 },
		"epochs: 0 is not between":          func(j *Job) { j.Config.Epochs = 0 },
		`"quantum" is not known`:            func(j *Job) { j.Config.Engine = "quantum" },
		"learning_rate: -1 is not in":       func(j *Job) { j.Optimizer.LearningRate = -1 },
		"samples: 0 is not between 1 and 1": func(j *Job) { j.Objective.Samples = 0 },
	} {
		job := madeJob(t, nil)
		before := filesOf(t, job.Dir)
		change(&job)
		if err := Run(context.Background(), job); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Run: got %v, want %s", err, want)
		}
		sameFiles(t, want, filesOf(t, job.Dir), before)
		out := filepath.Join(t.TempDir(), "new")
		if _, err := NewFolder(out, "", &job); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("NewFolder: got %v, want %s", err, want)
		}
		if _, err := os.Lstat(out); err == nil {
			t.Errorf("%s: a folder was made", want)
		}
	}
}
