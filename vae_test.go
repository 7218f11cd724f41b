package vae_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vae"
	"vae/internal/safetensors"
)

// small is an untrained model of 6 by 7 pictures whose widths are no multiples of anything.
func small(t *testing.T, likelihood string) *vae.Model {
	t.Helper()
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent, a.Name = []int{11, 9}, 3, likelihood
	m, err := vae.New(a, []int{6, 7}, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A checkpoint gives back the model to the bit, and is the same bytes when written again.
func TestCheckpointRoundTrip(t *testing.T) {
	for _, likelihood := range []string{"bernoulli", "gaussian_fixed", "gaussian_per_pixel"} {
		m := small(t, likelihood)
		dir := t.TempDir()
		first, second := filepath.Join(dir, "a"), filepath.Join(dir, "b")
		state := map[string][]float32{"m": slices.Clone(m.Block())}
		c := &vae.Checkpoint{Model: m, Config: "name: x\n", Data: "d", Preprocessing: `{"features":["a"]}`, History: "{}\n", State: state, Progress: vae.Progress{Step: 3, Epoch: 1, Sums: [3]float64{0.1, 0.2, 1e300}}}
		if err := c.Write(first); err != nil {
			t.Fatal(err)
		}
		back, err := vae.ReadCheckpoint(first)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(back.Model.Block(), m.Block()) || !slices.Equal(back.State["m"], state["m"]) {
			t.Errorf("%s: parameters or state changed", likelihood)
		}
		if back.Progress != c.Progress || back.Config != c.Config || back.Data != c.Data || back.History != c.History {
			t.Errorf("%s: read back %+v", likelihood, back)
		}
		if err := back.Write(second); err != nil {
			t.Fatal(err)
		}
		if a, b := read(t, first), read(t, second); !bytes.Equal(a, b) {
			t.Errorf("%s: writing what was read gives other bytes", likelihood)
		}
	}
}

// Several checkpoints are written all or none, and the same as one by one.
func TestWriteCheckpoints(t *testing.T) {
	m, dir := small(t, "bernoulli"), t.TempDir()
	old, next := &vae.Checkpoint{Model: m}, &vae.Checkpoint{Model: m, Progress: vae.Progress{Step: 9}}
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := vae.WriteCheckpoints(vae.Destination{Checkpoint: old, Path: at("a")}, vae.Destination{Checkpoint: next, Path: at("b")}); err != nil {
		t.Fatal(err)
	}
	if err := next.Write(at("alone")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, at("b")), read(t, at("alone"))) {
		t.Error("a checkpoint written beside another has other bytes")
	}
	before := read(t, at("a"))
	err := vae.WriteCheckpoints(vae.Destination{Checkpoint: next, Path: at("a")}, vae.Destination{Checkpoint: next, Path: at("none/b")})
	if err == nil || !strings.Contains(err.Error(), at("none/b")) {
		t.Errorf("error %v, want one that names the file that cannot be written", err)
	}
	if !bytes.Equal(before, read(t, at("a"))) {
		t.Error("one file was replaced although the other could not be written")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 3 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

// An average is kept beside the parameters, and is what a checkpoint is opened for.
func TestCheckpointAverage(t *testing.T) {
	m, dir := small(t, "bernoulli"), t.TempDir()
	c := &vae.Checkpoint{Model: m, Average: m.Clone()}
	if c.Average.Block()[0] += 1; m.Block()[0] == c.Average.Block()[0] {
		t.Fatal("a clone shares its parameters")
	}
	path := filepath.Join(dir, "a")
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	back, err := vae.ReadCheckpoint(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Model.Block(), m.Block()) || !slices.Equal(back.Average.Block(), c.Average.Block()) || back.Judged() != back.Average {
		t.Error("parameters or average changed")
	}
	opened, err := vae.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.Average.Sample(3, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := opened.Sample(3, 1); err != nil || !slices.Equal(got, want) {
		t.Errorf("samples are not those of the average: %v", err)
	}
	f, err := safetensors.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Tensors = slices.DeleteFunc(f.Tensors, func(t safetensors.Tensor) bool { return t.Name == "ema.encoder.0.bias" })
	partial := filepath.Join(dir, "partial")
	if err := safetensors.WriteFile(partial, f); err != nil {
		t.Fatal(err)
	}
	if _, err := vae.Open(partial); err == nil || !strings.Contains(err.Error(), "lacks the tensor ema.encoder.0.bias") {
		t.Errorf("a part of an average: %v", err)
	}
}

// A weight is [out, in] in the file, so that PyTorch takes it.
func TestCheckpointLayout(t *testing.T) {
	m := small(t, "bernoulli")
	path := filepath.Join(t.TempDir(), "w")
	if err := (&vae.Checkpoint{Model: m}).Write(path); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w, ok := f.Tensor("encoder.0.weight")
	if !ok || !slices.Equal(w.Shape, []int{11, 42}) {
		t.Fatalf("encoder.0.weight: %v %v", ok, w.Shape)
	}
	e, _ := m.Layout().Lookup("encoder.0.weight")
	if got, want := w.Data[2*42+5], m.Block()[e.Offset+5*e.Stride+2]; got != want {
		t.Errorf("element [2, 5] is %v, the model's [5, 2] is %v", got, want)
	}
}

// Files that are not whole checkpoints are refused with what is wrong.
func TestOpenRefuses(t *testing.T) {
	m := small(t, "bernoulli")
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if err := (&vae.Checkpoint{Model: m}).Write(good); err != nil {
		t.Fatal(err)
	}
	content := read(t, good)
	flipped := bytes.Clone(content)
	flipped[len(flipped)-5] ^= 1
	foreign := filepath.Join(dir, "foreign")
	if err := safetensors.WriteFile(foreign, &safetensors.File{Tensors: []safetensors.Tensor{{Name: "w", Shape: []int{1}, Data: []float32{1}}}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		content    []byte
	}{
		{"truncated", "truncated", content[:len(content)/2]},
		{"flipped", "", flipped},
		{"foreign", "no checkpoint of this program", read(t, foreign)},
		{"empty", "", nil},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, c.content, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := vae.Open(path)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := vae.Open(filepath.Join(dir, "absent")); !os.IsNotExist(unwrapped(err)) {
		t.Errorf("absent: %v", err)
	}
}

func unwrapped(err error) error {
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err
		}
		if _, stop := err.(*os.PathError); stop {
			return err
		}
		err = u.Unwrap()
	}
}

// A row's result depends neither on the other rows nor on how many there are, and goroutines do not disturb one another.
func TestInferenceByAnyBatch(t *testing.T) {
	m := small(t, "bernoulli")
	z := m.Prior(150, 4)
	all, err := m.Decode(z)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < 150; i += 8 {
				one, err := m.Decode(z[i*3 : i*3+3])
				if err != nil || !slices.Equal(one, all[i*42:i*42+42]) {
					t.Errorf("row %d alone differs: %v", i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	few, err := m.Sample(10, 4)
	if err != nil || !slices.Equal(few, all[:10*42]) {
		t.Errorf("the first samples of many are not those of few: %v", err)
	}
}

// Encode, Decode and Sample say what is wrong with their arguments.
func TestInferenceRefuses(t *testing.T) {
	m := small(t, "bernoulli")
	if _, _, err := m.Encode(make([]float32, 41)); err == nil || !strings.Contains(err.Error(), "42") {
		t.Error(err)
	}
	if _, err := m.Decode(nil); err == nil {
		t.Error("decoding nothing succeeded")
	}
	if _, err := m.Sample(0, 1); err == nil {
		t.Error("no samples succeeded")
	}
	if err := m.EncodeTo(make([]float32, 3), make([]float32, 2), make([]float32, 42)); err == nil {
		t.Error("a short result succeeded")
	}
}

// Architectures that cannot be are refused before memory is asked for.
func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(a *vae.Architecture, shape *[]int){
		"latent":     func(a *vae.Architecture, _ *[]int) { a.Latent = 0 },
		"hidden[1]":  func(a *vae.Architecture, _ *[]int) { a.Hidden = []int{4, -1} },
		"activation": func(a *vae.Architecture, _ *[]int) { a.Activation = "rellu" },
		"likelihood": func(a *vae.Architecture, _ *[]int) { a.Name = "" },
		"parameters": func(a *vae.Architecture, _ *[]int) { a.Hidden = []int{65536, 65536} },
		"shape":      func(_ *vae.Architecture, s *[]int) { *s = []int{1 << 40, 1 << 40} },
		"data_mean":  func(a *vae.Architecture, _ *[]int) { a.OutputBias = "data_mean" },
	} {
		a, shape := vae.DefaultArchitecture(), []int{6, 7}
		change(&a, &shape)
		if _, err := vae.New(a, shape, 1, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestInferenceAllocatesNothing: into the caller's memory, once a program is there.
func TestInferenceAllocatesNothing(t *testing.T) {
	m := small(t, "bernoulli")
	x, mean, logVar := make([]float32, m.Features()), make([]float32, m.Latent()), make([]float32, m.Latent())
	for name, f := range map[string]func() error{
		"EncodeTo": func() error { return m.EncodeTo(mean, logVar, x) },
		"DecodeTo": func() error { return m.DecodeTo(x, mean) },
	} {
		if err := f(); err != nil {
			t.Fatal(err)
		}
		least := testing.AllocsPerRun(1, func() { _ = f() })
		for range 50 { // a collection, and the race detector at random, empty the pool of machines
			least = min(least, testing.AllocsPerRun(1, func() { _ = f() }))
		}
		if least > 0 {
			t.Errorf("%s allocates %v times", name, least)
		}
	}
}
