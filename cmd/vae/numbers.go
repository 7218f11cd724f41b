package main

// Rows of numbers in files: CSV and NPY.

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"vae/data/npy"
	"vae/internal/atomicfile"
)

// standard stands for standard output, as the name of a file.
const standard = "-"

// format is what a file's name says about its content.
func format(flag, path string, known ...string) (string, error) {
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	if path == standard {
		ext = "csv"
	}
	for _, k := range known {
		if ext == k {
			return ext, nil
		}
	}
	return "", usageError{fmt.Errorf("%s %s: choose a file that ends in .%s", flag, path, strings.Join(known, " or ."))}
}

// writeTo writes a file, whole or not at all, and names it; or writes to standard output.
func (a *app) writeTo(path string, write func(io.Writer) error) error {
	if path == standard {
		return write(a.out)
	}
	if err := atomicfile.Write(path, write); err != nil {
		return err
	}
	fmt.Fprintln(a.out, path)
	return nil
}

// writeCSV writes a line of names, and rows.
func writeCSV(w io.Writer, names []string, n int, row func(i int) []string) error {
	out := csv.NewWriter(w)
	_ = out.Write(names) // the first failure is what Error returns
	for i := range n {
		_ = out.Write(row(i))
	}
	out.Flush()
	return out.Error()
}

// count writes a number of things: 1 sample, 2 samples.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// number writes a float32 with as many digits as give it back.
func number(x float32) string { return strconv.FormatFloat(float64(x), 'g', -1, 32) }

// numbered names columns: mean_0, mean_1, ...
func numbered(name string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = name + "_" + strconv.Itoa(i)
	}
	return out
}

// readLatents reads latent points, [n, Z]. What vae encode wrote is understood: the columns mean_0, mean_1, ... of a CSV file, the means of an NPY file of
// shape [n, 2, Z]. Other files hold the points and nothing else; the first line of a CSV file may be names.
func readLatents(path string, latent int) ([]float32, error) {
	ext, err := format("--input", path, "csv", "npy")
	if err != nil || path == standard {
		return nil, errors.Join(err)
	}
	if ext == "npy" {
		return latentArray(path, latent)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := latentColumns(f, latent)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return z, nil
}

func latentArray(path string, latent int) ([]float32, error) {
	a, err := npy.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values, err := a.Floats()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	switch shape := a.Shape; {
	case len(shape) == 2 && shape[1] == latent:
		return values, nil
	case len(shape) == 3 && shape[1] == 2 && shape[2] == latent: // means, then log-variances
		z := make([]float32, 0, len(values)/2)
		for ; len(values) > 0; values = values[2*latent:] {
			z = append(z, values[:latent]...)
		}
		return z, nil
	default:
		return nil, fmt.Errorf("%s: has shape %v; the model has %d latent dimensions: give [n %d], or what vae encode writes, [n 2 %d]", path, shape, latent, latent, latent)
	}
}

// latentColumns reads the points of a CSV text.
func latentColumns(r io.Reader, latent int) ([]float32, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	first, z := 0, []float32(nil)
	for line := 1; ; line++ {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if line == 1 {
			named := false
			if first, named, err = firstColumn(record, latent); err != nil {
				return nil, err
			} else if named {
				continue
			}
		}
		for column, cell := range record[first : first+latent] {
			x, err := strconv.ParseFloat(strings.TrimSpace(cell), 32)
			if err != nil || x-x != 0 {
				return nil, fmt.Errorf("line %d, column %d: %q is not a finite number", line, first+column+1, cell)
			}
			z = append(z, float32(x))
		}
	}
	if len(z) == 0 {
		return nil, errors.New("holds no rows")
	}
	return z, nil
}

// firstColumn finds where the points are in the columns, and whether the first line holds names.
func firstColumn(record []string, latent int) (first int, named bool, err error) {
	for i, cell := range record {
		if cell == "mean_0" && i+latent <= len(record) && record[i+latent-1] == "mean_"+strconv.Itoa(latent-1) {
			return i, true, nil
		}
	}
	if len(record) != latent {
		return 0, false, fmt.Errorf("has %d columns; the model has %d latent dimensions: give a column for each, or what vae encode writes", len(record), latent)
	}
	_, err = strconv.ParseFloat(strings.TrimSpace(record[0]), 64)
	return 0, err != nil, nil
}
