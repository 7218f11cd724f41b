package data

// The tables that turn a byte into what a batch holds, one entry for each of the 256 bytes.

var (
	scaled   [256]float32 // x/255, rounded once
	threshed [256]float32 // 1 where x/255 >= 1/2
	chances  [256]uint64  // a uniform 32-bit word below this makes a 1: the chance x/255 in units of 2^-32
)

func init() {
	for x := range 256 {
		scaled[x] = float32(x) / 255
		chances[x] = (uint64(x)<<32 + 127) / 255 // rounded to nearest; 0 never, 255 always
		if 2*x >= 255 {
			threshed[x] = 1
		}
	}
}
