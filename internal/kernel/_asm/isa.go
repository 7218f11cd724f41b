package main

// This file hides what differs between the two instruction sets.

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set: its name as function suffix, and the floats in a register.
type isa struct {
	suffix string
	lanes  int
}

var levels = []isa{{"AVX2", 8}, {"AVX512", 16}}

// asm writes functions for one instruction set.
type asm struct {
	*build.Context
	isa
	topic string    // of the file being written
	pool  constants // in that file

	branches int // written so far: their labels are numbered
}

// wide says whether registers have 512 bits, and masks are registers of their own.
func (a *asm) wide() bool { return a.lanes == 16 }

// bytes is the size of a vector.
func (a *asm) bytes() int { return 4 * a.lanes }

// begin starts a function NAMEsuffix with a signature, a comment and no stack of its own.
func (a *asm) begin(name, signature, doc string) {
	a.Function(name + a.suffix)
	a.Attributes(attr.NOSPLIT)
	a.Pragma("noescape")
	a.SignatureExpr(signature)
	a.Doc(name + a.suffix + " " + doc)
}

// end leaves the function.
func (a *asm) end() {
	a.VZEROUPPER()
	a.RET()
}

// loop places a label at the start of a cache line's half, where the decoders like loops to begin.
func (a *asm) loop(label string) {
	a.Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []operand.Op{operand.Imm(32)}})
	a.Label(label)
}

// param loads a parameter into a new 64-bit register.
func (a *asm) param(name string) reg.Register { return a.Load(a.Param(name), a.GP64()) }

// vec is the i-th vector register.
func (a *asm) vec(i int) reg.VecPhysical {
	if a.wide() {
		return zmm[i]
	}
	return ymm[i]
}

var zmm = []reg.VecPhysical{
	reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
	reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23, reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
}

var ymm = []reg.VecPhysical{
	reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7, reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
}

// zero clears a vector register.
func (a *asm) zero(v reg.Register) {
	if a.wide() {
		a.VPXORD(v, v, v)
	} else {
		a.VXORPS(v, v, v)
	}
}

// laneMask returns a mask of the first n lanes, n in a register: an opmask register, or a vector whose chosen lanes have all bits set.
func (a *asm) laneMask(n reg.Register) reg.Register {
	if a.wide() {
		bits := a.GP32()
		a.MOVL(operand.U32(0xffffffff), bits)
		a.BZHIL(n.(reg.GP).As32(), bits, bits)
		k := a.K()
		a.KMOVW(bits, k)
		return k
	}
	mask := a.YMM()
	a.maskInto(n, mask)
	return mask
}

// maskInto loads the mask of the first n lanes from the table of masks in the package.
func (a *asm) maskInto(n, mask reg.Register) {
	p, k := a.GP64(), a.GP64()
	a.LEAQ(operand.NewDataAddr(operand.Symbol{Name: "·tailMasks"}, 32), p)
	a.MOVQ(n, k)
	a.NEGQ(k)
	a.VMOVUPS(operand.Mem{Base: p, Index: k, Scale: 4}, mask)
}

// load reads a vector, only the lanes of mask where there is one and 0 in the others.
func (a *asm) load(m operand.Mem, mask reg.Register, v reg.Register) {
	switch {
	case mask == nil:
		a.VMOVUPS(m, v)
	case a.wide():
		a.VMOVUPS_Z(m, mask, v)
	default:
		a.VMASKMOVPS(m, mask, v)
	}
}

// store writes a vector, only the lanes of mask where there is one.
func (a *asm) store(v reg.Register, mask reg.Register, m operand.Mem) {
	switch {
	case mask == nil:
		a.VMOVUPS(v, m)
	case a.wide():
		a.VMOVUPS(v, mask, m)
	default:
		a.VMASKMOVPS(v, mask, m)
	}
}
