// Command outside shows package vae used from a module that is not its own, as a service would use it: one model, opened once, that several
// goroutines sample, encode and decode with at the same time, without locks.
//
//	go run . ../../checkpoints/default-1/best.safetensors
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"vae"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: outside CHECKPOINT")
		os.Exit(2)
	}
	if err := run(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "outside:", err)
		os.Exit(1)
	}
}

// The load: each client makes its round trip several times, with a number of examples of its own, so that batches of every size are in use.
const (
	clients = 8
	rounds  = 5
)

// run opens the checkpoint and lets all clients use the model at once. Each must get what it would have got alone, to the bit.
func run(w io.Writer, path string) error {
	m, err := vae.Open(path)
	if err != nil {
		return err
	}
	alone := make([]trip, clients)
	for c := range alone {
		if alone[c], err = roundTrip(m, c); err != nil {
			return err
		}
	}
	var wait sync.WaitGroup
	failed := make([]error, clients)
	for c := range clients {
		wait.Go(func() { failed[c] = client(m, c, alone[c]) })
	}
	wait.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d features, %d latent dimensions: %d clients made %d round trips each, all as if alone\n",
		m.Features(), m.Latent(), clients, rounds)
	return err
}

// client repeats its round trip and compares each with the first.
func client(m *vae.Model, c int, want trip) error {
	for range rounds {
		got, err := roundTrip(m, c)
		if err != nil {
			return err
		}
		if !got.equal(want) {
			return fmt.Errorf("client %d: the model answered differently when others used it too", c)
		}
	}
	return nil
}

// trip is what one client asked of the model: samples x [n, D], their posterior [n, Z], and its mean decoded again [n, D].
type trip struct{ x, mean, logVar, decoded []float32 }

func (t trip) equal(o trip) bool {
	return slices.Equal(t.x, o.x) && slices.Equal(t.mean, o.mean) && slices.Equal(t.logVar, o.logVar) && slices.Equal(t.decoded, o.decoded)
}

// roundTrip samples, encodes the samples, and decodes the posterior means.
func roundTrip(m *vae.Model, c int) (t trip, err error) {
	n := 1 + 3*c
	if t.x, err = m.Sample(n, uint64(c)); err != nil {
		return t, err
	}
	if t.mean, t.logVar, err = m.Encode(t.x); err != nil {
		return t, err
	}
	if t.decoded, err = m.Decode(t.mean); err != nil {
		return t, err
	}
	if len(t.x) != n*m.Features() || len(t.decoded) != len(t.x) || len(t.mean) != n*m.Latent() || len(t.logVar) != len(t.mean) {
		return t, fmt.Errorf("client %d: %d samples of %d values, decoded to %d", c, n, len(t.x), len(t.decoded))
	}
	return t, nil
}
