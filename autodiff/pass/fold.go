package pass

import "vae/autodiff/ir"

// Fold computes what is constant and removes what changes nothing: identities, repeated moves, and repetition that an elementwise operation
// does by itself. A rule that may change the rounding of a result says so; the sign of a zero is not kept (x + 0 is x, also for x = -0).
func Fold(f *ir.Func) *ir.Func { return rewrite(f, foldRules) }

var foldRules table

// The table is filled here because rules make values, and so read it.
func init() {
	foldRules = table{
		ir.Const: {uniformConstant},

		ir.Neg:    {negNeg, negDifference, negScaled},
		ir.Abs:    {ofMagnitude, again},
		ir.Cos:    {ofMagnitude},
		ir.Square: {ofMagnitude},
		ir.Inv:    {invRoot},
		ir.Sign:   {again},
		ir.Ceil:   {again},
		ir.Floor:  {again},
		ir.Relu:   {again},

		ir.Add:    {addZero, addNeg, addItself, commonFactor},
		ir.Sub:    {subZero, subNeg, commonFactor},
		ir.Mul:    {mulOne, mulScaled, mulNegs, mulItself},
		ir.Div:    {divConstant, divNeg, divOne},
		ir.Pow:    {powConstant},
		ir.Max:    {alike},
		ir.Min:    {alike},
		ir.Select: {selectConstant, selectAlike},

		ir.MatMul: {matMulTranspose},

		ir.Sum:       {overOnes, sumNeg, sumBroadcast},
		ir.MaxOver:   {overOnes},
		ir.LogSumExp: {overOnes},

		ir.Reshape:   {reshapeSame, reshapeConstant, reshapeReshape, moveRepeated},
		ir.Transpose: {transposeTranspose, transposeOnes, moveRepeated},
		ir.Slice:     {sliceAll, sliceUnslice, moveRepeated},
		ir.Unslice:   {sliceAll},
		ir.Concat:    {concatOne},
		ir.Broadcast: {broadcastSame, broadcastBare},

		ir.StopGradient: {stopConstant},
	}
	for _, op := range ir.All() {
		if op.Class() == ir.Elementwise {
			foldRules[op] = append([]rule{foldElements, dropBroadcasts}, foldRules[op]...)
		}
	}
}
