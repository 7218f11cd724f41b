package npy

// Elements as the numbers that are asked for.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// readers is one row a type: its value as a float64. Whole numbers beyond 2^53 lose their last bits, as they do in a float32 beyond 2^24.
var readers = map[string]func(o binary.ByteOrder, b []byte) float64{
	"b1": func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) },
	"u1": func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) },
	"u2": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint16(b)) },
	"u4": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint32(b)) },
	"u8": func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint64(b)) },
	"i1": func(_ binary.ByteOrder, b []byte) float64 { return float64(int8(b[0])) },
	"i2": func(o binary.ByteOrder, b []byte) float64 { return float64(int16(o.Uint16(b))) },
	"i4": func(o binary.ByteOrder, b []byte) float64 { return float64(int32(o.Uint32(b))) },
	"i8": func(o binary.ByteOrder, b []byte) float64 { return float64(int64(o.Uint64(b))) },
	"f4": func(o binary.ByteOrder, b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) },
	"f8": func(o binary.ByteOrder, b []byte) float64 { return math.Float64frombits(o.Uint64(b)) },
}

// size is the bytes of an element, the digit of its type.
func (a *Array) size() int { return int(a.Type[1] - '0') }

// IsBytes reports whether the elements are bytes, as pixels are.
func (a *Array) IsBytes() bool { return a.Type == "u1" }

// Bytes returns the elements of an array of bytes, row-major; nil for other arrays.
func (a *Array) Bytes() []byte {
	if !a.IsBytes() {
		return nil
	}
	if !a.fortran {
		return a.raw
	}
	out := make([]byte, 0, len(a.raw))
	a.each(func(x float64) error { out = append(out, byte(x)); return nil })
	return out
}

// Floats returns the elements as float32, row-major. What a float32 cannot hold as a finite number is refused.
func (a *Array) Floats() ([]float32, error) {
	out := make([]float32, 0, len(a.raw)/a.size())
	err := a.each(func(x float64) error {
		y := float32(x)
		if math.IsNaN(x) || math.IsInf(float64(y), 0) {
			return fmt.Errorf("is %g, which is not finite as a float32", x)
		}
		out = append(out, y)
		return nil
	})
	return out, err
}

// Labels returns the elements of an array of whole numbers as int32.
func (a *Array) Labels() ([]int32, error) {
	if a.Type[0] == 'f' {
		return nil, errors.New("labels are whole numbers, and these are " + a.Type)
	}
	out := make([]int32, 0, len(a.raw)/a.size())
	err := a.each(func(x float64) error {
		if x < math.MinInt32 || x > math.MaxInt32 {
			return fmt.Errorf("is %g, which no label can be", x)
		}
		out = append(out, int32(x))
		return nil
	})
	return out, err
}

// each calls f on the elements in row-major order, until it fails.
func (a *Array) each(f func(x float64) error) error {
	size, read := a.size(), readers[a.Type]
	stride := a.strides()
	at, offset := make([]int, len(a.Shape)), 0
	for range len(a.raw) / size {
		if err := f(read(a.order, a.raw[offset*size:])); err != nil {
			return fmt.Errorf("element %v %w", at, err)
		}
		for axis := len(at) - 1; axis >= 0; axis-- {
			at[axis]++
			offset += stride[axis]
			if at[axis] < a.Shape[axis] {
				break
			}
			offset -= at[axis] * stride[axis]
			at[axis] = 0
		}
	}
	return nil
}

// strides says how many elements apart neighbours along each axis lie.
func (a *Array) strides() []int {
	stride, step := make([]int, len(a.Shape)), 1
	axes := make([]int, len(a.Shape))
	for i := range axes {
		axes[i] = i
	}
	if !a.fortran {
		slices.Reverse(axes)
	}
	for _, axis := range axes {
		stride[axis] = step
		step *= a.Shape[axis]
	}
	return stride
}
