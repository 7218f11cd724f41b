// Command asm writes the assembly of package kernel, its declarations and its dispatch. Run it by `go generate ./internal/kernel`; the
// output is the same, byte for byte, each time.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// file is one generated file of assembly and what fills it.
type file struct {
	topic string
	fill  func(*asm)
}

var files = []file{
	{"matmul", matMul},
	{"peak", peak},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: asm FOLDER")
	}
	cfg := printer.Config{Name: "internal/kernel/_asm", Pkg: "kernel"}
	for _, f := range files {
		ctx := build.NewContext()
		ctx.ConstraintExpr("!purego")
		for _, l := range levels {
			f.fill(&asm{Context: ctx, isa: l})
		}
		out, err := ctx.Result()
		check(err)
		check(pass.Compile.Execute(out))
		base := filepath.Join(os.Args[1], "z"+f.topic+"_amd64")
		text, err := printer.NewGoAsm(cfg).Print(out)
		check(err)
		check(os.WriteFile(base+".s", text, 0o644))
		stubs, err := printer.NewStubs(cfg).Print(out)
		check(err)
		check(os.WriteFile(base+".go", stubs, 0o644))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
