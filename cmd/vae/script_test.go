package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vae/data/idx"
	"vae/internal/safetensors"
)

// scriptCommands are what the scripts need besides testscript's own commands.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits":    exits,
	"same":     same,
	"await":    await,
	"makedata": makeData,
	"cut":      cutFile,
	"flip":     flipBit,
	"bytes":    writeBytes,
	"foreign":  writeForeign,
}

// scriptCondition knows [mount]: whether file systems can be mounted in a namespace of one's own.
func scriptCondition(name string) (bool, error) {
	if name != "mount" {
		return false, fmt.Errorf("there is no condition %s", name)
	}
	dir, err := os.MkdirTemp("", "vae-mount-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	return exec.Command("unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", dir).Run() == nil, nil
}

// exits CODE PROGRAM ARGS... runs a program that has to end with the exit code, and by itself.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if err != nil || neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	got := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if log := ts.ReadFile("stderr"); got != want || strings.Contains(log, "goroutine ") || strings.Contains(log, "panic") {
		ts.Fatalf("exit code %d, want %d:\n%s", got, want, log)
	}
}

// same A B compares files, or folders' files, byte for byte.
func same(ts *testscript.TestScript, neg bool, args []string) {
	a, b := ts.MkAbs(args[0]), ts.MkAbs(args[1])
	equal := bytes.Equal(content(ts, a), content(ts, b))
	if equal == neg {
		ts.Fatalf("%s and %s: same is %v", args[0], args[1], equal)
	}
}

// content is a file's, or the names and contents of a folder's.
func content(ts *testscript.TestScript, path string) []byte {
	entries, err := os.ReadDir(path)
	if err != nil {
		text, err := os.ReadFile(path)
		ts.Check(err)
		return text
	}
	var all []byte
	for _, e := range entries {
		all = append(all, e.Name()...)
		all = append(all, content(ts, filepath.Join(path, e.Name()))...)
	}
	return all
}

// await FILE waits until there is a file.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 60000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
	ts.Fatalf("%s did not appear", args[0])
}

// makeData DIR HEIGHT WIDTH N makes a data set of N training examples and half as many to test: squares of different places and greys.
func makeData(ts *testscript.TestScript, _ bool, args []string) {
	dir, numbers := ts.MkAbs(args[0]), [3]int{}
	for i, arg := range args[1:] {
		n, err := strconv.Atoi(arg)
		ts.Check(err)
		numbers[i] = n
	}
	h, w, n := numbers[0], numbers[1], numbers[2]
	ts.Check(os.MkdirAll(dir, 0o777))
	for prefix, n := range map[string]int{"train": n, "t10k": n / 2} {
		images, labels := &idx.Array{Dims: []int{n, h, w}, Data: make([]byte, n*h*w)}, &idx.Array{Dims: []int{n}, Data: make([]byte, n)}
		for i := range n {
			labels.Data[i] = byte(i % 10)
			drawSquare(images.Data[i*h*w:(i+1)*h*w], w, i+len(prefix))
		}
		writeIDX(ts, filepath.Join(dir, prefix+"-images-idx3-ubyte.gz"), images)
		writeIDX(ts, filepath.Join(dir, prefix+"-labels-idx1-ubyte.gz"), labels)
	}
}

// drawSquare draws a square whose place and grey depend on a number.
func drawSquare(pixels []byte, w, number int) {
	h := len(pixels) / w
	for y := range h {
		for x := range w {
			if (x+number)%w < w/2 && (y+number/w)%h < h/2+1 {
				pixels[y*w+x] = byte(255 - 17*number%100)
			}
		}
	}
}

func writeIDX(ts *testscript.TestScript, path string, a *idx.Array) {
	var b bytes.Buffer
	ts.Check(idx.WriteGzip(&b, a))
	ts.Check(os.WriteFile(path, b.Bytes(), 0o666))
}

// cut FILE N keeps the first N bytes.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if n >= info.Size() {
		ts.Fatalf("%s has %d bytes only", args[0], info.Size())
	}
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// flip FILE OFFSET flips a bit of a byte, counted from the end if negative.
func flipBit(ts *testscript.TestScript, _ bool, args []string) {
	text := content(ts, ts.MkAbs(args[0]))
	i, err := strconv.Atoi(args[1])
	ts.Check(err)
	if i < 0 {
		i += len(text)
	}
	text[i] ^= 4
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o666))
}

// bytes FILE TEXT writes a text with Go's escapes.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// foreign FILE writes a safetensors file that another program might have left.
func writeForeign(ts *testscript.TestScript, _ bool, args []string) {
	f := &safetensors.File{Tensors: []safetensors.Tensor{{Name: "w", Shape: []int{2}, Data: []float32{1, 2}}}}
	ts.Check(safetensors.WriteFile(ts.MkAbs(args[0]), f))
}
