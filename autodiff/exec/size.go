package exec

// Bytes is the memory that a machine of this many threads takes besides the blocks of parameters and gradients, and the constants that all machines share.
func (p *Program) Bytes(threads int) int {
	return 4 * (p.memory.Arena + threads*p.memory.Scratch + p.memory.Constants)
}
