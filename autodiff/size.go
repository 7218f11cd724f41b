package autodiff

// Bytes is the memory that a machine of this many threads takes besides the blocks of parameters and gradients; 0 for engines that allocate as they go.
func (p *Program) Bytes(threads int) int {
	if p.compiled == nil {
		return 0
	}
	return p.compiled.Bytes(threads)
}
