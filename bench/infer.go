package bench

import (
	"errors"

	"vae"
)

// Inference is the cost of one example in process.
type Inference struct {
	EncodeMicros      float64 `json:"encode_us"`
	DecodeMicros      float64 `json:"decode_us"`
	EncodeAllocations float64 `json:"encode_allocations"`
	DecodeAllocations float64 `json:"decode_allocations"`
}

// MeasureInference encodes and decodes one example, again and again, into the caller's memory.
func MeasureInference(m *vae.Model) (*Inference, error) {
	x, mean, logVar := make([]float32, m.Features()), make([]float32, m.Latent()), make([]float32, m.Latent())
	for i := range x {
		x[i] = float32(i%256) / 255
	}
	out := make([]float32, m.Features())
	var failed error
	encode := func() { failed = errors.Join(failed, m.EncodeTo(mean, logVar, x)) }
	decode := func() { failed = errors.Join(failed, m.DecodeTo(out, mean)) }
	encode()
	decode()
	if failed != nil {
		return nil, failed
	}
	times := inTurns(window/4, encode, decode)
	const calls = 1000
	return &Inference{
		EncodeMicros: 1e3 * times[0].Median, DecodeMicros: 1e3 * times[1].Median,
		EncodeAllocations: allocations(calls, encode), DecodeAllocations: allocations(calls, decode),
	}, failed
}
