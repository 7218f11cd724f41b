// Package rng gives random numbers that are a pure function of what they are for.
//
// There is no state that advances: every number is Philox4x32-10 of a seed and a place, so it depends neither on the order of a batch,
// nor on the number of threads, nor on what was drawn before, and a resumed run needs no generator to be saved.
//
// The key is the 64-bit seed, low word first. The counter's four words are
//
//	word 0  block index within the example; a block is 4 words of output
//	word 1  sample k
//	word 2  index of the example in its data set
//	word 3  purpose << 28 | step       (4 and 28 bits)
//
// A place (purpose, step, example, sample) names a stream of up to 2^34 words, and number i of a stream is the same however many are
// asked for.
package rng
