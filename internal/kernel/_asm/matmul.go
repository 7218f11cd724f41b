package main

// This file writes the strips of the matrix product: all rows of c, one to eight vectors of columns.

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const stripSignature = "func(c *float32, ldc int, a *float32, aRow, aCol int, b *float32, ldb, m, k, tail int, bias *float32, resume, relu bool)"

// matMul writes the strips of one level.
func matMul(a *asm) {
	if a.wide() {
		for n := 1; n <= 3; n++ {
			(&strip{asm: a, height: 8, width: n, masked: true}).write()
			(&strip{asm: a, height: 8, width: n, masked: true, half: true}).write()
		}
		(&strip{asm: a, height: 2, width: 8}).write()
		return
	}
	for n := 1; n <= 2; n++ {
		(&strip{asm: a, height: 6, width: n}).write()
		(&strip{asm: a, height: 6, width: n, masked: true}).write()
	}
	(&strip{asm: a, height: 1, width: 8}).write()
}

// strip writes the function for columns of one width: tiles of up to height rows, each element of a tile a lane of an accumulator.
type strip struct {
	*asm
	height, width int  // of a tile: rows, and vectors of columns
	masked        bool // the last vector is cut short
	half          bool // the last vector is of 256 bits, which costs some processors half as much

	c, a, b, m        reg.Register // of what is left to do
	r, r3, r5, r7     reg.Register // bytes between rows of a: once, 3, 5 and 7 times
	aCol, ldb         reg.Register // bytes between columns of a and rows of b
	pa, pb, count, pc reg.Register // within a tile
	mask              reg.Register // of the last vector, nil for all lanes
}

func (s *strip) write() {
	name := fmt.Sprintf("strip%d", s.width)
	doc := fmt.Sprintf("computes %d columns of c.", s.width*s.lanes)
	if s.masked {
		last := s.lanes
		name = fmt.Sprintf("stripTail%d", s.width)
		if s.half {
			name, last = fmt.Sprintf("stripHalf%d", s.width), s.lanes/2
		}
		doc = fmt.Sprintf("computes %d columns of c and tail more, 1 to %d.", (s.width-1)*s.lanes, last)
	}
	s.begin(name, stripSignature, doc)
	s.setup()
	s.Label("tile")
	s.choose()
	for rows := s.height; rows >= 1; rows-- {
		s.tile(rows)
	}
	s.Label("done")
	s.end()
}

// setup loads what stays in registers.
func (s *strip) setup() {
	s.c, s.a, s.b, s.m = s.param("c"), s.param("a"), s.param("b"), s.param("m")
	s.r, s.aCol, s.ldb = s.param("aRow"), s.param("aCol"), s.param("ldb")
	for _, stride := range []reg.Register{s.r, s.aCol, s.ldb} {
		s.SHLQ(U8(2), stride)
	}
	s.r3, s.r5, s.r7 = s.GP64(), s.GP64(), s.GP64()
	s.LEAQ(Mem{Base: s.r, Index: s.r, Scale: 2}, s.r3)
	s.LEAQ(Mem{Base: s.r, Index: s.r, Scale: 4}, s.r5)
	s.LEAQ(Mem{Base: s.r3, Index: s.r, Scale: 4}, s.r7)
	s.pa, s.pb, s.count, s.pc = s.GP64(), s.GP64(), s.GP64(), s.GP64()
	if s.masked && s.wide() {
		s.mask = s.laneMask(s.param("tail"))
	} else if s.masked {
		s.mask = s.vec(15)
		s.maskInto(s.param("tail"), s.mask)
	}
}

// choose jumps to the tile whose height fits the rows left: whole tiles while there are two or one exactly, then halves, so that the last
// tile is never a thin one, which would wait for its few accumulators.
func (s *strip) choose() {
	s.TESTQ(s.m, s.m)
	s.JLE(LabelRef("done"))
	h := s.count
	s.MOVQ(s.m, h)
	s.CMPQ(h, U8(s.height))
	s.JLE(LabelRef("chosen"))
	s.CMPQ(h, U8(2*s.height))
	s.JGE(LabelRef(rowsLabel(s.height)))
	s.INCQ(h)
	s.SHRQ(U8(1), h)
	s.Label("chosen")
	for rows := 1; rows < s.height; rows++ {
		s.CMPQ(h, U8(rows))
		s.JEQ(LabelRef(rowsLabel(rows)))
	}
}

func rowsLabel(rows int) string { return fmt.Sprintf("rows%d", rows) }

// tile computes one tile and goes on to the next.
func (s *strip) tile(rows int) {
	label := rowsLabel(rows)
	s.Label(label)
	s.start(rows, label)
	s.Load(s.Param("k"), s.count)
	s.MOVQ(s.a, s.pa)
	s.MOVQ(s.b, s.pb)
	s.TESTQ(s.count, s.count)
	s.JZ(LabelRef(label + "bias"))
	s.loop(label + "loop")
	s.step(rows)
	s.ADDQ(s.aCol, s.pa)
	s.ADDQ(s.ldb, s.pb)
	s.DECQ(s.count)
	s.JNZ(LabelRef(label + "loop"))
	s.finish(rows, label)
	s.JMP(LabelRef("tile"))
}

