package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/data/idx"
)

// places of the test's own, so that what a machine has installed does not matter.
func ownPlaces(t *testing.T) (env, cache string) {
	t.Helper()
	env, cache = t.TempDir(), t.TempDir()
	t.Setenv(Environment, env)
	t.Setenv("XDG_CACHE_HOME", cache)
	before := system
	system = filepath.Join(t.TempDir(), "system")
	t.Cleanup(func() { system = before })
	if got, err := os.UserCacheDir(); err != nil || got != cache {
		t.Skipf("the cache folder cannot be chosen on this system: %v", err)
	}
	return env, filepath.Join(cache, "vae")
}

// The first place that has the data set wins.
func TestOpenOrder(t *testing.T) {
	env, cache := ownPlaces(t)
	for i, root := range []string{system, cache, env} {
		folder(t, filepath.Join(root, "mine"), 3+i, 2, 4, 5)
		all, err := Open("mine")
		if err != nil {
			t.Fatal(err)
		}
		if all.Train.Len() != 3+i || all.Test.Len() != 2 || all.From != filepath.Join(root, "mine") || all.Name != "mine" {
			t.Errorf("opened %+v from %s", all, all.From)
		}
	}
	if got, want := Names(), []string{"fashion-mnist-12k", "mine", "shapes"}; !slices.Equal(got, want) {
		t.Errorf("names are %v, want %v", got, want)
	}
}

func TestOpenPath(t *testing.T) {
	ownPlaces(t)
	dir := filepath.Join(t.TempDir(), "pictures")
	folder(t, dir, 3, 2, 4, 5)
	for _, name := range []string{dir, dir + string(filepath.Separator)} {
		all, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if all.Name != "pictures" || !slices.Equal(all.Train.Shape(), []int{4, 5}) || all.Train.Label(2) != 202 || !slices.Equal(all.Test.pixels, madePixels(40)) {
			t.Errorf("%s: opened %+v", name, all.Train)
		}
	}
	t.Chdir(filepath.Dir(dir))
	if all, err := Open("pictures"); err != nil || all.Test.Len() != 2 {
		t.Errorf("a folder here: %v", err)
	}
}

func TestNotFoundNamesPlaces(t *testing.T) {
	env, cache := ownPlaces(t)
	for name, hint := range map[string]string{
		"mnist": "set VAE_DATA to the folder above", "fashion-mnist": "dataset-fashion-mnist", "none-such": "set VAE_DATA to a folder",
	} {
		_, err := Open(name)
		if err == nil {
			t.Fatalf("%s: opened", name)
		}
		for _, want := range []string{filepath.Join(env, name), filepath.Join(cache, name), filepath.Join(system, name), "fashion-mnist-12k", hint} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\ndoes not name %s", name, err, want)
			}
		}
	}
	if _, err := Open(filepath.Join("..", "none-such")); err == nil || strings.Contains(err.Error(), env) {
		t.Errorf("a path is looked for in other folders: %v", err)
	}
	if _, err := Open(""); err == nil {
		t.Error("opened the empty name")
	}
}

// A folder that is not whole is refused with what is wrong, rather than passed over.
func TestBrokenFolder(t *testing.T) {
	pictures := func(n, h, w int) *idx.Array { return &idx.Array{Dims: []int{n, h, w}, Data: make([]byte, n*h*w)} }
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"missing": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "t10k-labels-idx1-ubyte")) }, "found neither t10k-labels-idx1-ubyte"},
		"label count": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "train-labels-idx1-ubyte"), pictures(1, 1, 1))
		}, "train-labels-idx1-ubyte: found 3 dimensions, expected 1"},
		"fewer labels": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "train-images-idx3-ubyte"), pictures(7, 4, 5))
		}, "train-labels-idx1-ubyte: found 3 labels, expected one for each of the 7 images"},
		"other shape": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "t10k-images-idx3-ubyte"), pictures(2, 5, 4))
		}, "found training images of shape [4 5] and test images of shape [5 4]"},
		"cut off": {func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "train-images-idx3-ubyte"), 30) }, "train-images-idx3-ubyte: found dimensions [3 4 5]"},
		"labels wanted": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "train-images-idx3-ubyte"), &idx.Array{Dims: []int{3}, Data: make([]byte, 3)})
		}, "found 1 dimensions, expected 3 or 4"},
	} {
		dir := filepath.Join(t.TempDir(), "broken")
		folder(t, dir, 3, 2, 4, 5)
		c.spoil(t, dir)
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v\ndoes not say %q, or not where", name, err, c.want)
		}
	}
}

func TestConfigOpen(t *testing.T) {
	ownPlaces(t)
	dir := filepath.Join(t.TempDir(), "made")
	folder(t, dir, 9, 2, 4, 5)
	got, err := config(dir, 4, "dynamic").Open(3)
	if err != nil {
		t.Fatal(err)
	}
	if got.Train.Len() != 5 || got.Validation.Len() != 4 || got.Test.Len() != 2 || got.Binarization != Dynamic {
		t.Errorf("opened %+v", got)
	}
	if _, err := config(dir, 9, "none").Open(3); err == nil || !strings.Contains(err.Error(), "choose 0 to 8") {
		t.Errorf("everything held out: %v", err)
	}
	if bad := config("", -1, "sometimes").Validate(); len(bad) != 3 {
		t.Errorf("three problems are reported as %v", bad)
	}
	if bad := DefaultConfig().Validate(); bad != nil {
		t.Errorf("the defaults are refused: %v", bad)
	}
}

// config is the default configuration for other data.
func config(name string, validation int, binarization string) Config {
	c := DefaultConfig()
	c.Name, c.Validation, c.Binarization = name, validation, binarization
	return c
}
