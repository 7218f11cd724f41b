// Command asm writes the assembly of package kernel, its declarations and its dispatch. Run it by `go generate ./internal/kernel`; the
// output is the same, byte for byte, each time.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
	"github.com/mmcloughlin/avo/reg"
)

// file is one generated file of assembly and what fills it, once for each instruction set.
type file struct {
	topic string
	fill  func(*asm)
}

var files = []file{
	{"matmul", matMul},
	{"pack", pack},
	{"peak", peak},
	{"unary", loops(unaries)},
	{"function", loops(functions)},
	{"bound", loops(bounds)},
	{"binary", loops(binaries)},
	{"scalar", loops(scalars)},
	{"accumulate", loops(accumulators)},
	{"update", loops(updates)},
	{"reduce", reduce},
	{"bytes", bytesToFloats},
	{"transpose", transpose},
	{"random", random},
}

// loops writes kernels one after the other.
func loops(ks []kernel) func(*asm) {
	return func(a *asm) {
		for _, k := range ks {
			k.write(a)
		}
	}
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: asm FOLDER")
	}
	folder := os.Args[1]
	for _, f := range files {
		writeFile(folder, f)
	}
	writeDispatch(folder)
}

// generator names this program in what it writes.
const generator = "internal/kernel/_asm"

// writeFile writes zTOPIC_amd64.s and the declarations beside it.
func writeFile(folder string, f file) {
	ctx := build.NewContext()
	ctx.ConstraintExpr("!purego")
	pool := constants{}
	for _, l := range levels {
		f.fill(&asm{Context: ctx, isa: l, topic: f.topic, pool: pool})
	}
	out, err := ctx.Result()
	check(err)
	check(pass.Compile.Execute(out))
	for _, fn := range out.Functions() {
		check(fits(fn))
	}
	base := filepath.Join(folder, "z"+f.topic+"_amd64")
	cfg := printer.Config{Name: generator, Pkg: "kernel"}
	text, err := printer.NewGoAsm(cfg).Print(out)
	check(err)
	check(os.WriteFile(base+".s", text, 0o644))
	stubs, err := printer.NewStubs(cfg).Print(out)
	check(err)
	check(os.WriteFile(base+".go", stubs, 0o644))
}

// fits reports a function for AVX2 that needs more: avo hands out registers 16 to 31 when it runs out of others, and the assembler then
// silently encodes for AVX-512.
func fits(fn *ir.Function) error {
	if !strings.HasSuffix(fn.Name, "AVX2") {
		return nil
	}
	for _, i := range fn.Instructions() {
		for _, r := range i.Registers() {
			if v, ok := r.(reg.VecPhysical); ok && v.PhysicalIndex() >= 16 {
				return fmt.Errorf("%s uses %s", fn.Name, r.Asm())
			}
		}
	}
	for _, e := range fn.ISA {
		if strings.HasPrefix(e, "AVX512") {
			return fmt.Errorf("%s requires %s", fn.Name, e)
		}
	}
	return nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