// sum is the accumulator of a row and a vector of columns.
func (s *strip) sum(row, col int) reg.Register { return s.of(col, row*s.width+col) }

// of is the i-th register as wide as vector col of the columns.
func (s *strip) of(col, i int) reg.Register {
	if s.half && col == s.width-1 {
		return s.vec(i).AsY()
	}
	return s.vec(i)
}

// columns is where vector col of a row begins, and its mask.
func (s *strip) columns(base reg.Register, col int) (Mem, reg.Register) {
	m := Mem{Base: base, Disp: col * s.bytes()}
	if s.masked && col == s.width-1 {
		return m, s.mask
	}
	return m, nil
}

// start sets the accumulators to 0, or to c where an earlier part of k left its sums there.
func (s *strip) start(rows int, label string) {
	for row := range rows {
		for col := range s.width {
			s.zero(s.vec(row*s.width + col))
		}
	}
	s.Load(s.Param("resume"), s.count.(reg.GP).As8())
	s.TESTB(U8(1), s.count.(reg.GP).As8())
	s.JZ(LabelRef(label + "start"))
	s.eachRow(rows, func(row, col int, m Mem, mask reg.Register) { s.load(m, mask, s.sum(row, col)) })
	s.Label(label + "start")
}

// eachRow calls f for every vector of the tile in c.
func (s *strip) eachRow(rows int, f func(row, col int, m Mem, mask reg.Register)) {
	s.Load(s.Param("ldc"), s.count)
	s.MOVQ(s.c, s.pc)
	for row := range rows {
		for col := range s.width {
			m, mask := s.columns(s.pc, col)
			f(row, col, m, mask)
		}
		s.LEAQ(Mem{Base: s.pc, Index: s.count, Scale: 4}, s.pc)
	}
}

// step adds the products of one k: sum[row][col] = a[row] * b[col] + sum[row][col].
func (s *strip) step(rows int) {
	first := s.height * s.width // registers from here on are free
	direct := rows == 1         // each vector of b is used once, straight from memory
	for col := range s.width {
		m, mask := s.columns(s.pb, col)
		if !direct || mask != nil {
			s.load(m, mask, s.of(col, first+col))
		}
	}
	s.PREFETCHT0(Mem{Base: s.pa, Index: s.aCol, Scale: 8}) // where columns of a are far apart no processor sees it coming
	if s.height > 2 && rows == s.height && s.width > 1 {
		for col := range s.width { // the next strip, of which each row may be on another page: its first tile of rows would wait for every one
			s.PREFETCHT1(Mem{Base: s.pb, Disp: (s.width + col) * s.bytes()})
		}
	}
	broadcast := s.vec(s.spare())
	for row := range rows {
		s.VBROADCASTSS(s.row(row), broadcast)
		for col := range s.width {
			m, mask := s.columns(s.pb, col)
			if direct && mask == nil {
				s.VFMADD231PS(m, broadcast, s.sum(row, col))
			} else {
				s.VFMADD231PS(s.of(col, first+col), s.of(col, s.spare()), s.sum(row, col))
			}
		}
	}
}

// spare is the number of a register that holds neither a sum nor a vector of b.
func (s *strip) spare() int {
	if s.height == 1 {
		return s.width
	}
	return s.height*s.width + s.width
}

// row is where a row's element of a stands.
func (s *strip) row(row int) Mem { return rowAt(s.pa, row, 0, s.r, s.r3, s.r5, s.r7) }

// finish adds the bias where there is one, cuts off what is negative if asked to, writes the tile to c and steps over its rows.
func (s *strip) finish(rows int, label string) {
	s.Label(label + "bias")
	s.Load(s.Param("bias"), s.pb)
	s.TESTQ(s.pb, s.pb)
	s.JZ(LabelRef(label + "relu"))
	for col := range s.width {
		bias := s.of(col, s.spare())
		m, mask := s.columns(s.pb, col)
		s.load(m, mask, bias)
		for row := range rows {
			s.VADDPS(bias, s.sum(row, col), s.sum(row, col))
		}
	}
	s.Label(label + "relu")
	s.Load(s.Param("relu"), s.count.(reg.GP).As8())
	s.TESTB(U8(1), s.count.(reg.GP).As8())
	s.JZ(LabelRef(label + "store"))
	zero := s.vec(s.spare())
	s.zero(zero)
	for row := range rows {
		for col := range s.width {
			s.VMAXPS(s.sum(row, col), s.of(col, s.spare()), s.sum(row, col)) // the second of NaN, and of two zeros, is the sum
		}
	}
	s.Label(label + "store")
	s.eachRow(rows, func(row, col int, m Mem, mask reg.Register) { s.store(s.sum(row, col), mask, m) })
	s.MOVQ(s.pc, s.c)
	s.IMUL3Q(U8(rows), s.r, s.count)
	s.ADDQ(s.count, s.a)
	s.SUBQ(Imm(uint64(rows)), s.m)
}
