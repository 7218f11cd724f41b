package bench

import (
	"context"
	"errors"

	"vae"
)

// NLL is the cost of estimating -log p(x) by importance weighting, with data of the model's kind.
type NLL struct {
	Samples int     `json:"samples"`        // K
	MS      float64 `json:"ms_per_example"` // the median, on all threads together
	GFLOPS  float64 `json:"gflops"`         // the decoder's products alone are counted
}

// nllSamples is the customary K, nllExamples how many examples each thread takes in a call.
const nllSamples, nllExamples = 5000, 4

// MeasureNLL estimates -log p(x) of a few examples, again and again.
func MeasureNLL(m *vae.Model, threads int) (*NLL, error) {
	n := nllExamples * threads
	x := make([]float32, n*m.Features())
	for i := range x {
		x[i] = float32(i * i % 7 / 6)
	}
	var failed error
	times := inTurns(4*window, func() {
		_, err := m.NLL(context.Background(), x, vae.NLLOptions{Samples: nllSamples, Threads: threads})
		failed = errors.Join(failed, err)
	})
	if failed != nil {
		return nil, failed
	}
	out := &NLL{Samples: nllSamples, MS: times[0].Median / float64(n)}
	out.GFLOPS = decoderFLOPs(m.Architecture().Hidden, m.Latent(), m.Features()) * nllSamples / out.MS / 1e6
	return out, nil
}

// decoderFLOPs counts the products that decode one z.
func decoderFLOPs(hidden []int, latent, features int) float64 {
	flops, in := 0, latent
	for i := len(hidden) - 1; i >= 0; i-- {
		flops += 2 * in * hidden[i]
		in = hidden[i]
	}
	return float64(flops + 2*in*features)
}
