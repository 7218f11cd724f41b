package ir

// attrSet says which fields of Attr an operation reads. Checking, printing and parsing all go by it.
type attrSet uint8

const (
	usesName  attrSet = 1 << iota // Name
	usesData                      // Data
	usesAxes                      // Axes
	usesStep                      // Start, Step
	usesTrans                     // TransA, TransB
)

// attrs holds a row for each operation that reads any attribute.
var attrs = [opCount]attrSet{
	Input:     usesName,
	Param:     usesName,
	Const:     usesData,
	MatMul:    usesTrans,
	Sum:       usesAxes,
	MaxOver:   usesAxes,
	LogSumExp: usesAxes,
	Transpose: usesAxes,
	Slice:     usesAxes | usesStep,
	Unslice:   usesAxes | usesStep,
	Concat:    usesAxes,
}

// set returns which fields of an attribute are not zero.
func (a Attr) set() attrSet {
	var s attrSet
	mark := func(field attrSet, set bool) {
		if set {
			s |= field
		}
	}
	mark(usesName, a.Name != "")
	mark(usesData, len(a.Data) > 0)
	mark(usesAxes, len(a.Axes) > 0)
	mark(usesStep, a.Start != 0 || a.Step != 0)
	mark(usesTrans, a.TransA || a.TransB)
	return s
}
