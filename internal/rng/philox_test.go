package rng

import "testing"

// The Random123 distribution's known answers for philox4x32 with 10 rounds (file kat_vectors).
func TestPhiloxKnownAnswers(t *testing.T) {
	ones := uint32(0xffffffff)
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{ones, ones, ones, ones}, [2]uint32{ones, ones}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	} {
		if got := philox(c.counter[0], c.counter[1], c.counter[2], c.counter[3], c.key[0], c.key[1]); got != c.want {
			t.Errorf("counter %08x key %08x: %08x, want %08x", c.counter, c.key, got, c.want)
		}
	}
}

// The layout that the package comment states, held by the words themselves.
func TestCounterLayout(t *testing.T) {
	seed := uint64(0x0123456789abcdef)
	got := New(seed).Bits(EvalNoise, 0xabcdef1, 0xfedcba98, 0x76543210, 0x13572468)
	want := philox(0x13572468, 0x76543210, 0xfedcba98, uint32(EvalNoise)<<28|0xabcdef1, 0x89abcdef, 0x01234567)
	if got != want {
		t.Errorf("counter is laid out differently: %08x, want %08x", got, want)
	}
}

// Words in bulk are those of the blocks, from any block on, also where the index of the block wraps.
func TestWords(t *testing.T) {
	stream := New(1<<40|9).At(Binarize, 5, 6, 7)
	for _, first := range []uint32{0, 3, 1 << 31, 1<<32 - 2} {
		for n := range 70 {
			words := make([]uint32, n+1)
			stream.Words(words[:n], first)
			for i, w := range words[:n] {
				if want := stream.Block(first + uint32(i/4))[i%4]; w != want {
					t.Fatalf("word %d of %d from block %d is %x, want %x", i, n, first, w, want)
				}
			}
			if words[n] != 0 {
				t.Fatalf("more than %d words were written", n)
			}
		}
	}
}

// Every coordinate matters: changing any single one, even to its neighbour, changes every word of the block.
func TestStreamsDiffer(t *testing.T) {
	base := New(7).Bits(Noise, 3, 5, 2, 1)
	for name, got := range map[string][4]uint32{
		"seed":      New(8).Bits(Noise, 3, 5, 2, 1),
		"seed high": New(7+1<<32).Bits(Noise, 3, 5, 2, 1),
		"purpose":   New(7).Bits(Binarize, 3, 5, 2, 1),
		"step":      New(7).Bits(Noise, 4, 5, 2, 1),
		"example":   New(7).Bits(Noise, 3, 6, 2, 1),
		"sample":    New(7).Bits(Noise, 3, 5, 3, 1),
		"block":     New(7).Bits(Noise, 3, 5, 2, 2),
	} {
		for i := range got {
			if got[i] == base[i] {
				t.Errorf("word %d does not change with %s", i, name)
			}
		}
	}
}

func TestPurposesFitAndAreNamed(t *testing.T) {
	if purposeCount > 16 {
		t.Errorf("%d purposes do not fit in 4 bits", purposeCount)
	}
	seen := map[string]bool{}
	for p := range purposeCount {
		if name := p.String(); name == "" || seen[name] {
			t.Errorf("purpose %d has no name of its own: %q", p, name)
		} else {
			seen[name] = true
		}
	}
}

func TestOutOfRangePanics(t *testing.T) {
	s := New(1)
	s.At(Noise, MaxStep, 1<<32-1, 1<<32-1) // the largest place there is
	for want, draw := range map[string]func(){
		"rng: step out of range [0, 2^28)":    func() { s.Normal(nil, Noise, MaxStep+1, 0, 0) },
		"rng: example out of range [0, 2^32)": func() { s.Uniform(nil, Noise, 0, -1, 0) },
		"rng: sample out of range [0, 2^32)":  func() { s.Bits(Noise, 0, 0, 1<<32, 0) },
		"rng: unknown purpose":                func() { s.At(purposeCount, 0, 0, 0) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panicked with %v, want %q", got, want)
				}
			}()
			draw()
		}()
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a negative step is accepted")
			}
		}()
		s.Perm(nil, Shuffle, -1)
	}()
}
