package vae_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"

	"vae"
)

// A service opens a checkpoint once, and any number of goroutines encode, decode and sample with it.
func Example() {
	path, clean := someCheckpoint()
	defer clean()
	m, err := vae.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("examples of shape", m.Shape(), "in", m.Latent(), "dimensions")

	pictures := make([]float32, 8*m.Features()) // eight rows of pixels in [0, 1]
	results := make([][]float32, 8)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			x := pictures[i*m.Features() : (i+1)*m.Features()]
			mean, _, err := m.Encode(x)
			if err != nil {
				log.Fatal(err)
			}
			if results[i], err = m.Decode(mean); err != nil {
				log.Fatal(err)
			}
			if _, err := m.Sample(2, uint64(i)); err != nil { // the seed says which
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	fmt.Println(len(results), "reconstructions of", len(results[0]), "pixels")

	again, err := m.Reconstruct(pictures)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same in one call:", again[0] == results[0][0] && again[len(again)-1] == results[7][m.Features()-1])
	// Output:
	// examples of shape [6 7] in 3 dimensions
	// 8 reconstructions of 42 pixels
	// the same in one call: true
}

// someCheckpoint stands for one that vae train has left.
func someCheckpoint() (path string, clean func()) {
	dir, err := os.MkdirTemp("", "vae-example-")
	if err != nil {
		log.Fatal(err)
	}
	a := vae.DefaultArchitecture()
	a.Hidden, a.Latent = []int{16}, 3
	m, err := vae.New(a, []int{6, 7}, 1, nil)
	if err != nil {
		log.Fatal(err)
	}
	path = filepath.Join(dir, "best.safetensors")
	if err := (&vae.Checkpoint{Model: m}).Write(path); err != nil {
		log.Fatal(err)
	}
	return path, func() { os.RemoveAll(dir) }
}
